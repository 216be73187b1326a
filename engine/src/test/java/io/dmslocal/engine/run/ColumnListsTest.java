package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's publication of PostgreSQL that tells changes of some columns only. */
class ColumnListsTest {

    private static final String WITHOUT_SECRET = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}},
             {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
              "rule-action":"remove-column",
              "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"secret"}}]}
            """;

    @TempDir
    Path spill;

    private RealDatabase from;
    private RealDatabase to;
    private Runs runs;

    @BeforeEach
    void open() throws SQLException {
        from = RealDatabase.postgres("listed_from");
        to = RealDatabase.postgres("listed_to");
        from.run(
                "create table shop.orders (id int primary key, s varchar(20), secret varchar(20))",
                "insert into shop.orders values (1, 'one', 'x')",
                "drop publication if exists listed_users");
        runs = new Runs(spill)
                .between(
                        new RunPlan.Side(
                                from.connector(),
                                from.database()
                                        .endpoint(Map.of("publicationname", "listed_users", "captureddls", "false"))),
                        to.side());
    }

    @AfterEach
    void close() throws SQLException {
        runs.close();
        from.run("drop publication if exists listed_users");
    }

    @Test
    void aTaskThatWouldMissColumnsIsRefusedWithWhatHelps() throws SQLException {
        from.run("create publication listed_users for table shop.orders (id, s)");

        String message = runs.start(Start.FRESH).expect(RunReport.Failed.class).message();

        assertTrue(message.contains("shop.orders without its columns secret"), message);
        assertTrue(message.contains("ALTER PUBLICATION \"listed_users\" ADD TABLE \"shop\".\"orders\""), message);
    }

    @Test
    void columnsThatTheTaskLeavesOutNeedNotBeTold() throws SQLException {
        from.run("create publication listed_users for table shop.orders (id, s)");
        runs.mappings(WITHOUT_SECRET);
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        from.run("insert into shop.orders values (2, 'two', 'y')", "update shop.orders set s = 'ONE' where id = 1");

        arrives("1|ONE", "2|two");
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void aListThatIsMadeMeanwhileTakesNothingFromTheTarget() throws SQLException {
        from.run("create publication listed_users for table shop.orders");
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        from.run("insert into shop.orders values (2, 'two', 'y')");
        arrives("1|one|x", "2|two|y");

        from.run("alter publication listed_users set table shop.orders (id, s)", "update shop.orders set s = 'ONE'");

        String message = run.expect(RunReport.Retrying.class).message();
        assertTrue(message.contains("shop.orders without its columns secret"), message);
        arrives("1|one|x", "2|two|y");
        run.stop();
    }

    private void arrives(String... rows) {
        eventually(() -> "the target has " + rows(), () -> rows().equals(List.of(rows)));
    }

    private List<String> rows() {
        try {
            return to.rows("select * from shop.orders order by 1");
        } catch (SQLException e) {
            return List.of(e.getMessage());
        }
    }
}
