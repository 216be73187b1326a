package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that load a table in segments, several at once, while it is written. */
@Timeout(120)
class SegmentedLoadTest {

    private static final int ROWS = 20_000;

    private static final String RANGES = """
            "type":"ranges","columns":["n","id"],"boundaries":[["250","0"],["500","10000"],["750","0"]]""";

    @TempDir
    Path spill;

    @Test
    void fromPostgresToPostgresUnderWrites() throws Exception {
        underWrites(RealDatabase.postgres("segments_from"), RealDatabase.postgres("segments_to"), "seg_pp");
    }

    @Test
    void fromMySqlToPostgresUnderWrites() throws Exception {
        underWrites(RealDatabase.mySql(), RealDatabase.postgres("segments_to"), "seg_mp");
    }

    @Test
    void fromPostgresToMariaDbUnderWrites() throws Exception {
        underWrites(RealDatabase.postgres("segments_from"), RealDatabase.mariaDb(), "seg_pm");
    }

    @Test
    void fromMariaDbToPostgresUnderWrites() throws Exception {
        underWrites(RealDatabase.mariaDb(), RealDatabase.postgres("segments_to"), "seg_ap");
    }

    @Test
    void readersThatAreKilledLoadTheTableAgain() throws Exception {
        RealDatabase from = RealDatabase.postgres("segments_from");
        RealDatabase to = RealDatabase.postgres("segments_to");
        prepare(from, to, "seg_kill", "");
        try (Runs runs = runs(from, to, "seg_kill", RANGES);
                Connection connection = from.database().connect();
                Statement statement = connection.createStatement()) {
            Started started = runs.start(Start.FRESH);
            eventually("a reader to kill", () -> {
                try (ResultSet killed = statement.executeQuery("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and query like 'COPY %'")) {
                    return killed.next();
                }
            });
            started.expect(RunReport.LoadFinished.class);
            equal(from, to, "seg_kill");
            assertEquals(StopReason.NORMAL, started.stop());
        }
    }

    @Test
    void partitionsOfMySqlAreSegments() throws Exception {
        RealDatabase from = RealDatabase.mySql();
        RealDatabase to = RealDatabase.postgres("segments_to");
        prepare(
                from,
                to,
                "seg_parts",
                " partition by range (id) (partition low values less than (5000), partition mid values less than"
                        + " (15000), partition high values less than maxvalue)");
        try (Runs runs = runs(from, to, "seg_parts", "\"type\":\"partitions-auto\"")) {
            Started started = runs.start(Start.FRESH);
            started.expect(RunReport.LoadFinished.class);
            equal(from, to, "seg_parts");
            assertEquals(
                    ROWS,
                    started.statistics(new io.dmslocal.engine.record.TableId("seg_parts", "t"))
                            .loaded()
                            .rows());
            assertEquals(StopReason.NORMAL, started.stop());
        }
    }

    @Test
    void aRuleThatDoesNotFitTheTableStopsTheTaskAndIsNamed() throws Exception {
        RealDatabase from = RealDatabase.mySql();
        prepare(from, RealDatabase.postgres("segments_to"), "seg_wrong", "");
        for (String load : List.of(
                "\"type\":\"ranges\",\"columns\":[\"f\"],\"boundaries\":[[\"1\"]]",
                "\"type\":\"ranges\",\"columns\":[\"id\"],\"boundaries\":[[\"x\"]]",
                "\"type\":\"partitions-list\",\"partitions\":[\"p9\"]",
                "\"type\":\"subpartitions-auto\"")) {
            try (Runs runs = runs(from, RealDatabase.postgres("segments_to"), "seg_wrong", load)) {
                RunReport.Failed failed = runs.start(Start.FRESH).expect(RunReport.Failed.class);
                assertTrue(failed.message().contains("Rule with ruleId = 2"), failed.message());
                assertEquals(StopReason.FATAL_ERROR, failed.reason());
            }
        }
    }

    private void underWrites(RealDatabase from, RealDatabase to, String schema) throws Exception {
        prepare(from, to, schema, "");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> write(from, schema, stop, written, failure));
        writer.setDaemon(true);
        try (Runs runs = runs(from, to, schema, RANGES)) {
            writer.start();
            eventually("writes", () -> written.get() > 20 || failure.get() != null);
            Started started = runs.start(Start.FRESH);
            started.expect(RunReport.LoadFinished.class);
            int loaded = written.get();
            eventually("more writes", () -> written.get() > loaded + 20 || failure.get() != null);
            stop.set(true);
            writer.join(30_000);
            assertEquals(null, failure.get());
            equal(from, to, schema);
            assertEquals(StopReason.NORMAL, started.stop());
            // the key was made once, behind all segments
            assertEquals(1, keys(to, schema));
        } finally {
            stop.set(true);
        }
    }

    private Runs runs(RealDatabase from, RealDatabase to, String schema, String parallelLoad) {
        String locator = "\"object-locator\":{\"schema-name\":\"" + schema + "\",\"table-name\":\"t\"}";
        return new Runs(spill)
                .between(from.side(), to.side())
                .type(MigrationType.FULL_LOAD_AND_CDC)
                .settings("{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":2,\"CreatePkAfterFullLoad\":true,"
                        + "\"TargetTablePrepMode\":\"DROP_AND_CREATE\",\"CommitRate\":1000},"
                        + "\"ErrorBehavior\":{\"RecoverableErrorInterval\":1}}")
                .mappings("{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\","
                        + "\"rule-action\":\"include\"," + locator + "},"
                        + "{\"rule-type\":\"table-settings\",\"rule-id\":\"2\",\"rule-name\":\"2\"," + locator
                        + ",\"parallel-load\":{" + parallelLoad + "}}]}");
    }

    private static void prepare(RealDatabase from, RealDatabase to, String schema, String suffix) throws SQLException {
        from.database().createSchema(schema);
        to.database().createSchema(schema);
        String name = schema + ".t";
        from.database()
                .run("create table " + name + " (id int not null primary key, s varchar(50), n int, f double precision)"
                        + suffix);
        try (Connection connection = from.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int first = 0; first < ROWS; first += 1000) {
                StringBuilder sql = new StringBuilder("insert into " + name + " values ");
                for (int i = first; i < first + 1000; i++) {
                    sql.append(i == first ? "" : ",")
                            .append("(" + i + ",'row " + i + "'," + i % 1000 + "," + i / 4.0 + ")");
                }
                statement.execute(sql.toString());
            }
            connection.commit();
        }
    }

    /** Rows move from segment to segment while they are loaded. */
    private static void write(
            RealDatabase from,
            String schema,
            AtomicBoolean stop,
            AtomicInteger written,
            AtomicReference<Throwable> failure) {
        Random random = new Random(1);
        int fresh = ROWS;
        try (Connection connection = from.database().connect();
                Statement statement = connection.createStatement()) {
            while (!stop.get()) {
                int id = random.nextInt(ROWS);
                switch (random.nextInt(4)) {
                    case 0 -> statement.execute("delete from " + schema + ".t where id = " + id);
                    case 1 ->
                        statement.execute("insert into " + schema + ".t values (" + fresh++ + ",'new',"
                                + random.nextInt(1000) + ",1)");
                    case 2 -> statement.execute("update " + schema + ".t set id = " + fresh++ + " where id = " + id);
                    default ->
                        statement.execute("update " + schema + ".t set n = " + random.nextInt(1000) + ", s = 'w'"
                                + " where id = " + id);
                }
                written.incrementAndGet();
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    private static void equal(RealDatabase from, RealDatabase to, String schema) {
        String all = "select id, s, n, f from " + schema + ".t order by id";
        eventually(
                () -> "rows of both sides: " + from.seen(all).size() + " and "
                        + to.seen(all).size(),
                () -> from.rows(all).equals(to.rows(all)));
    }

    private static int keys(RealDatabase end, String schema) throws SQLException {
        return end.rows("select constraint_name from information_schema.table_constraints where table_schema = '"
                        + schema + "' and table_name = 't' and constraint_type = 'PRIMARY KEY'")
                .size();
    }
}
