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

/** Columns of tables that are followed: they become wider, come, and fit rules badly. */
@ParameterizedClass
@EnumSource(FollowedFixture.Kind.class)
class FollowedColumnsTest extends FollowedFixture {

    FollowedColumnsTest(Kind kind) {
        super(kind);
    }

    /** Some logs tell it at once, others with the next row. */
    @Test
    void anAlteredTableIsFollowed() throws SQLException {
        following(MigrationType.FULL_LOAD_AND_CDC);

        from.run("alter table shop.orders " + retyping() + " varchar(40), add column n int");
        if (from.isPostgres()) {
            from.run("insert into shop.orders values (3, 'three', 3)");
        }

        eventually(() -> definition(), () -> definition().equals("id:null,s:40,n:null"));
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
        arrives("items", "1|first");
        run.stop();

        run = runs.start(Start.RESUME);
        from.run("insert into shop.items values (2, 'second')");

        arrives("items", "1|first", "2|second");
        assertEquals("Table error", run.statistics(table("orders")).state());
    }

    @Test
    void aColumnThatIsWidenedIsWidenedOnTheTarget() throws SQLException {
        following(MigrationType.FULL_LOAD_AND_CDC);

        widen();

        arrives("orders", "1|one", "2|two", "3|more than twenty characters long");
        assertEquals("id:null,s:40", definition());
    }

    @Test
    void soItIsWhenItIsWidenedBeforeItsTablesFirstChange() throws SQLException {
        run = runs.type(MigrationType.FULL_LOAD_AND_CDC).start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        widen();

        arrives("orders", "1|one", "3|more than twenty characters long");
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

        arrives("orders", "1|one", "3|more than twenty characters long");
        assertEquals("id:null,s:40", definition());
    }

    @Test
    void soItIsInATableThatCameWhileChangesAreFollowed() throws SQLException {
        following(MigrationType.FULL_LOAD_AND_CDC);
        from.run(
                "create table shop.items (id int primary key, s varchar(20))",
                "insert into shop.items values (1, 'first')");
        arrives("items", "1|first");
        runs.expectState(run, table("items"), "Table completed");

        from.run(
                "alter table shop.items " + retyping() + " varchar(40)",
                "insert into shop.items values (2, 'more than twenty characters long')");

        arrives("items", "1|first", "2|more than twenty characters long");
    }

    @Test
    void aKeyThatIsMadeAnewMustBeReloaded() throws SQLException {
        following(MigrationType.FULL_LOAD_AND_CDC);
        String anew = from.isPostgres()
                ? "drop id, add id serial primary key"
                : "drop primary key, drop id, add id int auto_increment primary key";

        from.run("alter table shop.orders " + anew, "insert into shop.orders (s) values ('three')");

        RunReport.TableSuspended suspended = run.expect(RunReport.TableSuspended.class);
        assertTrue(suspended.reason().contains("Reload the table"), suspended.reason());
        assertEquals(List.of("1|one", "2|two"), content("orders"));
    }

    private void widen() throws SQLException {
        from.run(
                "alter table shop.orders " + retyping() + " varchar(40)",
                "insert into shop.orders values (3, 'more than twenty characters long')");
    }

    private String retyping() {
        return from.isPostgres() ? "alter s type" : "modify s";
    }

    String definition() {
        return String.join(
                ",",
                to.seen("select column_name || ':' || coalesce(character_maximum_length::text, 'null')"
                        + " from information_schema.columns where table_schema = 'shop' and table_name = 'orders'"
                        + " order by ordinal_position"));
    }
}
