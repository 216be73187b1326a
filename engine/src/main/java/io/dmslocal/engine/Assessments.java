package io.dmslocal.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.dmslocal.engine.assessment.Catalogue;
import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.directory.RollCall;
import io.dmslocal.engine.entity.assessment.AssessmentDocument;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Create;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Described;
import io.dmslocal.engine.entity.assessment.AssessmentState.Run;
import io.dmslocal.engine.entity.assessment.AssessmentWorld;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.entity.task.TaskProtocol.BeginTest;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunRequest;

/**
 * Assessments of tasks, as far as tasks, endpoints and buckets have a say in them. Source: API_StartReplicationTaskAssessmentRun,
 * API_StartReplicationTaskAssessment.
 */
public final class Assessments {

    /** ARN type of old-style assessments: one for each task, and no caller sees it. */
    static final String CLASSIC = "task-assessment";

    private static final Set<String> AT_REST = Set.of("ready", "stopped", "failed");
    private static final List<String> CLASSIC_KEYS = List.of("unsupported-data-types-in-source");

    private final Engine engine;
    private final AssessmentClients clients;
    private final Clock clock;
    private final Duration askTimeout;
    private final ReportStore reports;
    private final Executor blocking;
    private final Sharded<AssessmentRunEntity.Command> runs;
    private final RollCall<AssessmentRunEntity.Command, AssessmentRunEntity.Reply, Described> call;

    /** Where reports go. */
    ReportStore reports() {
        return reports;
    }

    /**
     * @param resolve an endpoint's connection data, by ARN
     * @param folder for reports where there is no S3
     */
    Assessments(
            Engine engine,
            ActorSystem<?> system,
            EngineSettings settings,
            Clock clock,
            Connectors connectors,
            Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve,
            Path folder) {
        this.engine = engine;
        this.clock = clock;
        this.askTimeout = settings.askTimeout();
        this.reports = ReportStore.of(settings.s3Endpoint(), folder);
        this.blocking =
                system.dispatchers().lookup(DispatcherSelector.fromConfig("dms-local.engine.blocking-dispatcher"));
        this.clients = new AssessmentClients(engine, resolve);
        AssessmentWorld world = new AssessmentWorld(clients, connectors, reports);
        runs = Sharded.start(
                system,
                settings,
                AssessmentRunEntity.Command.class,
                "assessment",
                new AssessmentRunEntity.Leave(),
                arn -> AssessmentRunEntity.create(arn, settings.assessment(), clock, engine, world));
        call = new RollCall<>(
                system,
                runs::ref,
                AssessmentRunEntity.Describe::new,
                AssessmentRunEntity.Reply::outcome,
                found -> found.document().replicationTaskAssessmentRunArn(),
                new Noticeboard<>());
    }

    Route route() {
        return new AssessmentRoute(runs);
    }

    public CompletionStage<AssessmentRunEntity.Reply> run(
            String arn, Function<ActorRef<AssessmentRunEntity.Reply>, AssessmentRunEntity.Command> command) {
        return engine.ifHeld(
                arn,
                Kind.ASSESSMENT_RUN,
                new AssessmentRunEntity.Refused(Kind.ASSESSMENT_RUN.notFound()),
                () -> runs.ask(arn, command));
    }

    /** All runs of an account and region, in no particular order; which is its task's latest is told. */
    public CompletionStage<List<Described>> runs(Scope scope) {
        return engine.list(scope, Kind.ASSESSMENT_RUN).thenCompose(this::describe);
    }

    /** Those of one task. */
    public CompletionStage<List<Described>> runsOf(String taskArn) {
        return namesOf(taskArn).thenCompose(this::describe);
    }

    private CompletionStage<List<Described>> describe(List<Directory.Entry> names) {
        return call.call(names.stream().map(Directory.Entry::arn).toList(), askTimeout)
                .thenCompose(this::withTasks)
                .thenApply(AssessmentDocument::withLatest);
    }

    /** A crash may leave runs whose task is gone, which nobody tells them a second time: whoever looks at them sends them after it. */
    private CompletionStage<List<Described>> withTasks(List<Described> found) {
        CompletionStage<List<String>> gone = CompletableFuture.completedFuture(List.of());
        for (String task : found.stream()
                .map(each -> each.document().replicationTaskArn())
                .distinct()
                .toList()) {
            gone = gone.thenCombine(
                    isGone(task),
                    (sofar, isGone) -> isGone
                            ? Stream.concat(sofar.stream(), Stream.of(task)).toList()
                            : sofar);
        }
        return gone.thenApply(dead -> {
            dead.forEach(this::taskGone);
            return found.stream()
                    .filter(each -> !dead.contains(each.document().replicationTaskArn()))
                    .toList();
        });
    }

    /** Who does not answer may be there. */
    private CompletionStage<Boolean> isGone(String task) {
        return task(task)
                .handle((outcome, defect) -> defect == null
                        && outcome.fault().filter(Kind.TASK.notFound()::equals).isPresent());
    }

    private CompletionStage<List<Directory.Entry>> namesOf(String taskArn) {
        String prefix = Identifiers.stored(AssessmentDocument.identifier(taskArn, ""));
        return engine.list(Arn.parse(taskArn).orElseThrow().scope(), Kind.ASSESSMENT_RUN)
                .thenApply(names -> names.stream()
                        .filter(entry -> Identifiers.stored(entry.identifier()).startsWith(prefix))
                        .toList());
    }

    /** One run, as {@link #runs} tells it. */
    public CompletionStage<Outcome<ReplicationTaskAssessmentRun>> document(Outcome<Described> run) {
        return run.then(found -> runsOf(found.document().replicationTaskArn())
                .thenApply(all -> Outcome.done(found.document()
                        .copy(d -> d.isLatestTaskAssessmentRun(all.stream()
                                .map(Described::document)
                                .filter(each -> each.replicationTaskAssessmentRunArn()
                                        .equals(found.document().replicationTaskAssessmentRunArn()))
                                .findFirst()
                                .map(ReplicationTaskAssessmentRun::isLatestTaskAssessmentRun)
                                .orElse(true))))));
    }

    // ---- a run begins

    /** Keys that apply to a task or a serverless replication, in the catalogue's order. */
    public CompletionStage<Outcome<List<String>>> applicable(String clientArn) {
        return clients.applicable(clientArn);
    }

    public static List<String> applicable(String source, String target, String migrationType) {
        return Catalogue.applicable(source, target, migrationType).stream()
                .map(Catalogue.Entry::key)
                .toList();
    }

    /** @param request checked as far as can be without the task */
    public CompletionStage<Outcome<Described>> start(
            Scope scope, StartReplicationTaskAssessmentRunRequest request, Tags tags) {
        Registration wanted = new Registration(
                scope,
                Kind.ASSESSMENT_RUN,
                AssessmentDocument.identifier(request.replicationTaskArn(), request.assessmentRunName()),
                Optional.empty());
        return applicable(request.replicationTaskArn())
                .thenApply(keys ->
                        keys.flatMap(all -> AssessmentDocument.order(request).chosen(all)))
                .thenCompose(keys -> keys.then(chosen -> usable(AssessmentDocument.of("", request, clock.instant()))
                        .thenCompose(bucket -> bucket.then(found -> engine.registrar()
                                .register(
                                        wanted,
                                        arn -> begin(
                                                Run.asking(
                                                        AssessmentDocument.of(arn, request, clock.instant()),
                                                        chosen,
                                                        tags,
                                                        false),
                                                AT_REST))))));
    }

    /** A bucket that is not there refuses the start; an S3 that does not answer fails the run. */
    private CompletionStage<Outcome<ReplicationTaskAssessmentRun>> usable(ReplicationTaskAssessmentRun document) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        reports.check(AssessmentDocument.place(document));
                        return Outcome.done(document);
                    } catch (ReportStore.Unusable unusable) {
                        return Outcome.unless(unusable.fault(), document);
                    }
                },
                blocking);
    }

    /** The task is put to test, then the run begins. */
    private CompletionStage<Outcome<Described>> begin(Run run, Set<String> from) {
        String arn = run.document().replicationTaskAssessmentRunArn();
        return engine.task(run.document().replicationTaskArn(), replyTo -> new BeginTest(arn, from, replyTo))
                .thenApply(TaskProtocol.Reply::outcome)
                .thenCompose(task -> task.then(testing -> create(run)));
    }

    private CompletionStage<Outcome<Described>> create(Run run) {
        return runs.<AssessmentRunEntity.Reply>ask(
                        run.document().replicationTaskAssessmentRunArn(), replyTo -> new Create(run, replyTo))
                .thenApply(AssessmentRunEntity.Reply::outcome);
    }

    // ---- runs that no list has

    /** Begins the run; one that was begun before a restart awakes and goes on. */
    CompletionStage<Outcome<String>> ensure(ReplicationTaskAssessmentRun document, List<String> keys) {
        String arn = document.replicationTaskAssessmentRunArn();
        return runs.<AssessmentRunEntity.Reply>ask(arn, AssessmentRunEntity.Describe::new)
                .thenCompose(known -> known.outcome()
                        .<CompletionStage<Outcome<String>>>fold(
                                found -> CompletableFuture.completedFuture(Outcome.done(arn)),
                                fault -> create(Run.asking(document, keys, Tags.none(), false))
                                        .thenApply(begun -> begun.map(run -> arn))));
    }

    void cancel(String runArn) {
        runs.<AssessmentRunEntity.Reply>ask(runArn, AssessmentRunEntity.Cancel::new);
    }

    void forget(String runArn) {
        runs.ref(runArn).tell(new AssessmentRunEntity.Vanish());
    }

    // ---- old-style assessments

    /** Assesses a task that has stopped and whose connections work; answers the task, which is testing. */
    public CompletionStage<Outcome<ReplicationTask>> startClassic(String taskArn) {
        String arn = classic(taskArn);
        return task(taskArn)
                .thenApply(task -> task.flatMap(found -> found.status().equals("stopped")
                        ? Outcome.done(found)
                        : Outcome.<ReplicationTask>refused(Fault.invalidState("Replication task " + taskArn
                                + " is in status " + found.status() + "; an assessment needs status stopped."))))
                .thenCompose(task -> task.then(stopped -> engine.taskStarts().connected(stopped)))
                .thenCompose(task -> task.then(ready -> begin(
                        Run.asking(
                                AssessmentDocument.classic(arn, ready, clock.instant()),
                                CLASSIC_KEYS,
                                Tags.none(),
                                true),
                        Set.of("stopped"))))
                .thenCompose(run -> run.then(begun -> task(taskArn)));
    }

    /** The last old-style assessment of a task; refused when there was none. */
    public CompletionStage<Outcome<AssessmentRunEntity.Results>> classicResults(String taskArn) {
        return runs.<AssessmentRunEntity.Reply>ask(classic(taskArn), AssessmentRunEntity.AskResults::new)
                .thenApply(reply -> reply.as(AssessmentRunEntity.Results.class));
    }

    private static String classic(String taskArn) {
        Arn task = Arn.parse(taskArn).orElseThrow();
        return new Arn(task.scope(), CLASSIC, task.id()).toString();
    }

    /** The runs of a task that is gone go with it. */
    void taskGone(String taskArn) {
        forget(classic(taskArn));
        namesOf(taskArn).thenAccept(names -> names.forEach(entry -> forget(entry.arn())));
    }

    private CompletionStage<Outcome<ReplicationTask>> task(String arn) {
        return engine.task(arn, TaskProtocol.Describe::new).thenApply(TaskProtocol.Reply::outcome);
    }
}
