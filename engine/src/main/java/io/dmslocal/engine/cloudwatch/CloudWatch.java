package io.dmslocal.engine.cloudwatch;

import akka.actor.typed.ActorSystem;
import io.dmslocal.engine.metrics.Machine;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.log.TaskLogs;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends logs and metrics of this node from time to time, where there is somewhere to send them. */
public final class CloudWatch {

    private CloudWatch() {}

    /** @param blocking where sockets may be waited for */
    public static void start(
            ActorSystem<?> system,
            CloudWatchSettings settings,
            MeteredRuns runs,
            TaskLogs logs,
            Machine machine,
            Clock clock,
            Executor blocking) {
        settings.logs()
                .ifPresent(endpoint ->
                        every(system, settings.logsEvery(), new LogShipping(runs, logs, endpoint, clock), blocking));
        settings.metrics()
                .ifPresent(endpoint -> every(
                        system, settings.metricsEvery(), new MetricPost(runs, machine, endpoint, clock), blocking));
    }

    /** One at a time: whoever is slow is not asked again meanwhile. */
    private static void every(ActorSystem<?> system, Duration pause, Runnable work, Executor blocking) {
        AtomicBoolean isBusy = new AtomicBoolean();
        system.scheduler()
                .scheduleWithFixedDelay(
                        pause,
                        pause,
                        () -> {
                            if (isBusy.compareAndSet(false, true)) {
                                blocking.execute(() -> {
                                    try {
                                        work.run();
                                    } finally {
                                        isBusy.set(false);
                                    }
                                });
                            }
                        },
                        system.executionContext());
    }
}
