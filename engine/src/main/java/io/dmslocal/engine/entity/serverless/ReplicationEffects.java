package io.dmslocal.engine.entity.serverless;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.entity.Departure;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.running.RunEffects;
import io.dmslocal.engine.entity.running.RunNote;
import io.dmslocal.engine.entity.running.RunOrder;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AssessmentBegun;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Command;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Counted;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Finish;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.OfRun;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.ProvisionOver;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Refused;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reply;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.StepDone;
import io.dmslocal.engine.entity.serverless.ReplicationState.Absent;
import io.dmslocal.engine.entity.serverless.ReplicationState.Active;
import io.dmslocal.engine.entity.serverless.ReplicationState.Assessing;
import io.dmslocal.engine.entity.serverless.ReplicationState.Deleting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Modifying;
import io.dmslocal.engine.entity.serverless.ReplicationState.Present;
import io.dmslocal.engine.entity.serverless.ReplicationState.Resting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Starting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Stopping;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.RunReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.databasemigration.model.PremigrationAssessmentStatus;

/** What a replication's state asks of the world: time, connections, metadata, and a run. Owned by the entity's thread. */
final class ReplicationEffects extends RunEffects<Command> {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationEffects.class);
    private static final String PROVISION = "provision";

    private final ServerlessDelays delays;
    private final ServerlessWorld world;
    /** What the assessment before the start has told last. */
    private Optional<Premigration> assessment = Optional.empty();

    ReplicationEffects(
            Place<Command> place,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ServerlessDelays delays,
            Clock clock,
            ServerlessWorld world) {
        super(place, context, timers, clock, world.runs(), OfRun::new);
        this.delays = delays;
        this.world = world;
    }

    void awoken(ReplicationState state) {
        awoken();
        assessment = Optional.empty();
        align(state);
    }

    void align(ReplicationState state) {
        agenda.cancel(TIMER);
        agenda.cancel(PROVISION);
        if (state instanceof Active active) {
            align(active);
            return;
        }
        keeper.end();
        if (state instanceof Resting resting) {
            deprovision(resting);
        }
        if (state instanceof Modifying modifying) {
            agenda.after(TIMER, new Finish(modifying.status()), modifying.since(), delays.modifying());
        } else if (state instanceof Deleting deleting) {
            deleting.serverless().premigration().map(Premigration::runArn).ifPresent(world.premigrations()::forget);
            cleanUp(deleting, delays.deleting(), new Finish(deleting.status()), Optional.empty());
        } else if (state instanceof Absent) {
            agenda.in(TIMER, new Finish(state.status()), Departure.PATIENCE);
        }
    }

    private void align(Active state) {
        RunOrder order = state.order();
        if (state instanceof Starting starting && order.settings().isLogging()) {
            tell(starting.step());
        }
        if (state instanceof Stopping) {
            state.serverless()
                    .premigration()
                    .filter(Premigration::isOpen)
                    .ifPresent(open -> world.premigrations().cancel(open.runArn()));
            keeper.stop(order);
        } else if (state instanceof Assessing assessing) {
            assess(assessing);
        } else if (state instanceof Starting starting && starting.step() != Step.REPLICATION_STARTING) {
            Step step = starting.step();
            context.pipeToSelf(
                    work(order, step),
                    (tables, defect) -> new StepDone(
                            order.run(),
                            step,
                            defect == null ? tables : Outcome.refused(Fault.invalidState(defect.getMessage()))));
        } else if (state instanceof Starting starting) {
            keeper.begin(order, agenda.rest(starting.since(), delays.step()));
        } else {
            keeper.begin(order);
        }
    }

    /** To the orchestrator's log; nothing waits for it. */
    private void tell(Step step) {
        CompletableFuture.runAsync(
                        () -> world.runs()
                                .logs()
                                .append(world.runs().logs().orchestrator(arn), Orchestrator.line(step)),
                        keeper.blocking())
                .exceptionally(defect -> {
                    LOG.warn("The log of {} cannot be written: {}", arn, defect.getMessage());
                    return null;
                });
    }

    /** @return how many tables are selected, where the step can know it; or why it cannot be done */
    private CompletionStage<Outcome<Integer>> work(RunOrder order, Step step) {
        return switch (step) {
            case TESTING_CONNECTION ->
                connected(order.sourceArn(), true)
                        .thenCompose(source -> source.then(done -> connected(order.targetArn(), false)));
            case FETCHING_METADATA -> keeper.selectedTables(order);
            default -> CompletableFuture.completedFuture(Outcome.done(0));
        };
    }

    private void assess(Assessing state) {
        Premigration premigration = state.serverless().premigration().orElseThrow();
        context.pipeToSelf(
                world.premigrations().begin(arn, premigration),
                (begun, defect) -> new AssessmentBegun(
                        premigration.runArn(),
                        defect == null ? begun.fault() : Optional.of(Fault.invalidState(defect.getMessage()))));
    }

    /** It has told how far it is. */
    void assessed(Present state, PremigrationAssessmentStatus told) {
        state.serverless()
                .premigration()
                .filter(known -> known.isOf(told))
                .ifPresent(known -> assessment = Optional.of(known.with(told)));
    }

    Optional<Premigration> assessment() {
        return assessment;
    }

    /** The assessment of an earlier start is shown no more. */
    void forgetOther(Present before, ReplicationState after) {
        Optional<String> kept = after instanceof Present present
                ? present.serverless().premigration().map(Premigration::runArn)
                : Optional.empty();
        before.serverless()
                .premigration()
                .map(Premigration::runArn)
                .filter(earlier -> !kept.equals(Optional.of(earlier)))
                .ifPresent(world.premigrations()::forget);
    }

    private CompletionStage<Outcome<Integer>> connected(String endpointArn, boolean isSource) {
        return world.connections()
                .problem(endpointArn, isSource)
                .thenApply(problem -> problem.<Outcome<Integer>>map(
                                why -> Outcome.refused(Fault.invalidState("Test connection failed for "
                                        + (isSource ? "source" : "target") + " endpoint " + endpointArn + ": " + why)))
                        .orElseGet(() -> Outcome.done(0)));
    }

    /** A step is seen for some time, whatever it did. */
    boolean isTooEarly(Starting state, StepDone done) {
        Duration rest = agenda.rest(state.since(), delays.step());
        if (!rest.isZero()) {
            agenda.in(TIMER, done, rest);
        }
        return !rest.isZero();
    }

    private void deprovision(Resting state) {
        Optional<Instant> due =
                Optional.ofNullable(state.serverless().replication().replicationDeprovisionTime());
        state.serverless().provision().ifPresent(provision -> {
            if (provision.isGoing()) {
                over(provision, provision.since().plus(delays.deprovisioning()));
            } else if (provision.isHeld()) {
                due.ifPresent(at -> over(provision, at));
            }
        });
    }

    private void over(Provision provision, Instant at) {
        agenda.at(PROVISION, new ProvisionOver(provision.state()), at);
    }

    Optional<RunReport> heard(Active state, RunNote note) {
        Optional<Duration> stopping = state instanceof Stopping ending
                ? Optional.of(agenda.rest(ending.since(), delays.stopping()))
                : Optional.empty();
        return heard(state, note, stopping);
    }

    /** They come and go with the capacity. */
    void statistics(Present state, ActorRef<Reply> replyTo) {
        if (state.serverless().provision().filter(p -> !p.isGone()).isEmpty()) {
            replyTo.tell(new Counted(List.of()));
            return;
        }
        tables(replyTo, tables -> tables.fold(Counted::new, Refused::new));
    }
}
