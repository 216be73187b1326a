package io.dmslocal.deploy.demo;

import io.dmslocal.deploy.process.PostgresProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a shop busy: orders with lines and payments, changed and removed rows, changed keys, large objects, transactions that are rolled back. A
 * thread of its own; every so often it leaves a numbered beat, by which latency is measured.
 */
final class ShopWriter implements AutoCloseable {

    /** Row changes a second: as busy as a shop is, and the machine has more to do than this. */
    private static final int RATE = 1_500;

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A statement and the values that it takes. */
    private interface Work {
        void run() throws SQLException;
    }

    private final PostgresProcess database;
    private final ShopData data;
    private final Random random;
    private final Thread thread = new Thread(this::run, "shop-writer");
    private final AtomicLong changes = new AtomicLong();
    private final Map<Long, Long> beats = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private volatile SQLException failure;
    private volatile long lastBeat;
    private Connection connection;
    private long nextOrder;
    private long inTransaction;
    private final ArrayDeque<UUID> payments = new ArrayDeque<>();

    ShopWriter(PostgresProcess database, ShopData data, long seed) {
        this.database = database;
        this.data = data;
        this.random = new Random(seed);
        this.nextOrder = data.size("orders") + 1;
    }

    void start() {
        thread.start();
    }

    /** Rows changed and committed so far. */
    long changes() {
        return changes.get();
    }

    /** When a beat was about to be committed, System.nanoTime; forgets it and those before. */
    Long committedAt(long beat) {
        Long at = beats.get(beat);
        beats.keySet().removeIf(earlier -> earlier <= beat);
        return at;
    }

    /** Stops writing; returns the last beat, after which nothing was written. */
    long stop() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check();
        return lastBeat;
    }

    void check() {
        if (failure != null) {
            throw new DemoFailure("The shop cannot be written to: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        stopping = true;
    }

    private void run() {
        try (Connection opened = database.connect()) {
            connection = opened;
            connection.setAutoCommit(false);
            long begin = System.nanoTime();
            long nextBeat = begin;
            while (!stopping) {
                transaction(this::something);
                if (System.nanoTime() >= nextBeat) {
                    beat();
                    nextBeat += BEAT_NANOS;
                }
                long due = begin + changes.get() * TimeUnit.SECONDS.toNanos(1) / RATE;
                long early = due - System.nanoTime();
                if (early > 0) {
                    LockSupport.parkNanos(Math.min(early, BEAT_NANOS));
                } else if (early < -TimeUnit.SECONDS.toNanos(1)) {
                    begin -= early; // too slow for the rate: nothing is made up for
                }
            }
            beat();
        } catch (SQLException e) {
            failure = e;
        }
    }

    private void beat() throws SQLException {
        long beat = lastBeat + 1;
        transaction(() -> {
            update("update shop.heartbeat set beat = ?, written_at = clock_timestamp() where id = 1", beat);
            beats.put(beat, System.nanoTime()); // before the commit: the target may be quick
        });
        lastBeat = beat;
    }

    private void transaction(Work work) throws SQLException {
        inTransaction = 0;
        work.run();
        if (random.nextInt(40) == 0 && inTransaction > 2) {
            connection.rollback();
            return;
        }
        connection.commit();
        changes.addAndGet(inTransaction);
    }

    private void something() throws SQLException {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> newOrder();
            case 5, 6, 7 -> moveOrderOn();
            case 8 -> returnOrder();
            case 9, 10 -> changeCustomer();
            case 11 -> changeKeys();
            case 12 -> changeDocument();
            case 13 -> countStock();
            default -> view();
        }
    }

    private void newOrder() throws SQLException {
        long order = nextOrder++;
        int lines = 1 + random.nextInt(6);
        update(
                "insert into shop.orders values (?, ?, 'new', clock_timestamp(), current_date + ?, ?::numeric, ?::real, ?)",
                order,
                any("customers"),
                random.nextInt(9),
                random.nextInt(1_000_000) / 100.0,
                random.nextBoolean() ? random.nextFloat() : null,
                random.nextInt(4) == 0 ? "für " + order + ", 'bald'" : null);
        for (int line = 1; line <= lines; line++) {
            long product = any("products");
            update(
                    "insert into shop.order_lines values (?, ?, ?, ?, ?::numeric, ?)",
                    order,
                    line,
                    product,
                    1 + random.nextInt(5),
                    random.nextInt(10_000) / 100.0,
                    random.nextInt(20) == 0);
            update(
                    "update shop.stock set quantity = quantity - 1, counted_at = clock_timestamp() where warehouse_id = ? and product_id = ?",
                    1 + random.nextInt(20),
                    product);
        }
        UUID payment = new UUID(random.nextLong(), random.nextLong());
        payments.add(payment);
        update(
                "insert into shop.payments values (?, ?, ?::numeric, 'card', localtimestamp, ?)",
                payment,
                order,
                random.nextInt(1_000_000) / 100.0,
                random.nextBoolean() ? bytes(32) : null);
    }

    private void moveOrderOn() throws SQLException {
        update(
                "update shop.orders set status = (array['paid', 'packed', 'sent', 'delivered'])[?], note = nullif(note, '') where id = ?",
                1 + random.nextInt(4),
                anyOrder());
    }

    private void returnOrder() throws SQLException {
        long order = anyOrder();
        update("delete from shop.order_lines where order_id = ?", order);
        UUID payment = payments.poll();
        if (payment != null) {
            update("delete from shop.payments where id = ?", payment);
        }
        update("delete from shop.orders where id = ?", order);
    }

    private void changeCustomer() throws SQLException {
        update(
                "update shop.customers set balance = balance + ?::numeric, preferences = jsonb_build_object('language', 'fr', 'visit', ?::bigint),"
                        + " last_login = localtimestamp, labels = array_append(labels, 'seen') where id = ?",
                random.nextInt(2_000) / 100.0 - 10,
                changes.get(),
                any("customers"));
    }

    /** A row that changes its key, in one column of two or altogether, and the way back. */
    private void changeKeys() throws SQLException {
        long customer = any("customers");
        update("update shop.addresses set kind = 'moved' where customer_id = ? and kind = 'shipping'", customer);
        update(
                "update shop.customers set id = -id where id = ? and not exists (select from shop.customers where id = ?)",
                customer,
                -customer);
        if (random.nextBoolean()) {
            long other = any("customers");
            update(
                    "update shop.customers set id = -id where id = ? and not exists (select from shop.customers where id = ?)",
                    -other,
                    other);
        }
    }

    /** The large text stays as it is in some of these updates, and the log then does not repeat it. */
    private void changeDocument() throws SQLException {
        long product = any("product_documents");
        if (random.nextBoolean()) {
            update("update shop.product_documents set revision = revision + 1 where product_id = ?", product);
        } else {
            update(
                    "update shop.product_documents set revision = revision + 1, manual = repeat(?, ?), scan = ? where product_id = ?",
                    "Neue Anleitung – 説明書 " + random.nextInt() + ". ",
                    random.nextInt(1_500),
                    random.nextInt(3) == 0 ? null : bytes(random.nextInt(20_000)),
                    product);
        }
    }

    private void countStock() throws SQLException {
        update(
                "update shop.stock set quantity = ?, counted_at = clock_timestamp() where warehouse_id between 3 and 7 and product_id = ?",
                random.nextInt(500),
                any("products"));
    }

    private void view() throws SQLException {
        for (int i = random.nextInt(5); i >= 0; i--) {
            update(
                    "insert into shop.page_views values (clock_timestamp(), ?, ?, ?, ?::inet)",
                    random.nextBoolean() ? any("customers") : null,
                    "/product/" + any("products"),
                    random.nextInt(2_000),
                    random.nextInt(9) == 0 ? null : "10.1.2." + random.nextInt(256));
        }
        if (random.nextInt(10) == 0) {
            update("delete from shop.page_views where ctid = (select ctid from shop.page_views limit 1)");
        }
    }

    private long any(String table) {
        return 1 + (long) (random.nextDouble() * data.size(table));
    }

    private long anyOrder() {
        return 1 + (long) (random.nextDouble() * (nextOrder - 1));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            inTransaction += statement.executeUpdate();
        }
    }
}
