package io.dmslocal.engine;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.RunningEngine.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.entity.assessment.AssessmentDocument;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Create;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Described;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Reply;
import io.dmslocal.engine.entity.assessment.AssessmentState.Run;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

class AssessmentsTest {

    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final String TASK = "arn:aws:dms:us-east-1:000000000000:task:GONE";

    @Test
    void aRunThatACrashKeptFromHearingOfItsTasksEndGoesWhenSomebodyLooks() {
        try (RunningEngine running = new RunningEngine()) {
            Engine engine = running.engine();
            Outcome<Described> left = await(engine.registrar()
                    .register(
                            new Registration(
                                    SCOPE,
                                    Kind.ASSESSMENT_RUN,
                                    AssessmentDocument.identifier(TASK, "left"),
                                    Optional.empty()),
                            arn -> engine.assessments()
                                    .run(arn, replyTo -> new Create(run(arn), replyTo))
                                    .thenApply(Reply::outcome)));
            assertEquals(Optional.empty(), left.fault());

            assertEquals(List.of(), await(engine.assessments().runs(SCOPE)));

            eventually(
                    "its name is free",
                    () -> await(engine.list(SCOPE, Kind.ASSESSMENT_RUN)).isEmpty());
        }
    }

    private static Run run(String arn) {
        ReplicationTaskAssessmentRun document = ReplicationTaskAssessmentRun.builder()
                .replicationTaskAssessmentRunArn(arn)
                .replicationTaskArn(TASK)
                .replicationTaskAssessmentRunCreationDate(Instant.parse("2026-03-04T12:00:00Z"))
                .assessmentRunName("left")
                .resultLocationBucket("bucket")
                .build();
        return new Run(document, List.of(), Tags.none(), false, List.of());
    }
}
