package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.Eventually;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What capture does that only PostgreSQL has: slots, publications, replica identities, TOAST. */
class PostgresCaptureTest {

    private static final ContractDatabase DATABASE = PostgresServer.shared().database("capture");

    private final ListMemory memory = new ListMemory();
    private Source source = new PostgresConnector().source(DATABASE.endpoint());
    private CaptureRequest request;

    @BeforeEach
    void schema() throws SQLException {
        DATABASE.createSchema("c");
    }

    @AfterEach
    void end() {
        if (request != null) {
            source.endCapture(request.captureName());
        }
        source.close();
    }

    @Nested
    class Identities {

        @Test
        void aTableWithoutKeyStaysWritableAndItsInsertsAreSeen() throws SQLException {
            DATABASE.run("create table c.n (a int, b text)", "insert into c.n values (1, 'x')");
            Position start = start("n");
            DATABASE.run("update c.n set b = 'y'", "delete from c.n", "insert into c.n values (2, 'z')");

            List<RowChange> changes = rows(from(start, 1));

            assertEquals(1, changes.size());
            assertEquals(2L, changes.get(0).after().value(0));
            assertFalse(changes.get(0).schema().isKeyed());
        }

        @Test
        void anUpdateThatKeepsItsKeyHasNoOldRow() throws SQLException {
            DATABASE.run("create table c.k (id int primary key, b text)", "insert into c.k values (1, 'x')");
            Position start = start("k");
            DATABASE.run("update c.k set b = 'y'", "update c.k set id = 2");

            List<RowChange> changes = rows(from(start, 2));

            assertTrue(changes.get(0).before().isNone());
            assertEquals(1L, changes.get(1).before().value(0));
            assertTrue(changes.get(1).before().isAbsent(1));
        }

        @Test
        void aFullIdentityHasTheWholeOldRow() throws SQLException {
            DATABASE.run(
                    "create table c.f (id int primary key, b text)",
                    "alter table c.f replica identity full",
                    "insert into c.f values (1, 'x')");
            Position start = start("f");
            DATABASE.run("update c.f set b = 'y'");

            RowChange change = rows(from(start, 1)).get(0);

            assertEquals("x", change.before().value(1));
            assertEquals(List.of("id"), change.schema().key());
        }

        @Test
        void anUntouchedLargeValueIsAbsentUnlessTheOldRowHasIt() throws SQLException {
            DATABASE.run(
                    "create table c.t (id int primary key, n int, big text)",
                    "create table c.u (id int primary key, n int, big text)",
                    "alter table c.t alter big set storage external",
                    "alter table c.u alter big set storage external",
                    "alter table c.u replica identity full",
                    "insert into c.t values (1, 1, repeat('x', 10000))",
                    "insert into c.u values (1, 1, repeat('x', 10000))");
            Position start = start("t", "u");
            DATABASE.run("update c.t set n = 2", "update c.u set n = 2");

            List<RowChange> changes = rows(from(start, 2));

            assertEquals(Row.ABSENT, changes.get(0).after().value(2));
            assertEquals("x".repeat(10000), changes.get(1).after().value(2));
        }
    }

    @Nested
    class Slots {

        @Test
        void whatIsConfirmedMovesTheSlot() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            DATABASE.run("insert into c.k values (1)");
            try (ChangeReader reader = source.changes(request, start)) {
                List<Change> seen = read(reader, 1);
                Position commit = seen.get(seen.size() - 1).position();
                reader.confirm(commit);
                Eventually.eventually(() -> "the slot at " + commit.text(), () -> {
                    reader.next(Duration.ofMillis(50));
                    return commit.text()
                            .equals(
                                    one(
                                            "select confirmed_flush_lsn from pg_replication_slots where slot_name = 'capture_test'"));
                });
            }

            DATABASE.run("insert into c.k values (2)");
            ConnectorException gone = assertThrows(ConnectorException.class, () -> source.changes(request, start));
            assertFalse(gone.isRecoverable());
            assertTrue(gone.getMessage().contains("are gone"), gone.getMessage());
        }

        @Test
        void aReaderLeftByAnEarlierRunIsSentAway() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            ChangeReader left = source.changes(request, start);
            DATABASE.run("insert into c.k values (1)");

            List<RowChange> changes = rows(from(start, 1));

            assertEquals(1, changes.size());
            ConnectorException e = assertThrows(ConnectorException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    left.next(Duration.ofMillis(50));
                }
            });
            assertTrue(e.isRecoverable(), e.getMessage());
            left.close();
        }

        @Test
        void aMissingSlotIsSaidWithItsCure() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            source.endCapture(request.captureName());

            ConnectorException e = assertThrows(ConnectorException.class, () -> source.changes(request, start));

            assertFalse(e.isRecoverable());
            assertTrue(e.getMessage().contains("reload-target"), e.getMessage());
        }

        @Test
        void aSlotOfTheUserIsReadAndKept() throws SQLException {
            DATABASE.run(
                    "create table c.k (id int primary key)",
                    "select pg_create_logical_replication_slot('mine', 'pgoutput')");
            try {
                source = new PostgresConnector().source(with(Map.of("slotname", "mine")));
                source.checkCapture();
                Position start = start("k");
                DATABASE.run("insert into c.k values (1)");

                assertEquals(1, rows(from(start, 1)).size());
                source.endCapture(request.captureName());
                assertEquals("1", one("select count(*) from pg_replication_slots where slot_name = 'mine'"));
            } finally {
                DATABASE.run("select pg_drop_replication_slot('mine')");
            }
        }

        @Test
        void aSlotThatAnotherTaskReadsIsRefusedAndTheOtherGoesOn() throws SQLException {
            DATABASE.run(
                    "create table c.k (id int primary key)",
                    "select pg_create_logical_replication_slot('mine', 'pgoutput')");
            try {
                source = new PostgresConnector().source(with(Map.of("slotname", "mine")));
                Position start = start("k");
                CaptureRequest second = new CaptureRequest("second_task", request.tables(), new ListMemory(), false);
                try (ChangeReader first = source.changes(request, start)) {
                    ConnectorException refused =
                            assertThrows(ConnectorException.class, () -> source.changes(second, start));
                    assertThrows(ConnectorException.class, () -> source.startCapture(second));
                    DATABASE.run("insert into c.k values (1)");

                    assertFalse(refused.isRecoverable());
                    assertTrue(refused.getMessage().contains("dms-local capture_test"), refused.getMessage());
                    assertEquals(1, rows(read(first, 1)).size());
                }
                ChangeReader left = source.changes(request, start);
                assertEquals(1, rows(from(start, 1)).size(), "the task's own reader gives way");
                left.close();
                source.endCapture(second.captureName());
            } finally {
                DATABASE.run("select pg_drop_replication_slot('mine')");
            }
        }

        @Test
        void aSlotOfAnotherPluginIsRefusedByName() throws SQLException {
            DATABASE.run("select pg_create_logical_replication_slot('other', 'test_decoding')");
            try {
                source = new PostgresConnector().source(with(Map.of("slotname", "other")));
                ConnectorException e = assertThrows(ConnectorException.class, source::checkCapture);
                assertTrue(e.getMessage().contains("test_decoding"), e.getMessage());
            } finally {
                DATABASE.run("select pg_drop_replication_slot('other')");
            }
        }

        @Test
        void endingLeavesNothingBehind() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            start("k");
            source.endCapture(request.captureName());

            assertEquals("0", one("select count(*) from pg_publication where pubname like 'capture_test%'"));
            assertEquals("0", one("select count(*) from pg_replication_slots where slot_name like 'capture_test%'"));
        }

        @Test
        void aUserWithoutRightsIsToldEachOneAndItsCure() throws SQLException {
            DATABASE.run("create role bare login password 'bare-s3cret'");
            try {
                EndpointSettings e = DATABASE.endpoint();
                source = new PostgresConnector()
                        .source(new EndpointSettings(
                                e.endpointArn(),
                                e.engineName(),
                                e.serverName(),
                                e.port(),
                                "bare",
                                "bare-s3cret",
                                e.databaseName(),
                                "none",
                                "",
                                Map.of()));
                ConnectorException said = assertThrows(ConnectorException.class, source::checkCapture);
                assertTrue(said.getMessage().contains("ALTER ROLE"), said.getMessage());
                assertTrue(said.getMessage().contains("GRANT CREATE ON DATABASE"), said.getMessage());
            } finally {
                DATABASE.run("drop role bare");
            }
        }
    }

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
                Source waiting = new PostgresConnector().source(with(own.endpoint(), Map.of("slotname", "users")));
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

    @Nested
    class Definitions {

        @Test
        void aTableThatGoesWhileItsCaptureStartsIsWorthAnotherTry() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            DATABASE.run("alter table c.k rename to other");

            ConnectorException gone = assertThrows(ConnectorException.class, () -> source.changes(request, start));

            assertTrue(gone.isRecoverable(), gone.getMessage());
        }

        @Test
        void aChangeOfDefinitionWhileNobodyReadsIsNoticed() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            DATABASE.run("insert into c.k values (1)");
            List<Change> first = from(start, 1);
            assertTrue(first.stream().noneMatch(Change.Ddl.class::isInstance));
            Position commit = first.get(first.size() - 1).position();
            DATABASE.run("alter table c.k add column more text", "insert into c.k values (2, 'x')");

            List<Change> second = from(commit, 1);

            assertEquals(1, second.stream().filter(Change.Ddl.class::isInstance).count());
        }

        @Test
        void aValueThatItsTypeCannotHoldIsAChangeOfItsOwn() throws SQLException {
            DATABASE.run("create table c.k (id int primary key, n numeric)");
            Position start = start("k");
            DATABASE.run("insert into c.k values (1, 'NaN')", "insert into c.k values (2, 2)");

            List<Change> changes = from(start, 1);

            Change.Unreadable bad = changes.stream()
                    .filter(Change.Unreadable.class::isInstance)
                    .map(Change.Unreadable.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertEquals(new TableId("c", "k"), bad.table());
            assertTrue(
                    bad.rejected().message().contains("Column n"),
                    bad.rejected().message());
            assertEquals(2L, rows(changes).get(0).after().value(0));
        }

        @Test
        void partitionsAreCapturedUnderTheirOwnNames() throws SQLException {
            DATABASE.run(
                    "create table c.p (id int primary key, t text) partition by range (id)",
                    "create table c.p1 partition of c.p for values from (0) to (10)",
                    "create table c.p2 partition of c.p for values from (10) to (20)");
            Set<String> listed = source.tables().stream()
                    .filter(t -> t.table().schema().equals("c"))
                    .map(t -> t.table().name())
                    .collect(Collectors.toSet());
            assertEquals(Set.of("p1", "p2"), listed);
            Position start = start("p1", "p2");
            DATABASE.run("insert into c.p values (1, 'a'), (11, 'b')");

            List<RowChange> changes = rows(from(start, 2));

            assertEquals(
                    List.of("p1", "p2"),
                    changes.stream().map(c -> c.table().name()).toList());
        }

        @Test
        void generatedColumnsAreLeftOut() throws SQLException {
            DATABASE.run(
                    "create table c.g (id int primary key, twice int generated always as (id * 2) stored, t text)");
            Position start = start("g");
            DATABASE.run("insert into c.g (id, t) values (1, 'x')");

            RowChange change = rows(from(start, 1)).get(0);

            assertEquals(Operation.INSERT, change.operation());
            assertEquals(2, change.after().size());
            assertEquals(source.schema(new TableId("c", "g")), change.schema());
        }
    }

    private Position start(String... tables) {
        request = new CaptureRequest(
                "capture_test",
                Arrays.stream(tables).map(t -> new TableId("c", t)).collect(Collectors.toSet()),
                memory,
                false);
        return source.startCapture(request);
    }

    private List<Change> from(Position position, int rowChanges) {
        try (ChangeReader reader = source.changes(request, position)) {
            return read(reader, rowChanges);
        }
    }

    private static List<Change> read(ChangeReader reader, int rowChanges) {
        List<Change> all = new ArrayList<>();
        Eventually.eventually(() -> rowChanges + " row changes, seen " + all, () -> {
            reader.next(Duration.ofMillis(100)).stream()
                    .filter(c -> !(c instanceof Change.Progress))
                    .forEach(all::add);
            return rows(all).size() >= rowChanges && all.get(all.size() - 1) instanceof Change.Commit;
        });
        return all;
    }

    private static List<RowChange> rows(List<Change> changes) {
        return changes.stream()
                .filter(RowChange.class::isInstance)
                .map(RowChange.class::cast)
                .toList();
    }

    private static EndpointSettings with(Map<String, String> attributes) {
        return with(DATABASE.endpoint(), attributes);
    }

    private static EndpointSettings with(EndpointSettings e, Map<String, String> attributes) {
        return new EndpointSettings(
                e.endpointArn(),
                e.engineName(),
                e.serverName(),
                e.port(),
                e.username(),
                e.password(),
                e.databaseName(),
                e.sslMode(),
                e.certificatePem(),
                attributes);
    }

    private static String one(String sql) throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getString(1) : null;
        }
    }
}
