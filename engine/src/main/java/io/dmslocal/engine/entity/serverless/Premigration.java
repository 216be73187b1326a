package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.assessment.ManagedBucket;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.PremigrationSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.PremigrationAssessmentStatus;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;

/**
 * The assessment before a start; a replication keeps its latest. Source: AWS DMS user guide, "AWS DMS Serverless premigration".
 *
 * @param settings as the caller gave them
 * @param status as AWS tells it; without Status while it has not ended
 */
public record Premigration(String settings, PremigrationAssessmentStatus status) {

    private static final Set<String> GOOD = Set.of("passed", "warning");

    /** @param settings a document */
    static Outcome<Premigration> requested(ReplicationConfig config, String settings, Instant now) {
        Arn replication = Arn.parse(config.replicationConfigArn()).orElseThrow();
        Arn run = new Arn(replication.scope(), Kind.ASSESSMENT_RUN.arnType(), Identifiers.generated());
        return PremigrationSettings.parse(settings)
                .map(parsed -> new Premigration(
                        settings,
                        PremigrationAssessmentStatus.builder()
                                .premigrationAssessmentRunArn(run.toString())
                                .premigrationAssessmentRunCreationDate(now.truncatedTo(ChronoUnit.MILLIS))
                                .failOnAssessmentFailure(parsed.failsStart())
                                .resultLocationBucket(
                                        given(parsed.bucket()).orElseGet(() -> ManagedBucket.of(replication.scope())))
                                .resultLocationFolder(given(parsed.folder())
                                        .orElseGet(() -> config.replicationConfigIdentifier() + "/" + run.id()))
                                .resultEncryptionMode(given(parsed.encryption()).orElse(null))
                                .resultKmsKeyArn(given(parsed.kmsKeyArn()).orElse(null))
                                .build()));
    }

    String runArn() {
        return status.premigrationAssessmentRunArn();
    }

    boolean isOpen() {
        return status.status() == null;
    }

    boolean isOf(PremigrationAssessmentStatus told) {
        return runArn().equals(told.premigrationAssessmentRunArn());
    }

    /** With what its run tells. */
    Premigration with(PremigrationAssessmentStatus told) {
        return new Premigration(
                settings, told.copy(next -> next.failOnAssessmentFailure(status.failOnAssessmentFailure())));
    }

    /** Why the replication does not begin after its run has told this. */
    Optional<String> refusal(PremigrationAssessmentStatus told) {
        return GOOD.contains(told.status()) || !status.failOnAssessmentFailure()
                ? Optional.empty()
                : Optional.of("Premigration assessment run " + runArn() + " ended with status " + told.status()
                        + Optional.ofNullable(told.lastFailureMessage())
                                .map(why -> ": " + why)
                                .orElse("; its report is in s3://" + told.resultLocationBucket() + "/"
                                        + told.resultLocationFolder() + ".")
                        + " With FailOnAssessmentFailure false the replication starts all the same.");
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }
}
