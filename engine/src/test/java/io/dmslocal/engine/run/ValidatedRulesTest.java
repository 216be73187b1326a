package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What rules and settings make of rows is no difference; what the target makes of them is. */
class ValidatedRulesTest extends ValidationFixture {

    private static final String RULES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"shop","table-name":"people"},
               "filters":[{"filter-type":"source","column-name":"grade",
                 "filter-conditions":[{"filter-operator":"gte","value":"2"}]}]},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"table",
               "object-locator":{"schema-name":"shop","table-name":"people"},
               "rule-action":"rename","value":"persons"},
              {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"people","column-name":"id"},
               "rule-action":"rename","value":"person_id"},
              {"rule-type":"transformation","rule-id":"5","rule-name":"5","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"people","column-name":"n%"},
               "rule-action":"convert-uppercase"},
              {"rule-type":"transformation","rule-id":"6","rule-name":"6","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"people","column-name":"price"},
               "rule-action":"change-data-type","data-type":{"type":"string","length":20}},
              {"rule-type":"transformation","rule-id":"7","rule-name":"7","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"people","column-name":"born"},
               "rule-action":"change-data-type","data-type":{"type":"date"}},
              {"rule-type":"transformation","rule-id":"8","rule-name":"8","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"people"},"rule-action":"add-column","value":"total",
               "expression":"$price * 2","data-type":{"type":"string","length":30}},
              {"rule-type":"transformation","rule-id":"9","rule-name":"9","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"people","column-name":"ssn"},
               "rule-action":"data-masking-digits-mask","value":"#"},
              {"rule-type":"transformation","rule-id":"10","rule-name":"10","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"people","column-name":"secret"},
               "rule-action":"remove-column"}]}
            """;

    private static final String LIMITED = """
            {"ValidationSettings":{"EnableValidation":true,"PartitionSize":10,"RecordFailureDelayInMinutes":0,
               "ValidationPartialLobSize":1},
             "TargetMetadata":{"SupportLobs":true,"LimitedSizeLobMode":true,"LobMaxSize":1},
             "FullLoadSettings":{"TargetTablePrepMode":"DROP_AND_CREATE"}}""";

    @Test
    void onPostgres() throws SQLException {
        isValidated("rules_from", RealDatabase.postgres("rules_to"));
    }

    @Test
    void onMariaDb() throws SQLException {
        isValidated("rules_from2", RealDatabase.mariaDb());
    }

    private void isValidated(String name, RealDatabase to) throws SQLException {
        RealDatabase from = RealDatabase.postgres(name);
        from.run(
                "create table shop.people (id int primary key, grade int, name varchar(50), note varchar(50),"
                        + " price numeric(10,2), born timestamp, ssn varchar(20), secret text, doc text, raw bytea)",
                "insert into shop.people select i, i % 4, 'name ' || i, 'note ' || i, i / 8.0, timestamp '2000-01-01 12:00' + i * interval '1 hour',"
                        + " '078-05-' || i, 'secret', repeat('\u00e4\u20acx' || i, 300), decode(repeat(md5(i::text), 100), 'hex')"
                        + " from generate_series(1, 60) i");
        runs.between(from.side(), to.side()).mappings(RULES).settings(LIMITED);
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        isSeen(run, "people", "Validated", 0);
        assertEquals(
                "Not compared: ssn (masked), total (a rule makes it).",
                validation(run, "people").details());

        from.run(
                "update shop.people set note = 'changed', price = 7.5 where id in (2, 3, 4)",
                "update shop.people set doc = repeat('other \u20ac', 500), raw = decode(repeat('ab', 3000), 'hex') where id = 6",
                "insert into shop.people select 100, 3, name, note, price, born, ssn, secret, doc, raw from shop.people where id = 7",
                "insert into shop.people select 101, 1, name, note, price, born, ssn, secret, doc, raw from shop.people where id = 7",
                "delete from shop.people where id = 10");
        eventually(
                () -> "changes were not applied: " + run.statistics(Runs.table("people")),
                () -> run.statistics(Runs.table("people")).applied().changes() >= 5);
        isSeen(run, "people", "Validated", 0);

        to.run(
                "update shop.persons set " + to.database().quote("NAME") + " = 'wrong' where person_id = 2",
                "update shop.persons set price = '7.51' where person_id = 3",
                "update shop.persons set born = '1999-01-01' where person_id = 6",
                "update shop.persons set doc = 'wrong' where person_id = 7",
                "update shop.persons set raw = null where person_id = 11",
                "delete from shop.persons where person_id = 14");
        run.run.tell(new TaskRun.Revalidate(Set.of(Runs.table("people"))));
        Map<String, String> expected =
                new TreeMap<>(Map.of("2", "NAME", "3", "price", "6", "born", "7", "doc", "11", "raw", "14", ""));
        eventually(
                () -> "found " + found("people") + ", " + validation(run, "people"),
                () -> found("people").equals(expected));
        assertEquals(StopReason.NORMAL, run.stop());
    }
}
