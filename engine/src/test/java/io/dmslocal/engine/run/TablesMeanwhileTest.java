package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tables that come, go and change when it is least convenient: written to at once, unfit for the task's rules, while nobody reads the log. */
class TablesMeanwhileTest {

    private static final String MISFITS = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}},
             {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"column",
              "rule-action":"change-data-type","data-type":{"type":"map"},
              "object-locator":{"schema-name":"shop","table-name":"misfit","column-name":"s"}},
             {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-target":"table",
              "rule-action":"rename","value":"orders",
              "object-locator":{"schema-name":"shop","table-name":"twin"}}]}
            """;

    @Nested
    class OfPostgres extends Contract {
        @Override
        RealDatabase source() throws SQLException {
            return RealDatabase.postgres("meanwhile_from");
        }

        /** MySQL's log tells of a new table once. */
        @Test
        void aNewTableThatDoesNotFitOpensOneSessionAndIsTakenWhenItIsAnother() throws SQLException {
            runs.mappings(MISFITS);
            WatchedConnector watched = new WatchedConnector(from.connector());
            runs.between(new RunPlan.Side(watched.connector(), endpoint(from)), to.side());
            follow();

            from.run(
                    "create table shop.misfit (id int primary key, s varchar(20))",
                    "insert into shop.misfit values (1, 'm')");
            becomes("misfit", "Table error");
            eventually("nobody looks whether it is another", () -> watched.looksAt(Runs.table("misfit")) >= 3);

            assertEquals(2, watched.openings());
            from.run("alter table shop.misfit drop column s");
            arrives("misfit", "1");
            assertEquals(3, watched.openings());
        }

        @Test
        void aTransactionThatStaysOpenOnANewTableDoesNotHoldUpATaskThatLoadsNothing() throws SQLException {
            run = runs.type(MigrationType.CDC).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            from.run("insert into shop.orders values (2, 'two')");
            arrives("orders", "2|two");
            run.stop();
            from.run("create table shop.late (id int primary key, s varchar(20))");
            to.run("create table shop.late (id int primary key, s varchar(20))");
            to.run("insert into shop.late values (0, 'before')");

            try (Connection open = from.database().connect();
                    Statement statement = open.createStatement()) {
                open.setAutoCommit(false);
                statement.execute("insert into shop.late values (1, 'held')");
                for (int id : List.of(3, 4)) { // the second time the table is not new any more
                    run = runs.start(Start.RESUME);
                    from.run("insert into shop.orders values (" + id + ", 'more')");
                    eventually("the others wait", () -> content("orders").contains(id + "|more"));
                    run.stop();
                }
                run = runs.start(Start.RESUME);
                from.run("insert into shop.orders values (5, 'last')");
                arrives("orders", "2|two", "3|more", "4|more", "5|last");
                open.commit();
            }

            eventually(
                    "nobody follows it",
                    () -> from.count("select count(*) from pg_publication_tables"
                                    + " where tablename = 'late' and pubname = 'dms_t'")
                            == 1);
            from.run("insert into shop.late values (2, 'after')");
            arrives("late", "0|before", "2|after");
            assertEquals("Table completed", run.statistics(Runs.table("late")).state());
        }

        @Test
        void aNewTableThatIsDroppedWhileItIsWaitedForHoldsUpNobody() throws SQLException {
            follow();
            run.stop();
            from.run("create table shop.late (id int primary key, s varchar(20))");

            try (Connection open = from.database().connect();
                    Statement statement = open.createStatement()) {
                open.setAutoCommit(false);
                statement.execute("insert into shop.late values (1, 'held')");
                statement.execute("drop table shop.late");
                run = runs.start(Start.RESUME);
                eventually("nobody takes the new table", this::isWaitedFor);
                open.commit();
            }

            from.run("insert into shop.orders values (3, 'three')");
            arrives("orders", "1|one", "2|two", "3|three");
            from.run("create table shop.late (id int primary key)", "insert into shop.late values (7)");
            arrives("late", "7");
        }
    }

    @Nested
    class OfPostgresWithoutTrigger extends Contract {
        @Override
        RealDatabase source() throws SQLException {
            return RealDatabase.postgres("meanwhile_untold_from");
        }

        @Override
        Map<String, String> attributes() {
            return Map.of("captureddls", "false");
        }
    }

    @Nested
    class OfMariaDb extends Contract {
        @Override
        RealDatabase source() throws SQLException {
            return RealDatabase.mariaDb();
        }
    }

    abstract static class Contract extends ServersFixture {

        abstract RealDatabase source() throws SQLException;

        Map<String, String> attributes() {
            return Map.of();
        }

        @BeforeEach
        void open() throws SQLException {
            from = source();
            to = RealDatabase.postgres("meanwhile_to");
            from.run(
                    "create table shop.orders (id int primary key, s varchar(20))",
                    "insert into shop.orders values (1, 'one')",
                    "create table shop.others (id int primary key, s varchar(20))");
            runs = new Runs(spill).between(new RunPlan.Side(from.connector(), endpoint(from)), to.side());
        }

        EndpointSettings endpoint(RealDatabase of) {
            return of.database().endpoint(attributes());
        }

        void follow() throws SQLException {
            run = runs.type(MigrationType.FULL_LOAD_AND_CDC).start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            from.run("insert into shop.orders values (2, 'two')");
            arrives("orders", "1|one", "2|two");
        }

        @Test
        void aTableThatIsWrittenToFromItsFirstMomentComesWholeAndOnce() throws SQLException {
            follow();

            for (String table : List.of("busy", "busier")) {
                try (Connection open = from.database().connect();
                        Statement statement = open.createStatement()) {
                    from.run("create table shop." + table + " (id int, s varchar(20))");
                    open.setAutoCommit(false);
                    statement.execute("insert into shop." + table + " values (-1, 'held')");
                    List<String> inserts = new ArrayList<>();
                    for (int i = 0; i < 400; i++) {
                        inserts.add("insert into shop." + table + " values (" + i + ", 'v')");
                    }
                    from.run(inserts.toArray(String[]::new));
                    open.commit();
                }
                from.run("insert into shop." + table + " values (1000, 'last')");
            }

            for (String table : List.of("busy", "busier")) {
                List<String> expected = from.rows("select * from shop." + table + " order by 1");
                arrives(table, expected.toArray(String[]::new));
                assertEquals(402, content(table).size());
            }
        }

        @Test
        void aNewTableThatARuleFitsBadlyConcernsItselfAlone() throws SQLException {
            runs.mappings(MISFITS);
            follow();

            from.run(
                    "create table shop.misfit (id int primary key, s varchar(20))",
                    "insert into shop.misfit values (1, 'm')",
                    "create table shop.twin (id int primary key, s varchar(20))",
                    "insert into shop.twin values (9, 'd')",
                    "create table shop.items (id int primary key, s varchar(20))",
                    "insert into shop.items values (1, 'first')",
                    "insert into shop.orders values (3, 'three')");

            arrives("items", "1|first");
            arrives("orders", "1|one", "2|two", "3|three");
            becomes("misfit", "Table error");
            becomes("twin", "Table error");
            assertEquals("Table completed", run.statistics(Runs.table("orders")).state());
        }

        void becomes(String table, String state) {
            eventually(
                    () -> table + ": " + run.statistics(),
                    () -> run.statistics().tables().stream()
                            .anyMatch(known ->
                                    known.table().equals(table) && known.state().equals(state)));
        }

        @Test
        void aTableThatIsDroppedWhileTheTaskIsStoppedIsDroppedWhenItGoesOn() throws SQLException {
            follow();
            run.stop();

            from.run("insert into shop.orders values (3, 'three')", "drop table shop.orders");
            run = runs.start(Start.RESUME);

            arrives("orders", "missing");
            becomes("orders", "Table does not exist");
        }

        @Test
        void itStaysWhereThePolicySaysSoWithItsLastRows() throws SQLException {
            runs.settings("{\"ChangeProcessingDdlHandlingPolicy\":{\"HandleSourceTableDropped\":false}}");
            follow();
            run.stop();

            from.run("insert into shop.orders values (3, 'three')", "drop table shop.orders");
            run = runs.start(Start.RESUME);

            becomes("orders", "Table does not exist");
            arrives("orders", "1|one", "2|two", "3|three");
        }

        @Test
        void aTableThatIsRenamedWhileTheTaskIsStoppedComesUnderItsNewName() throws SQLException {
            follow();
            run.stop();

            from.run(
                    "insert into shop.orders values (3, 'three')",
                    "alter table shop.orders rename to " + (from.isPostgres() ? "" : "shop.") + "purchases",
                    "insert into shop.purchases values (4, 'four')");
            run = runs.start(Start.RESUME);

            arrives("purchases", "1|one", "2|two", "3|three", "4|four");
            becomes("orders", "Table error");
            if (attributes().isEmpty()) { // who is not told goes on under the old name until the new one is seen
                arrives("orders", "1|one", "2|two", "3|three");
            }
        }

        private void aTableComesWhileTheTaskIsStopped() throws SQLException {
            follow();
            run.stop();
            from.run("create table shop.late (id int primary key, s varchar(20))");
        }

        private Connection withARowNotCommitted(String table) throws SQLException {
            Connection open = from.database().connect();
            open.setAutoCommit(false);
            open.createStatement().execute("insert into shop." + table + " values (1, 'held')");
            return open;
        }

        @Test
        void aRowThatIsNotCommittedWhenTheTaskFindsItsNewTableIsNotLost() throws SQLException {
            aTableComesWhileTheTaskIsStopped();

            try (Connection open = withARowNotCommitted("late")) {
                run = runs.start(Start.RESUME);
                eventually(
                        "nobody takes the new table",
                        () -> isWaitedFor() || !content("late").contains("missing"));
                open.commit();
            }

            arrives("late", "1|held");
        }

        @Test
        void aTransactionThatStaysOpenOnANewTableHoldsUpThatTableAlone() throws SQLException {
            aTableComesWhileTheTaskIsStopped();

            try (Connection open = withARowNotCommitted("late")) {
                run = runs.start(Start.RESUME);
                from.run("insert into shop.orders values (3, 'three')");
                arrives("orders", "1|one", "2|two", "3|three");
                open.createStatement().execute("insert into shop.late values (2, 'held')");
                open.commit();
            }

            from.run("insert into shop.late values (3, 'after')");
            arrives("late", "1|held", "2|held", "3|after");
            from.run("update shop.late set s = 'followed' where id = 2");
            arrives("late", "1|held", "2|followed", "3|after");
        }

        @Test
        void soItIsWithOneThatTookTheNameOfATableThatWentMeanwhile() throws SQLException {
            follow();
            run.stop();
            from.run("drop table shop.others", "create table shop.others (id int primary key, s varchar(20))");

            try (Connection open = withARowNotCommitted("others")) {
                run = runs.start(Start.RESUME);
                from.run("insert into shop.orders values (3, 'three')");
                arrives("orders", "1|one", "2|two", "3|three");
                open.commit();
            }

            from.run("insert into shop.others values (2, 'after')");
            arrives("others", "1|held", "2|after");
        }

        boolean isWaitedFor() throws SQLException {
            return from.isPostgres()
                    && from.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and query like 'LOCK TABLE%late%'")
                            > 0;
        }

        @Test
        void rulesWorkOnColumnsAndTablesThatComeLater() throws SQLException {
            runs.mappings("""
                    {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                      "object-locator":{"schema-name":"shop","table-name":"%"},
                      "filters":[{"filter-type":"source","column-name":"n","filter-conditions":[
                        {"filter-operator":"gte","value":"10"}]}]},
                     {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
                      "rule-action":"rename","value":"number",
                      "object-locator":{"schema-name":"shop","table-name":"%","column-name":"n"}},
                     {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"column",
                      "rule-action":"data-masking-digits-mask","value":"#",
                      "object-locator":{"schema-name":"shop","table-name":"%","column-name":"phone"}},
                     {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-target":"column",
                      "rule-action":"remove-column",
                      "object-locator":{"schema-name":"shop","table-name":"%","column-name":"secret"}}]}
                    """);
            follow();

            from.run(
                    "alter table shop.orders add column n int, add column phone varchar(20), add column secret int",
                    "insert into shop.orders values (3, 'few', 9, '555-1', 1)",
                    "insert into shop.orders values (4, 'many', 10, '555-2', 2)",
                    "create table shop.calls (id int primary key, n int, phone varchar(20), secret int)",
                    "insert into shop.calls values (1, 9, '555-3', 3)",
                    "insert into shop.calls values (2, 10, '555-4', 4)");

            arrives("orders", "1|one|null|null", "2|two|null|null", "4|many|10|###-#");
            arrives("calls", "2|10|###-#");
            from.run("insert into shop.calls values (3, 11, '555-5', 5)");
            arrives("calls", "2|10|###-#", "3|11|###-#");
            assertEquals(List.of("3"), to.rows("select id from shop.calls where number = 11"));
        }
    }
}
