package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that come, go and change their names while changes are followed. */
@ParameterizedClass
@EnumSource(FollowedFixture.Kind.class)
class FollowedTablesTest extends FollowedFixture {

    FollowedTablesTest(Kind kind) {
        super(kind);
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
        arrives("items", "1|changed", "2|second");
        from.run(
                "insert into shop.items values (3, 'third')",
                "delete from shop.items where id = 2",
                "insert into shop.orders values (9, 'nine')");
        arrives("items", "1|changed", "3|third");
        eventually(() -> "orders: " + content("orders"), () -> content("orders").contains("9|nine"));
        assertEquals("Table completed", run.statistics(table("items")).state());
    }

    @Test
    void aRenamedTableIsSuspendedWithAReasonAndComesUnderItsNewName() throws SQLException {
        following(MigrationType.FULL_LOAD_AND_CDC);

        from.run("alter table shop.orders rename to " + newName(), "insert into shop.purchases values (3, 'three')");

        RunReport.TableSuspended suspended = run.expect(RunReport.TableSuspended.class);
        assertEquals("shop.orders", suspended.table().toString());
        assertTrue(suspended.reason().contains("renamed"), suspended.reason());
        assertTrue(suspended.reason().contains("shop.purchases"), suspended.reason());
        arrives("purchases", "1|one", "2|two", "3|three");
        // what was written before the renaming was seen may have come under the old name
        assertTrue(
                content("orders").containsAll(List.of("1|one", "2|two")),
                content("orders").toString());
        from.run("update shop.purchases set s = 'drei' where id = 3");
        arrives("purchases", "1|one", "2|two", "3|drei");
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
        arrives("items", "1|first");
    }

    @Test
    void aDroppedTableIsDroppedOnTheTarget() throws SQLException {
        following(MigrationType.FULL_LOAD_AND_CDC);

        from.run("insert into shop.orders values (3, 'three')", "drop table shop.orders");

        arrives("orders", "missing");
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
        assertEquals(List.of("1|one", "2|two"), content("orders"));
    }

    @Test
    void aTableThatIsDroppedAndMadeAnewStartsAnew() throws SQLException {
        following(MigrationType.FULL_LOAD_AND_CDC);

        from.run(
                "drop table shop.orders",
                "create table shop.orders (id int primary key, t varchar(20))",
                "insert into shop.orders values (7, 'seven')");

        arrives("orders", "7|seven");
        from.run("insert into shop.orders values (8, 'eight')");
        arrives("orders", "7|seven", "8|eight");
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

        arrives("orders", "7|seven");
        from.run("insert into shop.orders values (8, 'eight')");
        arrives("orders", "7|seven", "8|eight");
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

        arrives("origins", "5|five", "6|six");
        assertEquals("Table completed", run.statistics(table("orders")).state());
    }

    private String newName() {
        return from.isPostgres() ? "purchases" : "shop.purchases";
    }
}
