package io.dmslocal.engine.entity.assessment;

import io.dmslocal.engine.assessment.AssessmentOrder;
import io.dmslocal.engine.assessment.ManagedBucket;
import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.assessment.Result;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Described;
import io.dmslocal.engine.entity.assessment.AssessmentState.Deleting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Ended;
import io.dmslocal.engine.entity.assessment.AssessmentState.Individual;
import io.dmslocal.engine.entity.assessment.AssessmentState.Present;
import io.dmslocal.engine.entity.assessment.AssessmentState.Run;
import io.dmslocal.engine.model.Arn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskIndividualAssessment;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunRequest;

/** A run and its individual assessments as callers see them. Pure. */
public final class AssessmentDocument {

    private AssessmentDocument() {}

    /** As the directory has it: names are unique for each task. */
    public static String identifier(String taskArn, String name) {
        return Arn.parse(taskArn).orElseThrow().id() + "/" + name;
    }

    public static AssessmentOrder order(StartReplicationTaskAssessmentRunRequest request) {
        return new AssessmentOrder(
                request.includeOnly(),
                request.exclude(),
                text(request.resultEncryptionMode()),
                text(request.resultKmsKeyArn()));
    }

    public static ReplicationTaskAssessmentRun of(
            String arn, StartReplicationTaskAssessmentRunRequest request, Instant now) {
        return begun(arn, request.replicationTaskArn(), request.assessmentRunName(), now)
                .copy(run -> run.serviceAccessRoleArn(request.serviceAccessRoleArn())
                        .resultLocationBucket(request.resultLocationBucket())
                        .resultLocationFolder(request.resultLocationFolder())
                        .resultEncryptionMode(request.resultEncryptionMode())
                        .resultKmsKeyArn(request.resultKmsKeyArn()));
    }

    /** Of the old-style assessment of a task. */
    public static ReplicationTaskAssessmentRun classic(String arn, ReplicationTask task, Instant now) {
        return begun(arn, task.replicationTaskArn(), "", now)
                .copy(run -> run.resultLocationBucket(
                                ManagedBucket.of(Arn.parse(arn).orElseThrow().scope()))
                        .resultLocationFolder(task.replicationTaskIdentifier()));
    }

    /** The time in milliseconds: what the wire shows must be what is compared. */
    private static ReplicationTaskAssessmentRun begun(String arn, String clientArn, String name, Instant now) {
        return ReplicationTaskAssessmentRun.builder()
                .replicationTaskAssessmentRunArn(arn)
                .replicationTaskArn(clientArn)
                .replicationTaskAssessmentRunCreationDate(now.truncatedTo(ChronoUnit.MILLIS))
                .assessmentRunName(name)
                .build();
    }

    /** Where its report goes. */
    public static ReportStore.Place place(ReplicationTaskAssessmentRun run) {
        return new ReportStore.Place(
                Arn.parse(run.replicationTaskArn()).orElseThrow().scope().region(),
                run.resultLocationBucket(),
                text(run.resultLocationFolder()),
                text(run.resultEncryptionMode()),
                text(run.resultKmsKeyArn()));
    }

    /** Whether its report goes where no caller asked for it: then the run does not depend on it. */
    static boolean isInManagedBucket(ReplicationTaskAssessmentRun run) {
        return ManagedBucket.of(
                        Arn.parse(run.replicationTaskArn()).orElseThrow().scope())
                .equals(run.resultLocationBucket());
    }

    /** All runs of an account and region; each says whether it is its task's latest. */
    public static List<Described> withLatest(List<Described> all) {
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

    /** IsLatestTaskAssessmentRun is another's to know: it depends on the task's other runs. */
    public static ReplicationTaskAssessmentRun describe(Present state) {
        Run run = state.run();
        int completed = (int) run.individuals().stream()
                .filter(each -> isDone(status(state, each, Set.of())))
                .count();
        return run.document()
                .copy(d -> d.status(state.status())
                        .assessmentProgress(p -> p.individualAssessmentCount(
                                        run.individuals().size())
                                .individualAssessmentCompletedCount(completed))
                        .resultStatistic(s -> s.passed(count(state, "passed"))
                                .failed(count(state, "failed"))
                                .error(count(state, "error"))
                                .warning(count(state, "warning"))
                                .cancelled(count(state, "cancelled"))
                                .skipped(count(state, "skipped"))));
    }

    /** @param underWay keys that are being examined now */
    static ReplicationTaskIndividualAssessment describe(Present state, Individual individual, Set<String> underWay) {
        ReplicationTaskAssessmentRun document = state.run().document();
        return ReplicationTaskIndividualAssessment.builder()
                .replicationTaskIndividualAssessmentArn(individual.arn())
                .replicationTaskAssessmentRunArn(document.replicationTaskAssessmentRunArn())
                .individualAssessmentName(individual.key())
                .status(status(state, individual, underWay))
                .replicationTaskIndividualAssessmentStartDate(document.replicationTaskAssessmentRunCreationDate())
                .build();
    }

    private static int count(Present state, String status) {
        return (int) state.run().individuals().stream()
                .filter(each -> status(state, each, Set.of()).equals(status))
                .count();
    }

    /** A run that ended in an error before it asked leaves errors. */
    private static String status(Present state, Individual individual, Set<String> underWay) {
        return state.run()
                .result(individual.key())
                .map(Result::status)
                .orElseGet(() -> state instanceof Ended || state instanceof Deleting
                        ? "error"
                        : underWay.contains(individual.key()) ? "running" : "pending");
    }

    private static boolean isDone(String status) {
        return !status.equals("pending") && !status.equals("running");
    }

    private static String text(String given) {
        return Objects.requireNonNullElse(given, "");
    }
}
