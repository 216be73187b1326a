package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bad records are values, broken servers are recoverable exceptions. */
class PostgresFailuresTest {

    @Test
    void aCaptureThatCannotBeEndedLeavesTheStatementsThatEndIt() throws SQLException {
        PostgresServer server = PostgresServer.start();
        EndpointSettings gone = server.database("gone").endpoint();
        server.close();

        ConnectorException failure = assertThrows(
                ConnectorException.class,
                () -> new PostgresConnector().source(gone).endCapture("dms_task_1"));

        assertTrue(
                failure.getMessage()
                        .contains("SELECT pg_drop_replication_slot('dms_task_1');"
                                + " DROP PUBLICATION IF EXISTS \"dms_task_1\";"
                                + " DROP PUBLICATION IF EXISTS \"dms_task_1_ins\";"),
                failure.getMessage());
    }

    private static final TableId TABLE = new TableId("f", "t");

    private final PostgresConnector connector = new PostgresConnector();

    @Nested
    class BadRecords {

        private final ContractDatabase database = PostgresServer.shared().database("failures");
        private final Source source = connector.source(database.endpoint());
        private final Target target = connector.target(database.endpoint());

        @Test
        void rowsThatCannotBeReadAreNamedAndTheOthersCome() throws SQLException {
            database.createSchema("f");
            database.run(
                    "create table f.t (id int primary key, n numeric, d date, t time)",
                    "insert into f.t values (1, 1, '2024-01-01', '12:00'), (2, 'NaN', '2024-01-01', '12:00'),"
                            + " (3, 1, 'infinity', '12:00'), (4, 1, '2024-01-01', '24:00'),"
                            + " (5, 1e25, '2024-01-01', '12:00'), (6, null, null, null)");
            TableSchema schema = source.schema(TABLE);
            List<Object> ids = new ArrayList<>();
            List<Rejected> rejected = new ArrayList<>();
            try (RowReader reader = source.rows(new ReadRequest(schema, schema.columns(), Set.of(), 1 << 16, ""))) {
                for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                    RowBatch.Columns columns = (RowBatch.Columns) batch.get();
                    rejected.addAll(reader.rejected());
                    for (int i = 0; i < columns.size(); i++) {
                        ids.add(columns.row(i).value(0));
                    }
                }
            }

            assertEquals(List.of(1L, 6L), ids);
            assertEquals(
                    List.of("id = 2", "id = 3", "id = 4", "id = 5"),
                    rejected.stream().map(Rejected::key).toList());
            assertTrue(
                    rejected.get(0).message().contains("NaN"), rejected.get(0).message());
            assertTrue(
                    rejected.get(1).message().contains("infinity"),
                    rejected.get(1).message());
            assertTrue(
                    rejected.get(2).message().contains("24:00"), rejected.get(2).message());
            assertTrue(
                    rejected.get(3).message().contains("does not fit"),
                    rejected.get(3).message());
        }

        @Test
        void chunksWithManyBadRowsLoadTheOthers() throws SQLException {
            database.createSchema("f");
            database.run(
                    "create table f.t (id int primary key, n int)",
                    "insert into f.t select i, i % 100 from generate_series(1, 3000) i");
            TableSchema schema = natively(source.schema(TABLE));
            database.run("create schema if not exists g");
            TableSchema there = new TableSchema(new TableId("g", "t"), schema.columns(), schema.key());
            TablePlan plan = new TablePlan(there, Preparation.DROP_AND_CREATE, false, false);
            target.prepare(plan);
            database.run("alter table g.t add check (n <> 7)", "insert into g.t values (500, 0)");
            plan = new TablePlan(there, Preparation.DO_NOTHING, false, false);
            List<Rejected> rejected = new ArrayList<>();
            try (RowReader reader =
                            source.rows(new ReadRequest(schema, schema.columns(), target.chunkFormats(), 4096, ""));
                    TableWriter writer = target.load(plan, 1000)) {
                for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                    assertTrue(batch.get() instanceof RowBatch.Chunk);
                    rejected.addAll(writer.write(batch.get()));
                }
                rejected.addAll(writer.finish());
                assertEquals(3000 - 31, writer.committed());
            }

            assertEquals(31, rejected.size());
            assertTrue(
                    rejected.stream().allMatch(r -> r.key().matches("id = -?[0-9]+")),
                    rejected.get(0).key());
            assertEquals(
                    1,
                    rejected.stream()
                            .filter(r -> r.cause() == Cause.DUPLICATE_KEY)
                            .count());
            assertEquals("2970", one(database, "select count(*) from g.t"));
        }

        /** Every hundredth row is bad, alternately a key that is there already and a text that is too long; all in one or two commits. */
        @Test
        void tenThousandBadRowsInAMillionCostNoMoreThanTheyMust() throws SQLException {
            int size = 1_000_000;
            TableSchema schema = new TableSchema(
                    new TableId("g", "many"),
                    List.of(
                            new Column("id", DmsType.of(Kind.INT4), "int", false),
                            new Column("s", DmsType.sized(Kind.WSTRING, 20), "varchar(20)", true)),
                    List.of("id"));
            database.run("drop schema if exists g cascade");
            TablePlan plan = new TablePlan(schema, Preparation.DROP_AND_CREATE, false, false);
            target.prepare(plan);
            byte[] fine = "fine".getBytes(StandardCharsets.UTF_8);
            byte[] tooLong = "a text that is far too long".getBytes(StandardCharsets.UTF_8);
            List<Rejected> rejected = new ArrayList<>();
            try (TableWriter writer = target.load(plan, size)) {
                for (int from = 0; from < size; from += 20_000) {
                    RowBatch.Columns batch = new RowBatch.Columns(schema.columns(), 20_000);
                    for (int i = from; i < from + 20_000; i++) {
                        boolean isBad = i % 100 == 99;
                        batch.vector(0).append(isBad && i % 200 == 99 ? i - 50 : i);
                        byte[] text = isBad && i % 200 != 99 ? tooLong : fine;
                        batch.vector(1).append(text, 0, text.length);
                    }
                    rejected.addAll(writer.write(batch));
                }
                rejected.addAll(writer.finish());
                assertEquals(size - 10_000, writer.committed());
            }

            assertEquals(10_000, rejected.size());
            assertEquals(
                    5000,
                    rejected.stream()
                            .filter(r -> r.cause() == Cause.DUPLICATE_KEY)
                            .count());
            assertEquals(
                    "990000 fine fine",
                    one(database, "select concat_ws(' ', count(*), min(s), max(s)) from g.many where id % 100 <> 99"));
        }

        @Test
        void aTableOfOtherTypesTakesRowsThroughDmsTypes() throws SQLException {
            database.createSchema("f");
            database.run(
                    "create table f.t (id int primary key, n numeric(10,2), at timestamp)",
                    "insert into f.t values (1, 12.5, '2024-01-01 10:00')");
            TableSchema schema = source.schema(TABLE);
            database.run(
                    "create schema if not exists g",
                    "drop table if exists g.t",
                    "create table g.t (at text, n float8, id bigint primary key)");
            TableSchema there = new TableSchema(new TableId("g", "t"), schema.columns(), schema.key());
            TablePlan plan = new TablePlan(there, Preparation.DO_NOTHING, false, false);
            target.prepare(plan);
            try (RowReader reader = source.rows(new ReadRequest(schema, schema.columns(), Set.of(), 4096, ""));
                    TableWriter writer = target.load(plan, 1000)) {
                assertEquals(List.of(), writer.write(reader.next().orElseThrow()));
                assertEquals(List.of(), writer.finish());
            }

            assertEquals("2024-01-01 10:00:00 12.5 1", one(database, "select concat_ws(' ', at, n, id) from g.t"));
        }

        @Test
        void nativeRowsComeIntoOtherTypesByTheServersCasts() throws SQLException {
            database.createSchema("f");
            database.run(
                    "create table f.t (id int primary key, s text, at timestamptz)",
                    "insert into f.t select i, 'name ' || i, '2024-01-01 10:00+00' from generate_series(1, 20) i");
            TableSchema schema = natively(source.schema(TABLE));
            database.run(
                    "create schema if not exists g",
                    "drop table if exists g.t",
                    "create table g.t (id bigint primary key, s varchar(6), at timestamp)");
            TableSchema there = new TableSchema(new TableId("g", "t"), schema.columns(), schema.key());
            TablePlan plan = new TablePlan(there, Preparation.DO_NOTHING, false, false);
            List<Rejected> rejected = new ArrayList<>();
            try (RowReader reader =
                            source.rows(new ReadRequest(schema, schema.columns(), target.chunkFormats(), 128, ""));
                    TableWriter writer = target.load(plan, 5)) {
                for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                    rejected.addAll(writer.write(batch.get()));
                }
                rejected.addAll(writer.finish());
                assertEquals(9, writer.committed());
            }

            assertEquals(11, rejected.size());
            assertEquals(Cause.TRUNCATION, rejected.get(0).cause());
            assertEquals("9 2024-01-01 10:00:00", one(database, "select concat_ws(' ', count(*), min(at)) from g.t"));
        }

        @Test
        void aKeyThatTheTargetDoesNotKnowIsStillTheKey() throws SQLException {
            database.createSchema("f");
            database.run("create table f.t (id int, s text)");
            TableSchema schema = source.schema(TABLE);
            TableSchema keyed = new TableSchema(TABLE, schema.columns(), List.of("id"));
            for (int i = 0; i < 2; i++) {
                try (ChangeWriter writer = target.changes(new ChangeSettings("T", "", false))) {
                    writer.write(List.of(insert(keyed)), Conflicts.IDEMPOTENT, PostgresFailuresTest::never);
                    writer.commit(PostgresFailuresTest::never);
                }
            }

            assertEquals("1", one(database, "select count(*) from f.t"));
        }

        @Test
        void foreignKeysThatMindTheOrderGetIt() throws SQLException {
            database.createSchema("f");
            database.run(
                    "create table f.parent (s text primary key)",
                    "create table f.child (id int primary key, s text references f.parent (s))");
            TableSchema child = source.schema(new TableId("f", "child"));
            TableSchema parent = source.schema(new TableId("f", "parent"));
            List<RowChange> changes = new ArrayList<>();
            changes.add(insert(child, 100L, null)); // the children's table comes first
            for (long i = 1; i <= 20; i++) {
                changes.add(insert(parent, "p" + i));
                changes.add(insert(child, i, "p" + i));
            }
            try (ChangeWriter writer = target.changes(new ChangeSettings("T", "", false))) {
                writer.write(changes, Conflicts.IDEMPOTENT, PostgresFailuresTest::never);
                writer.commit(PostgresFailuresTest::never);
            }

            assertEquals("21", one(database, "select count(*) from f.child"));
        }
    }

    @Test
    void whenTheServerStopsEverythingOpenFailsRecoverably() throws Exception {
        PostgresServer server = PostgresServer.start();
        try {
            ContractDatabase database = server.database("stops");
            database.createSchema("f");
            database.run(
                    "create table f.t (id int primary key, s text)",
                    "insert into f.t select i, repeat('x', 1000) from generate_series(1, 50000) i");
            Source source = connector.source(database.endpoint());
            Target target = connector.target(database.endpoint());
            TableSchema schema = source.schema(TABLE);
            TableSchema there = new TableSchema(new TableId("g", "t"), schema.columns(), schema.key());
            TablePlan plan = new TablePlan(there, Preparation.DROP_AND_CREATE, false, false);
            target.prepare(plan);
            CaptureRequest request = new CaptureRequest("stops", Set.of(TABLE), new ListMemory(), false);
            ChangeReader changes = source.changes(request, source.startCapture(request));
            RowReader reader = source.rows(new ReadRequest(schema, schema.columns(), Set.of(), 4096, ""));
            RowBatch batch = reader.next().orElseThrow();
            TableWriter writer = target.load(plan, 10);
            writer.write(batch);
            ChangeWriter applier = target.changes(new ChangeSettings("T", "", false));

            server.close();

            assertRecoverable(() -> {
                for (int i = 0; i < 100_000; i++) {
                    reader.next();
                }
            });
            assertRecoverable(() -> {
                for (int i = 0; i < 1000; i++) {
                    writer.write(batch);
                }
                writer.finish();
            });
            assertRecoverable(() -> {
                for (int i = 0; i < 1000; i++) {
                    changes.next(Duration.ofMillis(10));
                }
            });
            assertRecoverable(() -> {
                applier.write(List.of(insert(there)), Conflicts.IDEMPOTENT, PostgresFailuresTest::never);
                applier.commit(PostgresFailuresTest::never);
            });
            assertRecoverable(source::check);
            reader.close();
            writer.close();
            changes.close();
            applier.close();
        } finally {
            server.close();
        }
    }

    /** A server that neither answers nor hangs up. */
    @Nested
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    class Silence {

        private final ContractDatabase database = PostgresServer.shared().database("silence");
        private final TableSchema schema = new TableSchema(
                new TableId("g", "t"),
                List.of(
                        new Column("id", DmsType.of(Kind.INT4), "int", false),
                        new Column("s", DmsType.of(Kind.NCLOB), "text", true)),
                List.of("id"));
        private final TablePlan plan = new TablePlan(schema, Preparation.DROP_AND_CREATE, false, false);

        @Test
        void closingBreaksACommitThatGetsNoAnswer() throws Exception {
            try (SilentProxy proxy = new SilentProxy(PostgresServer.shared().port())) {
                Target target = throughProxy(proxy);
                target.prepare(plan);
                ChangeWriter writer = target.changes(new ChangeSettings("T", "", false));
                proxy.fallSilent();
                closingBreaks(writer, () -> {
                    writer.write(List.of(insert(schema)), Conflicts.IDEMPOTENT, PostgresFailuresTest::never);
                    writer.commit(PostgresFailuresTest::never);
                });
            }
        }

        @Test
        void closingBreaksALoadWhoseRowsNobodyTakes() throws Exception {
            try (SilentProxy proxy = new SilentProxy(PostgresServer.shared().port())) {
                Target target = throughProxy(proxy);
                target.prepare(plan);
                TableWriter writer = target.load(plan, 1_000_000);
                byte[] text = new byte[1 << 20];
                java.util.Arrays.fill(text, (byte) 'x');
                RowBatch.Columns batch = new RowBatch.Columns(schema.columns(), 8);
                for (int i = 0; i < 8; i++) {
                    batch.vector(0).append(i);
                    batch.vector(1).append(text, 0, text.length);
                }
                proxy.fallSilent();
                closingBreaks(writer, () -> {
                    for (int i = 0; i < 100; i++) {
                        writer.write(batch);
                    }
                    writer.finish();
                });
            }
        }

        /** The call is blocked when its thread waits for the network; closing must end it with what a broken connection throws. */
        private void closingBreaks(AutoCloseable writer, Runnable call) throws Exception {
            AtomicReference<RuntimeException> thrown = new AtomicReference<>();
            Thread calling = new Thread(() -> {
                try {
                    call.run();
                } catch (RuntimeException e) {
                    thrown.set(e);
                }
            });
            calling.start();
            Eventually.eventually(() -> "a call blocked in the network", () -> isInNetwork(calling));

            writer.close();

            calling.join();
            assertTrue(thrown.get() instanceof ConnectorException, String.valueOf(thrown.get()));
            assertTrue(
                    ((ConnectorException) thrown.get()).isRecoverable(),
                    thrown.get().getMessage());
        }

        private boolean isInNetwork(Thread thread) {
            StackTraceElement[] stack = thread.getStackTrace();
            return stack.length > 0 && stack[0].getClassName().startsWith("sun.nio.ch.");
        }

        private Target throughProxy(SilentProxy proxy) {
            return connector.target(proxy.before(database.endpoint()));
        }
    }

    private static void assertRecoverable(org.junit.jupiter.api.function.Executable step) {
        ConnectorException e = assertThrows(ConnectorException.class, step);
        assertTrue(e.isRecoverable(), e.getMessage());
        assertFalse(e.getMessage().contains(PostgresServer.PASSWORD));
    }

    private static ChangeWriter.Refusals.Verdict never(RowChange change, Rejected rejected) {
        throw new AssertionError(rejected.toString());
    }

    private static RowChange insert(TableSchema schema) {
        return insert(schema, 1L, "x");
    }

    private static RowChange insert(TableSchema schema, Object... values) {
        return new RowChange(
                schema,
                Operation.INSERT,
                Row.NONE,
                new Row(values),
                new Transaction(1, Instant.EPOCH),
                1,
                LogPosition.at(1));
    }

    private static TableSchema natively(TableSchema schema) {
        return new TableSchema(
                schema.table(), schema.columns().stream().map(Column::asNative).toList(), schema.key());
    }

    private static String one(ContractDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getString(1) : null;
        }
    }
}
