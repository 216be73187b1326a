package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.TableMappings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionCheckTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static Optional<Fault> fault(String action, String expression) {
        return ExpressionCheck.fault(mappings(action, expression));
    }

    private static List<String> doubts(String action, String expression) {
        return ExpressionCheck.doubts(mappings(action, expression), LONG);
    }

    private static TableMappings mappings(String action, String expression) {
        String rule =
                "{\"rule-type\":\"transformation\",\"rule-id\":\"7\",\"rule-name\":\"7\",\"rule-target\":\"column\","
                        + "\"rule-action\":\"" + action
                        + "\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\","
                        + "\"column-name\":\"c\"},\"value\":\"v\",\"data-type\":{\"type\":\"string\"},\"expression\":"
                        + JsonNodeFactory.instance.textNode(expression) + "}";
        String selection =
                "{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                        + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"}}";
        return TableMappings.parse("{\"rules\":[" + selection + "," + rule + "]}")
                .value()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "add-column|lower($any",
                "add-column|lowr($any)",
                "add-column|$any; select 1",
                "add-column|1,2",
                "rename|$a_column || '_x'",
                "add-column|load_extension('x')",
                "add-column|CASE WHEN $any = 1 THEN LOAD_EXTENSION('x') END",
                "add-column|CASE WHEN $any = 1 THEN \"load_extension\" ('x') END",
                "add-column|CASE WHEN $any = 1 THEN [load_extension]('x') END",
                "add-column|$any MATCH 'x'",
                "add-column|hex(zeroblob(1000000000))",
                "add-column|lower(json('no json'))",
            })
    void mistakesAreRefusedWithTheRuleAndTheMember(String action, String expression) {
        String message = fault(action, expression).orElseThrow().message();

        assertTrue(
                message.startsWith(
                        "Error in mapping rules. Rule with ruleId = 7 failed validation. The member expression: "),
                message);
    }

    @Test
    void whatCanBeCompiledIsAccepted() {
        assertEquals(Optional.empty(), fault("add-column", "$any || operation_indicator('D', 'U', 'I')"));
        assertEquals(Optional.empty(), fault("add-column", "'match' || \"match\" || $match"));
        assertEquals(Optional.empty(), fault("add-column", "json_object($any, 1)"));
        assertEquals(Optional.empty(), fault("add-column", "json($any)"));
        assertEquals(Optional.empty(), fault("rename", "lower($AR_M_SOURCE_COLUMN_NAME)"));
        assertEquals(
                Optional.empty(),
                fault("add-column", "CASE operation_indicator('D', 'U', 'I') WHEN 'U' THEN 1 ELSE json('x') END"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "add-column|CASE WHEN $any = 5 THEN 1 ELSE json('x') END",
                "add-column|json_extract('[', $any)",
                "rename|json_extract('[', $AR_M_SOURCE_COLUMN_NAME)",
            })
    void whatFailsForSamplesOnlyIsAcceptedWithADoubt(String action, String expression) {
        assertEquals(Optional.empty(), fault(action, expression));

        String doubt = doubts(action, expression).get(0);
        assertTrue(doubt.startsWith("The expression of the rule with ruleId = 7 may have no value"), doubt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$any || 'x'", "json($any)", "replaceChars($any, 'a', 'b')", "lower($any", "1 + 1"})
    void ofWhatHasAValueForASampleOrIsAFaultThereIsNoDoubt(String expression) {
        assertEquals(List.of(), doubts("add-column", expression));
    }

    /** The node that works it out may have more time; it tells when that is not enough. */
    @Test
    void whatTakesLongIsADoubt() {
        String slow = "CASE random() " + "WHEN 2 THEN 1 ".repeat(2_000) + "END";
        TableMappings mappings = mappings("add-column", slow);
        Duration none = Duration.ofNanos(1);

        assertEquals(Optional.empty(), ExpressionCheck.fault(mappings, none));
        assertEquals(List.of(), ExpressionCheck.doubts(mappings, LONG));
        String doubt = ExpressionCheck.doubts(mappings, none).get(0);
        assertTrue(doubt.contains("It took longer than 0 ms"), doubt);
    }
}
