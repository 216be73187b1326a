package io.dmslocal.engine.entity.assessment;

import io.dmslocal.engine.assessment.Examination.Assignment;
import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.model.Outcome;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

/** What a run needs of the rest of the engine; the engine connects it. */
public record AssessmentWorld(Clients clients, Connectors connectors, ReportStore reports) {

    /** For whom runs ask: tasks, and serverless replications before they begin. */
    public interface Clients {

        /** What is to be examined, as it is now: passwords stand in no journal. */
        CompletionStage<Outcome<Assignment>> assignment(String clientArn);

        /** Tells the client how far its run has got; completes when it knows. */
        CompletionStage<?> tell(ReplicationTaskAssessmentRun run, boolean hasEnded);
    }
}
