package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.mapping.Selection.Decision;
import io.dmslocal.engine.mapping.Selection.Verdict;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.NamePattern;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.vectors.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {

    @Test
    void vectors() {
        Vectors.check("mapping_selection", c -> {
            c.isRead("tables rules migrationType", "selected");
            TableMappings mappings = TableMappings.parse(
                            "{\"rules\":" + c.given().get("rules") + "}")
                    .value()
                    .orElseThrow();
            Selection selection =
                    new Selection(mappings, c.given().path("migrationType").asText("full-load"));
            List<Decision> decisions = new ArrayList<>();
            for (JsonNode table : c.given().get("tables")) {
                TableId id = new TableId(
                        table.get("schema").asText(), table.get("name").asText());
                decisions.add(selection.decide(id, table.path("type").asText().equals("view")));
            }
            List<String> expected = new ArrayList<>();
            c.expect().get("selected").forEach(table -> expected.add(table.asText()));
            assertEquals(
                    expected,
                    Selection.inLoadOrder(decisions).stream()
                            .map(d -> d.table().toString())
                            .toList());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "a%, abc, true",
        "a%, Abc, false",
        "a_c, abc, true",
        "a[_]c, abc, false",
        "a[_]c, a_c, true",
        "a[bc]d, acd, true",
        "a[b-d]e, ace, true",
        "a[b-d]e, aee, false",
        "a[b-]c, a-c, true",
        "a[%]c, a%c, true",
        "a.c, abc, false",
        "a[b, a[b, true",
        "a[^b]c, axc, false",
        "%, '', true",
    })
    void patternsMatchWholeNames(String pattern, String name, boolean matches) {
        assertEquals(matches, new NamePattern(pattern).matches(name));
    }

    @Test
    void anExplicitNameMeansItselfWithItsUnderscores() {
        Selection selection = selection("cdc", rule("1", "explicit", "hr", "emp_old", ""));

        assertTrue(selection.decide(new TableId("hr", "emp_old"), false).isTaken());
        assertFalse(selection.decide(new TableId("hr", "empXold"), false).isTaken());
    }

    @Test
    void everyDecisionNamesItsReason() {
        Selection selection = selection(
                "cdc",
                rule("1", "include", "hr", "%", ",\"table-type\":\"all\""),
                rule("2", "include", "fin", "%", ""),
                rule("3", "exclude", "hr", "tmp%", ""));

        assertDecision(selection, "hr", "people", false, Verdict.TAKEN, "1");
        assertDecision(selection, "hr", "tmp1", false, Verdict.EXCLUDED, "3");
        assertDecision(selection, "hr", "v", true, Verdict.VIEW_WITH_CHANGES, "1");
        assertDecision(selection, "fin", "v", true, Verdict.OTHER_TYPE, "2");
        assertDecision(selection, "ops", "x", false, Verdict.NOT_NAMED, "");
        assertDecision(selection, "hr", "awsdms_history", false, Verdict.SERVICE_TABLE, "");
    }

    @Test
    void everyRuleThatNamesATableSaysWhatComesOfIt() {
        Selection selection = selection(
                "cdc",
                rule("1", "include", "hr", "%", ""),
                rule("2", "include", "hr", "people", ""),
                rule("3", "exclude", "%", "tmp%", ""),
                rule("4", "exclude", "hr", "tmp_", ""),
                rule("5", "include", "hr", "v%", ",\"table-type\":\"all\""));

        assertEquals("1 ACTS, 2 SHADOWED by 1", uses(selection, "people", false));
        assertEquals("1 OVERRULED by 3, 3 ACTS, 4 SHADOWED by 3", uses(selection, "tmp1", false));
        assertEquals("1 OTHER_TYPE, 5 VIEW_WITH_CHANGES", uses(selection, "v", true));
        assertEquals("1 SERVICE_TABLE", uses(selection, "awsdms_history", false));
    }

    private static String uses(Selection selection, String table, boolean isView) {
        return selection.uses(selection.decide(new TableId("hr", table), isView), isView).stream()
                .map(use -> use.ruleId() + " " + use.effect() + (use.by().isEmpty() ? "" : " by " + use.by()))
                .collect(Collectors.joining(", "));
    }

    @Test
    void namesThatAreMissedByCaseOrCaughtByAnUnderscoreAreTold() {
        assertTrue(new NamePattern("Emp%").matchesInAnotherCase("employee"));
        assertFalse(new NamePattern("emp%").matchesInAnotherCase("employee"));
        assertFalse(new NamePattern("Emp").matchesInAnotherCase("employee"));
        assertTrue(new NamePattern("emp_old").matchesByUnderscore("empXold"));
        assertFalse(new NamePattern("emp_old").matchesByUnderscore("emp_old"));
        assertFalse(new NamePattern("emp[_]old").matchesByUnderscore("emp_old"));
        assertFalse(new NamePattern("emp_old").matchesByUnderscore("employee"));
        assertTrue(new NamePattern("a[b]_").matchesByUnderscore("abc"));
    }

    private static void assertDecision(
            Selection selection, String schema, String table, boolean isView, Verdict verdict, String rule) {
        Decision decision = selection.decide(new TableId(schema, table), isView);
        assertEquals(verdict, decision.verdict(), decision.sentence());
        assertEquals(rule, decision.ruleId());
        assertTrue(decision.sentence().startsWith(schema + "." + table + " is "), decision.sentence());
    }

    private static Selection selection(String migrationType, String... rules) {
        String document = "{\"rules\":[" + String.join(",", rules) + "]}";
        return new Selection(TableMappings.parse(document).value().orElseThrow(), migrationType);
    }

    private static String rule(String id, String action, String schema, String table, String more) {
        return "{\"rule-type\":\"selection\",\"rule-id\":\"" + id + "\",\"rule-name\":\"" + id + "\",\"rule-action\":\""
                + action + "\",\"object-locator\":{\"schema-name\":\"" + schema + "\",\"table-name\":\"" + table + "\""
                + more + "}}";
    }
}
