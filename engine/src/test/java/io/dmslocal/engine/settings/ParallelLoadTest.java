package io.dmslocal.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** parallel-load of table-settings rules: what is understood, and what is refused when the task is created. */
class ParallelLoadTest {

    @Test
    void rangesKeepTheirColumnsBoundariesAndNames() {
        ParallelLoad load = parse("'type':'ranges','columns':['a','b'],'boundaries':[['1','x'],[2,'y']],"
                        + "'segment-names':['low','mid','high']")
                .value()
                .orElseThrow()
                .tableSettings("s", "t")
                .orElseThrow()
                .parallelLoad();

        assertEquals(
                new ParallelLoad(
                        "ranges",
                        List.of("a", "b"),
                        List.of(List.of("1", "x"), List.of("2", "y")),
                        List.of("low", "mid", "high"),
                        List.of(),
                        List.of()),
                load);
    }

    @Test
    void aTableWithoutARuleLoadsAsOne() {
        TableMappings mappings = parse("'type':'none'").value().orElseThrow();

        assertTrue(mappings.tableSettings("s", "t").orElseThrow().parallelLoad().isNone());
        assertTrue(mappings.tableSettings("s", "other").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'type':'thirds' | 'thirds' is not known
                    'type':'ranges' | needs columns and boundaries
                    'type':'ranges','columns':['a'] | needs columns and boundaries
                    'type':'ranges','columns':['a','b'],'boundaries':[['1']] | has 1 values for 2 columns
                    'type':'ranges','columns':['a'],'boundaries':[['1','2']] | has 2 values for 1 columns
                    'type':'ranges','columns':['a'],'boundaries':['1'] | has 0 values for 1 columns
                    'type':'ranges','columns':['a','a'],'boundaries':[['1','2']] | name 'a' twice
                    'type':'ranges','columns':['a'],'boundaries':[[null]] | holds null
                    'type':'ranges','columns':['a'],'boundaries':[['1']],'segment-names':['x'] | 1 segment-names for 2 segments
                    'type':'ranges','columns':['1','2','3','4','5','6','7','8','9','10','11'],'boundaries':[[]] | takes 10 columns at most; there are 11
                    'type':'partitions-list' | needs partitions
                    'type':'partitions-list','partitions':['p','p'] | name 'p' twice
                    """)
    void whatCannotBeIsRefusedWithItsRule(String members, String words) {
        Fault refusal = ((Outcome.Refused<TableMappings>) parse(members)).reason();

        assertTrue(refusal.message().contains("ruleId = 2"), refusal.message());
        assertTrue(refusal.message().contains(words), refusal.message());
    }

    private static Outcome<TableMappings> parse(String members) {
        String locator = "'object-locator':{'schema-name':'s','table-name':'t'}";
        return TableMappings.parse(("{'rules':[{'rule-type':'selection','rule-id':'1','rule-name':'1',"
                        + "'rule-action':'include'," + locator + "},{'rule-type':'table-settings','rule-id':'2',"
                        + "'rule-name':'2'," + locator + ",'parallel-load':{" + members + "}}]}")
                .replace('\'', '"'));
    }
}
