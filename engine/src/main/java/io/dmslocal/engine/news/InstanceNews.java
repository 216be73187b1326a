package io.dmslocal.engine.news;

import io.dmslocal.engine.entity.instance.InstanceState;
import io.dmslocal.engine.entity.instance.InstanceState.Maintaining;
import io.dmslocal.engine.entity.instance.InstanceState.Present;
import io.dmslocal.engine.entity.instance.InstanceState.Rebooting;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Deleted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.DeletionRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Event;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.MaintenanceFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.MaintenanceStarted;
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
            return told(name, begun(document.pendingModifiedValues(), false));
        }
        if (event instanceof ModificationFinished) {
            return told(name, finished(document.pendingModifiedValues(), false));
        }
        if (event instanceof MaintenanceStarted maintenance) {
            return told(name, begun(pending(document, maintenance.withPending()), true));
        }
        if (event instanceof MaintenanceFinished && before instanceof Maintaining maintaining) {
            return told(name, finished(pending(document, maintaining.withPending()), true));
        }
        if (event instanceof RebootRequested reboot) {
            return reboot.failover() ? told(name, List.of(Catalogue.INSTANCE_FAILOVER_STARTED)) : List.of();
        }
        if (event instanceof RebootFinished) {
            return before instanceof Rebooting rebooting && rebooting.failover()
                    ? told(name, List.of(Catalogue.INSTANCE_STANDBY_TOOK_OVER, Catalogue.INSTANCE_FAILOVER_FINISHED))
                    : List.of();
        }
        if (event instanceof DeletionRequested) {
            return List.of(Catalogue.INSTANCE_DELETING.to(name));
        }
        return event instanceof Deleted ? List.of(Catalogue.INSTANCE_DELETED.to(name)) : List.of();
    }

    private static ReplicationPendingModifiedValues pending(ReplicationInstance document, boolean isApplied) {
        return isApplied
                ? document.pendingModifiedValues()
                : ReplicationPendingModifiedValues.builder().build();
    }

    /**
     * @param values that begin to be applied
     * @param isMaintenance also without another engine version
     */
    private static List<Catalogue> begun(ReplicationPendingModifiedValues values, boolean isMaintenance) {
        List<Catalogue> entries = new ArrayList<>();
        if (values.replicationInstanceClass() != null) {
            entries.add(Catalogue.INSTANCE_CLASS_CHANGING);
        }
        if (values.allocatedStorage() != null) {
            entries.add(Catalogue.INSTANCE_STORAGE_INCREASING);
        }
        if (values.multiAZ() != null) {
            entries.add(
                    values.multiAZ() ? Catalogue.INSTANCE_BECOMING_MULTI_AZ : Catalogue.INSTANCE_BECOMING_SINGLE_AZ);
        }
        if (isMaintenance || values.engineVersion() != null) {
            entries.add(Catalogue.INSTANCE_MAINTENANCE_STARTED);
        }
        return entries;
    }

    private static List<Catalogue> finished(ReplicationPendingModifiedValues values, boolean isMaintenance) {
        List<Catalogue> entries = new ArrayList<>();
        if (values.replicationInstanceClass() != null) {
            entries.add(Catalogue.INSTANCE_CLASS_CHANGED);
        }
        if (values.allocatedStorage() != null) {
            entries.add(Catalogue.INSTANCE_STORAGE_INCREASED);
        }
        if (values.multiAZ() != null) {
            entries.add(values.multiAZ() ? Catalogue.INSTANCE_BECAME_MULTI_AZ : Catalogue.INSTANCE_BECAME_SINGLE_AZ);
        }
        if (isMaintenance || values.engineVersion() != null) {
            entries.add(Catalogue.INSTANCE_PATCHED);
            entries.add(Catalogue.INSTANCE_MAINTENANCE_FINISHED);
        }
        return entries;
    }

    private static List<Told> told(String name, List<Catalogue> entries) {
        return entries.stream().map(entry -> entry.to(name)).toList();
    }
}
