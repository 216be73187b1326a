package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;

import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Somebody who works in the {@link Shop} meanwhile: small and large transactions of every kind of change, from a seed. */
final class ShopWriter implements AutoCloseable {

    /** Keeps the writer from being faster than two busy cores can copy. */
    private static final Duration BREATH = Duration.ofMillis(4);

    private final ContractDatabase shop;
    private final Random random;
    private final Thread thread;
    private volatile boolean ends;
    private volatile long transactions;
    private volatile Exception failure;

    private ShopWriter(ContractDatabase shop, long seed) {
        this.shop = shop;
        this.random = new Random(seed);
        this.thread = new Thread(this::write, "writer");
        thread.setDaemon(true);
    }

    static ShopWriter start(ContractDatabase shop, long seed) {
        ShopWriter writer = new ShopWriter(shop, seed);
        writer.thread.start();
        return writer;
    }

    /** Waits until so many further transactions are committed. */
    void awaitMore(long more) {
        long enough = transactions + more;
        eventually(
                "the writer has committed " + enough + " transactions",
                () -> "it has committed " + transactions + ", " + failure,
                () -> transactions >= enough || failure != null);
        check();
    }

    /** The last transaction is committed when it returns. */
    void finish() {
        close();
        check();
    }

    @Override
    public void close() {
        ends = true;
        try {
            thread.join(Duration.ofSeconds(30).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        if (failure != null) {
            throw new AssertionError("the writer failed", failure);
        }
    }

    private void write() {
        try (Connection connection = shop.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!ends) {
                int changes = random.nextInt(20) == 0 ? 200 : 1 + random.nextInt(5);
                for (int i = 0; i < changes; i++) {
                    statement.execute(change());
                }
                if (random.nextInt(15) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    transactions++;
                }
                LockSupport.parkNanos(BREATH.toNanos());
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    private String change() {
        int account = 1 + random.nextInt(20_000);
        int document = 1 + random.nextInt(250);
        return switch (random.nextInt(14)) {
            case 0 ->
                "insert into shop.account values (-nextval('shop.moved'), 'new', " + account + ", clock_timestamp())";
            case 1 ->
                "insert into shop.account values (" + account
                        + ", 'there again', 0, clock_timestamp()) on conflict (id) do nothing";
            case 2, 3, 4 ->
                "update shop.account set balance = balance + 1, changed = clock_timestamp() where id = " + account;
            case 5 -> "delete from shop.account where id = " + account;
            case 6 -> "update shop.account set id = 1000000 + nextval('shop.moved') where id = " + account;
            case 7 -> "insert into shop.ledger values (" + account + ", nextval('shop.moved'), 1.5, null)";
            case 8 ->
                "update shop.ledger set amount = amount * 1.01, note = 'changed' where account = " + account % 500
                        + " and entry % 10 = 3";
            case 9 ->
                "update shop.ledger set account = account + 1000 where account = " + account % 500
                        + " and entry % 50 = 7";
            case 10 -> "delete from shop.ledger where account = " + account % 500 + " and entry % 50 = 9";
            case 11 ->
                "update shop.document set price = price + 0.001 where id = " + document; // large values unchanged
            case 12 ->
                "insert into shop.document values (" + document + ", '{\"new\": [1, null, \"x\"]}', '\\x00ff',"
                        + " '{}', 'NaN', repeat('long ', 5000)) on conflict (id) do update set essay = excluded.essay,"
                        + " body = shop.document.body || '{\"again\": true}', tags = shop.document.tags || array['more']";
            default -> "insert into shop.event values (clock_timestamp(), gen_random_uuid(), 'written')";
        };
    }
}
