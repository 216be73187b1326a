package io.dmslocal.deploy.e2e;

import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.sql.SQLException;
import java.util.List;

/** A source worth migrating: a plain key, a key of two columns, large and odd values, and a table without a key. */
final class Shop {

    /** Their rows must be the same at the end, whatever happened meanwhile. */
    static final List<String> KEYED = List.of("shop.account", "shop.ledger", "shop.document");

    static final String KEYLESS = "shop.event";

    private Shop() {}

    /** @param accounts rows of the largest table */
    static void create(ContractDatabase database, int accounts) throws SQLException {
        database.run(
                "create schema shop",
                "create sequence shop.moved start 100000",
                "create table shop.account (id bigint primary key, name text not null, balance numeric(14,2) not null,"
                        + " changed timestamptz not null)",
                "create table shop.ledger (account bigint, entry int, amount numeric(14,2) not null, note varchar(200),"
                        + " primary key (account, entry))",
                "create table shop.document (id int primary key, body jsonb, image bytea, tags text[], price numeric,"
                        + " essay text)",
                "create table shop.event (at timestamptz not null, name uuid not null, note text)",
                "insert into shop.account select n, 'account ' || n, n / 7.0, now() from generate_series(1, " + accounts
                        + ") n",
                "insert into shop.ledger select n % 500, n, n / 3.0, repeat('x', n % 50) from generate_series(1, "
                        + accounts / 10 + ") n",
                "insert into shop.document select n, jsonb_build_object('n', n, 'list', array[n, n + 1], 'text', 'ä\"'),"
                        + " decode(repeat(md5(n::text), n * 20), 'hex'), array['a' || n, 'b,\"', null], n / 13.0,"
                        + " (select string_agg(md5((n * i)::text), '') from generate_series(1, 300) i)"
                        + " from generate_series(1, 200) n",
                "insert into shop.event select now(), gen_random_uuid(), 'event ' || n from generate_series(1, 2000) n");
    }
}
