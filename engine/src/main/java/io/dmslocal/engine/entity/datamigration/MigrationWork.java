package io.dmslocal.engine.entity.datamigration;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;

/** Moves a database into another of the same engine: the work of one run. Never blocks. */
public interface MigrationWork {

    /**
     * How a run ended.
     *
     * @param reason AWS: StopReason
     * @param failure why it failed; empty when it did not
     */
    record Ending(String reason, Optional<String> failure) {}

    /** A run that is going on. */
    interface Run {

        /** Completes when nothing is left to do, or after a stop. */
        CompletionStage<Ending> ending();

        /** Ends it as soon as possible. */
        void stop();
    }

    /** @param startType {@code start-replication}, {@code resume-processing} or {@code reload-target} */
    Run begin(DataMigration migration, String startType);
}
