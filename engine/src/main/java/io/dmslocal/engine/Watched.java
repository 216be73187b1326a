package io.dmslocal.engine;

import akka.actor.typed.ActorSystem;
import io.dmslocal.engine.cloudwatch.CloudWatch;
import io.dmslocal.engine.metrics.Machine;
import io.dmslocal.engine.metrics.PrometheusPage;
import io.dmslocal.engine.run.MeteredRuns;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * How this node's runs are looked at from outside: Prometheus fetches a page, CloudWatch is sent what it asks for.
 *
 * @param runs those that are counted
 */
record Watched(MeteredRuns runs, PrometheusPage page) {

    static Watched start(
            ActorSystem<?> system, EngineSettings settings, Storage storage, Clock clock, Executor blocking) {
        MeteredRuns runs = new MeteredRuns();
        Machine machine = new Machine(storage.spill());
        CloudWatch.start(system, settings.cloudWatch(), runs, storage.logs(), machine, clock, blocking);
        return new Watched(runs, new PrometheusPage(runs, machine, clock));
    }
}
