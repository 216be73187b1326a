package io.dmslocal.engine.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.TableMappings;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionReaderTest {

    private static final String RULE =
            "{'rule-type': 'selection', 'rule-id': '1', 'rule-name': '1', 'rule-action': 'include',"
                    + " 'object-locator': {'schema-name': '%', 'table-name': '%'}}";
    private static final String MAPPINGS = "'tableMappings': {'rules': [" + RULE + "]}";
    private static final String SOURCE = "'source': {'engineName': 'postgres', 'catalogue': []}";

    @Test
    void documentsMayBeObjectsOrTexts() {
        String text = MAPPINGS.replace("{'rules'", "\"{'rules'")
                .replace("}}]}", "}}]}\"")
                .replace("'", "\\\"");
        String asText =
                "{\"tableMappings\": " + text.substring(text.indexOf(':') + 1) + "," + SOURCE.replace('\'', '"') + "}";

        assertEquals(
                read("{" + MAPPINGS + "," + SOURCE + "}").mappings(),
                read(asText).mappings());
    }

    @Test
    void whatIsNotSaidIsAsOnANewTask() {
        Question question = read("{" + MAPPINGS + "," + SOURCE + "}");

        assertEquals("full-load-and-cdc", question.migrationType());
        assertEquals(0, question.sampleRows());
        assertInstanceOf(Question.NoTarget.class, question.target());
        assertTrue(question.settings().targetMetadata().limitedSizeLobMode());
    }

    @Test
    void anExpressionIsRefusedAsWhenATaskIsCreated() {
        String wrong =
                "{'rules':[{'rule-type':'transformation','rule-id':'2','rule-name':'2','rule-action':'add-column',"
                        + "'rule-target':'column','object-locator':{'schema-name':'s','table-name':'t'},'value':'q',"
                        + "'expression':'nofunc(1)','data-type':{'type':'string','length':5}},"
                        + "{'rule-type':'selection','rule-id':'1','rule-name':'1','rule-action':'include',"
                        + "'object-locator':{'schema-name':'s','table-name':'%'}}]}";

        Fault refused = refused("{'tableMappings': " + wrong + "," + SOURCE + "}");

        assertTrue(
                refused.message().contains("ruleId = 2 failed validation. The member expression: "), refused.message());
    }

    @Test
    void aMappingDocumentIsRefusedAsWhenATaskIsCreated() {
        String wrong = "{\"rules\":[" + RULE.replace("include", "inclde").replace('\'', '"') + "]}";

        Fault refused = refused("{'tableMappings': " + wrong + "," + SOURCE + "}");

        assertEquals(TableMappings.parse(wrong).fault().orElseThrow(), refused);
        assertTrue(refused.message().contains("ruleId = 1"), refused.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | The body must be a JSON object",
                "{ | The body is not JSON",
                "{SOURCE} | The member tableMappings is needed",
                "{MAPPINGS} | A source is needed",
                "{MAPPINGS,SOURCE,'sourceEndpointArn':'x'} | exclude each other",
                "{MAPPINGS,SOURCE,'targetEndpointArn':'x','targetEngineName':'mysql'} | exclude each other",
                "{MAPPINGS,SOURCE,'targetEngineName':'mysequel'} | AWS DMS does not know",
                "{MAPPINGS,SOURCE,'migrationType':'cdc-only'} | use full-load, cdc or full-load-and-cdc",
                "{MAPPINGS,SOURCE,'sampleRows':2} | has no rows",
                "{MAPPINGS,'sourceEndpointArn':''} | sourceEndpointArn must be the ARN",
                "{MAPPINGS,'sourceEndpointArn':{}} | sourceEndpointArn must be the ARN",
                "{MAPPINGS,SOURCE,'targetEndpointArn':' '} | targetEndpointArn must be the ARN",
                "{MAPPINGS,'sourceEndpointArn':'x','sampleRows':21} | from 0 to 20",
                "{MAPPINGS,'sourceEndpointArn':'x','sampleRows':'many'} | from 0 to 20",
                "{MAPPINGS,SOURCE,'target':'mysql'} | has no member target; it has migrationType,",
                "{MAPPINGS,SOURCE,'taskSettings':{'Logging':3}} | Logging",
                "{MAPPINGS,'source':{'engineName':'postgres'}} | source.catalogue is needed",
                "{MAPPINGS,TABLE} | source.catalogue[0].schema is needed",
                "{MAPPINGS,COLUMN} | source.catalogue[0].columns[0] needs a type",
            })
    void whatIsWrongIsNamed(String body, String part) {
        String table = "'source':{'engineName':'postgres','catalogue':[{'table':'t'}]}";
        String column =
                "'source':{'engineName':'postgres','catalogue':[{'schema':'s','table':'t','columns':[{'name':'c'}]}]}";

        Fault refused = refused(body.replace("MAPPINGS", MAPPINGS)
                .replace("SOURCE", SOURCE)
                .replace("TABLE", table)
                .replace("COLUMN", column));

        assertEquals("InvalidParameterValueException", refused.code());
        assertTrue(refused.message().contains(part), refused.message());
    }

    private static Question read(String body) {
        return QuestionReader.read(bytes(body)).value().orElseThrow();
    }

    private static Fault refused(String body) {
        return QuestionReader.read(bytes(body)).fault().orElseThrow();
    }

    private static byte[] bytes(String body) {
        return (body.contains("\\\"") ? body : body.replace('\'', '"')).getBytes(StandardCharsets.UTF_8);
    }
}
