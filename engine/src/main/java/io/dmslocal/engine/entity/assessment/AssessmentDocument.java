package io.dmslocal.engine.entity.assessment;

import io.dmslocal.engine.assessment.Result;
import io.dmslocal.engine.entity.assessment.AssessmentState.Deleting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Ended;
import io.dmslocal.engine.entity.assessment.AssessmentState.Individual;
import io.dmslocal.engine.entity.assessment.AssessmentState.Present;
import io.dmslocal.engine.entity.assessment.AssessmentState.Run;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskIndividualAssessment;

/** A run and its individual assessments as callers see them. Pure. */
public final class AssessmentDocument {

    private AssessmentDocument() {}

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
}
