package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.MessageSettings;
import io.dmslocal.engine.connector.spi.Target.Senders;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What a target is told of the threads that the task's settings want. */
class StreamSendersTest extends RunFixture {

    private final BlockingQueue<MessageSettings> told = new LinkedBlockingQueue<>();

    @Test
    void loadsHaveTheirsAndChangesHaveTheirs() throws InterruptedException {
        MessageSettings settings = told("""
                {"TargetMetadata":{
                  "ParallelLoadThreads":3,"ParallelLoadBufferSize":70,"ParallelLoadQueuesPerThread":2,
                  "ParallelApplyThreads":5,"ParallelApplyBufferSize":80,"ParallelApplyQueuesPerThread":4}}""");

        assertEquals(new Senders(3, 70, 2), settings.load());
        assertEquals(new Senders(5, 80, 4), settings.apply());
        assertEquals(true, settings.changesByPrimaryKey());
    }

    @Test
    void withoutSizesFiftyRowsOfALoadWaitAndAHundredChanges() throws InterruptedException {
        MessageSettings settings = told("{\"TargetMetadata\":{\"ParallelLoadThreads\":2}}");

        assertEquals(new Senders(2, 50, 1), settings.load());
        assertEquals(new Senders(0, 100, 1), settings.apply());
        assertEquals(false, settings.changesByPrimaryKey());
    }

    private MessageSettings told(String settings) throws InterruptedException {
        runs.given("orders", true, 1);
        Started run = runs.settings(settings)
                .between(
                        new RunPlan.Side(runs.source, Runs.endpoint("source")),
                        new RunPlan.Side(listening(Connector.class, runs.target), Runs.endpoint("target")))
                .start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        run.stop();
        return told.take();
    }

    /** The connector as it is, or its target, which keeps what it is told at the begin. */
    private <T> T listening(Class<T> kind, Object real) {
        return kind.cast(Proxy.newProxyInstance(
                kind.getClassLoader(), new Class<?>[] {kind}, (proxy, method, given) -> {
                    if (method.getName().equals("begin")) {
                        told.add((MessageSettings) given[0]);
                    }
                    try {
                        Object answer = method.invoke(real, given);
                        return answer instanceof Target target ? listening(Target.class, target) : answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
