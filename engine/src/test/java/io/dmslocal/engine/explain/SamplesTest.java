package io.dmslocal.engine.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rows before and after, read from real servers. */
class SamplesTest {

    private static final String RULES = """
            {'rule-type': 'selection', 'rule-id': '1', 'rule-name': '1', 'rule-action': 'include',
             'object-locator': {'schema-name': 'samples', 'table-name': 'person'},
             'filters': [{'filter-type': 'source', 'column-name': 'id',
                          'filter-conditions': [{'filter-operator': 'gte', 'value': '2'}]}]},
            {'rule-type': 'transformation', 'rule-id': '2', 'rule-name': '2', 'rule-target': 'column',
             'rule-action': 'data-masking-digits-mask', 'value': '#',
             'object-locator': {'schema-name': 'samples', 'table-name': 'person', 'column-name': 'card'}},
            {'rule-type': 'transformation', 'rule-id': '3', 'rule-name': '3', 'rule-target': 'column',
             'rule-action': 'add-column', 'value': 'shout', 'expression': 'upper($name)',
             'data-type': {'type': 'string', 'length': 50},
             'object-locator': {'schema-name': 'samples', 'table-name': 'person'}},
            {'rule-type': 'transformation', 'rule-id': '4', 'rule-name': '4', 'rule-target': 'column',
             'rule-action': 'remove-column',
             'object-locator': {'schema-name': 'samples', 'table-name': 'person', 'column-name': 'note'}}""";

    private static final ContractDatabase POSTGRES = PostgresServer.shared().database("samples");

    abstract static class OfASource {

        abstract ContractDatabase database();

        @Test
        void aMaskedValueIsShownOnlyAsItIsAfterwards() throws SQLException {
            JsonNode sample = sample(2);

            assertEquals("(masked)", sample.at("/before/0/card").asText());
            assertEquals("card-####", sample.at("/after/0/card").asText());
            assertFalse(sample.toString().contains("1234"), sample.toString());
        }

        /** Its rule has the higher rule-id: the note says that it does not mask, and the sample does not undo that. */
        @Test
        void aValueWhoseMaskDoesNotActIsNotShownEither() throws SQLException {
            fill();
            JsonNode sample = explained(2, """
                            ,{'rule-type': 'transformation', 'rule-id': '5', 'rule-name': '5', 'rule-target': 'column',
                             'rule-action': 'convert-uppercase',
                             'object-locator': {'schema-name': 'samples', 'table-name': 'person', 'column-name': 'name'}},
                            {'rule-type': 'transformation', 'rule-id': '6', 'rule-name': '6', 'rule-target': 'column',
                             'rule-action': 'data-masking-digits-mask', 'value': '#',
                             'object-locator': {'schema-name': 'samples', 'table-name': 'person', 'column-name': 'name'}}""").path("sample");

            assertEquals("(masked)", sample.at("/before/0/name").asText());
            assertEquals("(masked)", sample.at("/after/0/NAME").asText());
        }

        @Test
        void rowsAreChosenAndWorkedAsALoadDoes() throws SQLException {
            JsonNode sample = sample(20);

            assertEquals(2, sample.path("before").size(), "the filter leaves out the first");
            assertEquals("2", sample.at("/before/0/id").asText());
            assertEquals("BO", sample.at("/after/0/shout").asText());
            assertTrue(sample.at("/after/1/shout").isNull());
            assertTrue(sample.at("/after/0/note").isMissingNode());
        }

        @Test
        void aLongValueIsCutAndSaysHowLongItIs() throws SQLException {
            String note = sample(1).at("/before/0/note").asText();

            assertTrue(note.endsWith("... (1000 characters)") && note.length() < 250, note);
        }

        @Test
        void noMoreRowsAreShownThanWereAskedFor() throws SQLException {
            fill();
            database()
                    .run("insert into samples.person (id, name) select a.id * 1000 + b.id * 10 + c.id, 'x'"
                            + " from samples.person a, samples.person b, samples.person c");

            assertEquals(3, explained(3, "").at("/sample/before").size());
        }

        private JsonNode sample(int rows) throws SQLException {
            fill();
            return explained(rows, "").path("sample");
        }

        private void fill() throws SQLException {
            database().createSchema("samples");
            database()
                    .run(
                            "create table samples.person (id int primary key, name varchar(50), card varchar(20), note text)",
                            "insert into samples.person values (1, 'Ann', 'card-1111', 'x'),"
                                    + " (2, 'Bo', 'card-1234', repeat('long ', 200)), (3, null, null, null)");
        }

        private JsonNode explained(int rows, String more) {
            Question question = QuestionReader.read(("{'tableMappings': {'rules': [" + RULES + more + "]},"
                                    + " 'sourceEndpointArn': 'arn:x', 'sampleRows': " + rows + "}")
                            .replace('\'', '"')
                            .getBytes(StandardCharsets.UTF_8))
                    .value()
                    .orElseThrow();
            Explanation explanation = new Explainer(Connectors.all(Optional.empty()))
                    .explain(question, database().endpoint(), Optional.empty());
            JsonNode tables = ExplanationJson.of(explanation).path("tables");
            for (JsonNode table : tables) {
                if (table.path("selected").asBoolean()) {
                    return table.path("target");
                }
            }
            throw new AssertionError(tables.toPrettyString());
        }
    }

    @Nested
    class OfPostgres extends OfASource {
        @Override
        ContractDatabase database() {
            return POSTGRES;
        }
    }

    @Nested
    class OfMySql extends OfASource {
        @Override
        ContractDatabase database() {
            return new ServerDatabase(MySqlServer.shared());
        }
    }
}
