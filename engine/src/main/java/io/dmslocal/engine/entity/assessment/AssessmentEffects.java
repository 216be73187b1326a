package io.dmslocal.engine.entity.assessment;

import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.assessment.DataTypeReport;
import io.dmslocal.engine.assessment.Examination;
import io.dmslocal.engine.assessment.Report;
import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.assessment.Result;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Checked;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ClientTold;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Command;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Examined;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Finish;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Prepared;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.TellClient;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Written;
import io.dmslocal.engine.entity.assessment.AssessmentState.Cancelling;
import io.dmslocal.engine.entity.assessment.AssessmentState.Deleting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Ended;
import io.dmslocal.engine.entity.assessment.AssessmentState.Provisioning;
import io.dmslocal.engine.entity.assessment.AssessmentState.Run;
import io.dmslocal.engine.entity.assessment.AssessmentState.Running;
import io.dmslocal.engine.entity.assessment.AssessmentState.Starting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Unfinished;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

/**
 * What a run's state asks of the world: a look at the source, a few questions at a time, a report. Owned by the entity's thread; all of it is lost with the node
 * and begun again from the state.
 */
final class AssessmentEffects {

    private static final Logger LOG = LoggerFactory.getLogger("dms.ASSESSMENT");
    private static final String TIMER = "transition";
    private static final String TELL = "tell";

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
            finishAfter(provisioning, provisioning.since(), delays.provisioning());
        } else if (state instanceof Running running) {
            advance(running.run());
        } else if (state instanceof Cancelling cancelling) {
            if (cancelling.run().open().isEmpty()) {
                write(cancelling.run(), "failed");
            } else {
                finishAfter(cancelling, cancelling.since(), delays.cancelling());
            }
        } else if (state instanceof Ended ended) {
            tellEnd(ended);
        } else if (state instanceof Deleting deleting) {
            finishAfter(deleting, deleting.since(), delays.deleting());
        } else {
            agenda.cancel(TIMER);
        }
        if (state instanceof Unfinished unfinished) {
            world.clients().tell(AssessmentDocument.describe(unfinished), false);
        }
    }

    /** Keys that are being examined now. */
    Set<String> underWay() {
        return Set.copyOf(underWay);
    }

    // ---- provisioning

    void check(Provisioning state) {
        ReplicationTaskAssessmentRun document = state.run().document();
        if (checking) {
            return;
        }
        checking = true;
        if (state.run().classic() || AssessmentDocument.isInManagedBucket(document)) {
            context.getSelf().tell(new Checked(Optional.empty()));
            return;
        }
        context.pipeToSelf(
                CompletableFuture.runAsync(() -> world.reports().check(AssessmentDocument.place(document)), blocking),
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

    private CompletionStage<Outcome<Examination>> prepare(Run run) {
        return world.clients()
                .assignment(run.document().replicationTaskArn())
                .thenApplyAsync(
                        assignment -> assignment.map(known -> Examination.begin(world.connectors(), known)), blocking);
    }

    // ---- the end

    private void write(Run run, String status) {
        if (writing) {
            return;
        }
        writing = true;
        context.pipeToSelf(
                CompletableFuture.supplyAsync(() -> written(run, status), blocking),
                (url, defect) -> defect == null
                        ? new Written(Optional.empty(), url)
                        : new Written(Optional.of(words(defect)), Optional.empty()));
    }

    /** @return where the file of an old-style assessment lies */
    private Optional<String> written(Run run, String status) {
        ReplicationTaskAssessmentRun document = run.document();
        if (document.resultLocationBucket() == null) {
            return Optional.empty(); // an old-style assessment that was begun before there were files
        }
        ReportStore.Place place = AssessmentDocument.place(document);
        if (AssessmentDocument.isInManagedBucket(document)) {
            world.reports().prepare(place);
        }
        if (!run.classic()) {
            world.reports().write(place, Report.files(status, run.results()));
            return Optional.empty();
        }
        String file = DataTypeReport.file(document.replicationTaskAssessmentRunCreationDate());
        String content = DataTypeReport.json(
                document.resultLocationFolder(), run.results().get(0));
        world.reports().write(place, Map.of(file, content));
        return Optional.of(world.reports().uri(place, file).toString());
    }

    /** Until the client has answered; harmless when it knows. */
    void tellEnd(Ended state) {
        context.pipeToSelf(
                world.clients().tell(AssessmentDocument.describe(state), true),
                (told, defect) -> new ClientTold(Optional.ofNullable(defect).map(Throwable::getMessage)));
    }

    void tellEndLater(Ended state, String failure) {
        LOG.warn(
                "{} is not told yet that {} has ended: {}",
                state.run().document().replicationTaskArn(),
                arn,
                failure);
        agenda.in(TELL, new TellClient(), AGAIN);
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
