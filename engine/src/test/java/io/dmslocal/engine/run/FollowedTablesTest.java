package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that come, go and change their names while changes are followed. */
class FollowedTablesTest {

    @Nested
    class OfPostgres extends Contract {

        OfPostgres() {
            super(
                    new PostgresConnector(),
                    PostgresServer.shared().database("followed_from"),
                    PostgresServer.shared().database("followed_to"));
        }
    }

    @Nested
    class OfPostgresWithoutTrigger extends Contract {

        OfPostgresWithoutTrigger() {
            super(
                    new PostgresConnector(),
                    PostgresServer.shared().database("followed_untold_from"),
                    PostgresServer.shared().database("followed_untold_to"));
        }

        @Override
        EndpointSettings endpoint() {
            return from.endpoint(Map.of("captureddls", "false"));
        }
    }

    @Nested
    class OfMariaDb extends Contract {

        OfMariaDb() {
            super(
                    new MySqlConnector(),
                    new ServerDatabase(MariaDbServer.shared()),
                    PostgresServer.shared().database("followed_maria_to"));
        }

        @Test
        void anAlteredTableIsFollowedBeforeItsNextRow() throws SQLException {
            following(MigrationType.FULL_LOAD_AND_CDC);

            from.run("alter table shop.orders modify s varchar(40), add column n int");

            eventually(() -> definition(), () -> definition().equals("id:null,s:40,n:null"));
        }
    }

    abstract static class Contract {

        /** What PostgreSQL and MariaDB say of a table that is not there. */
        private static final Set<String> MISSING = Set.of("42P01", "42S02");

        private final Connector connector;
        final ContractDatabase from;
        private final ContractDatabase to;

        @TempDir
        Path spill;

        private Runs runs;
        private Started run;

        Contract(Connector connector, ContractDatabase from, ContractDatabase to) {
            this.connector = connector;
            this.from = from;
            this.to = to;
        }

        EndpointSettings endpoint() {
            return from.endpoint();
        }

        @BeforeEach
        void start() throws SQLException {
            from.createSchema("shop");
            to.createSchema("shop");
            from.run(
                    "create table shop.orders (id int primary key, s varchar(20))",
                    "insert into shop.orders values (1, 'one')");
            runs = new Runs(spill);
            runs.between(
                    new RunPlan.Side(connector, endpoint()), new RunPlan.Side(new PostgresConnector(), to.endpoint()));
        }

        @AfterEach
        void close() {
            run.stop();
            runs.close();
        }

        void following(MigrationType type) throws SQLException {
            run = runs.type(type).start(Start.FRESH);
            if (type == MigrationType.CDC) {
                run.expect(RunReport.Began.class);
            } else {
                run.expect(RunReport.LoadFinished.class);
            }
            from.run("insert into shop.orders values (2, 'two')");
            arrives("orders", type == MigrationType.CDC ? List.of("2|two") : List.of("1|one", "2|two"));
        }

        @Test
        void aTableThatIsMadeWhileChangesAreFollowedComesWithItsFirstRow() throws SQLException {
            following(MigrationType.FULL_LOAD_AND_CDC);

            madeAndFilled();
        }

        @Test
        void aTaskWithoutLoadTakesNewTablesToo() throws SQLException {
            following(MigrationType.CDC);

            madeAndFilled();
        }

        private void madeAndFilled() throws SQLException {
            from.run(
                    "create table shop.items (id int primary key, s varchar(20))",
                    "insert into shop.items values (1, 'first')",
                    "update shop.items set s = 'changed' where id = 1",
                    "insert into shop.items values (2, 'second')");
            arrives("items", List.of("1|changed", "2|second"));
            from.run(
                    "insert into shop.items values (3, 'third')",
                    "delete from shop.items where id = 2",
                    "insert into shop.orders values (9, 'nine')");
            arrives("items", List.of("1|changed", "3|third"));
            eventually(() -> "orders: " + rows("orders"), () -> rows("orders").contains("9|nine"));
            assertEquals("Table completed", run.statistics(table("items")).state());
        }

        @Test
        void aRenamedTableIsSuspendedWithAReasonAndComesUnderItsNewName() throws SQLException {
            following(MigrationType.FULL_LOAD_AND_CDC);

            from.run(
                    "alter table shop.orders rename to " + newName(), "insert into shop.purchases values (3, 'three')");

            RunReport.TableSuspended suspended = run.expect(RunReport.TableSuspended.class);
            assertEquals("shop.orders", suspended.table().toString());
            assertTrue(suspended.reason().contains("renamed"), suspended.reason());
            assertTrue(suspended.reason().contains("shop.purchases"), suspended.reason());
            arrives("purchases", List.of("1|one", "2|two", "3|three"));
            // what was written before the renaming was seen may have come under the old name
            assertTrue(
                    rows("orders").containsAll(List.of("1|one", "2|two")),
                    rows("orders").toString());
            from.run("update shop.purchases set s = 'drei' where id = 3");
            arrives("purchases", List.of("1|one", "2|two", "3|drei"));
            assertEquals("Table error", run.statistics(table("orders")).state());
        }

        @Test
        void aNewNameThatARuleFitsBadlyConcernsTheRenamedTableAlone() throws SQLException {
            runs.mappings("""
                    {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                      "object-locator":{"schema-name":"shop","table-name":"orders"}},
                     {"rule-type":"selection","rule-id":"2","rule-name":"2","rule-action":"include",
                      "object-locator":{"schema-name":"shop","table-name":"items"}},
                     {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"column",
                      "rule-action":"change-data-type","data-type":{"type":"map"},
                      "object-locator":{"schema-name":"shop","table-name":"purchases","column-name":"s"}}]}
                    """);
            from.run("create table shop.items (id int primary key, s varchar(20))");
            following(MigrationType.FULL_LOAD_AND_CDC);

            from.run(
                    "alter table shop.orders rename to " + newName(),
                    "insert into shop.purchases values (3, 'three')",
                    "insert into shop.items values (1, 'first')");

            RunReport.TableSuspended suspended = run.expect(RunReport.TableSuspended.class);
            assertTrue(suspended.reason().contains("No selection rule takes the new name"), suspended.reason());
            arrives("items", List.of("1|first"));
        }

        @Test
        void aChangedDefinitionThatARuleFitsBadlyConcernsItsTableAloneAlsoWhenTheTaskIsResumed() throws SQLException {
            runs.mappings("""
                    {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                      "object-locator":{"schema-name":"shop","table-name":"%"}},
                     {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"column",
                      "rule-action":"change-data-type","data-type":{"type":"map"},
                      "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"m"}}]}
                    """);
            from.run("create table shop.items (id int primary key, s varchar(20))");
            following(MigrationType.FULL_LOAD_AND_CDC);

            from.run(
                    "alter table shop.orders add column m varchar(20)",
                    "insert into shop.orders values (3, 'three', 'm')",
                    "insert into shop.items values (1, 'first')");

            RunReport.TableSuspended suspended = run.expect(RunReport.TableSuspended.class);
            assertEquals("shop.orders", suspended.table().toString());
            assertTrue(suspended.reason().contains("does not fit the task's rules"), suspended.reason());
            arrives("items", List.of("1|first"));
            run.stop();

            run = runs.start(Start.RESUME);
            from.run("insert into shop.items values (2, 'second')");

            arrives("items", List.of("1|first", "2|second"));
            assertEquals("Table error", run.statistics(table("orders")).state());
        }

        @Test
        void aDroppedTableIsDroppedOnTheTarget() throws SQLException {
            following(MigrationType.FULL_LOAD_AND_CDC);

            from.run("insert into shop.orders values (3, 'three')", "drop table shop.orders");

            eventually(() -> "orders: " + rows("orders"), () -> rows("orders").equals(List.of("missing")));
            eventually(
                    () -> run.statistics(table("orders")).toString(),
                    () -> run.statistics(table("orders")).state().equals("Table does not exist")
                            && run.statistics(table("orders")).applied().ddls() == 1
                            && run.statistics(table("orders")).captured().inserts() == 2);
        }

        @Test
        void aDroppedTableStaysOnTheTargetWhereThePolicySaysSo() throws SQLException {
            runs.settings("{\"ChangeProcessingDdlHandlingPolicy\":{\"HandleSourceTableDropped\":false}}");
            following(MigrationType.FULL_LOAD_AND_CDC);

            from.run("drop table shop.orders");

            runs.expectState(run, table("orders"), "Table does not exist");
            assertEquals(List.of("1|one", "2|two"), rows("orders"));
        }

        @Test
        void aTableThatIsDroppedAndMadeAnewStartsAnew() throws SQLException {
            following(MigrationType.FULL_LOAD_AND_CDC);

            from.run(
                    "drop table shop.orders",
                    "create table shop.orders (id int primary key, t varchar(20))",
                    "insert into shop.orders values (7, 'seven')");

            arrives("orders", List.of("7|seven"));
            from.run("insert into shop.orders values (8, 'eight')");
            arrives("orders", List.of("7|seven", "8|eight"));
        }

        @Test
        void soDoesOneThatIsReplacedWhileTheTaskIsStopped() throws SQLException {
            following(MigrationType.FULL_LOAD_AND_CDC);
            run.stop();

            from.run(
                    "insert into shop.orders values (3, 'three')",
                    "drop table shop.orders",
                    "create table shop.orders (id int primary key, t varchar(20))",
                    "insert into shop.orders values (7, 'seven')");
            run = runs.start(Start.RESUME);

            arrives("orders", List.of("7|seven"));
            from.run("insert into shop.orders values (8, 'eight')");
            arrives("orders", List.of("7|seven", "8|eight"));
        }

        @Test
        void aTableThatIsRenamedIntoTheSelectionComesWithItsRows() throws SQLException {
            runs.mappings("""
                    {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                      "object-locator":{"schema-name":"shop","table-name":"or%"}}]}
                    """);
            from.run(
                    "create table shop.hidden (id int primary key, s varchar(20))",
                    "insert into shop.hidden values (5, 'five')");
            following(MigrationType.FULL_LOAD_AND_CDC);

            from.run(
                    "alter table shop.hidden rename to " + newName().replace("purchases", "origins"),
                    "insert into shop.origins values (6, 'six')");

            arrives("origins", List.of("5|five", "6|six"));
            assertEquals("Table completed", run.statistics(table("orders")).state());
        }

        @Test
        void aColumnThatIsWidenedIsWidenedOnTheTarget() throws SQLException {
            following(MigrationType.FULL_LOAD_AND_CDC);

            widen();

            arrives("orders", List.of("1|one", "2|two", "3|more than twenty characters long"));
            assertEquals("id:null,s:40", definition());
        }

        @Test
        void soItIsWhenItIsWidenedBeforeItsTablesFirstChange() throws SQLException {
            run = runs.type(MigrationType.FULL_LOAD_AND_CDC).start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);

            widen();

            arrives("orders", List.of("1|one", "3|more than twenty characters long"));
            assertEquals("id:null,s:40", definition());
            eventually(
                    () -> run.statistics(table("orders")).toString(),
                    () -> run.statistics(table("orders")).captured().ddls() == 1
                            && run.statistics(table("orders")).applied().ddls() == 1);
        }

        @Test
        void soItIsWhenItIsWidenedWhileTheTaskIsStopped() throws SQLException {
            run = runs.type(MigrationType.FULL_LOAD_AND_CDC).start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            run.stop();

            widen();
            run = runs.start(Start.RESUME);

            arrives("orders", List.of("1|one", "3|more than twenty characters long"));
            assertEquals("id:null,s:40", definition());
        }

        @Test
        void soItIsInATableThatCameWhileChangesAreFollowed() throws SQLException {
            following(MigrationType.FULL_LOAD_AND_CDC);
            from.run(
                    "create table shop.items (id int primary key, s varchar(20))",
                    "insert into shop.items values (1, 'first')");
            arrives("items", List.of("1|first"));
            runs.expectState(run, table("items"), "Table completed");

            from.run(
                    "alter table shop.items " + retyping() + " varchar(40)",
                    "insert into shop.items values (2, 'more than twenty characters long')");

            arrives("items", List.of("1|first", "2|more than twenty characters long"));
        }

        @Test
        void aKeyThatIsMadeAnewMustBeReloaded() throws SQLException {
            following(MigrationType.FULL_LOAD_AND_CDC);
            String anew = from.endpoint().engineName().equals("postgres")
                    ? "drop id, add id serial primary key"
                    : "drop primary key, drop id, add id int auto_increment primary key";

            from.run("alter table shop.orders " + anew, "insert into shop.orders (s) values ('three')");

            RunReport.TableSuspended suspended = run.expect(RunReport.TableSuspended.class);
            assertTrue(suspended.reason().contains("Reload the table"), suspended.reason());
            assertEquals(List.of("1|one", "2|two"), rows("orders"));
        }

        private void widen() throws SQLException {
            from.run(
                    "alter table shop.orders " + retyping() + " varchar(40)",
                    "insert into shop.orders values (3, 'more than twenty characters long')");
        }

        private String retyping() {
            return from.endpoint().engineName().equals("postgres") ? "alter s type" : "modify s";
        }

        String definition() {
            try (Connection connection = to.connect();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(
                            "select string_agg(column_name || ':' || coalesce(character_maximum_length::text, 'null'), ','"
                                    + " order by ordinal_position) from information_schema.columns"
                                    + " where table_schema = 'shop' and table_name = 'orders'")) {
                result.next();
                return String.valueOf(result.getString(1));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        private String newName() {
            return from.endpoint().engineName().equals("postgres") ? "purchases" : "shop.purchases";
        }

        private void arrives(String table, List<String> expected) {
            eventually(() -> table + ": " + rows(table), () -> rows(table).equals(expected));
        }

        private static TableId table(String name) {
            return new TableId("shop", name);
        }

        private List<String> rows(String table) {
            try (Connection connection = to.connect();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("select * from shop." + table + " order by 1")) {
                List<String> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(result.getString(1) + "|" + result.getString(2));
                }
                return rows;
            } catch (SQLException e) {
                if (MISSING.contains(e.getSQLState())) {
                    return List.of("missing");
                }
                throw new AssertionError(table + " cannot be read", e);
            }
        }
    }
}
