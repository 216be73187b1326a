package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Transactions around the moment in which a capture begins. */
class PostgresCaptureStartTest extends CaptureFixture {

    /** Between the slot's start and the snapshots that are opened next, no transaction may fall through. */
    @Nested
    class Starting {

        private static final int ROUNDS = 5;

        @Test
        void everyShortTransactionAroundTheStartIsInTheImageOrInTheStream() throws Exception {
            DATABASE.run("create table c.k (id bigserial primary key)");
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> writers = new ArrayList<>();
            Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 4; i++) {
                Thread writer = new Thread(() -> insertUntil(stop, failures));
                writers.add(writer);
                writer.start();
            }
            long written = 0;
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    written = oneRound(round);
                }
            } finally {
                stop.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
            }
            assertEquals(List.of(), List.copyOf(failures));
            assertTrue(written > 1000, "the test must have had transactions around the start: " + written);
        }

        /**
         * A commit that waits for a synchronous standby is in the log and invisible for as long as a test likes. A user's slot is moved past it, so
         * without the wait it is neither in the image nor in the stream.
         */
        @Test
        void aCommitThatIsInTheLogBeforeTheStartAndNotYetVisibleIsWaitedFor() throws Exception {
            try (PostgresServer server = PostgresServer.start()) {
                ContractDatabase own = server.database("standby");
                own.run(
                        "create table public.k (id int primary key)",
                        "select pg_create_logical_replication_slot('users', 'pgoutput')",
                        "alter system set synchronous_standby_names = 'nobody'",
                        "alter role " + PostgresServer.USER + " set synchronous_commit = 'local'",
                        "select pg_reload_conf()");
                Thread writer = new Thread(() -> {
                    try {
                        own.transaction("set local synchronous_commit = on", "insert into public.k values (1)");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                writer.start();
                Eventually.eventually(
                        () -> "a commit that waits",
                        () -> "1"
                                .equals(asked(
                                        own, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'")));
                Source waiting = new PostgresConnector().source(own.endpoint(Map.of("slotname", "users")));
                TableId table = new TableId("public", "k");
                CaptureRequest wanted = new CaptureRequest("standby", Set.of(table), new ListMemory(), false);
                CompletableFuture<Position> started = CompletableFuture.supplyAsync(() -> waiting.startCapture(wanted));
                Eventually.eventually(
                        () -> "a start that looks again and again, or is over",
                        () -> started.isDone() || looksForCommits(own));

                if (!started.isDone()) {
                    own.run("alter system reset synchronous_standby_names", "select pg_reload_conf()");
                }
                Position start = started.get(30, TimeUnit.SECONDS);
                TableSchema schema = waiting.schema(table);
                long loaded;
                try (RowReader reader =
                        waiting.rows(new ReadRequest(schema, schema.columns(), Set.of(), 1 << 16, "standby"))) {
                    loaded = reader.next().map(RowBatch::size).orElse(0);
                }
                own.run("alter system reset synchronous_standby_names", "select pg_reload_conf()");
                writer.join();
                assertEquals(1, loaded, "started at " + start.text() + " before the commit was visible");
            }
        }

        private boolean looksForCommits(ContractDatabase own) {
            return !"0"
                    .equals(asked(
                            own,
                            "select count(*) from pg_stat_activity where query like '%backend_xid%prepared_xacts%'"
                                    + " and query not like '%pg_backend_pid()%' and pid <> pg_backend_pid()"));
        }

        private String asked(ContractDatabase own, String sql) {
            try (Connection connection = own.connect();
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(sql)) {
                found.next();
                return found.getString(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The rows up to some number, in a load's snapshot and the stream behind the start together, are those of the table. */
        private long oneRound(int round) throws SQLException {
            Position start = start("k");
            TableSchema schema = source.schema(new TableId("c", "k"));
            Set<Long> seen = new HashSet<>();
            TableImage image;
            try (RowReader reader =
                    source.rows(new ReadRequest(schema, schema.columns(), Set.of(), 1 << 16, request.captureName()))) {
                image = reader.image();
                for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                    RowBatch.Columns columns = (RowBatch.Columns) batch.get();
                    for (int i = 0; i < columns.size(); i++) {
                        assertTrue(seen.add((Long) columns.row(i).value(0)));
                    }
                }
            }
            Position end = source.now();
            String expected = one("select string_agg(id::text, ',') from c.k"); // a little more than up to the end
            Position after = source.now();
            try (ChangeReader changes = source.changes(request, start)) {
                Eventually.eventually(() -> "changes up to " + after.text(), () -> {
                    boolean reached = false;
                    for (Change change : changes.next(Duration.ofMillis(50))) {
                        if (change instanceof RowChange row && !image.holds(row)) {
                            Long id = (Long) row.after().value(0);
                            assertTrue(seen.add(id), "round " + round + ": twice " + id);
                        }
                        reached = change.position().compareTo(after) >= 0;
                    }
                    return reached;
                });
            }
            List<String> lost = Arrays.stream(expected.split(","))
                    .filter(id -> !seen.contains(Long.valueOf(id)))
                    .toList();
            assertEquals(
                    List.of(), lost, "round " + round + ", started at " + start.text() + ", loaded at " + end.text());
            source.endCapture(request.captureName());
            return seen.size();
        }

        private void insertUntil(AtomicBoolean stop, Queue<Throwable> failures) {
            try (Connection connection = DATABASE.connect();
                    Statement statement = connection.createStatement()) {
                while (!stop.get()) {
                    statement.execute("insert into c.k default values");
                }
            } catch (SQLException e) {
                failures.add(e);
            }
        }

        @Test
        void aTransactionThatIsIdleAtTheStartIsNotWaitedForAndComesWhole() throws SQLException {
            DATABASE.run(
                    "create table c.k (id int primary key)",
                    "select pg_create_logical_replication_slot('mine', 'pgoutput')");
            try (Connection connection = DATABASE.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("create publication early for table c.k");
                source = new PostgresConnector().source(with(Map.of("slotname", "mine", "publicationname", "early")));
                connection.setAutoCommit(false);
                statement.execute("insert into c.k values (1)");
                Position start = start("k");
                statement.execute("insert into c.k values (2)");
                connection.commit();

                assertEquals(2, rows(from(start, 2)).size());
            } finally {
                DATABASE.run("select pg_drop_replication_slot('mine')", "drop publication early");
            }
        }
    }
}
