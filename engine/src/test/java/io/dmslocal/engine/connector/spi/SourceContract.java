package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every source must do. A connector's test says only how to reach its database.
 *
 * <p>By theme: {@link SourceReadContract}, {@link SourceCaptureContract}, and here the hand-over from one to the other. They are one chain, so that whoever
 * passes the last has passed all.
 */
public abstract class SourceContract extends SourceCaptureContract {

    /** The hand-over from load to changes: see the package's first decision. */
    @Nested
    class HandOver {

        @Test
        void imageAndLaterChangesMakeTheSourceOfAKeyedTable() throws Exception {
            assumeCapture();
            handOver(true);
        }

        @Test
        void imageAndLaterChangesMakeTheSourceOfATableWithoutKey() throws Exception {
            assumeCapture();
            handOver(false);
        }

        private void handOver(boolean keyed) throws Exception {
            database.run("create table " + t("h") + " (id int not null" + (keyed ? " primary key" : "")
                    + ", s varchar(50), n int)");
            if (!keyed) {
                database.run(logOldRows(id("h")).toArray(String[]::new));
            }
            insertMany("h", 4000);
            Position start = startCapture("h");
            AtomicBoolean stop = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> writers = new ArrayList<>();
            for (int w = 0; w < 3; w++) {
                int writer = w;
                Thread thread = new Thread(() -> write(writer, stop, failure));
                thread.setDaemon(true);
                writers.add(thread);
            }
            writers.forEach(Thread::start);

            // the changes are read while the table loads, and what the image does not hold is kept aside
            Copy rows = new Copy(keyed);
            Cache cached = new Cache(start);
            try (ChangeReader changes = source.changes(capture, start)) {
                untilCached(50, changes, cached, failure);
                TableImage image;
                try (RowReader reader = open("h", 2048)) {
                    image = source.image(reader.image().text());
                    assertEquals(reader.image().text(), image.text());
                    for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                        rowsOf(batch.get()).forEach(r -> rows.add(values(r)));
                        changes.next(Duration.ofMillis(1)).forEach(cached::add);
                    }
                }
                untilCached(cached.rows.size() + 50, changes, cached, failure);
                end(writers, stop);
                Position end = source.now();
                Eventually.eventually(() -> "changes up to " + end.text() + ", seen " + cached.reached.text(), () -> {
                    changes.next(WAIT).forEach(cached::add);
                    return cached.reached.compareTo(end) >= 0;
                });
                assertEquals(null, failure.get());
                int held = 0;
                for (RowChange change : cached.rows) {
                    if (image.holds(change)) {
                        held++;
                    } else {
                        rows.apply(change);
                    }
                }
                assertTrue(held > 0, "the test must have had changes before the image");
                assertTrue(held < cached.rows.size(), "the test must have had changes after the image");
            } finally {
                end(writers, stop);
            }

            Map<List<Object>, Integer> expected = new HashMap<>();
            readAll("h", 1 << 16).forEach(r -> expected.merge(values(r), 1, Integer::sum));
            assertEquals(expected, rows.counts);
        }

        private void untilCached(int wanted, ChangeReader changes, Cache cached, AtomicReference<Throwable> failure) {
            Eventually.eventually(() -> wanted + " changes, seen " + cached.rows.size(), () -> {
                if (failure.get() != null) {
                    throw new AssertionError("a writer failed", failure.get());
                }
                changes.next(WAIT).forEach(cached::add);
                return cached.rows.size() >= wanted;
            });
        }

        private void end(List<Thread> writers, AtomicBoolean stop) throws InterruptedException {
            stop.set(true);
            for (Thread writer : writers) {
                writer.join(60_000);
                assertFalse(writer.isAlive(), "a writer hangs");
            }
        }

        /** Changes kept aside, and how far the log was told: a place is told once, so whoever waits for it must not have missed it. */
        private static final class Cache {

            private final List<RowChange> rows = new ArrayList<>();
            private Position reached;

            Cache(Position start) {
                this.reached = start;
            }

            void add(Change change) {
                if (change instanceof RowChange row) {
                    rows.add(row);
                }
                reached = change.position();
            }
        }

        /** A table's rows, each with how often it is there; with a key, also by it. */
        private final class Copy {

            private final boolean keyed;
            private final Map<List<Object>, Integer> counts = new HashMap<>();
            private final Map<Object, List<Object>> byKey = new HashMap<>();

            Copy(boolean keyed) {
                this.keyed = keyed;
            }

            void add(List<Object> row) {
                counts.merge(row, 1, Integer::sum);
                if (keyed) {
                    assertEquals(null, byKey.put(row.get(0), row), () -> "doubled " + row);
                }
            }

            void apply(RowChange change) {
                if (change.operation() != Operation.INSERT) {
                    Row before = change.before().isNone() ? change.after() : change.before();
                    List<Object> old = keyed ? byKey.remove(before.value(0)) : values(before);
                    assertTrue(old != null && counts.containsKey(old), () -> "no row for " + change);
                    counts.computeIfPresent(old, (row, count) -> count == 1 ? null : count - 1);
                }
                if (change.operation() != Operation.DELETE) {
                    add(values(change.after()));
                }
            }
        }

        /** Each writer has ids of its own residue, so that writers never wait for each other for long. */
        private void write(int writer, AtomicBoolean stop, AtomicReference<Throwable> failure) {
            Random random = new Random(writer);
            int fresh = 100_000 + writer;
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                while (!stop.get()) {
                    try {
                        fresh = unit(writer, random, fresh, statement);
                    } catch (SQLTransactionRollbackException e) {
                        connection.rollback(); // a deadlock of writers that lock more than their rows
                        continue;
                    }
                    if (random.nextInt(8) == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                    }
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        }

        private int unit(int writer, Random random, int from, Statement statement) throws SQLException {
            int fresh = from;
            for (int i = 0; i < 3; i++) {
                int id = random.nextInt(1300) * 3 + writer;
                switch (random.nextInt(6)) {
                    case 0 -> statement.execute("delete from " + t("h") + " where id = " + id);
                    case 1 -> {
                        statement.execute("insert into " + t("h") + " values (" + fresh + ", 'new', 1)");
                        fresh += 3;
                    }
                    case 2 -> {
                        statement.execute("update " + t("h") + " set id = " + fresh + " where id = " + id);
                        fresh += 3;
                    }
                    default ->
                        statement.execute("update " + t("h") + " set n = n + 1, s = 'w" + random.nextInt(1000)
                                + "' where id = " + id);
                }
            }
            return fresh;
        }
    }
}
