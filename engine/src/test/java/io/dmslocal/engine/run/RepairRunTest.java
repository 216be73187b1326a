package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Time;
import io.dmslocal.engine.comparison.ResyncStatistics;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs that repair what their validation finds, between real databases. */
class RepairRunTest extends ValidationFixture {
    private static final String REPAIRING = """
            {"ValidationSettings":{"EnableValidation":true,"RecordFailureDelayInMinutes":0%s},
             "FullLoadSettings":{"TargetTablePrepMode":"DO_NOTHING"},
             "ResyncSettings":{"EnableResync":true%s}}""";

    /** What was done about each failure. */
    private static final String REPAIRS = "select \"TASK_NAME\", \"FAILURE_TYPE\", \"RESYNC_RESULT\", \"RESYNC_ACTION\""
            + " from public.awsdms_validation_failures_v2 order by \"FAILURE_TYPE\"";

    /** Members of ResyncSettings: at midnight, for five minutes at most. */
    private static final String AT_MIDNIGHT = ",\"ResyncSchedule\":\"0 0 * * *\",\"MaxResyncTime\":5";

    private final Time time = Time.goingOn();

    private void isMidnight(Started run) {
        eventually("no window is planned", () -> run.statistics(ORDERS).resync().isPresent());
        time.passes(Duration.ofDays(1));
    }

    private static final String PIECES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"shop","table-name":"orders"}},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"orders"},"rule-action":"add-column","value":"pieces",
               "expression":"$note","data-type":{"type":"int4"}}]}
            """;

    /** Deletes become flags. */
    private static final String FLAGGING = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"shop","table-name":"orders"}},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"orders"},"rule-action":"add-column","value":"op",
               "expression":"operation_indicator('D', 'U', 'I')","data-type":{"type":"string","length":1}}]}
            """;

    @Test
    void aFullLoadIsRepairedOnce() throws SQLException {
        onPostgres("valid_repair");
        orders(from, 20);
        orders(to, 0);
        to.run("insert into shop.orders values (-1, 'extra', 0), (3, 'older', 0)");
        runs.type(MigrationType.FULL_LOAD).between(from.side(), to.side()).settings(REPAIRING.formatted("", ""));

        Started run = runs.start(Start.FRESH);

        run.expect(RunReport.Stopped.class);
        assertEquals(from.seen(ALL_ORDERS), to.seen(ALL_ORDERS));
        assertRepaired(run, 2);
        assertEquals(List.of("T|MISSING_SOURCE|SUCCESS|DELETE", "T|RECORD_DIFF|SUCCESS|UPSERT"), to.seen(REPAIRS));
    }

    @Test
    void aRowThatTheRulesCannotWorkStaysOnTheTarget() throws SQLException {
        onPostgres("valid_unworked");
        from.run(
                "create table shop.orders (id int primary key, note varchar(50))",
                "insert into shop.orders values (1, '10'), (2, '20'), (3, 'many')");
        to.run(
                "create table shop.orders (id int primary key, note varchar(50), pieces int)",
                "insert into shop.orders values (-1, 'extra', 0), (3, 'older', 0)");
        runs.type(MigrationType.FULL_LOAD)
                .between(from.side(), to.side())
                .mappings(PIECES)
                .settings(REPAIRING.formatted("", ""));

        Started run = runs.start(Start.FRESH);

        run.expect(RunReport.Stopped.class);
        assertEquals(List.of("1|10|10", "2|20|20", "3|older|0"), to.seen(ALL_ORDERS));
        assertEquals(List.of("T|MISSING_SOURCE|SUCCESS|DELETE", "T|RECORD_DIFF|FAILURE|UPSERT"), to.seen(REPAIRS));
    }

    @Test
    void aRowThatCannotBeReadIsNotMissingOnTheSource() throws SQLException {
        from = RealDatabase.postgres("valid_unread_from");
        to = RealDatabase.mariaDb();
        from.run(
                "create table shop.orders (id int primary key, note varchar(50), born date)",
                "insert into shop.orders select i, 'order ' || i, '2000-01-01' from generate_series(1, 5) i");
        runs.between(from.side(), to.side()).settings(VALIDATING.formatted(""));
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        isSeen(run, "orders", "Validated", 0);

        // the first is followed, and looked at when the second is there
        from.run("do $$ begin update shop.orders set note = 'newer' where id = 3;"
                + " update shop.orders set born = 'infinity' where id = 3; end $$");
        eventually(
                () -> "the row was not looked at: " + validation(run, "orders"),
                WAIT,
                () -> validation(run, "orders").details().contains("cannot be read")
                        && validation(run, "orders").pending() == 0);
        isSeen(run, "orders", "Suspended records", 0);
        run.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));
        isSeen(run, "orders", "Suspended records", 0);

        assertEquals(StopReason.NORMAL, run.stop());
        assertEquals(List.of("3|newer|2000-01-01"), to.seen("select * from shop.orders where id = 3"));
    }

    @Test
    void changesAreRepairedOnSchedule() throws SQLException {
        from = RealDatabase.postgres("valid_schedule_from");
        to = RealDatabase.mariaDb();
        orders(from, 50);
        Started run = repairedAtMidnight();

        to.run("update shop.orders set note = 'spoilt' where id = 3", "delete from shop.orders where id = 4");
        run.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));
        isSeen(run, "orders", "Mismatched records", 2);
        isMidnight(run);

        areEqual(run, from, to);
        isSeen(run, "orders", "Validated", 0);
        assertRepaired(run, 2);
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void whatMaxResyncTimeLeavesWaitsForTheNextWindow() throws SQLException {
        onPostgres("valid_window");
        orders(from, 250); // 200 are repaired in one transaction
        Started run = repairedAtMidnight();
        to.run(
                "update shop.orders set note = 'spoilt'",
                "create function shop.hold() returns trigger language plpgsql as $$ begin"
                        + " perform pg_advisory_xact_lock_shared(74); return new; end $$",
                "create trigger hold before insert or update on shop.orders for each row execute function shop.hold()");
        run.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));
        isSeen(run, "orders", "Mismatched records", 250);
        try (Connection holder = to.database().connect();
                Statement lock = holder.createStatement()) {
            lock.execute("select pg_advisory_lock(74)");
            isMidnight(run);
            eventually(
                    () -> "it is " + run.statistics(ORDERS),
                    () -> to.rows(ADVISORY_LOCK_WAITS).equals(List.of("1")));
            assertEquals(
                    "Resync is in progress",
                    run.statistics(ORDERS).resync().orElseThrow().state());
            time.passes(Duration.ofMinutes(6));
        }

        eventually(() -> "it is " + run.statistics(ORDERS), () -> isRepaired(run, 200));
        assertEquals(80.0, run.statistics(ORDERS).resync().orElseThrow().progress());
        assertEquals(List.of("50"), to.rows("select count(*) from shop.orders where note = 'spoilt'"));

        isMidnight(run);
        eventually(() -> "it is " + run.statistics(ORDERS), () -> isRepaired(run, 250));
        areEqual(run, from, to);
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void failuresOfATaskThatOnlyValidatesAreRepairedByAnother() throws SQLException {
        onPostgres("valid_other");
        orders(from, 20);
        orders(to, 20);
        to.run("update shop.orders set note = 'spoilt' where id = 3", "delete from shop.orders where id = 4");
        try (Runs validating = new Runs(spill).named("V").type(MigrationType.CDC)) {
            validating
                    .between(from.side(), to.side())
                    .settings(VALIDATING.formatted(",\"ValidationOnly\":true,\"ValidationQueryCdcDelaySeconds\":0"));
            Started validation = validating.start(Start.FRESH);
            isSeen(validation, "orders", "Mismatched records", 2);

            runs.clock(time)
                    .type(MigrationType.CDC)
                    .between(from.side(), to.side())
                    .settings("{\"ResyncSettings\":{\"EnableResync\":true,\"ValidationTaskId\":\"v\"" + AT_MIDNIGHT
                            + "}}");
            Started repairing = runs.start(Start.FRESH);
            repairing.expect(RunReport.Began.class);
            isMidnight(repairing);

            areEqual(repairing, from, to);
            eventually(
                    () -> "it is " + repairing.statistics(ORDERS),
                    () -> repairing.statistics(ORDERS).resync().orElseThrow().succeeded() == 2);
            assertEquals(List.of("V|MISSING_TARGET|SUCCESS|UPSERT", "V|RECORD_DIFF|SUCCESS|UPSERT"), to.seen(REPAIRS));
            assertEquals(StopReason.NORMAL, repairing.stop());
            validation.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));
            isSeen(validation, "orders", "Validated", 0);
            assertEquals(StopReason.NORMAL, validation.stop());
        }
    }

    @Test
    void aRowThatIsFlaggedAsDeletedIsNotDeletedByARepair() throws SQLException {
        onPostgres("valid_flagged");
        orders(from, 5);
        orders(to, 5);
        to.run(
                "alter table shop.orders add column op varchar(1)",
                "update shop.orders set note = 'spoilt' where id in (3, 4)");
        try (Runs validating = new Runs(spill).named("V").type(MigrationType.CDC)) {
            validating
                    .between(from.side(), to.side())
                    .settings(VALIDATING.formatted(",\"ValidationOnly\":true,\"ValidationQueryCdcDelaySeconds\":0"));
            Started validation = validating.start(Start.FRESH);
            isSeen(validation, "orders", "Mismatched records", 2);
            assertEquals(StopReason.NORMAL, validation.stop());
        }
        runs.clock(time)
                .type(MigrationType.CDC)
                .between(from.side(), to.side())
                .mappings(FLAGGING)
                .settings("{\"ResyncSettings\":{\"EnableResync\":true,\"ValidationTaskId\":\"v\"" + AT_MIDNIGHT + "}}");
        Started repairing = runs.start(Start.FRESH);
        repairing.expect(RunReport.Began.class);
        from.run("delete from shop.orders where id = 3");
        isMidnight(repairing);

        eventually(
                () -> "rows are not repaired: " + to.seen(ALL_ORDERS),
                () -> to.rows("select note from shop.orders where id = 4").equals(List.of("order 4")));
        eventually(
                () -> "it is " + repairing.statistics(ORDERS),
                () -> repairing.statistics(ORDERS).resync().orElseThrow().succeeded() == 2);
        assertEquals(List.of("D"), to.rows("select op from shop.orders where id = 3"));
        assertEquals(StopReason.NORMAL, repairing.stop());
    }

    @Test
    void aRepairInARingDoesNotComeBack() throws SQLException {
        RealDatabase left = RealDatabase.postgres("valid_ring_left");
        RealDatabase right = RealDatabase.postgres("valid_ring_right");
        orders(left, 10);
        orders(right, 9);
        String ring = "\"LoopbackPreventionSettings\":{\"EnableLoopbackPrevention\":true,"
                + "\"SourceSchema\":\"ring_marks\",\"TargetSchema\":\"ring_marks\"}";
        try (Runs back = new Runs(spill.resolve("back")).named("BACK").type(MigrationType.CDC)) {
            back.between(right.side(), left.side()).settings("{" + ring + "}");
            Started returning = back.start(Start.FRESH);
            returning.expect(RunReport.Began.class);
            runs.clock(time)
                    .type(MigrationType.CDC)
                    .between(left.side(), right.side())
                    .settings("{\"ValidationSettings\":{\"EnableValidation\":true,\"RecordFailureDelayInMinutes\":0},"
                            + "\"ResyncSettings\":{\"EnableResync\":true" + AT_MIDNIGHT + "}," + ring + "}");
            Started repairing = runs.start(Start.FRESH);
            isSeen(repairing, "orders", "Mismatched records", 1);
            isMidnight(repairing);
            areEqual(repairing, left, right);

            // an echo of the repair would have been heard before it
            right.run("insert into shop.orders values (100, 'last', 1)");
            areEqual(repairing, left, right);
            assertEquals(StopReason.NORMAL, repairing.stop());
            assertEquals(StopReason.NORMAL, returning.stop());
            assertEquals(1, Runs.of(back.saved(), ORDERS).captured().inserts());
        }
    }

    /** Loads, and validates what it has loaded. */
    private Started repairedAtMidnight() {
        runs.clock(time).between(from.side(), to.side()).settings(REPAIRING.formatted("", AT_MIDNIGHT));
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        isSeen(run, "orders", "Validated", 0);
        return run;
    }

    private static void areEqual(Started run, RealDatabase one, RealDatabase other) {
        eventually(
                () -> "rows are not repaired: " + run.statistics(ORDERS),
                () -> one.rows(ALL_ORDERS).equals(other.rows(ALL_ORDERS)));
    }

    /** And the window is over. */
    private static boolean isRepaired(Started run, int rows) {
        ResyncStatistics seen = run.statistics(ORDERS).resync().orElseThrow();
        return seen.succeeded() == rows && seen.state().startsWith("Last resync at: 2");
    }

    private static void assertRepaired(Started run, int rows) {
        ResyncStatistics seen = run.statistics(ORDERS).resync().orElseThrow();
        assertEquals(rows, seen.attempted());
        assertEquals(rows, seen.succeeded());
        assertEquals(100.0, seen.progress());
        assertTrue(seen.state().startsWith("Last resync at: 2"), seen.state());
    }
}
