package io.dmslocal.engine;

import io.dmslocal.engine.assessment.AssessmentOrder;
import io.dmslocal.engine.entity.serverless.Premigration;
import io.dmslocal.engine.entity.serverless.ServerlessWorld;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.PremigrationSettings;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.PremigrationAssessmentStatus;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

/** Assessments that serverless replications have before they begin: runs like those of tasks, which no list has. */
record Premigrations(Engine engine) implements ServerlessWorld.Premigrations {

    @Override
    public CompletionStage<Outcome<String>> begin(String configArn, Premigration premigration) {
        ReplicationTaskAssessmentRun document = document(configArn, premigration.status());
        return engine.assessments()
                .applicable(configArn)
                .thenApply(applicable -> applicable.flatMap(keys -> PremigrationSettings.parse(premigration.settings())
                        .flatMap(settings -> AssessmentOrder.of(settings).chosen(keys))))
                .thenCompose(chosen -> chosen.then(keys -> engine.assessments().ensure(document, keys)));
    }

    @Override
    public void cancel(String runArn) {
        engine.assessments().cancel(runArn);
    }

    @Override
    public void forget(String runArn) {
        engine.assessments().forget(runArn);
    }

    private static ReplicationTaskAssessmentRun document(String configArn, PremigrationAssessmentStatus status) {
        return ReplicationTaskAssessmentRun.builder()
                .replicationTaskAssessmentRunArn(status.premigrationAssessmentRunArn())
                .replicationTaskArn(configArn)
                .replicationTaskAssessmentRunCreationDate(status.premigrationAssessmentRunCreationDate())
                .assessmentRunName("")
                .resultLocationBucket(status.resultLocationBucket())
                .resultLocationFolder(status.resultLocationFolder())
                .resultEncryptionMode(status.resultEncryptionMode())
                .resultKmsKeyArn(status.resultKmsKeyArn())
                .build();
    }
}
