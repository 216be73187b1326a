package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.meter.ChangeLag;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where changes wait for a table that loads. */
class CachedChangesTest extends RunFixture {

    @ParameterizedTest(name = "{0}: {1} in memory, {2} on disk")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                               | 3 | 0",
                "{\"MemoryKeepTime\":0}                           | 0 | 3",
                "{\"MemoryLimitTotal\":0}                         | 0 | 3",
                "{\"MemoryKeepTime\":3600,\"MemoryLimitTotal\":1} | 3 | 0"
            })
    void areInMemoryUntilTheyWaitTooLongOrAreTooMany(String tuning, int inMemory, int onDisk) {
        TableId orders = runs.given("orders", true, 1);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch loaded = new CountDownLatch(1);
        runs.source.faults().at(Point.READ_ROWS, () -> {
            loading.countDown();
            await(loaded);
        });
        Started run =
                runs.settings("{\"ChangeProcessingTuning\":" + tuning + "}").start(Start.FRESH);
        try {
            await(loading); // changes are captured from before it on
            ChangeLag lag = run.view.meter().lag();
            for (long id = 100; id < 103; id++) {
                long next = id;
                eventually(() -> "" + lag.waiting(), () -> lag.waiting() == next - 100);
                runs.source.database().transaction(tx -> tx.insert(orders, next, "cached", 1L));
            }

            eventually(
                    () -> lag.inMemory() + " in memory, " + lag.onDisk() + " on disk",
                    () -> lag.waiting() == 3 && lag.inMemory() == inMemory && lag.onDisk() == onDisk);
        } finally {
            loaded.countDown();
        }
        run.expect(RunReport.LoadFinished.class);
        runs.same(orders);
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
