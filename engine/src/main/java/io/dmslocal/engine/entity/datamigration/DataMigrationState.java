package io.dmslocal.engine.entity.datamigration;

import io.dmslocal.engine.entity.HasStatus;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Created;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Deleted;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.DeletionRequested;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Modified;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.RunEnded;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.RunStarted;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.StartRequested;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.StopRequested;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;

/** The statuses of a data migration, each with what is true then; see {@link DataMigrationEntity} for the walk between them. */
public sealed interface DataMigrationState extends Message, HasStatus {

    /**
     * What a data migration is in every status.
     *
     * @param document without its status
     */
    record Migration(DataMigration document, Tags tags) {

        Migration with(DataMigration newDocument) {
            return new Migration(newDocument, tags);
        }

        Migration with(Tags newTags) {
            return new Migration(document, newTags);
        }
    }

    record Absent() implements DataMigrationState {
        Ready ready(Created event) {
            return new Ready(new Migration(event.document(), event.tags()));
        }
    }

    /** There is a data migration. */
    sealed interface Present extends DataMigrationState {

        Migration migration();

        Present with(Migration migration);

        default DataMigration describe() {
            return migration().document().copy(document -> document.dataMigrationStatus(status()));
        }
    }

    /** Nothing is going on: it may be changed, started and deleted. */
    sealed interface Idle extends Present {

        default Idle modified(Modified event) {
            return (Idle) with(migration().with(event.document()));
        }

        default Starting starting(StartRequested event) {
            return new Starting(migration(), event.startType(), event.at());
        }

        default Deleting deleting(DeletionRequested event) {
            return new Deleting(migration(), event.at());
        }
    }

    record Ready(Migration migration) implements Idle {
        @Override
        public Ready with(Migration changed) {
            return new Ready(changed);
        }
    }

    record Starting(Migration migration, String startType, Instant since) implements Present {
        @Override
        public Starting with(Migration changed) {
            return new Starting(changed, startType, since);
        }

        Running running(RunStarted event) {
            return new Running(
                    migration.with(DataMigrationDocument.begun(migration.document(), event.at())),
                    startType,
                    event.at());
        }
    }

    record Running(Migration migration, String startType, Instant since) implements Present {
        @Override
        public Running with(Migration changed) {
            return new Running(changed, startType, since);
        }

        Stopping stopping(StopRequested event) {
            return new Stopping(migration, event.at());
        }

        Idle ended(RunEnded event) {
            return DataMigrationState.ended(migration, event);
        }
    }

    record Stopping(Migration migration, Instant since) implements Present {
        @Override
        public Stopping with(Migration changed) {
            return new Stopping(changed, since);
        }

        Idle ended(RunEnded event) {
            return DataMigrationState.ended(migration, event);
        }
    }

    private static Idle ended(Migration migration, RunEnded event) {
        Migration ended = migration.with(DataMigrationDocument.ended(
                migration.document(), new MigrationWork.Ending(event.reason(), event.failure()), event.at()));
        return event.failure().isPresent() ? new Failed(ended) : new Stopped(ended);
    }

    record Stopped(Migration migration) implements Idle {
        @Override
        public Stopped with(Migration changed) {
            return new Stopped(changed);
        }
    }

    record Failed(Migration migration) implements Idle {
        @Override
        public Failed with(Migration changed) {
            return new Failed(changed);
        }
    }

    record Deleting(Migration migration, Instant since) implements Present {
        @Override
        public Deleting with(Migration changed) {
            return new Deleting(changed, since);
        }

        Absent absent(Deleted event) {
            return new Absent();
        }
    }
}
