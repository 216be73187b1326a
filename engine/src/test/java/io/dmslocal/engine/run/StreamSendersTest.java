package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.Target.MessageSettings;
import io.dmslocal.engine.connector.spi.Target.Senders;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import org.junit.jupiter.api.Test;

/** What a target is told of the threads that the task's settings want. */
class StreamSendersTest extends RunFixture {

    @Test
    void loadsHaveTheirsAndChangesHaveTheirs() {
        MessageSettings settings = told("""
                {"TargetMetadata":{
                  "ParallelLoadThreads":3,"ParallelLoadBufferSize":70,"ParallelLoadQueuesPerThread":2,
                  "ParallelApplyThreads":5,"ParallelApplyBufferSize":80,"ParallelApplyQueuesPerThread":4}}""");

        assertEquals(new Senders(3, 70, 2), settings.load());
        assertEquals(new Senders(5, 80, 4), settings.apply());
        assertEquals(true, settings.changesByPrimaryKey());
    }

    @Test
    void withoutSizesFiftyRowsOfALoadWaitAndAHundredChanges() {
        MessageSettings settings = told("{\"TargetMetadata\":{\"ParallelLoadThreads\":2}}");

        assertEquals(new Senders(2, 50, 1), settings.load());
        assertEquals(new Senders(0, 100, 1), settings.apply());
        assertEquals(false, settings.changesByPrimaryKey());
    }

    private MessageSettings told(String settings) {
        runs.given("orders", true, 1);
        HeardConnector target = new HeardConnector(runs.target);
        Started run = runs.settings(settings)
                .between(
                        new RunPlan.Side(runs.source, Runs.endpoint("source")),
                        new RunPlan.Side(target.connector(), Runs.endpoint("target")))
                .start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        run.stop();
        return target.first("begin", MessageSettings.class);
    }
}
