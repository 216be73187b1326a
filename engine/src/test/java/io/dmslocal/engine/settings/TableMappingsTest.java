package io.dmslocal.engine.settings;

import static io.dmslocal.engine.settings.TaskSettingsTest.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.entity.running.RunRules;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.ObjectMapping.Attribute;
import io.dmslocal.engine.settings.ObjectMapping.Value;
import io.dmslocal.engine.vectors.Vectors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableMappingsTest {

    private static final String SELECTION =
            "{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                    + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"}}";

    @Test
    void vectors() {
        Vectors.check("mapping_errors", c -> {
            c.isRead("tableMappings", "accepted code httpStatus message messageContains");
            Optional<Fault> refused =
                    RunRules.mappings(c.given().get("tableMappings").asText());
            JsonNode expect = c.expect();
            if (expect.path("accepted").asBoolean()) {
                assertEquals(Optional.empty(), refused.map(Fault::message));
                return;
            }
            Fault fault = refused.orElseThrow();
            assertEquals(expect.path("code").asText(fault.code()), fault.code());
            assertEquals(expect.path("httpStatus").asInt(fault.status()), fault.status());
            assertEquals(expect.path("message").asText(fault.message()), fault.message());
            assertTrue(fault.message().contains(expect.path("messageContains").asText("")), fault.message());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"rules\":[]}"})
    void emptyDocumentsSelectNothing(String text) {
        assertEquals(TableMappings.NONE, TableMappings.parse(text).value().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "rule-action|rule-actoin|The member rule-actoin is not known; did you mean rule-action?",
                "rule-id|rule_id|did you mean rule-id?",
                "filters|filtres|did you mean filters?",
                "column-name|colum-nme|The member filters.colum-nme is not known; did you mean filters.column-name?",
                "filter-operator|filteroperator|did you mean filters.filter-conditions.filter-operator?",
                "table-type|table-tpye|did you mean object-locator.table-type?",
                "load-order|load_order|did you mean load-order?",
            })
    void aMemberThatIsNearlyAnotherIsRefusedWithTheOtherName(String meant, String written, String sentence) {
        String rule = "{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\",\"table-type\":\"all\"},\"load-order\":1,"
                + "\"filters\":[{\"filter-type\":\"source\",\"column-name\":\"c\","
                + "\"filter-conditions\":[{\"filter-operator\":\"eq\",\"value\":\"1\"}]}]}";
        assertEquals(
                Optional.empty(),
                RunRules.mappings("{\"rules\":[" + rule + "]}").map(Fault::message));

        String message = refusal(TableMappings.parseNew(
                        "{\"rules\":[" + rule.replace("\"" + meant + "\"", "\"" + written + "\"") + "]}"))
                .message();

        assertTrue(message.startsWith("Error in mapping rules. Rule "), message);
        assertTrue(message.contains(sentence), message);
    }

    @Test
    void aDocumentThatWasAcceptedWithSuchAMemberIsReadOn() {
        String rules = "{\"rules\":[" + SELECTION.replace("\"rule-name\"", "\"filtres\":[],\"rule-name\"") + "]}";

        assertTrue(RunRules.mappings(rules).isPresent());
        assertEquals(
                1, TableMappings.parse(rules).value().orElseThrow().selections().size());
    }

    @Test
    void membersThatAreLikeNoneOrHaveNoValueAreLeftAlone() {
        String rule = SELECTION.replace(
                "\"rule-name\"", "\"colour\":\"red\",\"filter\":null,\"rule-nme\":\"2\",\"rule-name\"");

        assertEquals(
                Optional.empty(),
                RunRules.mappings("{\"rules\":[" + rule + "]}").map(Fault::message));
    }

    @Test
    void rulesComeInAscendingNumericOrder() {
        String rules =
                "{\"rules\":[" + SELECTION.replace("\"1\"", "\"10\"") + "," + SELECTION.replace("\"1\"", "9") + "]}";

        List<String> ids = TableMappings.parse(rules.replace("\"rule-name\":9", "\"rule-name\":\"9\""))
                .value()
                .orElseThrow()
                .selections()
                .stream()
                .map(s -> s.rule().id())
                .toList();

        assertEquals(List.of("9", "10"), ids);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "selection | \"rule-action\":\"include\" | An object-locator is required",
                "selection | \"rule-action\":\"explicit\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t%\"} | Exact schema and table name",
                "selection | \"rule-action\":\"exclude\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"},\"filters\":[{\"column-name\":\"a\",\"filter-conditions\":[{\"filter-operator\":\"null\"}]}] | only with rule-action include",
                "selection | \"rule-action\":\"include\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"},\"filters\":[{\"column-name\":\"a\",\"filter-conditions\":[{\"filter-operator\":\"gt\",\"value\":\"1\"}]}] | filter-operator 'gt'",
                "selection | \"rule-action\":\"include\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"},\"filters\":[{\"column-name\":\"a\",\"filter-conditions\":[{\"filter-operator\":\"eq\"}]}] | needs a value",
                "selection | \"rule-action\":\"include\",\"load-order\":\"-1\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"} | load-order",
                "selection | \"rule-action\":\"include\",\"load-order\":\"0\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"} | load-order must be a positive number",
                "selection | \"rule-action\":\"include\",\"load-order\":\"2147483648\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"} | a number from 0 to 2147483647",
                "selection | \"rule-action\":\"include\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\",\"table-type\":\"index\"} | table-type 'index' is not known",
                "table-settings | \"lob-settings\":{\"mode\":\"limited\",\"bulk-max-size\":\"0\"},\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"} | needs a bulk-max-size above 0",
                "table-settings | \"lob-settings\":{\"mode\":\"full\"},\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"} | known are limited, none, unlimited",
                "transformation | \"rule-action\":\"replace-prefix\",\"rule-target\":\"table\",\"value\":\"a\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"} | old-value is required",
                "transformation | \"rule-action\":\"rename\",\"rule-target\":\"table\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"} | value is required",
                "transformation | \"rule-action\":\"remove-column\",\"rule-target\":\"table\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"} | rule-target 'table' is not known",
                "transformation | \"rule-action\":\"change-data-type\",\"rule-target\":\"column\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\",\"column-name\":\"c\"},\"data-type\":{\"type\":\"varchar\"} | type 'varchar' is not known",
                "transformation | \"rule-action\":\"data-masking-digits-mask\",\"rule-target\":\"column\",\"value\":\"##\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\",\"column-name\":\"c\"} | exactly one printable",
                "nonsense | \"rule-action\":\"include\" | rule-type 'nonsense'",
            })
    void wrongRulesAreNamedWithTheirId(String type, String members, String words) {
        String rule = "{\"rule-type\":\"" + type + "\",\"rule-id\":\"77\",\"rule-name\":\"x\"," + members + "}";

        Fault fault = refusal(TableMappings.parse("{\"rules\":[" + SELECTION + "," + rule + "]}"));

        assertTrue(
                fault.message().startsWith("Error in mapping rules. Rule with ruleId = 77 failed validation. "),
                fault.message());
        assertTrue(fault.message().contains(words), fault.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"first\"", "-1", "1.5", "true", "{}"})
    void aRuleIdThatIsNoNumberIsShown(String id) {
        String rule = SELECTION.replaceFirst("\"rule-id\":\"1\"", "\"rule-id\":" + id);

        assertEquals(
                "Error in mapping rules. Rule number 1 has rule-id " + id
                        + ", which is not numeric; every rule needs a unique, numeric rule-id.",
                refusal(TableMappings.parse("{\"rules\":[" + rule + "]}")).message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"rule-id\":null,", "\"rule-id\":\" \","})
    void aRuleWithoutIdIsNamedByItsPlace(String id) {
        String rule = SELECTION.replaceFirst("\"rule-id\":\"1\",", id);

        assertTrue(refusal(TableMappings.parse("{\"rules\":[" + rule + "]}"))
                .message()
                .startsWith("Error in mapping rules. Rule number 1 has no rule-id;"));
    }

    @Test
    void duplicateRuleIdsAreRefused() {
        Fault fault = refusal(TableMappings.parse("{\"rules\":[" + SELECTION + "," + SELECTION + "]}"));

        assertTrue(fault.message().contains("ruleId = 1"), fault.message());
    }

    @Test
    void objectMappingsKeepTheirParameters() {
        String rule =
                "{\"rule-type\":\"object-mapping\",\"rule-id\":\"2\",\"rule-name\":\"x\",\"rule-action\":\"map-record-to-record\","
                        + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"},\"mapping-parameters\":{"
                        + "\"partition-key-type\":\"attribute-name\",\"partition-key-name\":\"N\",\"exclude-columns\":[\"a\"],"
                        + "\"attribute-mappings\":[{\"attribute-name\":\"N\",\"attribute-type\":\"document\","
                        + "\"attribute-sub-type\":\"json\",\"value\":{\"Home\":{\"Phone\":\"${p}\"}}}]}}";

        TableMappings mappings = TableMappings.parse("{\"rules\":[" + SELECTION + "," + rule + "]}")
                .value()
                .orElseThrow();
        ObjectMapping mapping = mappings.objectMapping("s", "t").orElseThrow();

        assertEquals(List.of("a"), mapping.excludedColumns());
        assertEquals(Optional.of(ObjectMapping.KeyType.ATTRIBUTE_NAME), mapping.keyType());
        Value phone = new Value.Document(List.of(new Attribute("Phone", new Value.Text("${p}"))));
        assertEquals(
                List.of(new Attribute("N", new Value.Document(List.of(new Attribute("Home", phone))))),
                mapping.attributes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"rule-type\":\"selection\",\"rule-action\":\"include\",\"filters\":{}|filters must be a list",
                "\"rule-type\":\"selection\",\"rule-action\":\"include\",\"filters\":[{\"column-name\":\"a\",\"filter-conditions\":{\"x\":1}}]|filter-conditions must be a list",
                "\"rule-type\":\"transformation\",\"rule-action\":\"define-primary-key\",\"rule-target\":\"table\",\"primary-key-def\":{\"columns\":[\"a\",\"a\"]}|names a column twice",
                "\"rule-type\":\"transformation\",\"rule-action\":\"change-data-type\",\"rule-target\":\"column\",\"data-type\":{\"type\":\"numeric\",\"precision\":5,\"scale\":6}|precision 5 and scale 6",
                "\"rule-type\":\"post-processing\",\"rule-action\":\"add-tag\"|tag-set needs 1 to 10 tags",
                "\"rule-type\":\"post-processing\",\"rule-action\":\"remove\"|known are add-tag",
            })
    void furtherMistakesAreNamed(String members, String words) {
        String rule = "{\"rule-id\":\"7\",\"rule-name\":\"7\",\"object-locator\":{\"schema-name\":\"s\","
                + "\"table-name\":\"t\",\"column-name\":\"c\"}," + members + "}";

        String message = refusal(TableMappings.parse("{\"rules\":[" + SELECTION + "," + rule + "]}"))
                .message();

        assertTrue(message.startsWith("Error in mapping rules. Rule with ruleId = 7 failed validation. "), message);
        assertTrue(message.contains(words), message);
    }

    @Test
    void oneNumberIsOneRuleIdHoweverItIsWritten() {
        String again = SELECTION.replace("\"rule-id\":\"1\"", "\"rule-id\":\"01\"");

        assertTrue(refusal(TableMappings.parse("{\"rules\":[" + SELECTION + "," + again + "]}"))
                .message()
                .contains("used by another rule"));
    }

    @Test
    void aDocumentOfMoreThanTwoMegabytesIsRefused() {
        String document = "{\"rules\":[" + SELECTION + "]}";
        String longest = document + " ".repeat(2 * 1024 * 1024 - document.length());

        assertTrue(TableMappings.parse(longest).fault().isEmpty());
        assertTrue(refusal(TableMappings.parse(longest + " ")).message().contains("longer than 2 MB"));
    }

    @Test
    void aPatternOfManyWildcardsIsAnsweredAtOnce() {
        NamePattern pattern = new NamePattern("%a".repeat(40) + "b");

        assertEquals(false, pattern.matches("a".repeat(4_000)));
        assertEquals(true, pattern.matches("a".repeat(4_000) + "b"));
    }
}
