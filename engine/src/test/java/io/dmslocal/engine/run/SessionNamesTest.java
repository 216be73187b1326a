package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By which names servers show a task's sessions to people who look at their locks. */
class SessionNamesTest {

    /** The task's capture is {@code dms_t}. */
    private static final String NAME = "dms-local dms_t";

    private static final String OF_POSTGRES = "select distinct application_name from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid() and backend_type like '%client%'";
    private static final String OF_MYSQL = "select distinct attr_value from performance_schema.session_connect_attrs"
            + " where attr_name = 'program_name' and attr_value like 'dms-local%'";

    @TempDir
    Path spill;

    @Test
    void postgresKnowsATaskOnBothSides() throws SQLException {
        areNamed(RealDatabase.postgres("named_from"), OF_POSTGRES, RealDatabase.postgres("named_to"), OF_POSTGRES);
    }

    @Test
    void soDoesMySqlAsATarget() throws SQLException {
        areNamed(RealDatabase.postgres("named_from"), OF_POSTGRES, RealDatabase.mySql(), OF_MYSQL);
    }

    private void areNamed(RealDatabase from, String inSource, RealDatabase to, String inTarget) throws SQLException {
        from.run("create table shop.orders (id int primary key)");
        try (Runs runs = new Runs(spill).between(from.side(), to.side())) {
            Started run = runs.start(Start.FRESH);
            from.run("insert into shop.orders values (1)");
            eventually(
                    "the row does not arrive",
                    () -> to.seen("select id from shop.orders").equals(List.of("1")));

            eventually(
                    () -> "on the target are " + to.seen(inTarget),
                    () -> to.rows(inTarget).equals(List.of(NAME)));
            eventually(
                    () -> "on the source are " + from.seen(inSource),
                    () -> from.rows(inSource).equals(List.of(NAME)));
            assertEquals(StopReason.NORMAL, run.stop());
        }
    }
}
