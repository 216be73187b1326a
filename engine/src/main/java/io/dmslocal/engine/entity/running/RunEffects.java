package io.dmslocal.engine.entity.running;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.Departure;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.RunReport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/**
 * What a state asks of the world in every entity with runs: a run, what is told of it, and that nothing is left behind. Owned by the entity's thread.
 *
 * @param <C> commands of the entity
 */
public abstract class RunEffects<C> {

    protected static final Logger LOG = LoggerFactory.getLogger("dms.TASK_MANAGER");
    /** The key of whatever ends a status. */
    protected static final String TIMER = "transition";

    protected final String arn;
    protected final ActorContext<C> context;
    protected final Agenda<C> agenda;
    protected final RunKeeper<C> keeper;
    private final Departure<C> departure;
    private final RunWorld runs;
    private boolean cleaning;

    /** @param note how a note comes to the entity as a command */
    protected RunEffects(
            Place<C> place,
            ActorContext<C> context,
            TimerScheduler<C> timers,
            Clock clock,
            RunWorld runs,
            Function<RunNote, C> note) {
        this.arn = place.arn();
        this.context = context;
        this.agenda = new Agenda<>(timers, clock);
        this.keeper = new RunKeeper<>(arn, context, timers, clock, runs, note);
        this.departure = new Departure<>(place);
        this.runs = runs;
    }

    /** On a node, or once more after the journal failed: nothing that was begun is relied on. */
    protected final void awoken() {
        keeper.awoken();
        departure.awoken();
        cleaning = false;
    }

    /** One that does not exist need not be started with its node. */
    public final void leave() {
        departure.leave(context.getSelf());
    }

    public final boolean comesTooLate(C creation) {
        return departure.comesTooLate(creation);
    }

    /** @param stopping how much longer it must be seen stopping; empty when it is not */
    protected final Optional<RunReport> heard(HasRuns state, RunNote note, Optional<Duration> stopping) {
        return keeper.heard(state.order(), note, stopping);
    }

    public final Optional<Fault> reloadFault(HasRuns state, TableReload tables) {
        return keeper.reloadFault(state.order(), tables);
    }

    public final void revalidate(TableReload tables) {
        keeper.revalidate(tables);
    }

    /** While a run has something to tell. */
    public final Optional<RunSummary> runningSummary(HasRuns state) {
        return keeper.summary(state.history().count());
    }

    /** Of a run that ends. */
    public final RunSummary summary(HasRuns state) {
        return keeper.lastSummary(state.history());
    }

    /** @param reply makes the answer of the tables, or of why they cannot be told */
    protected final <R> void tables(ActorRef<R> replyTo, Function<Outcome<List<TableStatistics>>, R> reply) {
        keeper.tables().thenAccept(tables -> replyTo.tell(reply.apply(tables)));
    }

    /**
     * Nothing stays of all runs, as far as it can be reached. Begun once, however often it is asked for, until {@link #uncleaned}.
     *
     * @param after some time at the earliest
     * @param done what the entity says to itself afterwards
     * @param hindered what it says instead when something stays; empty when it goes all the same
     */
    protected final void cleanUp(HasRuns state, Duration after, C done, Optional<Function<String, C>> hindered) {
        if (cleaning) {
            return;
        }
        cleaning = true;
        context.pipeToSelf(
                keeper.forget(state.order(), after, hindered.isPresent())
                        .thenApplyAsync(this::withoutLog, keeper.blocking()),
                (hindrance, defect) -> {
                    if (defect != null) {
                        LOG.warn("What {} left behind could not be removed: {}", arn, defect.getMessage());
                        return done;
                    }
                    return hindrance.isEmpty() ? done : hindered.orElseThrow().apply(hindrance.get());
                });
    }

    private Optional<String> withoutLog(Optional<String> hindrance) {
        if (hindrance.isEmpty()) {
            runs.logs().delete(arn);
        }
        return hindrance;
    }

    /** It stays, and may be cleaned up once more. */
    protected final void uncleaned() {
        cleaning = false;
    }
}
