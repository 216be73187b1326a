package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.validation.ResyncStatistics;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs that repair what their validation finds, between real databases. */
class RepairRunTest extends ValidationFixture {
    private static final String REPAIRING = """
            {"ValidationSettings":{"EnableValidation":true,"RecordFailureDelayInMinutes":0%s},
             "FullLoadSettings":{"TargetTablePrepMode":"DO_NOTHING"},
             "ResyncSettings":{"EnableResync":true%s}}""";

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
        ContractDatabase from = postgres("valid_repair_from");
        ContractDatabase to = postgres("valid_repair_to");
        orders(from, 20);
        to.createSchema("shop");
        to.run(
                "create table shop.orders (id int primary key, note varchar(50), price numeric(10,2))",
                "insert into shop.orders values (-1, 'extra', 0), (3, 'older', 0)");
        runs.type(MigrationType.FULL_LOAD)
                .between(POSTGRES.of(from), POSTGRES.of(to))
                .settings(REPAIRING.formatted("", ""));

        Started run = runs.start(Start.FRESH);

        run.expect(RunReport.Stopped.class);
        assertEquals(rows(from, ALL_ORDERS), rows(to, ALL_ORDERS));
        assertRepaired(run, 2);
        assertEquals(
                List.of("RECORD_DIFF|SUCCESS|UPSERT", "MISSING_SOURCE|SUCCESS|DELETE"),
                rows(
                        to,
                        "select \"FAILURE_TYPE\", \"RESYNC_RESULT\", \"RESYNC_ACTION\""
                                + " from public.awsdms_validation_failures_v2 order by 3 desc"));
    }

    @Test
    void aRowThatTheRulesCannotWorkStaysOnTheTarget() throws SQLException {
        ContractDatabase from = postgres("valid_unworked_from");
        ContractDatabase to = postgres("valid_unworked_to");
        from.createSchema("shop");
        from.run(
                "create table shop.orders (id int primary key, note varchar(50))",
                "insert into shop.orders values (1, '10'), (2, '20'), (3, 'many')");
        to.createSchema("shop");
        to.run(
                "create table shop.orders (id int primary key, note varchar(50), pieces int)",
                "insert into shop.orders values (-1, 'extra', 0), (3, 'older', 0)");
        runs.type(MigrationType.FULL_LOAD)
                .between(POSTGRES.of(from), POSTGRES.of(to))
                .mappings(PIECES)
                .settings(REPAIRING.formatted("", ""));

        Started run = runs.start(Start.FRESH);

        run.expect(RunReport.Stopped.class);
        assertEquals(List.of("1|10|10", "2|20|20", "3|older|0"), rows(to, ALL_ORDERS));
        assertEquals(
                List.of("MISSING_SOURCE|SUCCESS|DELETE", "RECORD_DIFF|FAILURE|UPSERT"),
                rows(
                        to,
                        "select \"FAILURE_TYPE\", \"RESYNC_RESULT\", \"RESYNC_ACTION\""
                                + " from public.awsdms_validation_failures_v2 order by 1"));
    }

    @Test
    void aRowThatCannotBeReadIsNotMissingOnTheSource() throws SQLException {
        ContractDatabase from = postgres("valid_unread_from");
        ContractDatabase to = mariaDb();
        to.run("drop table if exists awsdms_control.awsdms_validation_failures_v2");
        from.createSchema("shop");
        from.run(
                "create table shop.orders (id int primary key, note varchar(50), born date)",
                "insert into shop.orders select i, 'order ' || i, '2000-01-01' from generate_series(1, 5) i");
        runs.between(POSTGRES.of(from), MARIADB.of(to)).settings(VALIDATING.formatted(""));
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
        assertEquals(List.of("3|newer|2000-01-01"), rows(to, "select * from shop.orders where id = 3"));
    }

    @Test
    void changesAreRepairedOnSchedule() throws SQLException {
        ContractDatabase from = postgres("valid_schedule_from");
        ContractDatabase to = mariaDb();
        to.run("drop table if exists awsdms_control.awsdms_validation_failures_v2");
        orders(from, 50);
        // the next minute is some seconds away
        long seconds = 52 - Instant.now().getEpochSecond() % 60;
        runs.clock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds)))
                .between(POSTGRES.of(from), MARIADB.of(to))
                .settings(REPAIRING.formatted("", ",\"ResyncSchedule\":\"* * * * *\",\"MaxResyncTime\":5"));
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        isSeen(run, "orders", "Validated", 0);

        to.run("update shop.orders set note = 'spoilt' where id = 3", "delete from shop.orders where id = 4");
        run.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));

        eventually(
                () -> "rows are not repaired: " + run.statistics(ORDERS),
                () -> rows(from, ALL_ORDERS).equals(rows(to, ALL_ORDERS)));
        isSeen(run, "orders", "Validated", 0);
        assertRepaired(run, 2);
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void failuresOfATaskThatOnlyValidatesAreRepairedByAnother() throws SQLException {
        ContractDatabase from = postgres("valid_other_from");
        ContractDatabase to = postgres("valid_other_to");
        orders(from, 20);
        orders(to, 20);
        to.run("update shop.orders set note = 'spoilt' where id = 3", "delete from shop.orders where id = 4");
        try (Runs validating = new Runs(spill).named("V").type(MigrationType.CDC)) {
            validating
                    .between(POSTGRES.of(from), POSTGRES.of(to))
                    .settings(VALIDATING.formatted(",\"ValidationOnly\":true,\"ValidationQueryCdcDelaySeconds\":0"));
            Started validation = validating.start(Start.FRESH);
            isSeen(validation, "orders", "Mismatched records", 2);

            long seconds = 52 - Instant.now().getEpochSecond() % 60;
            runs.clock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds)))
                    .type(MigrationType.CDC)
                    .between(POSTGRES.of(from), POSTGRES.of(to))
                    .settings("""
                            {"ResyncSettings":{"EnableResync":true,"ResyncSchedule":"* * * * *","MaxResyncTime":5,
                              "ValidationTaskId":"v"}}""");
            Started repairing = runs.start(Start.FRESH);

            eventually(
                    () -> "rows are not repaired: " + repairing.statistics(ORDERS),
                    () -> rows(from, ALL_ORDERS).equals(rows(to, ALL_ORDERS)));
            eventually(
                    () -> "it is " + repairing.statistics(ORDERS),
                    () -> repairing.statistics(ORDERS).resync().orElseThrow().succeeded() == 2);
            assertEquals(
                    List.of("V|MISSING_TARGET|SUCCESS|UPSERT", "V|RECORD_DIFF|SUCCESS|UPSERT"),
                    rows(
                            to,
                            "select \"TASK_NAME\", \"FAILURE_TYPE\", \"RESYNC_RESULT\", \"RESYNC_ACTION\""
                                    + " from public.awsdms_validation_failures_v2 order by 2"));
            assertEquals(StopReason.NORMAL, repairing.stop());
            validation.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));
            isSeen(validation, "orders", "Validated", 0);
            assertEquals(StopReason.NORMAL, validation.stop());
        }
    }

    @Test
    void aRowThatIsFlaggedAsDeletedIsNotDeletedByARepair() throws SQLException {
        ContractDatabase from = postgres("valid_flagged_from");
        ContractDatabase to = postgres("valid_flagged_to");
        orders(from, 5);
        orders(to, 5);
        to.run(
                "alter table shop.orders add column op varchar(1)",
                "update shop.orders set note = 'spoilt' where id in (3, 4)");
        try (Runs validating = new Runs(spill).named("V").type(MigrationType.CDC)) {
            validating
                    .between(POSTGRES.of(from), POSTGRES.of(to))
                    .settings(VALIDATING.formatted(",\"ValidationOnly\":true,\"ValidationQueryCdcDelaySeconds\":0"));
            Started validation = validating.start(Start.FRESH);
            isSeen(validation, "orders", "Mismatched records", 2);
            assertEquals(StopReason.NORMAL, validation.stop());
        }
        long seconds = 52 - Instant.now().getEpochSecond() % 60;
        runs.clock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds)))
                .type(MigrationType.CDC)
                .between(POSTGRES.of(from), POSTGRES.of(to))
                .mappings(FLAGGING)
                .settings("""
                        {"ResyncSettings":{"EnableResync":true,"ResyncSchedule":"* * * * *","MaxResyncTime":5,
                          "ValidationTaskId":"v"}}""");
        Started repairing = runs.start(Start.FRESH);
        repairing.expect(RunReport.Began.class);
        from.run("delete from shop.orders where id = 3");

        eventually(
                () -> "rows are not repaired: " + rows(to, ALL_ORDERS),
                () -> rows(to, "select note from shop.orders where id = 4").equals(List.of("order 4")));
        eventually(
                () -> "it is " + repairing.statistics(ORDERS),
                () -> repairing.statistics(ORDERS).resync().orElseThrow().succeeded() == 2);
        assertEquals(List.of("D"), rows(to, "select op from shop.orders where id = 3"));
        assertEquals(StopReason.NORMAL, repairing.stop());
    }

    @Test
    void aRepairInARingDoesNotComeBack() throws SQLException {
        ContractDatabase left = postgres("valid_ring_left");
        ContractDatabase right = postgres("valid_ring_right");
        orders(left, 10);
        orders(right, 9);
        String ring = "\"LoopbackPreventionSettings\":{\"EnableLoopbackPrevention\":true,"
                + "\"SourceSchema\":\"ring_marks\",\"TargetSchema\":\"ring_marks\"}";
        try (Runs back = new Runs(spill.resolve("back")).named("BACK").type(MigrationType.CDC)) {
            back.between(POSTGRES.of(right), POSTGRES.of(left)).settings("{" + ring + "}");
            Started returning = back.start(Start.FRESH);
            returning.expect(RunReport.Began.class);
            long seconds = 52 - Instant.now().getEpochSecond() % 60;
            runs.clock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds)))
                    .type(MigrationType.CDC)
                    .between(POSTGRES.of(left), POSTGRES.of(right))
                    .settings("{\"ValidationSettings\":{\"EnableValidation\":true,\"RecordFailureDelayInMinutes\":0},"
                            + "\"ResyncSettings\":{\"EnableResync\":true,\"ResyncSchedule\":\"* * * * *\",\"MaxResyncTime\":5},"
                            + ring + "}");
            Started repairing = runs.start(Start.FRESH);
            eventually(
                    () -> "rows are not repaired: " + repairing.statistics(ORDERS),
                    () -> rows(left, ALL_ORDERS).equals(rows(right, ALL_ORDERS)));

            // an echo of the repair would have been heard before it
            right.run("insert into shop.orders values (100, 'last', 1)");
            eventually(
                    () -> "the last row is missing",
                    () -> rows(left, ALL_ORDERS).equals(rows(right, ALL_ORDERS)));
            assertEquals(StopReason.NORMAL, repairing.stop());
            assertEquals(StopReason.NORMAL, returning.stop());
            assertEquals(1, Runs.of(back.saved(), ORDERS).captured().inserts());
        }
    }

    private static void assertRepaired(Started run, int rows) {
        ResyncStatistics seen = run.statistics(ORDERS).resync().orElseThrow();
        assertEquals(rows, seen.attempted());
        assertEquals(rows, seen.succeeded());
        assertEquals(100.0, seen.progress());
        assertTrue(seen.state().startsWith("Last resync at: 2"), seen.state());
    }
}
