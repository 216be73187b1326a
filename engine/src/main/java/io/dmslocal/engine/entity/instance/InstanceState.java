package io.dmslocal.engine.entity.instance;

import io.dmslocal.engine.entity.HasStatus;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Deleted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.DeletionRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.MaintenanceFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.MaintenanceOptedIn;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.MaintenanceStarted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.ModificationFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.ModificationStarted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Modified;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.RebootFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.RebootRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.UpgradeStarted;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;

/** The statuses of a replication instance, each with what is true then; see {@link ReplicationInstanceEntity} for the walk between them. */
public sealed interface InstanceState extends Message, HasStatus {

    /**
     * What an instance is in every status.
     *
     * @param document without its status
     * @param dependents ARNs of the tasks that use it
     * @param optIn {@code next-maintenance} when pending maintenance is to be done in the next window
     */
    record Instance(ReplicationInstance document, Tags tags, List<String> dependents, Optional<String> optIn) {

        public Instance {
            dependents = List.copyOf(dependents);
        }

        Instance with(ReplicationInstance newDocument) {
            return new Instance(newDocument, tags, dependents, optIn);
        }

        Instance with(Tags newTags) {
            return new Instance(document, newTags, dependents, optIn);
        }

        Instance attached(String dependent) {
            return new Instance(document, tags, Dependents.with(dependents, dependent), optIn);
        }

        Instance detached(String dependent) {
            return new Instance(document, tags, Dependents.without(dependents, dependent), optIn);
        }

        Instance optedIn(Optional<String> changed) {
            return new Instance(document, tags, dependents, changed);
        }
    }

    record Absent() implements InstanceState {
        Creating creating(CreationRequested event) {
            return new Creating(new Instance(event.document(), event.tags(), List.of(), Optional.empty()), event.at());
        }
    }

    /** There is an instance. */
    sealed interface Present extends InstanceState {

        Instance instance();

        Present with(Instance instance);

        default ReplicationInstance describe() {
            return instance().document().copy(document -> document.replicationInstanceStatus(status()));
        }
    }

    /** Lasts for a time. */
    sealed interface Transitional extends Present {

        Instant since();

        /** Why no run outlives it, in AWS's words for StopReason; empty when runs do. Which words AWS uses for what is assumed. */
        default Optional<String> holds() {
            return Optional.empty();
        }
    }

    record Creating(Instance instance, Instant since) implements Transitional {
        @Override
        public Creating with(Instance changed) {
            return new Creating(changed, since);
        }

        Available available(CreationFinished event) {
            return new Available(instance.with(InstanceDocument.opened(instance.document(), event.at())));
        }
    }

    record Available(Instance instance) implements Present {
        @Override
        public Available with(Instance changed) {
            return new Available(changed);
        }

        /** Pending values, or maintenance that somebody opted in to. */
        boolean waitsForWindow() {
            return instance.optIn().isPresent() || InstanceDocument.hasPending(instance.document());
        }

        Available optedIn(MaintenanceOptedIn event) {
            return new Available(instance.optedIn(event.optIn()));
        }

        Maintaining maintaining(MaintenanceStarted event) {
            return new Maintaining(instance, event.withPending(), event.at());
        }

        Available modified(Modified event) {
            return new Available(instance.with(event.document()));
        }

        Modifying modifying(ModificationStarted event) {
            return new Modifying(instance, event.at());
        }

        Upgrading upgrading(UpgradeStarted event) {
            return new Upgrading(instance, event.at());
        }

        Rebooting rebooting(RebootRequested event) {
            return new Rebooting(instance, event.failover(), event.at());
        }

        Deleting deleting(DeletionRequested event) {
            return new Deleting(instance, event.at());
        }
    }

    record Modifying(Instance instance, Instant since) implements Transitional {
        @Override
        public Modifying with(Instance changed) {
            return new Modifying(changed, since);
        }

        /** A class is another machine; storage grows and a standby comes beside what runs (assumed). */
        @Override
        public Optional<String> holds() {
            return instance.document().pendingModifiedValues().replicationInstanceClass() == null
                    ? Optional.empty()
                    : Optional.of("RECONFIGURATION_RESTART");
        }

        Available available(ModificationFinished event) {
            return new Available(instance.with(InstanceDocument.pendingApplied(instance.document())));
        }
    }

    /** @param withPending whether pending values are applied too */
    record Maintaining(Instance instance, boolean withPending, Instant since) implements Transitional {
        @Override
        public String status() {
            return "maintenance";
        }

        @Override
        public Maintaining with(Instance changed) {
            return new Maintaining(changed, withPending, since);
        }

        @Override
        public Optional<String> holds() {
            return Optional.of("RECONFIGURATION_RESTART");
        }

        Available available(MaintenanceFinished event) {
            ReplicationInstance document =
                    withPending ? InstanceDocument.pendingApplied(instance.document()) : instance.document();
            return new Available(instance.with(Maintenance.done(document)).optedIn(Optional.empty()));
        }
    }

    record Upgrading(Instance instance, Instant since) implements Transitional {
        @Override
        public Upgrading with(Instance changed) {
            return new Upgrading(changed, since);
        }

        @Override
        public Optional<String> holds() {
            return Optional.of("RECONFIGURATION_RESTART");
        }

        Available available(ModificationFinished event) {
            return new Available(instance.with(InstanceDocument.pendingApplied(instance.document())));
        }
    }

    record Rebooting(Instance instance, boolean failover, Instant since) implements Transitional {
        @Override
        public Rebooting with(Instance changed) {
            return new Rebooting(changed, failover, since);
        }

        @Override
        public Optional<String> holds() {
            return Optional.of("RECYCLE_TASK");
        }

        Available available(RebootFinished event) {
            return new Available(failover ? instance.with(InstanceDocument.failedOver(instance.document())) : instance);
        }
    }

    record Deleting(Instance instance, Instant since) implements Transitional {
        @Override
        public Deleting with(Instance changed) {
            return new Deleting(changed, since);
        }

        Absent absent(Deleted event) {
            return new Absent();
        }
    }
}
