package io.dmslocal.engine.news;

import io.dmslocal.engine.entity.instance.InstanceState;
import io.dmslocal.engine.entity.instance.InstanceState.Present;
import io.dmslocal.engine.entity.instance.InstanceState.Rebooting;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Deleted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.DeletionRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Event;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.ModificationFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.ModificationStarted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.RebootFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.RebootRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.UpgradeStarted;
import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.event.Catalogue.Told;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationPendingModifiedValues;

/** Which steps of an instance's life are events that AWS tells. Pure. */
final class InstanceNews {

    private InstanceNews() {}

    /** @param before the state that the event met */
    static List<Told> of(InstanceState before, Event event) {
        if (event instanceof CreationRequested created) {
            return List.of(Catalogue.INSTANCE_CREATING.to(created.document().replicationInstanceIdentifier()));
        }
        return before instanceof Present present ? of(present, event) : List.of();
    }

    private static List<Told> of(Present before, Event event) {
        ReplicationInstance document = before.instance().document();
        String name = document.replicationInstanceIdentifier();
        if (event instanceof CreationFinished) {
            return List.of(Catalogue.INSTANCE_CREATED.to(name));
        }
        if (event instanceof ModificationStarted || event instanceof UpgradeStarted) {
            return begun(document);
        }
        if (event instanceof ModificationFinished) {
            return finished(document);
        }
        if (event instanceof RebootRequested reboot) {
            return reboot.failover() ? List.of(Catalogue.INSTANCE_FAILOVER_STARTED.to(name)) : List.of();
        }
        if (event instanceof RebootFinished) {
            return before instanceof Rebooting rebooting && rebooting.failover()
                    ? List.of(Catalogue.INSTANCE_FAILOVER_FINISHED.to(name))
                    : List.of();
        }
        if (event instanceof DeletionRequested) {
            return List.of(Catalogue.INSTANCE_DELETING.to(name));
        }
        return event instanceof Deleted ? List.of(Catalogue.INSTANCE_DELETED.to(name)) : List.of();
    }

    /** What is pending begins to be applied. */
    private static List<Told> begun(ReplicationInstance document) {
        return applied(
                document,
                Catalogue.INSTANCE_CLASS_CHANGING,
                Catalogue.INSTANCE_STORAGE_INCREASING,
                List.of(Catalogue.INSTANCE_BECOMING_MULTI_AZ, Catalogue.INSTANCE_BECOMING_SINGLE_AZ),
                List.of(Catalogue.INSTANCE_MAINTENANCE_STARTED));
    }

    private static List<Told> finished(ReplicationInstance document) {
        return applied(
                document,
                Catalogue.INSTANCE_CLASS_CHANGED,
                Catalogue.INSTANCE_STORAGE_INCREASED,
                List.of(Catalogue.INSTANCE_BECAME_MULTI_AZ, Catalogue.INSTANCE_BECAME_SINGLE_AZ),
                List.of(Catalogue.INSTANCE_PATCHED, Catalogue.INSTANCE_MAINTENANCE_FINISHED));
    }

    /** @param zones of an instance that gets a standby, and of one that loses it */
    private static List<Told> applied(
            ReplicationInstance document,
            Catalogue instanceClass,
            Catalogue storage,
            List<Catalogue> zones,
            List<Catalogue> upgrade) {
        ReplicationPendingModifiedValues pending = document.pendingModifiedValues();
        List<Catalogue> entries = new ArrayList<>();
        if (pending.replicationInstanceClass() != null) {
            entries.add(instanceClass);
        }
        if (pending.allocatedStorage() != null) {
            entries.add(storage);
        }
        if (pending.multiAZ() != null) {
            entries.add(zones.get(pending.multiAZ() ? 0 : 1));
        }
        if (pending.engineVersion() != null) {
            entries.addAll(upgrade);
        }
        return entries.stream()
                .map(entry -> entry.to(document.replicationInstanceIdentifier()))
                .toList();
    }
}
