package io.dmslocal.api.operation;

import io.dmslocal.engine.assessment.DataTypeReport;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Results;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentResult;

/** What old-style assessments found, as AWS tells it. Pure. */
final class ClassicResults {

    private ClassicResults() {}

    /**
     * @param whole whether the findings themselves are wanted
     * @return empty while the first assessment goes on
     */
    static Optional<ReplicationTaskAssessmentResult> of(ReplicationTask task, Results results, boolean whole) {
        if (results.results().isEmpty()) {
            return Optional.empty();
        }
        Instant date = results.createdAt();
        String file = task.replicationTaskIdentifier() + "/" + DataTypeReport.file(date);
        ReplicationTaskAssessmentResult.Builder result = ReplicationTaskAssessmentResult.builder()
                .replicationTaskIdentifier(task.replicationTaskIdentifier())
                .replicationTaskArn(task.replicationTaskArn())
                .replicationTaskLastAssessmentDate(date)
                .assessmentStatus(words(results.status()))
                .assessmentResultsFile(file);
        if (whole) {
            result.assessmentResults(DataTypeReport.json(
                    task.replicationTaskIdentifier(), results.results().get(0)));
            results.report().ifPresent(result::s3ObjectUrl);
        }
        return Optional.of(result.build());
    }

    /** The first was observed on the real service, the others are assumed. */
    private static String words(String status) {
        return switch (status) {
            case "passed" -> "No issues found";
            case "error-executing" -> "Error";
            default -> "Issues found";
        };
    }
}
