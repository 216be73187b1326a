package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.mysql.DatabaseServer;
import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** From one engine to another: rows read back as text, by each server itself. */
class CrossEngineTest {

    /** A full load: numbers, text in every script, time; 500 rows. */
    private static final String ITEMS = "(id int not null primary key, name varchar(100), price decimal(10,2),"
            + " sold timestamp null, note text)";

    @TempDir
    Path folder;

    @Test
    void mariaDbIsCopiedToPostgresAndFollowed() throws Exception {
        MariaDbServer source = MariaDbServer.shared();
        ContractDatabase target = PostgresServer.shared().database("from_mariadb");
        source.execute(
                "drop database if exists cross_shop",
                "create database cross_shop character set utf8mb4",
                "create table cross_shop.item " + ITEMS);
        fill(source, 500);
        try (Emulator emulator = Emulator.on(folder)) {
            Migration migration = Migration.of(emulator);
            Task task = task(
                    migration,
                    migration.source("from", source.endpoint()),
                    migration.target("to", target.endpoint()),
                    MigrationTypeValue.FULL_LOAD_AND_CDC);
            task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
            change(source);
            task.awaitTable("item", "Table completed");
            change(source);

            equal(
                    task,
                    () -> texts(
                            source,
                            "select concat_ws('|', id, name, price, date_format(sold, '%Y-%m-%d %H:%i:%s'), coalesce(note, '-'))"
                                    + " from cross_shop.item order by id"),
                    () -> texts(
                            target,
                            "select concat_ws('|', id, name, price, to_char(sold, 'YYYY-MM-DD HH24:MI:SS'), coalesce(note, '-'))"
                                    + " from cross_shop.item order by id"));
            task.stop();
        }
    }

    @Test
    void postgresIsCopiedToMySqlAndFollowed() throws Exception {
        MySqlServer target = MySqlServer.shared();
        ContractDatabase source = PostgresServer.shared().database("to_mysql");
        target.execute("drop database if exists cross_shop");
        source.run(
                "create schema cross_shop",
                "create table cross_shop.item " + ITEMS,
                "insert into cross_shop.item select n, 'näme 漢字 😀 ' || n, n / 7.0, timestamp '2026-01-01' + n * interval '1 minute',"
                        + " repeat('long ', n) from generate_series(1, 500) n");
        try (Emulator emulator = Emulator.on(folder)) {
            Migration migration = Migration.of(emulator);
            Task task = task(
                    migration,
                    migration.source("from", source.endpoint()),
                    migration.target("to", target.endpoint()),
                    MigrationTypeValue.FULL_LOAD_AND_CDC);
            task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
            task.awaitTable("item", "Table completed");
            source.run(
                    "update cross_shop.item set price = price + 1 where id % 3 = 0",
                    "update cross_shop.item set id = id + 10000 where id % 50 = 0",
                    "delete from cross_shop.item where id % 7 = 0",
                    "insert into cross_shop.item values (20000, 'new', null, null, null)");

            equal(
                    task,
                    () -> texts(
                            source,
                            "select concat_ws('|', id, name, price, to_char(sold, 'YYYY-MM-DD HH24:MI:SS'), coalesce(note, '-'))"
                                    + " from cross_shop.item order by id"),
                    () -> texts(
                            target,
                            "select concat_ws('|', id, name, price, date_format(sold, '%Y-%m-%d %H:%i:%s'), coalesce(note, '-'))"
                                    + " from cross_shop.item order by id"));
            task.stop();
        }
    }

    @Test
    void mySqlIsCopiedToMariaDbAndFollowed() throws Exception {
        MySqlServer source = MySqlServer.shared();
        MariaDbServer target = MariaDbServer.shared();
        target.execute("drop database if exists cross_types");
        source.execute(
                "drop database if exists cross_types",
                "create database cross_types character set utf8mb4",
                "create table cross_types.kinds (id bigint not null primary key, t tinyint, su smallint unsigned,"
                        + " i int, bu bigint unsigned, d decimal(20,5), f double, b bit(1), c char(5), v varchar(50), x text,"
                        + " bin varbinary(20), bl blob, da date, ti time(3), dt datetime(6), ts timestamp null, y year,"
                        + " e enum('small','large'), s set('red','blue'), j json)");
        String row =
                "-128, 65535, -2147483648, 18446744073709551615, -123456789012345.67891, 0.1, b'1', 'ab', 'näme 漢字 😀',"
                        + " repeat('long ', 1000), x'00ff', x'deadbeef', '1999-12-31', '-12:34:56.789', '2026-01-02 03:04:05.678901',"
                        + " '2026-01-02 03:04:05', 2026, 'large', 'red,blue', '{\"a\": [1, null, \"x\"]}'";
        String empty =
                "null, null, null, null, null, null, null, '', '', '', x'', x'', null, null, null, null, null, null, '', null";
        source.execute(
                "insert into cross_types.kinds values (1, " + row + "), (2, " + empty + ")",
                "insert into cross_types.kinds (id) values (3)");
        String query =
                "select concat_ws('|', id, t, su, i, bu, d, f, b+0, c, v, x, hex(bin), hex(bl), da, ti, dt, ts, y, e, s,"
                        + " replace(json_extract(j, '$.a'), ' ', '')) from cross_types.kinds order by id";
        followed(source, target, query, row, empty);
    }

    @Test
    void postgresIsCopiedToMariaDbAndFollowed() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("to_mariadb");
        MariaDbServer target = MariaDbServer.shared();
        target.execute("drop database if exists cross_types");
        source.run(
                "create schema cross_types",
                "create table cross_types.kinds (id bigint not null primary key, si smallint, i int, bi bigint, n numeric(20,5),"
                        + " f double precision, b boolean, c char(5), v varchar(50), x text, by bytea, da date, ti time(3),"
                        + " ts timestamp(6), u uuid, j jsonb)");
        String row = "-32768, -2147483648, 9223372036854775807, -123456789012345.67891, 0.1, true, 'ab', 'näme 漢字 😀',"
                + " repeat('long ', 1000), '\\xdeadbeef', '1999-12-31', '12:34:56.789', '2026-01-02 03:04:05.678901',"
                + " '6f1c9d1e-0f5a-4a63-8a50-3d5a1c1a1b1c', '{\"a\": [1, null, \"x\"]}'";
        String empty = "null, null, null, null, null, false, '', '', '', '', null, null, null, null, null";
        source.run(
                "insert into cross_types.kinds values (1, " + row + "), (2, " + empty + ")",
                "insert into cross_types.kinds (id) values (3)");
        String there = "select concat_ws('|', id, si, i, bi, n, f, b, rtrim(c), v, x, hex(`by`), da, ti, ts, u,"
                + " replace(json_extract(j, '$.a'), ' ', '')) from cross_types.kinds order by id";
        String here = "select concat_ws('|', id, si, i, bi, n, f, b, rtrim(c), v, x, upper(encode(by, 'hex')), da, ti,"
                + " to_char(ts, 'YYYY-MM-DD HH24:MI:SS.US'), u, replace((j->'a')::text, ' ', '')) from cross_types.kinds order by id";
        try (Emulator emulator = Emulator.on(folder)) {
            Task task = task(emulator, source.endpoint(), target.endpoint(), "cross_types");
            task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
            task.awaitTable("kinds", "Table completed");
            source.run(
                    "insert into cross_types.kinds values (11, " + row + "), (12, " + empty + ")",
                    "update cross_types.kinds set (si, x, ts) = (7, 'short', '1970-01-01 00:00:00') where id = 1",
                    "update cross_types.kinds set id = 22 where id = 2",
                    "delete from cross_types.kinds where id = 3");
            equal(task, () -> booleans(texts(source, here)), () -> booleans(texts(target, there)));
            task.stop();
        }
    }

    /** PostgreSQL's booleans are words; in the family of MySQL they come as the words' letters or as numbers, as the types say. */
    private static List<String> booleans(List<String> rows) {
        return rows.stream()
                .map(row -> row.replaceAll("\\|(t|true|1)\\|", "|true|").replaceAll("\\|(f|false|0)\\|", "|false|"))
                .toList();
    }

    private void followed(DatabaseServer source, DatabaseServer target, String query, String row, String empty)
            throws Exception {
        try (Emulator emulator = Emulator.on(folder)) {
            Task task = task(emulator, source.endpoint(), target.endpoint(), "cross_types");
            task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
            task.awaitTable("kinds", "Table completed");
            source.execute(
                    "insert into cross_types.kinds values (11, " + row + "), (12, " + empty + ")",
                    "update cross_types.kinds set t = 7, x = 'short', dt = '1970-01-01 00:00:00' where id = 1",
                    "update cross_types.kinds set id = 22 where id = 2",
                    "delete from cross_types.kinds where id = 3");
            equal(task, () -> texts(source, query), () -> texts(target, query));
            task.stop();
        }
    }

    private static Task task(Emulator emulator, EndpointSettings from, EndpointSettings to, String schema) {
        Migration migration = Migration.of(emulator);
        String source = migration.source("from", from);
        String target = migration.target("to", to);
        return migration.task(r -> r.replicationTaskIdentifier("kinds")
                .sourceEndpointArn(source)
                .targetEndpointArn(target)
                .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                .tableMappings(Migration.mappings(schema)));
    }

    @Test
    void aFullLoadEndsByItself() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("once_source");
        ContractDatabase target = PostgresServer.shared().database("once_target");
        source.run(
                "create schema cross_shop",
                "create table cross_shop.item " + ITEMS,
                "insert into cross_shop.item select n, 'x', n, now(), null from generate_series(1, 500) n");
        try (Emulator emulator = Emulator.on(folder)) {
            Migration migration = Migration.of(emulator);
            Task task = task(
                    migration,
                    migration.source("from", source.endpoint()),
                    migration.target("to", target.endpoint()),
                    MigrationTypeValue.FULL_LOAD);
            task.start();
            task.await("stopped");

            ReplicationTask done = task.describe();
            assertEquals("Stop Reason FULL_LOAD_ONLY_FINISHED", done.stopReason(), task::state);
            assertEquals(100, done.replicationTaskStats().fullLoadProgressPercent());
            assertEquals(1, done.replicationTaskStats().tablesLoaded());
            assertEquals(500L, task.tables().get("item").fullLoadRows());
            assertEquals(Contents.of(source, "cross_shop.item"), Contents.of(target, "cross_shop.item"));
        }
    }

    private static Task task(Migration migration, String from, String to, MigrationTypeValue type) {
        return migration.task(r -> r.replicationTaskIdentifier("items")
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(type)
                .tableMappings(Migration.mappings("cross_shop")));
    }

    private static void fill(DatabaseServer server, int rows) {
        String values = java.util.stream.IntStream.rangeClosed(1, rows)
                .mapToObj(n -> "(" + n + ", 'näme 漢字 😀 " + n + "', " + n + ".25, '2026-01-01 00:00:" + n % 60 + "', "
                        + (n % 5 == 0 ? "null" : "repeat('long ', " + n + ")") + ")")
                .collect(Collectors.joining(", "));
        server.execute("insert into cross_shop.item values " + values);
    }

    /** May be done twice. */
    private static void change(DatabaseServer server) {
        server.execute(
                "update cross_shop.item set price = price + 1 where id % 3 = 0",
                "delete from cross_shop.item where id % 7 = 0",
                "update cross_shop.item set id = id + 10001 where id % 50 = 0",
                "insert into cross_shop.item (id, name) select max(id) + 1, 'new' from cross_shop.item");
    }

    private interface Query {
        List<String> rows() throws SQLException;
    }

    private static void equal(Task task, Query source, Query target) throws SQLException {
        List<String> wanted = source.rows();
        eventually(
                "both sides have the same rows",
                () -> {
                    try {
                        List<String> missing = new ArrayList<>(wanted);
                        missing.removeAll(target.rows());
                        List<String> surplus = new ArrayList<>(target.rows());
                        surplus.removeAll(wanted);
                        return "missing " + missing + ", surplus " + surplus + "\n" + task.state();
                    } catch (SQLException e) {
                        return e + "\n" + task.state();
                    }
                },
                () -> wanted.equals(target.rows()));
    }

    private static List<String> texts(DatabaseServer server, String query) {
        return server.rows(query).stream().map(row -> row[0]).toList();
    }

    private static List<String> texts(ContractDatabase database, String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
