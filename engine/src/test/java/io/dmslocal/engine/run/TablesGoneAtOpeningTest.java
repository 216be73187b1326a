package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import org.junit.jupiter.api.Test;

/** Tables that are listed and gone when their definition is asked for. */
class TablesGoneAtOpeningTest extends RunFixture {

    @Test
    void theOthersAreFollowed() {
        TableId orders = runs.given("orders", true, 3);
        TableId fleeting = runs.given("fleeting", true, 3);
        runs.source
                .faults()
                .at(Point.READ_DEFINITION, () -> runs.source.database().drop(fleeting));

        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(orders);

        runs.same(orders);
        assertEquals(1, run.statistics().tables().size());
        run.stop();
    }

    @Test
    void oneThatWasFollowedIsNoEndOfTheResumedTask() {
        TableId orders = runs.given("orders", true, 3);
        TableId fleeting = runs.given("fleeting", true, 3);
        Started first = runs.start(Start.FRESH);
        first.expect(RunReport.LoadFinished.class);
        runs.opened(orders, fleeting);
        first.stop();
        runs.source.database().transaction(tx -> tx.insert(fleeting, 50L, "the last", 5L));
        runs.source
                .faults()
                .at(Point.READ_DEFINITION, () -> runs.source.database().drop(fleeting));

        Started run = runs.start(Start.RESUME);
        run.expect(RunReport.Began.class);
        runs.source.database().transaction(tx -> tx.insert(orders, 60L, "after it", 6L));
        runs.same(orders);

        assertTrue(runs.target.database().content(fleeting).contains("[50, the last, 5]"));
        run.stop();
    }
}
