package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.reason.Reasons;
import org.junit.jupiter.api.Test;

/** A filter that speaks of a column that a selected table does not have. */
class FiltersWithoutColumnTest extends RunFixture {

    private static final String MISSPELT = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"},
              "filters":[{"filter-type":"source","column-name":"nmae",
                "filter-conditions":[{"filter-operator":"eq","value":"x"}]}]}]}
            """;

    @Test
    void leaveOutNothingAndWhySaysSo() {
        TableId orders = runs.given("orders", true, 3);
        Started run = runs.mappings(MISSPELT).start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        runs.same(orders);
        Reasons.Group told = run.view.reasons().failures().get(0);
        assertEquals(orders.toString(), told.table());
        String message = told.examples().get(0).message();
        assertTrue(
                message.startsWith("it has no column nmae: the filter on it leaves out no row; there are "), message);
        assertEquals(StopReason.NORMAL, run.stop());
    }
}
