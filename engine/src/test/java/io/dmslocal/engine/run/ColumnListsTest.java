package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.statistics.TableStatistics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's publication of PostgreSQL that tells changes of some columns only. */
class ColumnListsTest {

    private static final String WITHOUT_SECRET = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}},
             {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
              "rule-action":"remove-column",
              "object-locator":{"schema-name":"shop","table-name":"%","column-name":"secret%"}}]}
            """;
    private static final String ALL_COLUMNS = "alter publication listed_users set table shop.orders, shop.others";
    private static final String WITHOUT_LISTED =
            "alter publication listed_users set table shop.orders (id, s), shop.others";

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
                "create table shop.others (id int primary key, s varchar(20))",
                "drop publication if exists listed_users");
        runs = new Runs(spill);
        read(from.connector(), false);
    }

    private void read(Connector connector, boolean withTrigger) {
        Map<String, String> attributes =
                Map.of("publicationname", "listed_users", "captureddls", Boolean.toString(withTrigger));
        runs.between(new RunPlan.Side(connector, from.database().endpoint(attributes)), to.side());
    }

    private Started follow() throws SQLException {
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        from.run("insert into shop.orders values (2, 'two', 'y')");
        arrives("orders", "1|one|x", "2|two|y");
        return run;
    }

    @AfterEach
    void close() throws SQLException {
        runs.close();
        from.run("drop publication if exists listed_users");
    }

    @Test
    void aTaskThatWouldMissColumnsIsRefusedWithWhatHelps() throws SQLException {
        from.run("create publication listed_users for table shop.orders (id, s), shop.others");

        String message = runs.start(Start.FRESH).expect(RunReport.Failed.class).message();

        assertTrue(message.contains("shop.orders without its columns secret"), message);
        assertTrue(message.contains("ALTER PUBLICATION \"listed_users\" ADD TABLE \"shop\".\"orders\""), message);
    }

    @Test
    void columnsThatTheTaskLeavesOutNeedNotBeTold() throws SQLException {
        from.run("create publication listed_users for table shop.orders (id, s), shop.others");
        runs.mappings(WITHOUT_SECRET);
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        from.run("insert into shop.orders values (2, 'two', 'y')", "update shop.orders set s = 'ONE' where id = 1");

        arrives("orders", "1|ONE", "2|two");
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void aColumnThatComesAndIsLeftOutByARuleIsNotMissed() throws SQLException {
        from.run("create publication listed_users for table shop.orders (id, s), shop.others");
        runs.mappings(WITHOUT_SECRET);
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        from.run(
                "alter table shop.orders add column secret_too int",
                "insert into shop.orders values (2, 'two', 'y', 3)",
                "alter table shop.orders add column secret_as_well int",
                "insert into shop.orders values (3, 'three', 'z', 3, 4)");

        arrives("orders", "1|one", "2|two", "3|three");
        run.stop();
    }

    @Test
    void aTableThatComesIsFollowedWhenItsListOmitsWhatRulesLeaveOut() throws SQLException {
        from.run("create publication listed_users for table shop.orders (id, s), shop.others");
        runs.mappings(WITHOUT_SECRET);
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        comes("later (id, s)");

        arrives("later", "1|first");
        from.run("insert into shop.later values (2, 'second', 'x')");
        arrives("later", "1|first", "2|second");
        run.stop();
    }

    @Test
    void aTableThatComesWithAListThatOmitsMoreIsLeftOutAloneAndItIsSaidWhatHelps() throws SQLException {
        comesAndIsLeftOut();
    }

    @Test
    void soItIsWhenAFilterLooksAtWhatARuleRemoves() throws SQLException {
        runs.mappings(WITHOUT_SECRET.replaceFirst(
                "\"table-name\":\"%\"}},",
                "\"table-name\":\"%\"},\"filters\":[{\"filter-type\":\"source\",\"column-name\":\"secret\","
                        + "\"filter-conditions\":[{\"filter-operator\":\"noteq\",\"value\":\"z\"}]}]},"));

        comesAndIsLeftOut();
    }

    private void comesAndIsLeftOut() throws SQLException {
        from.run("create publication listed_users for table shop.orders, shop.others");
        try (LogLines lines = LogLines.ofNode()) {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);

            comes("later (id, s)");
            lines.has(
                    "shop.later without its columns secret",
                    "ALTER PUBLICATION \"listed_users\" ADD TABLE \"shop\".\"later\"");
            from.run("insert into shop.later values (2, 'second', 'x')", "insert into shop.others values (1, 'a')");

            arrives("others", "1|a");
            assertEquals(
                    List.of("orders", "others"),
                    run.statistics().tables().stream()
                            .map(TableStatistics::table)
                            .toList());
            run.stop();
        }
    }

    @Test
    void itIsTakenWhenItsListIsMendedWithTheRowsOfThoseWhoWroteMeanwhile() throws SQLException {
        from.run("create publication listed_users for table shop.orders, shop.others");
        Started run = follow();
        comes("later (id, s)");

        try (Connection open = from.database().connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("insert into shop.later values (2, 'held', 'x')");
            from.run(
                    "begin",
                    "alter publication listed_users drop table shop.later",
                    "alter publication listed_users add table shop.later",
                    "commit");
            for (String other : List.of("one", "two")) { // sessions open, and nobody takes it
                from.run(
                        "begin",
                        "create table shop." + other + " (id int primary key)",
                        "alter publication listed_users add table shop." + other,
                        "insert into shop." + other + " values (1)",
                        "commit");
                arrives(other, "1");
            }
            statement.execute("insert into shop.later values (3, 'held', 'x')");
            open.commit();
        }

        from.run("insert into shop.later values (4, 'after', 'x')");
        arrives("later", "1|first|x", "2|held|x", "3|held|x", "4|after|x");
        run.stop();
    }

    /** A table and its place in the publication at once. */
    private void comes(String listed) throws SQLException {
        from.run(
                "begin",
                "create table shop.later (id int primary key, s varchar(20), secret varchar(20))",
                "alter publication listed_users add table shop." + listed,
                "insert into shop.later values (1, 'first', 'x')",
                "commit");
    }

    @Test
    void aListThatIsMadeMeanwhileLeavesOutItsTableAlone() throws SQLException {
        listIsMadeMeanwhile();
    }

    @Test
    void soItDoesForDebezium() throws SQLException {
        read(new PostgresConnector(ChangeCapture.DEBEZIUM), false);

        listIsMadeMeanwhile();
    }

    private void listIsMadeMeanwhile() throws SQLException {
        from.run("create publication listed_users for table shop.orders, shop.others");
        Started run = follow();

        from.run(
                WITHOUT_LISTED,
                "begin",
                "insert into shop.others values (1, 'a')",
                "update shop.orders set s = 'ONE' where id = 1",
                "insert into shop.others values (2, 'b')",
                "delete from shop.orders where id = 2",
                "commit",
                "insert into shop.others values (3, 'c')");

        RunReport.TableSuspended left = run.expect(RunReport.TableSuspended.class);
        assertEquals(Runs.table("orders"), left.table());
        assertTrue(left.reason().contains("shop.orders without its columns secret"), left.reason());
        assertTrue(left.reason().contains("ALTER PUBLICATION \"listed_users\" ADD TABLE"), left.reason());
        assertTrue(left.reason().endsWith("Then reload the table."), left.reason());
        arrives("others", "1|a", "2|b", "3|c");
        arrives("orders", "1|one|x", "2|two|y");
        assertEquals(StopReason.NORMAL, run.stop());

        from.run("insert into shop.others values (4, 'd')");
        Started again = runs.start(Start.RESUME);
        arrives("others", "1|a", "2|b", "3|c", "4|d");
        assertEquals("Table error", again.statistics(Runs.table("orders")).state());

        from.run(ALL_COLUMNS);
        again.run.tell(new TaskRun.Reload(Set.of(Runs.table("orders"))));
        arrives("orders", "1|ONE|x");
        from.run("insert into shop.orders values (5, 'five', 'z')");
        arrives("orders", "1|ONE|x", "5|five|z");
        assertEquals(StopReason.NORMAL, again.stop());
    }

    @Test
    void aListThatCameAndWentIsSeenInWhatTheLogHas() throws SQLException {
        from.run("create publication listed_users for table shop.orders, shop.others");
        Started run = follow();

        from.run("begin", WITHOUT_LISTED, "update shop.orders set s = 'ONE' where id = 1", ALL_COLUMNS, "commit");

        assertEquals(
                Runs.table("orders"), run.expect(RunReport.TableSuspended.class).table());
        arrives("orders", "1|one|x", "2|two|y");
        run.stop();
    }

    @ParameterizedTest(name = "captureDDLs = {0}")
    @ValueSource(booleans = {true, false})
    void aColumnThatComesAndIsNotListedLeavesOutItsTableWithTheFirstRow(boolean withTrigger) throws SQLException {
        read(from.connector(), withTrigger);
        from.run("create publication listed_users for table shop.orders (id, s, secret), shop.others");
        Started run = follow();
        if (withTrigger) {
            from.run("alter publication listed_users add table public.awsdms_ddl_audit");
            run.stop();
            run = runs.start(Start.RESUME);
        }

        from.run(
                "alter table shop.orders add column more int",
                "insert into shop.orders values (3, 'three', 'z', 3)",
                "insert into shop.others values (1, 'a')");

        RunReport.TableSuspended left = run.expect(RunReport.TableSuspended.class);
        assertTrue(left.reason().contains("shop.orders without its columns more"), left.reason());
        arrives("others", "1|a");
        assertEquals(2, to.rows("select * from shop.orders").size());
        assertEquals(
                withTrigger ? 4 : 3,
                to.count("select count(*) from information_schema.columns where table_schema = 'shop'"
                        + " and table_name = 'orders'"));
        run.stop();
    }

    private void arrives(String table, String... rows) {
        eventually(() -> "the target has " + rows(table), () -> rows(table).equals(List.of(rows)));
    }

    private List<String> rows(String table) {
        return to.seen("select * from shop." + table + " order by 1");
    }
}
