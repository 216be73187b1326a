package io.dmslocal.engine.entity.instance;

import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Deleted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.DeletionRequested;
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
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;

/** The statuses of a replication instance, each with what is true then; see {@link ReplicationInstanceEntity} for the walk between them. */
public sealed interface InstanceState extends Message {

    /** AWS's word. */
    String status();

    /**
     * What an instance is in every status.
     *
     * @param document without its status
     * @param dependents ARNs of the tasks that use it
     */
    record Instance(ReplicationInstance document, Tags tags, List<String> dependents) {

        public Instance {
            dependents = List.copyOf(dependents);
        }

        Instance with(ReplicationInstance newDocument) {
            return new Instance(newDocument, tags, dependents);
        }

        Instance with(Tags newTags) {
            return new Instance(document, newTags, dependents);
        }

        Instance attached(String dependent) {
            return new Instance(document, tags, Dependents.with(dependents, dependent));
        }

        Instance detached(String dependent) {
            return new Instance(document, tags, Dependents.without(dependents, dependent));
        }
    }

    record Absent() implements InstanceState {
        @Override
        public String status() {
            return "absent";
        }

        Creating creating(CreationRequested event) {
            return new Creating(new Instance(event.document(), event.tags(), List.of()), event.at());
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
    }

    record Creating(Instance instance, Instant since) implements Transitional {
        @Override
        public String status() {
            return "creating";
        }

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
        public String status() {
            return "available";
        }

        @Override
        public Available with(Instance changed) {
            return new Available(changed);
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
        public String status() {
            return "modifying";
        }

        @Override
        public Modifying with(Instance changed) {
            return new Modifying(changed, since);
        }

        Available available(ModificationFinished event) {
            return new Available(instance.with(InstanceDocument.pendingApplied(instance.document())));
        }
    }

    record Upgrading(Instance instance, Instant since) implements Transitional {
        @Override
        public String status() {
            return "upgrading";
        }

        @Override
        public Upgrading with(Instance changed) {
            return new Upgrading(changed, since);
        }

        Available available(ModificationFinished event) {
            return new Available(instance.with(InstanceDocument.pendingApplied(instance.document())));
        }
    }

    record Rebooting(Instance instance, boolean failover, Instant since) implements Transitional {
        @Override
        public String status() {
            return "rebooting";
        }

        @Override
        public Rebooting with(Instance changed) {
            return new Rebooting(changed, failover, since);
        }

        Available available(RebootFinished event) {
            return new Available(failover ? instance.with(InstanceDocument.failedOver(instance.document())) : instance);
        }
    }

    record Deleting(Instance instance, Instant since) implements Transitional {
        @Override
        public String status() {
            return "deleting";
        }

        @Override
        public Deleting with(Instance changed) {
            return new Deleting(changed, since);
        }

        Absent absent(Deleted event) {
            return new Absent();
        }
    }
}
