package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.TableMappings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionCheckTest {

    private static Optional<Fault> fault(String action, String expression) {
        String rule =
                "{\"rule-type\":\"transformation\",\"rule-id\":\"7\",\"rule-name\":\"7\",\"rule-target\":\"column\","
                        + "\"rule-action\":\"" + action
                        + "\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\","
                        + "\"column-name\":\"c\"},\"value\":\"v\",\"data-type\":{\"type\":\"string\"},\"expression\":"
                        + JsonNodeFactory.instance.textNode(expression) + "}";
        String selection =
                "{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                        + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"}}";
        return ExpressionCheck.fault(TableMappings.parse("{\"rules\":[" + selection + "," + rule + "]}")
                .value()
                .orElseThrow());
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
    }
}
