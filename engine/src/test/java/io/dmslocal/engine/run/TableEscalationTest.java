package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TableErrorEscalationCount: how many tables may fail, wherever they do. */
class TableEscalationTest {

    @TempDir
    Path spill;

    @Test
    void tablesThatFailInTheLoadAndInChangesCountTogether() throws SQLException {
        RealDatabase from = RealDatabase.postgres("escalation_from");
        RealDatabase to = RealDatabase.postgres("escalation_to");
        for (String table : new String[] {"a_loaded", "b_followed"}) {
            from.run(
                    "create table shop." + table + " (id int primary key, s varchar(20))",
                    "insert into shop." + table + " values (1, 'one')");
        }
        to.run("create table shop.a_loaded (id int primary key)");
        try (Runs runs = new Runs(spill)) {
            runs.between(from.side(), to.side())
                    .settings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"},\"ErrorBehavior\":"
                            + "{\"TableErrorEscalationPolicy\":\"STOP_TASK\",\"TableErrorEscalationCount\":2}}");
            Started run = runs.start(Start.FRESH);
            assertEquals(
                    "shop.a_loaded",
                    run.expect(RunReport.TableSuspended.class).table().toString());
            run.expect(RunReport.LoadFinished.class);

            to.run("drop table shop.b_followed");
            from.run("insert into shop.b_followed values (2, 'two')");

            assertEquals(
                    StopReason.FATAL_ERROR, run.expect(RunReport.Failed.class).reason());
        }
    }
}
