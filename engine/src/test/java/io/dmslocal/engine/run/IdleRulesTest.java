package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules that do nothing in a task are told to whoever asks why. */
class IdleRulesTest extends RunFixture {

    @Test
    void tagsForFilesAreNamedWhereTheTargetHasNone() {
        TableId orders = runs.given("orders", true, 3);
        Started run = runs.mappings("""
                        {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                          "object-locator":{"schema-name":"%","table-name":"%"}},
                         {"rule-type":"post-processing","rule-id":"2","rule-name":"2","rule-action":"add-tag",
                          "object-locator":{"schema-name":"%","table-name":"%"},
                          "tag-set":[{"key":"from","value":"${table-name}"}]}]}""").start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        List<String> told = run.view.reasons().withoutEffect();

        assertEquals(1, told.size(), told.toString());
        assertTrue(
                told.get(0).startsWith("Rule with ruleId = 2 has no effect: rule-type post-processing"), told.get(0));
        runs.same(orders);
        run.stop();
    }
}
