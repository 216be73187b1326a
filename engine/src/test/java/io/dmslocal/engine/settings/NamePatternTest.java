package io.dmslocal.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.settings.TableMappings.Locator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How names in locators are read on sources that read them in their own way. */
class NamePatternTest {

    @ParameterizedTest(name = "{0} escaped by {1}: {2} is {3}")
    @CsvSource({
        "TEST#_T%, #, TEST_T1,   true",
        "TEST#_T%, #, TESTXT1,   false",
        "TEST_T%,  #, TESTXT1,   true",
        "A#%,      #, A%,        true",
        "A#%,      #, AB,        false",
        "A##B,     #, A#B,       true",
        "A#B,      #, A#B,       true",
        "A#,       #, A#,        true",
        "A#[B],    #, 'A[B]',    true",
        "'A!_B',   !, A_B,       true",
        "'A!_B',   !, AXB,       false",
        "[#_]X,    #, #X,        false"
    })
    void anEscapedWildcardStandsForItself(String pattern, String escape, String name, boolean matches) {
        assertEquals(
                matches,
                new NamePattern(pattern).escapedBy(escape.codePointAt(0)).matches(name));
    }

    @ParameterizedTest(name = "{0} in any case: {1} is {2}")
    @CsvSource({
        "HR,         hr,       true",
        "Emp[_]%,    EMP_OLD,  true",
        "Emp[_]%,    EMPXOLD,  false",
        "[A-C]x,     bX,       true",
        "[A-C]x,     dX,       false",
        "\u00c4rger, \u00e4RGER, true"
    })
    void aCatalogueWithoutCaseIsMatchedInAnyCase(String pattern, String name, boolean matches) {
        assertEquals(matches, new NamePattern(pattern).inAnyCase().matches(name));
    }

    @Test
    void exactNamesAreMeantInAnyCaseToo() {
        NamePattern pattern = new NamePattern("Emp[_]1");

        assertEquals(false, pattern.is("EMP_1"));
        assertEquals(true, pattern.inAnyCase().is("EMP_1"));
        assertEquals("Emp[_]1", pattern.inAnyCase().toString());
    }

    @Test
    void theEndpointsEscapeCharacterIsReadInEveryKindOfRule() {
        String locator = "\"object-locator\":{\"schema-name\":\"A#_B\",\"table-name\":\"T#_1\"%s}";
        TableMappings read = TableMappings.parse("{\"rules\":["
                        + rule(1, "selection", "\"rule-action\":\"include\"," + locator.formatted(""))
                        + ","
                        + rule(
                                2,
                                "transformation",
                                "\"rule-action\":\"remove-column\",\"rule-target\":\"column\","
                                        + locator.formatted(",\"column-name\":\"C#_1\""))
                        + ","
                        + rule(
                                3,
                                "table-settings",
                                "\"parallel-load\":{\"type\":\"partitions-auto\"}," + locator.formatted(""))
                        + "]}")
                .value()
                .orElseThrow()
                .readBy(new EndpointSettings(
                        "", "oracle", "", 0, "", "", "", "none", "", Map.of("escapecharacter", "#")));

        Locator selected = read.selections().get(0).locator();
        assertEquals(true, selected.matches("A_B", "T_1"));
        assertEquals(false, selected.matches("AxB", "T_1"));
        assertEquals(false, selected.matches("A_B", "Tx1"));
        assertEquals(false, read.transformations().get(0).locator().column().matches("Cx1"));
        assertEquals(true, read.tableSettings("A_B", "T_1").isPresent());
    }

    private static String rule(int id, String type, String members) {
        return "{\"rule-type\":\"" + type + "\",\"rule-id\":\"" + id + "\",\"rule-name\":\"" + id + "\"," + members
                + "}";
    }
}
