package io.dmslocal.engine.entity.conversion;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Command;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Due;
import io.dmslocal.engine.entity.conversion.ConversionEntity.WorkArrived;
import io.dmslocal.engine.entity.conversion.ConversionEntity.WorkDone;
import io.dmslocal.engine.entity.conversion.ConversionState.Request;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the requests ask of the world: work for each that is IN_PROGRESS, a timer for what only waits. Owned by the entity's thread; all of it is lost with
 * the node and begun again from the state.
 */
final class ConversionEffects {

    private final String projectArn;
    private final ActorContext<Command> context;
    private final Agenda<Command> agenda;
    private final ConversionDelays delays;
    private final Converter converter;
    private final Map<String, Instant> working = new HashMap<>();

    ConversionEffects(
            String projectArn,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ConversionDelays delays,
            Clock clock,
            Converter converter) {
        this.projectArn = projectArn;
        this.context = context;
        this.agenda = new Agenda<>(timers, clock);
        this.delays = delays;
        this.converter = converter;
    }

    /** On a node, or once more after the journal failed: nothing that was begun is relied on. */
    void awoken(ConversionState state) {
        working.clear();
        align(state);
    }

    void align(ConversionState state) {
        working.keySet()
                .removeIf(id -> state.request(id).filter(r -> !r.isOver()).isEmpty());
        for (RequestKind kind : RequestKind.values()) {
            state.next(kind).ifPresent(this::go);
        }
        state.unfinished()
                .filter(request -> request.status() == RequestStatus.CANCELING)
                .forEach(request -> wait(request, request.since().plus(delays.canceling())));
    }

    /** Whose turn it is. */
    private void go(Request request) {
        if (request.status() == RequestStatus.RECEIVED) {
            wait(request, request.since().plus(delays.received()));
        } else if (request.status() == RequestStatus.IN_PROGRESS
                && !request.since().equals(working.put(request.id(), request.since()))) {
            ObjectNode order = request.order().orElseThrow();
            context.pipeToSelf(
                    converter.run(new Converter.Work(projectArn, request.kind(), order)),
                    (finding, defect) -> new WorkArrived(new WorkDone(
                            request.id(),
                            request.since(),
                            defect == null ? finding : new Converter.Finding(0, defect.toString()))));
        }
    }

    /** A result is believed no sooner than its status was to be seen, and its request could have been canceled. */
    void hold(Request request, WorkDone result) {
        Instant seen = result.since().plus(delays.working());
        Instant whole = request.at().plus(delays.whole());
        agenda.at(request.id(), result, seen.isAfter(whole) ? seen : whole);
    }

    private void wait(Request request, Instant until) {
        agenda.at(request.id(), new Due(request.id(), request.since()), until);
    }
}
