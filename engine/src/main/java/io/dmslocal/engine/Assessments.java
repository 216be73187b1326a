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
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Create;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Described;
import io.dmslocal.engine.entity.assessment.AssessmentState.Individual;
import io.dmslocal.engine.entity.assessment.AssessmentState.Run;
import io.dmslocal.engine.entity.assessment.AssessmentWorld;
import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.entity.serverless.ReplicationEntity;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.entity.task.TaskProtocol.BeginTest;
import io.dmslocal.engine.entity.task.TaskProtocol.EndTest;
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
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
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
    private final Clock clock;
    private final Duration askTimeout;
    private final ReportStore reports;
    private final Executor blocking;
    private final Sharded<AssessmentRunEntity.Command> runs;
    private final RollCall<AssessmentRunEntity.Command, AssessmentRunEntity.Reply, Described> call;

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
        AssessmentWorld world = new AssessmentWorld(this::task, resolve, this::endTest, connectors, reports);
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

    /** Names are unique for each task. */
    static String identifier(String taskArn, String name) {
        return Arn.parse(taskArn).orElseThrow().id() + "/" + name;
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
        return engine.list(scope, Kind.ASSESSMENT_RUN)
                .thenCompose(names ->
                        call.call(names.stream().map(Directory.Entry::arn).toList(), askTimeout))
                .thenCompose(this::withTasks)
                .thenApply(Assessments::withLatest);
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

    /** One run, as {@link #runs} tells it. */
    public CompletionStage<Outcome<ReplicationTaskAssessmentRun>> document(Outcome<Described> run) {
        return run.then(found -> runs(Arn.parse(found.document().replicationTaskAssessmentRunArn())
                        .orElseThrow()
                        .scope())
                .thenApply(all -> Outcome.done(found.document()
                        .copy(d -> d.isLatestTaskAssessmentRun(all.stream()
                                .map(Described::document)
                                .filter(each -> each.replicationTaskAssessmentRunArn()
                                        .equals(found.document().replicationTaskAssessmentRunArn()))
                                .findFirst()
                                .map(ReplicationTaskAssessmentRun::isLatestTaskAssessmentRun)
                                .orElse(true))))));
    }

    private static List<Described> withLatest(List<Described> all) {
        Map<String, Described> latest = new HashMap<>();
        Comparator<Described> age =
                Comparator.comparing(found -> found.document().replicationTaskAssessmentRunCreationDate());
        all.forEach(each ->
                latest.merge(each.document().replicationTaskArn(), each, (a, b) -> age.compare(a, b) >= 0 ? a : b));
        return all.stream()
                .map(each -> new Described(
                        each.document()
                                .copy(d -> d.isLatestTaskAssessmentRun(
                                        latest.get(each.document().replicationTaskArn()) == each)),
                        each.individuals()))
                .toList();
    }

    // ---- a run begins

    /** Keys that apply to a task, in the catalogue's order. */
    public CompletionStage<Outcome<List<String>>> applicable(String taskArn) {
        return task(taskArn).thenCompose(task -> task.then(this::applicable));
    }

    private CompletionStage<Outcome<List<String>>> applicable(ReplicationTask task) {
        return applicableBetween(task.sourceEndpointArn(), task.targetEndpointArn(), task.migrationTypeAsString());
    }

    /** The same, of a serverless replication. */
    public CompletionStage<Outcome<List<String>>> applicableToReplication(String configArn) {
        return engine.replication(configArn, ReplicationEntity.Describe::new)
                .thenApply(reply -> reply.outcome().map(ReplicationEntity.Described::config))
                .thenCompose(config -> config.then(found -> applicableBetween(
                        found.sourceEndpointArn(), found.targetEndpointArn(), found.replicationTypeAsString())));
    }

    private CompletionStage<Outcome<List<String>>> applicableBetween(
            String sourceArn, String targetArn, String migrationType) {
        return engineName(sourceArn)
                .thenCompose(source -> source.then(from -> engineName(targetArn)
                        .thenApply(target -> target.map(to -> applicable(from, to, migrationType)))));
    }

    public static List<String> applicable(String source, String target, String migrationType) {
        return Catalogue.applicable(source, target, migrationType).stream()
                .map(Catalogue.Entry::key)
                .toList();
    }

    /** @param request checked as far as can be without the task */
    public CompletionStage<Outcome<Described>> start(
            Scope scope, StartReplicationTaskAssessmentRunRequest request, Tags tags) {
        String taskArn = request.replicationTaskArn();
        Registration wanted = new Registration(
                scope,
                Kind.ASSESSMENT_RUN,
                identifier(taskArn, request.assessmentRunName()),
                java.util.Optional.empty());
        return applicable(taskArn)
                .thenApply(keys -> keys.flatMap(all -> chosen(all, request)))
                .thenCompose(keys -> keys.then(chosen -> bucket(scope, request)
                        .thenCompose(bucket -> bucket.then(usable -> engine.registrar()
                                .register(
                                        wanted,
                                        arn -> begin(arn, document(arn, request), chosen, tags, AT_REST, false))))));
    }

    private static Outcome<List<String>> chosen(
            List<String> applicable, StartReplicationTaskAssessmentRunRequest request) {
        List<String> chosen = request.includeOnly().isEmpty()
                ? applicable.stream()
                        .filter(key -> !request.exclude().contains(key))
                        .toList()
                : request.includeOnly().stream().distinct().toList();
        return chosen.isEmpty()
                ? Outcome.refused(
                        Fault.invalidValue("Exclude names every assessment that applies to the task; leave one."))
                : Outcome.done(chosen);
    }

    /** A bucket that is not there refuses the start; an S3 that does not answer fails the run. */
    private CompletionStage<Outcome<String>> bucket(Scope scope, StartReplicationTaskAssessmentRunRequest request) {
        ReportStore.Place place = new ReportStore.Place(
                scope.region(), request.resultLocationBucket(), text(request.resultLocationFolder()), "", "");
        return CompletableFuture.supplyAsync(
                        () -> {
                            reports.check(place);
                            return Outcome.done(place.bucket());
                        },
                        blocking)
                .exceptionally(defect -> {
                    Throwable cause = defect instanceof CompletionException ? defect.getCause() : defect;
                    if (cause instanceof ReportStore.Unusable unusable) {
                        return switch (unusable.kind()) {
                            case NOT_THERE ->
                                Outcome.refused(new Fault("S3ResourceNotFoundFault", unusable.getMessage()));
                            case DENIED -> Outcome.refused(new Fault("S3AccessDeniedFault", unusable.getMessage()));
                            case UNREACHABLE -> Outcome.done(place.bucket());
                        };
                    }
                    throw new CompletionException(cause);
                });
    }

    private ReplicationTaskAssessmentRun document(String arn, StartReplicationTaskAssessmentRunRequest request) {
        return ReplicationTaskAssessmentRun.builder()
                .replicationTaskAssessmentRunArn(arn)
                .replicationTaskArn(request.replicationTaskArn())
                .replicationTaskAssessmentRunCreationDate(now())
                .assessmentRunName(request.assessmentRunName())
                .serviceAccessRoleArn(request.serviceAccessRoleArn())
                .resultLocationBucket(request.resultLocationBucket())
                .resultLocationFolder(request.resultLocationFolder())
                .resultEncryptionMode(request.resultEncryptionMode())
                .resultKmsKeyArn(request.resultKmsKeyArn())
                .build();
    }

    private CompletionStage<Outcome<Described>> begin(
            String arn,
            ReplicationTaskAssessmentRun document,
            List<String> keys,
            Tags tags,
            Set<String> from,
            boolean classic) {
        Scope scope = Arn.parse(arn).orElseThrow().scope();
        List<Individual> individuals = keys.stream()
                .map(key -> new Individual(
                        new Arn(scope, "individual-assessment", Identifiers.generated()).toString(), key))
                .toList();
        Run run = new Run(document, individuals, tags, classic, List.of());
        return engine.task(document.replicationTaskArn(), replyTo -> new BeginTest(arn, from, replyTo))
                .thenApply(TaskProtocol.Reply::outcome)
                .thenCompose(task -> task.then(
                        testing -> runs.<AssessmentRunEntity.Reply>ask(arn, replyTo -> new Create(run, replyTo))
                                .thenApply(AssessmentRunEntity.Reply::outcome)));
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
                        arn,
                        ReplicationTaskAssessmentRun.builder()
                                .replicationTaskAssessmentRunArn(arn)
                                .replicationTaskArn(taskArn)
                                .replicationTaskAssessmentRunCreationDate(now())
                                .assessmentRunName("")
                                .build(),
                        CLASSIC_KEYS,
                        Tags.none(),
                        Set.of("stopped"),
                        true)))
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

    // ---- what a run needs of its task

    /** The runs of a task that is gone go with it. */
    void taskGone(String taskArn) {
        Arn task = Arn.parse(taskArn).orElseThrow();
        String prefix = Identifiers.stored(identifier(taskArn, ""));
        runs.ref(classic(taskArn)).tell(new AssessmentRunEntity.Vanish());
        engine.list(task.scope(), Kind.ASSESSMENT_RUN)
                .thenAccept(names -> names.stream()
                        .filter(entry -> Identifiers.stored(entry.identifier()).startsWith(prefix))
                        .forEach(entry -> runs.ref(entry.arn()).tell(new AssessmentRunEntity.Vanish())));
    }

    private CompletionStage<Outcome<ReplicationTask>> task(String arn) {
        return engine.task(arn, TaskProtocol.Describe::new).thenApply(TaskProtocol.Reply::outcome);
    }

    private CompletionStage<?> endTest(String taskArn, String by) {
        return engine.task(taskArn, replyTo -> new EndTest(by, replyTo));
    }

    private CompletionStage<Outcome<String>> engineName(String endpointArn) {
        return engine.endpoint(endpointArn, EndpointEntity.Describe::new)
                .thenApply(reply -> reply.outcome().map(Endpoint::engineName));
    }

    /** Milliseconds: what the wire shows must be what is compared. */
    private Instant now() {
        return clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    }

    private static String text(String given) {
        return given == null ? "" : given;
    }
}
