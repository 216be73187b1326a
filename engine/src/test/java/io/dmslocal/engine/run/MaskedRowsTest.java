package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mask that cannot be made, a number that is to be hashed: DataMaskingErrorPolicy decides. */
class MaskedRowsTest {

    private static final String RULES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"shop","table-name":"%"}},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"n"},
               "rule-action":"data-masking-hash-mask"},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"s"},
               "rule-action":"data-masking-digits-mask","value":"*"}]}
            """;

    @TempDir
    Path spill;

    private Runs runs;

    @BeforeEach
    void open() {
        runs = new Runs(spill).mappings(RULES);
    }

    @AfterEach
    void close() {
        runs.close();
    }

    private Started started(String policy) {
        return runs.settings("{\"ErrorBehavior\":{\"DataMaskingErrorPolicy\":\"" + policy + "\"}}")
                .start(Start.FRESH);
    }

    @Test
    void theTaskStopsUnlessAskedOtherwise() {
        runs.given("orders", true, 2);

        RunReport.Failed failed = runs.start(Start.FRESH).expect(RunReport.Failed.class);

        assertTrue(failed.message().contains("(MASKING)"), failed.message());
        assertTrue(failed.message().contains("data-masking-hash-mask of rule 2"), failed.message());
    }

    @Test
    void aRowIsLeftOutWhenAsked() {
        TableId orders = runs.given("orders", true, 2);
        Started run = started("IGNORE_RECORD");

        run.expect(RunReport.LoadFinished.class);
        assertEquals(2, run.statistics(orders).loaded().errorRows());
        assertEquals(0, run.statistics(orders).loaded().rows());

        runs.source.database().transaction(tx -> tx.insert(orders, 7L, "room 12", null));
        eventually(
                () -> runs.target.database().content(orders).toString(),
                () -> runs.target.database().content(orders).contains("[7, room **, null]"));
        run.stop();
    }

    @Test
    void aRowGoesOnUnmaskedAndIsLoggedWhenAsked() {
        TableId orders = runs.given("orders", true, 2);
        Started run = started("LOG_ERROR");

        run.expect(RunReport.LoadFinished.class);
        assertTrue(
                runs.target.database().content(orders).contains("[1, row *, 1]"),
                runs.target.database().content(orders).toString());
        runs.source.database().transaction(tx -> tx.insert(orders, 7L, "room 12", 9L));
        eventually(
                () -> runs.target.database().content(orders).toString(),
                () -> runs.target.database().content(orders).contains("[7, room **, 9]"));
        run.stop();
        assertEquals(3, runs.exceptions());
    }
}
