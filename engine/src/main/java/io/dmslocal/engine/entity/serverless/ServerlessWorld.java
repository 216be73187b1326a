package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.entity.running.RunWorld;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Described;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a serverless replication needs of the rest of the engine; the engine connects it.
 *
 * @param connections tests them
 * @param notices what the replications of this node say of themselves while nothing runs
 */
public record ServerlessWorld(RunWorld runs, Connections connections, Noticeboard<Described> notices) {

    /** Reaches what is behind endpoints, from here: there is no instance to reach it from. */
    public interface Connections {

        /** Why it cannot be reached; empty when it can. */
        CompletionStage<Optional<String>> problem(String endpointArn, boolean isSource);
    }
}
