package io.dmslocal.engine.entity.serverless;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.Departure;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.running.RunKeeper;
import io.dmslocal.engine.entity.running.RunNote;
import io.dmslocal.engine.entity.running.RunOrder;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.running.TableReload;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Command;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Counted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Finish;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.OfRun;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ProvisionOver;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Refused;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Reply;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StepDone;
import io.dmslocal.engine.entity.serverless.ReplicationState.Absent;
import io.dmslocal.engine.entity.serverless.ReplicationState.Active;
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

/** What a replication's state asks of the world: time, connections, metadata, and a run. Owned by the entity's thread. */
final class ReplicationEffects {

    private static final Logger LOG = LoggerFactory.getLogger("dms.TASK_MANAGER");
    private static final String TIMER = "transition";
    private static final String PROVISION = "provision";

    private final String arn;
    private final ActorContext<Command> context;
    private final Agenda<Command> agenda;
    private final ServerlessDelays delays;
    private final ServerlessWorld world;
    private final RunKeeper<Command> keeper;
    private final Departure<Command> departure;
    private boolean cleaning;

    ReplicationEffects(
            Place<Command> place,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ServerlessDelays delays,
            Clock clock,
            ServerlessWorld world) {
        this.arn = place.arn();
        this.context = context;
        this.agenda = new Agenda<>(timers, clock);
        this.delays = delays;
        this.world = world;
        this.keeper = new RunKeeper<>(arn, context, timers, clock, world.runs(), OfRun::new);
        this.departure = new Departure<>(place);
    }

    /** On a node, or once more after the journal failed. */
    void awoken(ReplicationState state) {
        keeper.awoken();
        departure.awoken();
        cleaning = false;
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
            cleanUp(deleting);
        } else if (state instanceof Absent) {
            agenda.in(TIMER, new Finish(state.status()), Departure.PATIENCE);
        }
    }

    private void align(Active state) {
        RunOrder order = ReplicationDocument.order(state.serverless());
        if (state instanceof Stopping) {
            keeper.stop(order);
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

    /** One that does not exist need not be started with its node. */
    void leave(Finish command) {
        if (command.status().equals(new Absent().status())) {
            departure.leave(context.getSelf());
        }
    }

    boolean comesTooLate(Command creation) {
        return departure.comesTooLate(creation);
    }

    Optional<RunReport> heard(Active state, RunNote note) {
        Optional<Duration> stopping = state instanceof Stopping ending
                ? Optional.of(agenda.rest(ending.since(), delays.stopping()))
                : Optional.empty();
        return keeper.heard(ReplicationDocument.order(state.serverless()), note, stopping);
    }

    Optional<Fault> reloadFault(Active state, TableReload tables) {
        return keeper.reloadFault(ReplicationDocument.order(state.serverless()), tables);
    }

    /** While a run has something to tell. */
    Optional<RunSummary> runningSummary(Present state) {
        return keeper.summary(state.serverless().history().count());
    }

    RunSummary summary(Present state) {
        return keeper.lastSummary(state.serverless().history());
    }

    /** They come and go with the capacity. */
    void statistics(Present state, ActorRef<Reply> replyTo) {
        if (state.serverless().provision().filter(p -> !p.isGone()).isEmpty()) {
            replyTo.tell(new Counted(List.of()));
            return;
        }
        keeper.tables().thenAccept(tables -> replyTo.tell(tables.fold(Counted::new, Refused::new)));
    }

    private void cleanUp(Deleting state) {
        if (cleaning) {
            return;
        }
        cleaning = true;
        context.pipeToSelf(
                keeper.forget(ReplicationDocument.order(state.serverless()), delays.deleting())
                        .thenRunAsync(() -> world.runs().logs().delete(arn), keeper.blocking()),
                (done, defect) -> {
                    if (defect != null) {
                        LOG.warn("What {} left behind could not be removed: {}", arn, defect.getMessage());
                    }
                    return new Finish(state.status());
                });
    }
}
