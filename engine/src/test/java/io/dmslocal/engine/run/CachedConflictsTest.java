package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD_AND_CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FullLoadIgnoreConflicts: whether policies judge changes that waited for a load to end, when rows that they insert are there and others are missing. */
class CachedConflictsTest {

    private static final String SETTINGS = """
            {"FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING"},
             "ErrorBehavior": {"FullLoadIgnoreConflicts": %s},
             "TargetMetadata": {"BatchApplyEnabled": %s}, "ChangeProcessingTuning": {"BatchApplyTimeoutMin": 1}}""";

    private static final String TABLE = "create table shop.orders (id int primary key, note varchar(20))";

    @TempDir
    Path spill;

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void onPostgres(boolean areIgnored, boolean batch) throws SQLException {
        RealDatabase to = RealDatabase.postgres("cached_to");
        to.run(
                TABLE,
                "insert into shop.orders values (9, 'ours')",
                "create function shop.gate() returns trigger language plpgsql as"
                        + " $$ begin perform pg_advisory_xact_lock_shared(73); return new; end $$",
                "create trigger gate before insert on shop.orders for each row execute function shop.gate()");
        conflicts(to, "select pg_advisory_lock(73)", ValidationFixture.ADVISORY_LOCK_WAITS, areIgnored, batch);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void onMariaDb(boolean areIgnored, boolean batch) throws SQLException {
        RealDatabase to = RealDatabase.mariaDb();
        to.run(
                TABLE,
                "insert into shop.orders values (9, 'ours')",
                "create trigger shop.gate before insert on shop.orders for each row"
                        + " begin do get_lock('gate', 60); do release_lock('gate'); end");
        String waits = "select count(*) from information_schema.processlist where state = 'User lock'";
        conflicts(to, "select get_lock('gate', 0)", waits, areIgnored, batch);
    }

    /**
     * @param lock taken by hand, and by each row that is inserted: the load waits for it
     * @param waits how many sessions do
     */
    private void conflicts(RealDatabase to, String lock, String waits, boolean areIgnored, boolean batch)
            throws SQLException {
        RealDatabase from = RealDatabase.postgres("cached_from");
        from.run(TABLE, "insert into shop.orders values (1, 'one'), (2, 'two')");
        try (Runs runs = new Runs(spill)) {
            runs.type(FULL_LOAD_AND_CDC)
                    .settings(SETTINGS.formatted(areIgnored, batch))
                    .between(from.side(), to.side());
            Started run;
            try (Connection holder = to.database().connect();
                    Statement held = holder.createStatement()) {
                held.execute(lock);
                run = runs.start(Start.FRESH);
                eventually("the load does not wait", () -> to.seen(waits).equals(List.of("1")));
                from.run("insert into shop.orders values (9, 'theirs')");
                eventually("it is not cached", () -> run.view.meter().captured().rows() == 1);
            }
            run.expect(RunReport.LoadFinished.class);
            from.run("insert into shop.orders values (3, 'three')");
            eventually(
                    "the change after it does not come",
                    () -> to.seen("select note from shop.orders where id = 3").equals(List.of("three")));
            run.stop();
        }

        assertEquals(List.of(areIgnored ? "theirs" : "ours"), to.rows("select note from shop.orders where id = 9"));
        assertEquals(areIgnored ? 0 : 1, to.exceptions("orders"));
    }
}
