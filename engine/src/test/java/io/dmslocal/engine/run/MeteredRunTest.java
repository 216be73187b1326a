package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.meter.RunMeter;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a run counts of what it moves. */
class MeteredRunTest extends RunFixture {

    @Test
    void rowsOfLoadsAndChangesAreCountedAndNothingWaitsWhenTheSourceIsIdle() {
        TableId orders = runs.given("orders", true, 40);
        Started run = runs.start(Start.FRESH);
        runs.opened(orders);
        RunMeter meter = run.view.meter();
        long before = meter.applied().rows();

        runs.source.database().transaction(tx -> {
            for (long i = 100; i < 125; i++) {
                tx.insert(orders, i, "new", i);
            }
        });
        runs.same(orders);

        assertTrue(meter.loaded().rows() >= 40, "loaded: " + meter.loaded());
        assertTrue(meter.loaded().bytes() > 0);
        assertEquals(25, meter.applied().rows() - before);
        assertTrue(meter.captured().rows() >= 25, "captured: " + meter.captured());
        eventually(() -> "waiting: " + meter.lag().waiting(), () -> meter.lag().waiting() == 0);
        eventually(
                () -> "latency: " + meter.lag().target(Instant.now()),
                () -> meter.lag().target(Instant.now()).equals(Duration.ZERO));
        run.stop();
    }
}
