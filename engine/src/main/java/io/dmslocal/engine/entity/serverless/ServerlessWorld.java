package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.entity.running.RunWorld;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Described;
import io.dmslocal.engine.model.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a serverless replication needs of the rest of the engine; the engine connects it.
 *
 * @param connections tests them
 * @param premigrations makes assessments before a start
 * @param notices what the replications of this node say of themselves while nothing runs
 */
public record ServerlessWorld(
        RunWorld runs, Connections connections, Premigrations premigrations, Noticeboard<Described> notices) {

    /** Reaches what is behind endpoints, from here: there is no instance to reach it from. */
    public interface Connections {

        /** Why it cannot be reached; empty when it can. */
        CompletionStage<Optional<String>> problem(String endpointArn, boolean isSource);
    }

    /** Runs of assessments; who asked for one is told by {@link ReplicationProtocol.AssessmentTold}. */
    public interface Premigrations {

        /** Begins a run, or lets one go on that was begun before a restart. */
        CompletionStage<Outcome<String>> begin(String configArn, Premigration premigration);

        /** Harmless when it has ended. */
        void cancel(String runArn);

        /** Its report stays. */
        void forget(String runArn);
    }
}
