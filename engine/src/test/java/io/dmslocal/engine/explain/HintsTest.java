package io.dmslocal.engine.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Rule;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule's verdict and hints say about frequent mistakes. */
class HintsTest {

    private static final String SOURCE = """
            'source': {'engineName': 'postgres', 'catalogue': [
              {'schema': 'hr', 'table': 'employee', 'primaryKey': ['id'],
               'columns': [{'name': 'id', 'type': 'bigint'}, {'name': 'first_name', 'type': 'varchar(30)'}]},
              {'schema': 'hr', 'table': 'emp_old', 'columns': [{'name': 'id', 'type': 'int'}]},
              {'schema': 'hr', 'table': 'empXold', 'columns': [{'name': 'id', 'type': 'int'}]},
              {'schema': 'hr', 'table': 'v_emp', 'type': 'view', 'columns': [{'name': 'id', 'type': 'int'}]},
              {'schema': 'hr', 'table': 'awsdms_status'},
              {'schema': 'sales', 'table': 'orders', 'columns': [{'name': 'id', 'type': 'int'}]}]}""";

    /** Everything, with a rule-id that lets others go before. */
    private static final String ALL = selection("900", "include", "hr", "%", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HR        | employee  | case           | There is a schema hr,",
                "hr        | Employee  | case           | There is a table employee, which differs from Employee only in case",
                "hr        | emp*      | asterisk       | use % for any characters",
                "hr        | emp\\\\\\\\_old | backslash | write [_] for an underscore",
                "hr        | `employee` | quotes       | without quotes",
                "hr        | hr.employee | dotted      | The schema stands in schema-name alone",
                "public    | %         | no-such-schema | No schema is called public; there are hr, sales.",
                "hr        | employees | spelling       | did you mean employee?",
                "sales     | employee  | no-such-table  | there is orders",
            })
    void aRuleThatMatchesNothingSaysWhy(String schema, String table, String code, String part) {
        Rule rule = rules("'migrationType': 'cdc'", selection("1", "include", schema, table, ""), ALL)
                .get(0);

        assertEquals("matches-nothing", rule.verdict().code());
        assertEquals(code, rule.hints().get(0).code(), rule.toString());
        assertTrue(rule.hints().get(0).sentence().contains(part), rule.toString());
    }

    @Test
    void anUnderscoreThatMatchesMoreThanItselfIsTold() {
        Rule rule = rules("'migrationType': 'cdc'", selection("1", "include", "hr", "emp_old", ""))
                .get(0);
        Rule escaped = rules("'migrationType': 'cdc'", selection("1", "include", "hr", "emp[_]old", ""))
                .get(0);

        assertEquals(List.of("hr.empXold", "hr.emp_old"), rule.objects());
        assertEquals(List.of("underscore"), codes(rule.hints()));
        assertTrue(rule.hints().get(0).sentence().contains("also matches hr.empXold;"), rule.toString());
        assertEquals(List.of("hr.emp_old"), escaped.objects());
        assertEquals(List.of(), escaped.hints());
    }

    @Test
    void selectionRulesThatTakeNothingSayWhatStandsInTheirWay() {
        List<Rule> rules = rules(
                "'migrationType': 'cdc'",
                selection("1", "include", "sales", "%", ""),
                selection("2", "include", "sales", "orders", ""),
                selection("3", "exclude", "hr", "emp%", ""),
                selection("4", "include", "hr", "employee", ""),
                selection("5", "include", "hr", "v%", ",'table-type':'view'"),
                selection("6", "include", "hr", "v_emp", ""),
                selection("7", "include", "hr", "awsdms%", ""));

        assertEquals(
                List.of(
                        "takes",
                        "shadowed",
                        "excludes",
                        "overruled",
                        "view-with-changes",
                        "other-type",
                        "service-table"),
                rules.stream().map(rule -> rule.verdict().code()).toList());
        assertTrue(
                rules.get(3)
                        .verdict()
                        .sentence()
                        .contains("rule 3 leaves out hr.employee; an exclude rule wins wherever it stands"),
                rules.get(3).toString());
    }

    @Test
    void transformationRulesSayWhereTheyActAndWhichStandsInTheirWay() {
        List<Rule> rules = rules(
                "'migrationType': 'cdc'",
                transformation("1", "add-prefix", "table", "hr", "employee", "", "'value': 'x_'"),
                transformation("2", "rename", "table", "hr", "employee", "", "'value': 'people'"),
                transformation("3", "remove-prefix", "column", "hr", "employee", "id", "'value': 'no_'"),
                transformation("4", "convert-uppercase", "column", "hr", "x_employee", "%", "'value': ''"),
                transformation("5", "remove-column", "column", "hr", "employee", "First_Name", "'value': ''"),
                transformation("6", "rename", "table", "sales", "orders", "", "'value': 'o'"),
                transformation("7", "rename", "schema", "hr", "", "", "'value': 'people'"),
                transformation("8", "rename", "column", "hr", "emp_old", "id", "'value': 'n'"),
                selection("900", "include", "hr", "emp%", ""));

        assertEquals(
                List.of(
                        "acts",
                        "shadowed",
                        "condition",
                        "matches-nothing",
                        "matches-nothing",
                        "not-selected",
                        "acts",
                        "acts",
                        "takes"),
                rules.stream().map(rule -> rule.verdict().code()).toList(),
                rules.toString());
        assertEquals(List.of("hr.employee"), rules.get(0).objects());
        assertTrue(rules.get(1).verdict().sentence().contains("rule 1, whose rule-id is lower"), rules.toString());
        assertEquals(List.of("new-name"), codes(rules.get(3).hints()));
        assertEquals(List.of("case"), codes(rules.get(4).hints()));
        assertEquals(List.of("schema hr"), rules.get(6).objects());
        assertEquals(List.of("hr.empXold.id", "hr.emp_old.id"), rules.get(7).objects());
        assertEquals(List.of("underscore"), codes(rules.get(7).hints()));
    }

    @Test
    void anExpressionThatHasNoValueForSamplesIsTold() {
        String question = "{'tableMappings': {'rules': ["
                + transformation(
                        "1",
                        "add-column",
                        "column",
                        "hr",
                        "employee",
                        "",
                        "'value': 'v', 'data-type': {'type': 'string'},"
                                + " 'expression': 'CASE WHEN $id = 5 THEN 1 ELSE json(char(120)) END'")
                + ", " + ALL + "]}, 'migrationType': 'cdc', " + SOURCE + "}";

        Note note = Asked.explained(question).notes().get(0);

        assertEquals("doubtful-expression", note.code());
        assertTrue(note.sentence().contains("ruleId = 1 may have no value for any row"), note.sentence());
    }

    private static String transformation(
            String id, String action, String target, String schema, String table, String column, String more) {
        String locator = "'schema-name': '" + schema + "'" + (table.isEmpty() ? "" : ", 'table-name': '" + table + "'")
                + (column.isEmpty() ? "" : ", 'column-name': '" + column + "'");
        return "{'rule-type': 'transformation', 'rule-id': '" + id + "', 'rule-name': '" + id + "', 'rule-action': '"
                + action + "', 'rule-target': '" + target + "', 'object-locator': {" + locator + "}, " + more + "}";
    }

    private static List<Rule> rules(String members, String... rules) {
        String question =
                "{'tableMappings': {'rules': [" + String.join(", ", rules) + "]}, " + members + ", " + SOURCE + "}";
        return Asked.explained(question).rules();
    }

    private static List<String> codes(List<Note> notes) {
        return notes.stream().map(Note::code).collect(Collectors.toList());
    }

    private static String selection(String id, String action, String schema, String table, String more) {
        return "{'rule-type': 'selection', 'rule-id': '" + id + "', 'rule-name': '" + id + "', 'rule-action': '"
                + action + "', 'object-locator': {'schema-name': '" + schema + "', 'table-name': '" + table + "'" + more
                + "}}";
    }
}
