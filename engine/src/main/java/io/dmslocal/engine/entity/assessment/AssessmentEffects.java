package io.dmslocal.engine.entity.assessment;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.assessment.Examination;
import io.dmslocal.engine.assessment.Examination.Assignment;
import io.dmslocal.engine.assessment.Report;
import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.assessment.Result;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Checked;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Command;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Examined;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Finish;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Prepared;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.TellTask;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Written;
import io.dmslocal.engine.entity.assessment.AssessmentState.Cancelling;
import io.dmslocal.engine.entity.assessment.AssessmentState.Deleting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Ended;
import io.dmslocal.engine.entity.assessment.AssessmentState.Provisioning;
import io.dmslocal.engine.entity.assessment.AssessmentState.Run;
import io.dmslocal.engine.entity.assessment.AssessmentState.Running;
import io.dmslocal.engine.entity.assessment.AssessmentState.Starting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Unfinished;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.TableMappings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

/**
 * What a run's state asks of the world: a look at the source, a few questions at a time, a report. Owned by the entity's thread; all of it is lost with the node
 * and begun again from the state.
 */
final class AssessmentEffects {

    private static final Logger LOG = LoggerFactory.getLogger("dms.ASSESSMENT");
    private static final String TIMER = "transition";

    /** Questions at once: each has a session of its own at the source or the target. */
    private static final int AT_ONCE = 4;

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final String arn;
    private final ActorContext<Command> context;
    private final Agenda<Command> agenda;
    private final AssessmentDelays delays;
    private final AssessmentWorld world;
    private final Executor blocking;
    private final Set<String> underWay = new HashSet<>();
    private Optional<Examination> examination = Optional.empty();
    private boolean checking;
    private boolean preparing;
    private boolean writing;

    AssessmentEffects(
            String arn,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            AssessmentDelays delays,
            Clock clock,
            AssessmentWorld world) {
        this.arn = arn;
        this.context = context;
        this.agenda = new Agenda<>(timers, clock);
        this.delays = delays;
        this.world = world;
        this.blocking = context.getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig("dms-local.engine.blocking-dispatcher"));
    }

    /** On a node, or once more after the journal failed. */
    void awoken(AssessmentState state) {
        forget();
        align(state);
    }

    private void forget() {
        underWay.clear();
        examination = Optional.empty();
        checking = false;
        preparing = false;
        writing = false;
    }

    void align(AssessmentState state) {
        if (state instanceof Starting starting) {
            forget();
            finishAfter(starting, starting.since(), delays.starting());
        } else if (state instanceof Provisioning provisioning) {
            check(provisioning);
        } else if (state instanceof Running running) {
            advance(running.run());
        } else if (state instanceof Cancelling cancelling) {
            if (cancelling.run().open().isEmpty()) {
                write(cancelling.run(), "failed");
            } else {
                finishAfter(cancelling, cancelling.since(), delays.cancelling());
            }
        } else if (state instanceof Ended) {
            context.getSelf().tell(new TellTask());
        } else if (state instanceof Deleting deleting) {
            finishAfter(deleting, deleting.since(), delays.deleting());
        } else {
            agenda.cancel(TIMER);
        }
    }

    /** Keys that are being examined now. */
    Set<String> underWay() {
        return Set.copyOf(underWay);
    }

    // ---- provisioning

    private void check(Provisioning state) {
        if (checking) {
            return;
        }
        checking = true;
        Executor later = CompletableFuture.delayedExecutor(
                agenda.rest(state.since(), delays.provisioning()).toMillis(), TimeUnit.MILLISECONDS, blocking);
        CompletionStage<Void> checked = CompletableFuture.runAsync(
                () -> {
                    if (!state.run().classic()) {
                        world.reports().check(place(state.run()));
                    }
                },
                later);
        context.pipeToSelf(
                checked,
                (done, defect) -> new Checked(Optional.ofNullable(defect).map(this::words)));
    }

    // ---- running

    private void advance(Run run) {
        if (run.open().isEmpty()) {
            write(run, Report.status(run.results()));
        } else if (examination.isPresent()) {
            ask(run, examination.get());
        } else if (!preparing) {
            preparing = true;
            context.pipeToSelf(
                    prepare(run),
                    (prepared, defect) -> new Prepared(
                            defect == null ? prepared : Outcome.refused(Fault.invalidState(words(defect)))));
        }
    }

    /** The task has been looked at: now it can be asked about. */
    void begin(Unfinished state, Examination ready) {
        examination = Optional.of(ready);
        align(state);
    }

    void answered(String key) {
        underWay.remove(key);
    }

    private void ask(Run run, Examination ready) {
        for (String key : run.open()) {
            if (underWay.size() < AT_ONCE && underWay.add(key)) {
                context.pipeToSelf(
                        CompletableFuture.supplyAsync(() -> ready.examine(key), blocking),
                        (result, defect) -> new Examined(defect == null ? result : Result.error(key, words(defect))));
            }
        }
    }

    /** From what task and endpoints are now: their passwords stand in no journal. */
    private CompletionStage<Outcome<Examination>> prepare(Run run) {
        return assignment(run)
                .thenApplyAsync(
                        assignment -> assignment.map(known -> Examination.begin(world.connectors(), known)), blocking);
    }

    private CompletionStage<Outcome<Assignment>> assignment(Run run) {
        return world.task()
                .apply(run.document().replicationTaskArn())
                .thenCompose(task -> task.then(found -> sides(found)));
    }

    private CompletionStage<Outcome<Assignment>> sides(ReplicationTask task) {
        return world.resolve()
                .apply(task.sourceEndpointArn())
                .thenCompose(source -> source.then(from -> world.resolve()
                        .apply(task.targetEndpointArn())
                        .thenApply(target -> target.flatMap(to -> TableMappings.parse(task.tableMappings())
                                .map(mappings -> new Assignment(
                                        task.migrationTypeAsString(),
                                        mappings,
                                        task.replicationTaskSettings(),
                                        from,
                                        to))))));
    }

    // ---- the end

    private void write(Run run, String status) {
        if (writing) {
            return;
        }
        writing = true;
        if (run.classic()) {
            context.getSelf().tell(new Written(Optional.empty()));
            return;
        }
        List<Result> results = run.results();
        Map<String, String> files = Report.files(status, results);
        context.pipeToSelf(
                CompletableFuture.runAsync(() -> world.reports().write(place(run), files), blocking),
                (done, defect) -> new Written(Optional.ofNullable(defect).map(this::words)));
    }

    /** Until the task has answered; harmless when it knows. */
    void tellTask(Ended state) {
        String task = state.run().document().replicationTaskArn();
        ActorSystem<?> system = context.getSystem();
        ActorRef<Command> self = context.getSelf();
        world.endTest().apply(task, arn).whenComplete((told, defect) -> {
            if (defect != null) {
                LOG.warn("Task {} is not told yet that {} has ended: {}", task, arn, defect.getMessage());
                system.scheduler().scheduleOnce(AGAIN, () -> self.tell(new TellTask()), system.executionContext());
            }
        });
    }

    private static ReportStore.Place place(Run run) {
        ReplicationTaskAssessmentRun document = run.document();
        return new ReportStore.Place(
                Arn.parse(document.replicationTaskArn()).orElseThrow().scope().region(),
                document.resultLocationBucket(),
                Objects.requireNonNullElse(document.resultLocationFolder(), ""),
                Objects.requireNonNullElse(document.resultEncryptionMode(), ""),
                Objects.requireNonNullElse(document.resultKmsKeyArn(), ""));
    }

    private String words(Throwable defect) {
        Throwable cause =
                defect instanceof CompletionException && defect.getCause() != null ? defect.getCause() : defect;
        if (!(cause instanceof ConnectorException || cause instanceof ReportStore.Unusable)) {
            LOG.warn("Assessment run {} met a defect", arn, cause);
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }

    private void finishAfter(AssessmentState state, Instant since, Duration delay) {
        agenda.after(TIMER, new Finish(state.status()), since, delay);
    }
}
