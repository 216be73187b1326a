package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.RunPlan.Start;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that do nothing but give columns other names, or make another key: rows go through as they were read. */
class RenamedColumnsRunTest extends ServersFixture {

    private static final String SELECT = """
            {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
             "object-locator":{"schema-name":"shop","table-name":"%"}}""";

    private static final String RENAME = """
            ,{"rule-type":"transformation","rule-id":"%s","rule-name":"%1$s","rule-target":"column","rule-action":"rename",
             "object-locator":{"schema-name":"shop","table-name":"t","column-name":"%s"},"value":"%s"}""";

    private static final String KEY = """
            ,{"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"table","rule-action":"define-primary-key",
             "object-locator":{"schema-name":"shop","table-name":"t"},"primary-key-def":{"name":"pk","columns":["id","v"]}}""";

    private void between(String source, String target, String rules) throws SQLException {
        from = database(source, "renamed_from");
        to = database(target, "renamed_to");
        from.run(
                "create table shop.t (id int primary key, v int not null, x varchar(10))",
                "insert into shop.t values (1, 10, 'a')",
                "insert into shop.t values (2, 20, 'b')");
        runs = new Runs(spill).between(from.side(), to.side());
        runs.mappings("{\"rules\":[" + SELECT + rules + "]}");
    }

    private static RealDatabase database(String engine, String name) throws SQLException {
        return switch (engine) {
            case "postgres" -> RealDatabase.postgres(name);
            case "mariadb" -> RealDatabase.mariaDb();
            default -> RealDatabase.mySql();
        };
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "postgres, postgres, 'v y', 'id, y, x'",
        "postgres, mariadb, 'v y', 'id, y, x'",
        "mariadb, mysql, 'v y', 'id, y, x'",
        "postgres, mariadb, 'id v v id', 'v, id, x'",
        "mysql, mariadb, 'id v v id', 'v, id, x'",
        "mariadb, postgres, 'id v v id', 'v, id, x'",
        "postgres, mariadb, 'id n', 'n, v, x'",
    })
    void loadAndChangesGoByTheNewNames(String source, String target, String names, String columns) throws SQLException {
        StringBuilder rules = new StringBuilder();
        String[] words = names.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            rules.append(RENAME.formatted(2 + i, words[i], words[i + 1]));
        }
        between(source, target, rules.toString());

        run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        is(columns, "1|10|a", "2|20|b");

        from.run(
                "update shop.t set v = 11 where id = 1",
                "delete from shop.t where id = 2",
                "insert into shop.t values (3, 30, 'c')");
        is(columns, "1|11|a", "3|30|c");
    }

    @ParameterizedTest(name = "to {0}")
    @ValueSource(strings = {"postgres", "mariadb"})
    void aDeletedRowThatTheKeyCannotFindLeavesOutItsTable(String target) throws SQLException {
        between("postgres", target, KEY);
        from.run("create table shop.other (id int primary key)");
        run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        from.run("delete from shop.t where id = 2", "insert into shop.other values (1)");

        RunReport.TableSuspended left = run.expect(RunReport.TableSuspended.class);
        assertEquals(Runs.table("t"), left.table());
        assertTrue(left.reason().contains("does not tell v of deleted rows"), left.reason());
        assertTrue(left.reason().contains("ALTER TABLE shop.t REPLICA IDENTITY FULL"), left.reason());
        arrives("other", "1");

        from.run("alter table shop.t replica identity full");
        run.run.tell(new TaskRun.Reload(Set.of(Runs.table("t"))));
        is("id, v, x", "1|10|a");
        from.run("insert into shop.t values (3, 30, 'c')", "delete from shop.t where id = 1");
        is("id, v, x", "3|30|c");
    }

    private void is(String columns, String... rows) {
        eventually(() -> columns + ": " + named(columns), () -> named(columns).equals(List.of(rows)));
    }

    private List<String> named(String columns) {
        try {
            return to.rows("select " + columns + " from shop.t order by 1");
        } catch (SQLException e) {
            return List.of(e.getMessage());
        }
    }
}
