package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.entity.HasStatus;
import io.dmslocal.engine.entity.running.HasRuns;
import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunOrder;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.CapacityCalculated;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.CapacityProvisioned;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Created;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.DeletionRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Deprovisioned;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.DeprovisioningStarted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.LoadFinished;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.MetadataFetched;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ModificationRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.PremigrationEnded;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.PremigrationRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ReloadBegun;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ReloadRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunFailed;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunStarted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunStopped;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StartRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StatusReached;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StopRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.TableSuspended;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;

/** What a serverless replication is in each status; see {@link ReplicationEntity} for the walk between them. */
public sealed interface ReplicationState extends Message, HasStatus {

    /**
     * What a serverless replication is in every status.
     *
     * @param config the definition
     * @param prepModeGiven whether TargetTablePrepMode was ever named
     * @param replication how it was started and ended; without what the config says, status, capacity and statistics
     * @param history of its runs
     * @param provision empty until a run got so far
     * @param premigration the latest assessment before a start
     */
    record Serverless(
            ReplicationConfig config,
            boolean prepModeGiven,
            Tags tags,
            Replication replication,
            RunHistory history,
            Optional<Provision> provision,
            Optional<Premigration> premigration) {

        Serverless with(Tags changed) {
            return new Serverless(config, prepModeGiven, changed, replication, history, provision, premigration);
        }

        private Serverless with(Replication changed) {
            return new Serverless(config, prepModeGiven, tags, changed, history, provision, premigration);
        }

        private Serverless with(RunHistory changed) {
            return new Serverless(config, prepModeGiven, tags, replication, changed, provision, premigration);
        }

        private Serverless with(Provision changed) {
            return new Serverless(
                    config, prepModeGiven, tags, replication, history, Optional.of(changed), premigration);
        }

        private Serverless with(Premigration changed) {
            return new Serverless(config, prepModeGiven, tags, replication, history, provision, Optional.of(changed));
        }

        private Serverless modified(ModificationRequested event) {
            Replication updated = replication.copy(r -> r.replicationUpdateTime(event.at()));
            return new Serverless(
                    event.config(), event.prepModeGiven(), tags, updated, history, provision, premigration);
        }

        private Serverless started(StartRequested event) {
            Replication next = replication.copy(r -> r.startReplicationType(event.startType())
                    .cdcStartTime(event.cdcStartTime().orElse(null))
                    .cdcStartPosition(event.cdcStartPosition().orElse(null))
                    .cdcStopPosition(event.cdcStopPosition().orElse(null))
                    .replicationUpdateTime(event.at())
                    .replicationDeprovisionTime(null)
                    .stopReason(null)
                    .failureMessages(List.of()));
            return with(next).with(history.started(event.runType(), event.at()));
        }

        private Serverless failed(String message) {
            return with(replication.copy(r -> r.failureMessages(message)));
        }

        private Serverless ended(String stopReason, RunSummary summary, Optional<Instant> deprovision, Instant at) {
            return with(replication.copy(r -> {
                        r.stopReason(stopReason)
                                .replicationLastStopTime(at)
                                .replicationUpdateTime(at)
                                .replicationDeprovisionTime(deprovision.orElse(null));
                        summary.recoveryCheckpoint().ifPresent(r::recoveryCheckpoint);
                    }))
                    .with(history.stopped(at, summary));
        }
    }

    record Absent() implements ReplicationState {
        Idle created(Created event) {
            Replication replication = Replication.builder()
                    .replicationCreateTime(event.at())
                    .replicationUpdateTime(event.at())
                    .build();
            return new Idle(
                    "created",
                    new Serverless(
                            event.config(),
                            event.prepModeGiven(),
                            event.tags(),
                            replication,
                            RunHistory.NONE,
                            Optional.empty(),
                            Optional.empty()));
        }
    }

    /** There is a replication. */
    sealed interface Present extends ReplicationState, HasRuns {

        Serverless serverless();

        Present with(Serverless changed);

        @Override
        default RunOrder order() {
            return ReplicationDocument.order(serverless());
        }

        @Override
        default RunHistory history() {
            return serverless().history();
        }

        /** It has ended after nobody waited for it any more. */
        default Present premigrated(PremigrationEnded event) {
            return with(
                    serverless().with(serverless().premigration().orElseThrow().with(event.status())));
        }
    }

    /** Nothing runs; capacity may be on its way out. */
    sealed interface Resting extends Present {

        default Present deprovisioning(DeprovisioningStarted event) {
            return with(serverless().with(serverless().provision().orElseThrow().deprovisioning(event.at())));
        }

        default Present deprovisioned(Deprovisioned event) {
            return with(serverless().with(serverless().provision().orElseThrow().deprovisioned(event.at())));
        }
    }

    /** There is, or will be, a run. */
    sealed interface Active extends Present {

        default Present suspended(TableSuspended event) {
            return with(serverless()
                    .failed("Table '" + event.schema() + "'.'" + event.table() + "' is suspended: " + event.reason()));
        }

        default Present loadFinished(LoadFinished event) {
            return with(serverless().with(serverless().history().loadFinished(event.at())));
        }

        default Present reloadRequested(ReloadRequested event) {
            return with(serverless().with(serverless().history().reloadRequested(event.tables())));
        }

        default Present reloadBegun(ReloadBegun event) {
            return with(serverless().with(serverless().history().reloadBegun(event.tables())));
        }

        default Stopping stopping(StopRequested event) {
            return new Stopping(serverless(), event.at());
        }

        default Idle stopped(RunStopped event) {
            return new Idle(
                    "stopped",
                    serverless().ended(event.stopReason(), event.summary(), event.deprovision(), event.at()));
        }

        default Idle failed(RunFailed event) {
            return new Idle(
                    "failed",
                    serverless()
                            .failed(event.message())
                            .ended(event.stopReason(), event.summary(), event.deprovision(), event.at()));
        }
    }

    /**
     * It may be started, modified and deleted.
     *
     * @param status created, stopped or failed
     */
    record Idle(String status, Serverless serverless) implements Resting {
        @Override
        public Idle with(Serverless changed) {
            return new Idle(status, changed);
        }

        Starting starting(StartRequested event) {
            return new Starting(serverless.started(event), Step.INITIALIZING.word(), 0, event.at());
        }

        Modifying modifying(ModificationRequested event) {
            return new Modifying(serverless.modified(event), status, event.at());
        }

        Deleting deleting(DeletionRequested event) {
            return new Deleting(serverless, event.at());
        }
    }

    /** @param before the status to go back to */
    record Modifying(Serverless serverless, String before, Instant since) implements Resting {
        @Override
        public Modifying with(Serverless changed) {
            return new Modifying(changed, before, since);
        }

        Idle back() {
            return new Idle(before, serverless);
        }
    }

    /**
     * On its way to running.
     *
     * @param status one of the {@link Step}s
     * @param tables that it selects; 0 while they are not known
     */
    record Starting(Serverless serverless, String status, int tables, Instant since) implements Active {

        Step step() {
            return Step.of(status);
        }

        @Override
        public Starting with(Serverless changed) {
            return new Starting(changed, status, tables, since);
        }

        Starting reached(StatusReached event) {
            return new Starting(serverless, event.status(), tables, event.at());
        }

        Starting premigrationRequested(PremigrationRequested event) {
            return with(serverless.with(event.premigration()));
        }

        Active fetched(MetadataFetched event) {
            return serverless.premigration().filter(Premigration::isOpen).isPresent()
                    ? new Assessing(serverless, event.tables(), event.at())
                    : new Starting(serverless, Step.CALCULATING_CAPACITY.word(), event.tables(), event.at());
        }

        Starting calculated(CapacityCalculated event) {
            return new Starting(
                    serverless.with(Provision.asked(event.units(), event.at())),
                    Step.PROVISIONING_CAPACITY.word(),
                    tables,
                    event.at());
        }

        Starting provisioned(CapacityProvisioned event) {
            Provision provision = serverless.provision().orElseThrow().provisioned(event.at());
            return new Starting(serverless.with(provision), Step.REPLICATION_STARTING.word(), tables, event.at());
        }

        Running running(RunStarted event) {
            return new Running(serverless);
        }
    }

    /** Metadata are there, and it is assessed before it goes on. AWS has no status for that; that it is this one is assumed. */
    record Assessing(Serverless serverless, int tables, Instant since) implements Active {
        @Override
        public String status() {
            return Step.FETCHING_METADATA.word();
        }

        @Override
        public Assessing with(Serverless changed) {
            return new Assessing(changed, tables, since);
        }

        @Override
        public Starting premigrated(PremigrationEnded event) {
            Serverless assessed = ((Assessing) Active.super.premigrated(event)).serverless;
            return new Starting(assessed, Step.CALCULATING_CAPACITY.word(), tables, event.at());
        }
    }

    record Running(Serverless serverless) implements Active {
        @Override
        public Running with(Serverless changed) {
            return new Running(changed);
        }
    }

    record Stopping(Serverless serverless, Instant since) implements Active {
        @Override
        public Stopping with(Serverless changed) {
            return new Stopping(changed, since);
        }
    }

    record Deleting(Serverless serverless, Instant since) implements Present {
        @Override
        public Deleting with(Serverless changed) {
            return new Deleting(changed, since);
        }
    }
}
