package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;

import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of one run between real databases stand on. */
abstract class ServersFixture {

    @TempDir
    Path spill;

    RealDatabase from;
    RealDatabase to;
    Runs runs;
    Started run;

    @AfterEach
    final void closeRuns() {
        if (run != null) {
            run.stop();
        }
        runs.close();
    }

    /** Waits until the target's table has these rows. */
    final void arrives(String table, String... rows) {
        eventually(() -> table + ": " + content(table), () -> content(table).equals(List.of(rows)));
    }

    /** The target's rows; {@code missing} where there is no table. */
    final List<String> content(String table) {
        try {
            return to.rows("select * from shop." + table + " order by 1");
        } catch (SQLException e) {
            return List.of(e.getSQLState().equals("42P01") ? "missing" : e.getMessage());
        }
    }
}
