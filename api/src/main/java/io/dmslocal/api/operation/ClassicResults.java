package io.dmslocal.api.operation;

import io.dmslocal.engine.assessment.DataTypeReport;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Results;
import io.dmslocal.engine.model.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentResult;

/** What old-style assessments found, as AWS tells it; the file that it names is made on AWS and not here. Pure. */
final class ClassicResults {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm").withZone(ZoneOffset.UTC);

    private ClassicResults() {}

    /** {@code dms-<account>-<unique account identifier>}. */
    static String bucket(Scope scope) {
        UUID unique = UUID.nameUUIDFromBytes(scope.toString().getBytes(StandardCharsets.UTF_8));
        return "dms-" + scope.account() + "-"
                + unique.toString().replace("-", "").substring(0, 20);
    }

    /**
     * @param whole whether the findings themselves are wanted
     * @return empty while the first assessment goes on
     */
    static Optional<ReplicationTaskAssessmentResult> of(
            Scope scope, ReplicationTask task, Results results, boolean whole) {
        if (results.results().isEmpty()) {
            return Optional.empty();
        }
        Instant date = results.createdAt();
        String file = task.replicationTaskIdentifier() + "/" + MINUTE.format(date);
        ReplicationTaskAssessmentResult.Builder result = ReplicationTaskAssessmentResult.builder()
                .replicationTaskIdentifier(task.replicationTaskIdentifier())
                .replicationTaskArn(task.replicationTaskArn())
                .replicationTaskLastAssessmentDate(date)
                .assessmentStatus(words(results.status()))
                .assessmentResultsFile(file);
        if (whole) {
            result.assessmentResults(DataTypeReport.json(
                            task.replicationTaskIdentifier(), results.results().get(0)))
                    .s3ObjectUrl("https://s3." + scope.region() + ".amazonaws.com/" + bucket(scope) + "/" + file);
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
