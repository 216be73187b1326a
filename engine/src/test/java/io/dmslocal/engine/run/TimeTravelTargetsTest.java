package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.travel.KeptObjects;
import io.dmslocal.engine.travel.TravelLines;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was applied is kept in the same words whichever target took it, row by row or in batches. */
class TimeTravelTargetsTest {

    private static final String SETTINGS = """
            {"TTSettings": {"EnableTT": true, "TTS3Settings": {"BucketName": "travels"},
              "TTRecordSettings": {"EnableRawData": true}}%s}
            """;

    private static final String ALL = "select * from shop.orders order by id";

    /** Nothing but the first is committed before the task is stopped. */
    private static final String IN_ONE_BATCH = """
            , "TargetMetadata": {"BatchApplyEnabled": true},
              "ChangeProcessingTuning": {"BatchApplyTimeoutMin": 3600, "BatchApplyTimeoutMax": 3600}
            """;

    private enum Server {
        POSTGRES,
        MYSQL,
        MARIADB;

        RealDatabase empty() throws SQLException {
            return switch (this) {
                case POSTGRES -> RealDatabase.postgres("travel_targets_to");
                case MYSQL -> RealDatabase.mySql();
                case MARIADB -> RealDatabase.mariaDb();
            };
        }
    }

    private final KeptObjects bucket = new KeptObjects();
    private RealDatabase from;

    @TempDir
    Path spill;

    @BeforeEach
    void table() throws SQLException {
        from = RealDatabase.postgres("travel_targets_from");
        from.run("create table shop.orders (id int primary key, s varchar(20))");
    }

    private Started started(Runs runs, RealDatabase to, String more) {
        Started run = runs.type(MigrationType.CDC)
                .settings(SETTINGS.formatted(more))
                .keeping(bucket)
                .between(from.side(), to.side())
                .start(Start.FRESH);
        run.expect(RunReport.Began.class);
        return run;
    }

    /** Its first batch is committed, the second waits. */
    private Started gathering(Runs runs, RealDatabase to) throws SQLException {
        Started run = started(runs, to, IN_ONE_BATCH);
        from.run("insert into shop.orders values (0, 'at once')");
        eventually(
                "the first batch does not come",
                () -> to.seen("select id from shop.orders where id = 0").equals(List.of("0")));
        return run;
    }

    private static void isCaptured(Started run, long rows) {
        eventually(
                () -> "captured: " + run.view.meter().captured().rows(),
                () -> run.view.meter().captured().rows() == rows);
    }

    private TravelLines kept() {
        return TravelLines.of(bucket.all().values());
    }

    @ParameterizedTest
    @EnumSource(
            value = Server.class,
            names = {"MYSQL", "MARIADB"})
    void rowByRowEveryChangeIsKeptWithItsEnd(Server server) throws SQLException {
        RealDatabase to = server.empty();
        try (Runs runs = new Runs(spill)) {
            Started run = started(runs, to, "");
            from.run(
                    "insert into shop.orders values (1, 'it''s one')",
                    "update shop.orders set s = 'two' where id = 1",
                    "delete from shop.orders where id = 1",
                    "insert into shop.orders values (2, null)");
            eventually(
                    () -> "the last row does not come",
                    () -> to.seen("select id from shop.orders").equals(List.of("2")));
            run.stop();
        }

        for (String component : List.of("SOURCE_CAPTURE", "TARGET_APPLY")) {
            assertEquals(
                    List.of(
                            "INSERT (1)",
                            "COMMIT (4)",
                            "UPDATE (3)",
                            "COMMIT (4)",
                            "DELETE (2)",
                            "COMMIT (4)",
                            "INSERT (1)",
                            "COMMIT (4)"),
                    kept().eventTypes(component));
            assertEquals(
                    List.of(
                            "INSERT INTO \"\"shop\"\".\"\"orders\"\" (\"\"id\"\", \"\"s\"\") VALUES ('1', 'it''s one')",
                            "UPDATE \"\"shop\"\".\"\"orders\"\" SET \"\"id\"\" = '1', \"\"s\"\" = 'two' WHERE \"\"id\"\" = '1'",
                            "DELETE FROM \"\"shop\"\".\"\"orders\"\" WHERE \"\"id\"\" = '1'",
                            "INSERT INTO \"\"shop\"\".\"\"orders\"\" (\"\"id\"\", \"\"s\"\") VALUES ('2', NULL)"),
                    kept().rows(component).stream()
                            .map(fields -> fields.get(12))
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void inBatchesTheNetChangesAreKeptEachWithTheEndOfItsTransaction(Server server) throws SQLException {
        RealDatabase to = server.empty();
        from.run("insert into shop.orders values (8, 'goes')");
        to.run(
                "create table shop.orders (id int primary key, s varchar(10))",
                "insert into shop.orders values (8, 'goes')");
        try (Runs runs = new Runs(spill)) {
            Started run = gathering(runs, to);
            from.run(
                    "insert into shop.orders values (1, 'first')",
                    "insert into shop.orders values (2, 'second')",
                    "update shop.orders set s = 'changed' where id = 1",
                    "delete from shop.orders where id = 8");
            isCaptured(run, 5);
            assertEquals(List.of("0|at once", "8|goes"), to.rows(ALL));
            run.stop();
        }

        assertEquals(List.of("0|at once", "1|changed", "2|second"), to.rows(ALL));
        assertEquals(5, kept().rows("SOURCE_CAPTURE").size());
        List<String> transactions = kept().rows("SOURCE_CAPTURE").stream()
                .map(fields -> fields.get(3))
                .toList();
        assertEquals(
                List.of(
                        "INSERT (1) 0 of " + transactions.get(0),
                        "COMMIT (4)  of " + transactions.get(0),
                        "DELETE (2) 8 of " + transactions.get(4),
                        "COMMIT (4)  of " + transactions.get(4),
                        "INSERT (1) 1 of " + transactions.get(3),
                        "COMMIT (4)  of " + transactions.get(3),
                        "INSERT (1) 2 of " + transactions.get(2),
                        "COMMIT (4)  of " + transactions.get(2)),
                kept().of("TARGET_APPLY").stream()
                        .map(fields -> fields.get(9) + " " + fields.get(7) + " of " + fields.get(3))
                        .toList());
    }

    /** The batch is taken back, and its changes are applied one by one. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void whatABatchCouldNotTakeIsNotKeptAsApplied(Server server) throws SQLException {
        RealDatabase to = server.empty();
        to.run("create table shop.orders (id int primary key, s varchar(10))");
        try (Runs runs = new Runs(spill)) {
            Started run = gathering(runs, to);
            from.run(
                    "insert into shop.orders values (1, 'fits')",
                    "insert into shop.orders values (2, 'is too long for it')",
                    "insert into shop.orders values (3, 'fits')");
            isCaptured(run, 4);
            run.stop();
        }

        assertEquals(List.of("0|at once", "1|fits", "3|fits"), to.rows(ALL));
        assertEquals(4, kept().rows("SOURCE_CAPTURE").size());
        assertEquals(
                List.of("0", "1", "3"),
                kept().rows("TARGET_APPLY").stream()
                        .map(fields -> fields.get(7))
                        .toList());
    }
}
