package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What other engines call their tables, and this family cannot. */
class NamesTest {

    @Test
    void aTableWithoutColumnsIsToldToBeLeftOut() {
        String said = refusal("shop", "empty");

        assertTrue(said.contains("shop.empty has no columns"), said);
        assertTrue(said.contains("rule-action exclude"), said);
    }

    @Test
    void aNameThatIsTooLongIsToldWithItsLengthAndTheRuleThatHelps() {
        String said = refusal("shop", "orders", "c".repeat(65));

        assertTrue(said.contains("65 characters long, more than 64"), said);
        assertTrue(said.contains("rule-target column, rule-action rename"), said);
    }

    @Test
    void aCharacterOfFourBytesIsToldWithTheNameThatHasIt() {
        String said = refusal("shop", "orders\uD83D\uDE00", "id");

        assertTrue(said.contains("\"orders\uD83D\uDE00\""), said);
        assertTrue(said.contains("rule-target table"), said);
    }

    @Test
    void namesUpToTheLimitAreMade() {
        try (Target target = new MySqlConnector().target(MariaDbServer.shared().endpoint())) {
            TablePlan plan = plan("names_made", "t".repeat(64), "c".repeat(64), "gr\u00FC\u00DFe");
            assertDoesNotThrow(() -> target.prepare(plan));
            target.drop(plan.schema().table());
        }
    }

    private static String refusal(String schema, String table, String... columns) {
        try (Target target = new MySqlConnector().target(MariaDbServer.shared().endpoint())) {
            ConnectorException failure =
                    assertThrows(ConnectorException.class, () -> target.prepare(plan(schema, table, columns)));
            assertFalse(failure.isRecoverable());
            return failure.getMessage();
        }
    }

    private static TablePlan plan(String schema, String table, String... columns) {
        return new TablePlan(
                new TableSchema(
                        new TableId(schema, table),
                        Stream.of(columns)
                                .map(name -> new Column(name, DmsType.of(Kind.INT8), "bigint", true))
                                .toList(),
                        List.of()),
                Preparation.DO_NOTHING,
                false,
                false);
    }
}
