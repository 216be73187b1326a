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

    private static void assertRepaired(Started run, int rows) {
        ResyncStatistics seen = run.statistics(ORDERS).resync().orElseThrow();
        assertEquals(rows, seen.attempted());
        assertEquals(rows, seen.succeeded());
        assertEquals(100.0, seen.progress());
        assertTrue(seen.state().startsWith("Last resync at: 2"), seen.state());
    }
}
