package io.dmslocal.engine.entity.endpoint;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Command;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Reply;
import io.dmslocal.engine.entity.endpoint.EndpointState.Active;
import io.dmslocal.engine.entity.endpoint.EndpointState.Deleting;
import io.dmslocal.engine.entity.endpoint.EndpointState.Known;
import io.dmslocal.engine.entity.endpoint.EndpointState.Pair;
import io.dmslocal.engine.entity.endpoint.EndpointState.Refresh;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an endpoint's state asks of the world: a test for every connection that is being tested, a reader for a list that is being refreshed, a timer for
 * everything that is being deleted. Owned by the entity's thread; all of it is lost with the node and begun again from the state.
 */
final class EndpointEffects {

    /** What a test said in the frame in which AWS tells it. Observed on the real service. */
    private static final String FRAME =
            "Test Endpoint failed: Application-Status: 1020912, Application-Message: Failed to"
                    + " connect Network error has occurred, Application-Detailed-Message: ";

    private final ActorContext<Command> context;
    private final Agenda<Command> agenda;
    private final EndpointDelays delays;
    private final Probe probe;
    private final Map<String, Instant> tests = new HashMap<>();
    private final Map<String, List<ActorRef<Reply>>> waiting = new HashMap<>();
    private Instant refresh = Instant.MIN;

    EndpointEffects(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            EndpointDelays delays,
            Clock clock,
            Probe probe) {
        this.context = context;
        this.agenda = new Agenda<>(timers, clock);
        this.delays = delays;
        this.probe = probe;
    }

    /** On a node, or once more after the journal failed: nothing that was begun is relied on. */
    void awoken(EndpointState state) {
        tests.clear();
        refresh = Instant.MIN;
        align(state);
    }

    void align(EndpointState state) {
        if (state instanceof Active active) {
            active.endpoint().connections().forEach((arn, pair) -> align(active.endpoint(), arn, pair));
            active.endpoint().refresh().ifPresent(r -> align(active.endpoint(), r));
            return;
        }
        List.copyOf(waiting.keySet()).forEach(arn -> answer(arn, new EndpointEntity.Refused(Kind.ENDPOINT.notFound())));
        agenda.cancelAll();
        if (state instanceof Deleting deleting) {
            agenda.after("deleting", new EndpointEntity.DeletionFinished(), deleting.since(), delays.deleting());
        }
    }

    private void align(Known endpoint, String instanceArn, Pair pair) {
        if (pair.is("deleting")) {
            agenda.after(
                    "deleting " + instanceArn,
                    new EndpointEntity.ConnectionDeletionFinished(instanceArn),
                    pair.since(),
                    delays.deleting());
        } else if (pair.is("testing") && !pair.since().equals(tests.put(instanceArn, pair.since()))) {
            context.pipeToSelf(probe.test(endpoint.definition()), (finding, defect) -> {
                String failure = failure(finding, defect);
                return new EndpointEntity.TestArrived(new EndpointEntity.TestFinished(
                        instanceArn, pair.since(), failure.isEmpty() ? "" : FRAME + failure));
            });
        }
    }

    private void align(Known endpoint, Refresh wanted) {
        if (wanted.status().equals("refreshing") && !wanted.since().equals(refresh)) {
            refresh = wanted.since();
            context.pipeToSelf(
                    probe.schemas(endpoint.definition()),
                    (finding, defect) -> new EndpointEntity.RefreshArrived(new EndpointEntity.RefreshFinished(
                            wanted.since(),
                            finding == null ? List.of() : finding.schemas(),
                            failure(finding, defect))));
        }
    }

    private static String failure(Probe.Finding finding, Throwable defect) {
        return defect == null ? finding.failure() : defect.toString();
    }

    /** A result is believed no sooner than its status was to be seen. */
    void hold(EndpointEntity.TestFinished result) {
        agenda.after("testing " + result.instanceArn(), result, result.since(), delays.testing());
    }

    void hold(EndpointEntity.RefreshFinished result) {
        agenda.after("refreshing", result, result.since(), delays.refreshing());
    }

    /** Somebody wants to know how a test ends. */
    void await(String instanceArn, ActorRef<Reply> replyTo) {
        waiting.computeIfAbsent(instanceArn, arn -> new ArrayList<>()).add(replyTo);
    }

    void answer(String instanceArn, Reply reply) {
        List<ActorRef<Reply>> asked = waiting.remove(instanceArn);
        if (asked != null) {
            asked.forEach(replyTo -> replyTo.tell(reply));
        }
    }
}
