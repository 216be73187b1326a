package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.listing.Page;
import io.dmslocal.api.listing.Roster;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Assessments;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.assessment.ManagedBucket;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Cancel;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Delete;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Described;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CancelReplicationTaskAssessmentRunRequest;
import software.amazon.awssdk.services.databasemigration.model.CancelReplicationTaskAssessmentRunResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationTaskAssessmentRunRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationTaskAssessmentRunResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeApplicableIndividualAssessmentsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeApplicableIndividualAssessmentsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskAssessmentResultsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskAssessmentResultsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskAssessmentRunsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskAssessmentRunsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskIndividualAssessmentsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskIndividualAssessmentsResponse;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentResult;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskIndividualAssessment;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentResponse;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunResponse;

/**
 * Premigration assessments. AWS: API_StartReplicationTaskAssessmentRun, API_DescribeReplicationTaskAssessmentRuns,
 * API_DescribeReplicationTaskIndividualAssessments, API_CancelReplicationTaskAssessmentRun, API_DeleteReplicationTaskAssessmentRun,
 * API_DescribeApplicableIndividualAssessments, API_StartReplicationTaskAssessment, API_DescribeReplicationTaskAssessmentResults.
 */
public final class AssessmentOperations {

    /** @param instanceArn of its task, which has it */
    private record HostedRun(ReplicationTaskAssessmentRun run, String instanceArn) {}

    /** @param taskArn of its run, which has it */
    private record Question(ReplicationTaskIndividualAssessment assessment, String taskArn) {}

    private static final Listing<HostedRun> RUNS = Listing.of(
                    Markers.<HostedRun>by(hosted -> newestFirst(hosted.run())).bounds(1, 100),
                    Filters.<HostedRun>none()
                            .exact(
                                    "replication-task-assessment-run-arn",
                                    hosted -> hosted.run().replicationTaskAssessmentRunArn())
                            .exact(
                                    "replication-task-arn",
                                    hosted -> hosted.run().replicationTaskArn())
                            .exact("replication-instance-arn", HostedRun::instanceArn)
                            .exact("status", hosted -> hosted.run().status()))
            .refusingNothing("No Assessment Runs found matching provided filters");

    private static final Listing<Question> QUESTIONS = Listing.of(
            Markers.<Question>by(question -> question.assessment().replicationTaskAssessmentRunArn() + "\n"
                            + question.assessment().individualAssessmentName())
                    .bounds(1, 100),
            Filters.<Question>none()
                    .exact(
                            "replication-task-assessment-run-arn",
                            question -> question.assessment().replicationTaskAssessmentRunArn())
                    .exact("replication-task-arn", Question::taskArn)
                    .exact("status", question -> question.assessment().status()));

    private static final Listing<String> NAMES =
            Listing.of(Markers.<String>by(name -> name).bounds(1, 100), Filters.none());

    private static final Listing<ReplicationTaskAssessmentResult> RESULTS =
            Listing.of(Markers.by(ReplicationTaskAssessmentResult::replicationTaskIdentifier), Filters.none());

    /** Of an account's tasks, few were ever assessed. */
    private static final Roster<ReplicationTaskAssessmentResult> ALL_RESULTS = new Roster<>(RESULTS, "", "");

    private final Engine engine;

    public AssessmentOperations(Engine engine) {
        this.engine = engine;
    }

    public void register(Operations operations) {
        operations
                .real(
                        "StartReplicationTaskAssessmentRun",
                        StartReplicationTaskAssessmentRunRequest::builder,
                        this::startReplicationTaskAssessmentRun)
                .differs("asks from this machine; what no connector can examine is skipped, and the report says why")
                .differs(
                        "its role is not looked at; without dms-local.engine.s3-endpoint the report lies in the data directory, reports/BUCKET/FOLDER")
                .differs(
                        "a run writes over the files that an earlier one has left in its bucket and folder (assumed): give each a folder of its own");
        operations.real(
                "DescribeReplicationTaskAssessmentRuns",
                DescribeReplicationTaskAssessmentRunsRequest::builder,
                this::describeReplicationTaskAssessmentRuns);
        operations.real(
                "DescribeReplicationTaskIndividualAssessments",
                DescribeReplicationTaskIndividualAssessmentsRequest::builder,
                this::describeReplicationTaskIndividualAssessments);
        operations
                .real(
                        "CancelReplicationTaskAssessmentRun",
                        CancelReplicationTaskAssessmentRunRequest::builder,
                        this::cancelReplicationTaskAssessmentRun)
                .differs(
                        "a question that was put to a database is not interrupted there; its answer is not waited for");
        operations.real(
                "DeleteReplicationTaskAssessmentRun",
                DeleteReplicationTaskAssessmentRunRequest::builder,
                this::deleteReplicationTaskAssessmentRun);
        operations
                .real(
                        "DescribeApplicableIndividualAssessments",
                        DescribeApplicableIndividualAssessmentsRequest::builder,
                        this::describeApplicableIndividualAssessments)
                .differs("the keys of AWS's documentation, of which the live service may have more");
        operations
                .real(
                        "StartReplicationTaskAssessment",
                        StartReplicationTaskAssessmentRequest::builder,
                        this::startReplicationTaskAssessment)
                .differs("asks one question, which data types are not supported; none is told to be supported in part");
        operations
                .real(
                        "DescribeReplicationTaskAssessmentResults",
                        DescribeReplicationTaskAssessmentResultsRequest::builder,
                        this::describeReplicationTaskAssessmentResults)
                .differs(
                        "S3ObjectUrl is not signed; it is of the S3 at dms-local.engine.s3-endpoint, or a file of the data directory");
    }

    private CompletionStage<Answer> startReplicationTaskAssessmentRun(
            Caller caller, StartReplicationTaskAssessmentRunRequest request) {
        return Outcome.unless(AssessmentRequests.fault(request), request)
                .flatMap(valid -> Arns.of(caller, Kind.TASK, valid.replicationTaskArn()))
                .flatMap(task -> TagOperations.tags(request.tags()))
                .then(tags -> engine.assessments().start(caller.scope(), request, tags))
                .thenCompose(run -> answer(
                        run,
                        started -> StartReplicationTaskAssessmentRunResponse.builder()
                                .replicationTaskAssessmentRun(started)
                                .build()));
    }

    private CompletionStage<Answer> describeReplicationTaskAssessmentRuns(
            Caller caller, DescribeReplicationTaskAssessmentRunsRequest request) {
        Optional<Fault> fault = RUNS.fault(request.filters(), request.maxRecords(), request.marker());
        if (fault.isPresent()) {
            return Answer.soon(Answer.refused(fault.get()));
        }
        return runs(caller, request.filters())
                .thenCompose(runs -> hosted(runs, request.filters()))
                .thenApply(hosted -> RUNS.answer(
                        hosted,
                        request.filters(),
                        request.maxRecords(),
                        request.marker(),
                        page -> DescribeReplicationTaskAssessmentRunsResponse.builder()
                                .replicationTaskAssessmentRuns(page.items().stream()
                                        .map(HostedRun::run)
                                        .toList())
                                .marker(page.marker())
                                .build()));
    }

    private CompletionStage<Answer> describeReplicationTaskIndividualAssessments(
            Caller caller, DescribeReplicationTaskIndividualAssessmentsRequest request) {
        Optional<Fault> fault = QUESTIONS.fault(request.filters(), request.maxRecords(), request.marker());
        if (fault.isPresent()) {
            return Answer.soon(Answer.refused(fault.get()));
        }
        return runs(caller, request.filters()).thenApply(runs -> {
            List<Question> all = new ArrayList<>();
            runs.forEach(run -> run.individuals()
                    .forEach(each -> all.add(new Question(each, run.document().replicationTaskArn()))));
            return QUESTIONS.answer(
                    all,
                    request.filters(),
                    request.maxRecords(),
                    request.marker(),
                    page -> DescribeReplicationTaskIndividualAssessmentsResponse.builder()
                            .replicationTaskIndividualAssessments(page.items().stream()
                                    .map(Question::assessment)
                                    .toList())
                            .marker(page.marker())
                            .build());
        });
    }

    private CompletionStage<Answer> cancelReplicationTaskAssessmentRun(
            Caller caller, CancelReplicationTaskAssessmentRunRequest request) {
        return Arns.of(caller, Kind.ASSESSMENT_RUN, request.replicationTaskAssessmentRunArn())
                .then(arn -> engine.assessments().run(arn, Cancel::new).thenApply(AssessmentRunEntity.Reply::outcome))
                .thenCompose(run -> answer(
                        run,
                        cancelling -> CancelReplicationTaskAssessmentRunResponse.builder()
                                .replicationTaskAssessmentRun(cancelling)
                                .build()));
    }

    private CompletionStage<Answer> deleteReplicationTaskAssessmentRun(
            Caller caller, DeleteReplicationTaskAssessmentRunRequest request) {
        return Arns.of(caller, Kind.ASSESSMENT_RUN, request.replicationTaskAssessmentRunArn())
                .then(arn -> engine.assessments().run(arn, Delete::new).thenApply(AssessmentRunEntity.Reply::outcome))
                .thenCompose(run -> answer(
                        run,
                        deleting -> DeleteReplicationTaskAssessmentRunResponse.builder()
                                .replicationTaskAssessmentRun(deleting)
                                .build()));
    }

    private CompletionStage<Answer> describeApplicableIndividualAssessments(
            Caller caller, DescribeApplicableIndividualAssessmentsRequest request) {
        return Outcome.unless(
                        NAMES.fault(List.of(), request.maxRecords(), request.marker())
                                .or(() -> AssessmentRequests.fault(request)),
                        request)
                .then(valid -> applicable(caller, valid))
                .thenApply(names -> names.fold(
                        all -> NAMES.answer(
                                all,
                                List.of(),
                                request.maxRecords(),
                                request.marker(),
                                page -> DescribeApplicableIndividualAssessmentsResponse.builder()
                                        .individualAssessmentNames(page.items())
                                        .marker(page.marker())
                                        .build()),
                        Answer::refused));
    }

    /** Of a task, of a serverless replication, or of a pair of engines on an instance that must exist. */
    private CompletionStage<Outcome<List<String>>> applicable(
            Caller caller, DescribeApplicableIndividualAssessmentsRequest request) {
        if (request.replicationTaskArn() != null) {
            return Arns.of(caller, Kind.TASK, request.replicationTaskArn())
                    .then(arn -> engine.assessments().applicable(arn));
        }
        if (request.replicationConfigArn() != null) {
            return Arns.of(caller, Kind.SERVERLESS, request.replicationConfigArn())
                    .then(arn -> engine.assessments().applicable(arn));
        }
        return Arns.of(caller, Kind.INSTANCE, request.replicationInstanceArn())
                .then(arn -> engine.instance(arn, ReplicationInstanceEntity.Describe::new)
                        .thenApply(reply -> reply.outcome()
                                .map(instance -> Assessments.applicable(
                                        request.sourceEngineName(),
                                        request.targetEngineName(),
                                        request.migrationTypeAsString()))));
    }

    private CompletionStage<Answer> startReplicationTaskAssessment(
            Caller caller, StartReplicationTaskAssessmentRequest request) {
        return Arns.of(caller, Kind.TASK, request.replicationTaskArn())
                .then(arn -> engine.assessments().startClassic(arn))
                .thenApply(task -> Answer.of(
                        task,
                        testing -> StartReplicationTaskAssessmentResponse.builder()
                                .replicationTask(testing)
                                .build()));
    }

    private CompletionStage<Answer> describeReplicationTaskAssessmentResults(
            Caller caller, DescribeReplicationTaskAssessmentResultsRequest request) {
        Function<Page<ReplicationTaskAssessmentResult>, SdkPojo> shape =
                page -> DescribeReplicationTaskAssessmentResultsResponse.builder()
                        .bucketName(ManagedBucket.of(caller.scope()))
                        .replicationTaskAssessmentResults(page.items())
                        .marker(page.marker())
                        .build();
        if (request.replicationTaskArn() == null) {
            return ALL_RESULTS.answerOfSome(
                    Roster.Source.of(
                            engine,
                            caller.scope(),
                            Kind.TASK,
                            arns -> engine.tasks(arns).thenCompose(tasks -> results(tasks, false))),
                    request.maxRecords(),
                    request.marker(),
                    shape);
        }
        return Outcome.unless(RESULTS.fault(List.of(), request.maxRecords(), request.marker()), request)
                .flatMap(valid -> Arns.of(caller, Kind.TASK, valid.replicationTaskArn()))
                .then(arn -> engine.task(arn, TaskProtocol.Describe::new).thenApply(reply -> reply.outcome()))
                .thenCompose(task ->
                        task.then(found -> results(List.of(found), true).thenApply(results -> Outcome.done(results))))
                .thenApply(results -> results.fold(
                        all -> RESULTS.answer(all, List.of(), request.maxRecords(), request.marker(), shape),
                        Answer::refused));
    }

    /** Tasks that were never assessed are left out. */
    private CompletionStage<List<ReplicationTaskAssessmentResult>> results(List<ReplicationTask> tasks, boolean whole) {
        CompletionStage<List<ReplicationTaskAssessmentResult>> all =
                CompletableFuture.completedFuture(new ArrayList<>());
        for (ReplicationTask task : tasks) {
            all = all.thenCombine(engine.assessments().classicResults(task.replicationTaskArn()), (sofar, results) -> {
                results.value()
                        .flatMap(found -> ClassicResults.of(task, found, whole))
                        .ifPresent(sofar::add);
                return sofar;
            });
        }
        return all;
    }

    private CompletionStage<Answer> answer(
            Outcome<Described> run, Function<ReplicationTaskAssessmentRun, SdkPojo> shape) {
        return engine.assessments().document(run).thenApply(document -> Answer.of(document, shape::apply));
    }

    /** Of thousands of tasks, only those that a filter names are looked at. */
    private CompletionStage<List<Described>> runs(Caller caller, List<Filter> filters) {
        Optional<Filter> byTask = filters.stream()
                .filter(filter -> filter.name().equals("replication-task-arn"))
                .findFirst();
        if (byTask.isEmpty()) {
            return engine.assessments().runs(caller.scope());
        }
        CompletionStage<List<Described>> all = CompletableFuture.completedFuture(List.of());
        for (String task : Set.copyOf(byTask.get().values())) {
            CompletionStage<List<Described>> some = Arns.of(caller, Kind.TASK, task)
                    .fold(engine.assessments()::runsOf, fault -> CompletableFuture.completedFuture(List.of()));
            all = all.thenCombine(
                    some,
                    (sofar, more) ->
                            Stream.concat(sofar.stream(), more.stream()).toList());
        }
        return all;
    }

    /** Only a filter by instance needs the tasks. */
    private CompletionStage<List<HostedRun>> hosted(List<Described> runs, List<Filter> filters) {
        boolean byInstance = filters.stream().anyMatch(filter -> filter.name().equals("replication-instance-arn"));
        CompletionStage<Map<String, String>> instances = byInstance
                ? engine.tasks(runs.stream()
                                .map(run -> run.document().replicationTaskArn())
                                .distinct()
                                .toList())
                        .thenApply(tasks -> tasks.stream()
                                .collect(Collectors.toMap(
                                        ReplicationTask::replicationTaskArn, ReplicationTask::replicationInstanceArn)))
                : CompletableFuture.completedFuture(Map.of());
        return instances.thenApply(byTask -> runs.stream()
                .map(Described::document)
                .map(run -> new HostedRun(run, Objects.requireNonNullElse(byTask.get(run.replicationTaskArn()), "")))
                .toList());
    }

    /** Sorted in ascending order, the greatest time comes first. */
    private static String newestFirst(ReplicationTaskAssessmentRun run) {
        long age =
                Long.MAX_VALUE - run.replicationTaskAssessmentRunCreationDate().toEpochMilli();
        return String.format("%019d", age) + run.replicationTaskAssessmentRunArn();
    }
}
