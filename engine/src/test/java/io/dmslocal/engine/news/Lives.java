package io.dmslocal.engine.news;

import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity;
import io.dmslocal.engine.entity.task.TaskDefinition;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.record.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.AvailabilityZone;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationPendingModifiedValues;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.Subnet;

/** Journals of instances and tasks that together have every step which may be told. */
final class Lives {

    static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private Lives() {}

    static List<List<ReplicationInstanceEntity.Event>> ofInstances() {
        List<List<ReplicationInstanceEntity.Event>> lives = new ArrayList<>();
        for (boolean multiAZ : new boolean[] {true, false}) {
            ReplicationPendingModifiedValues others = ReplicationPendingModifiedValues.builder()
                    .replicationInstanceClass("dms.c5.large")
                    .allocatedStorage(100)
                    .multiAZ(multiAZ)
                    .build();
            ReplicationPendingModifiedValues all = others.copy(values -> values.engineVersion("3.5.4"));
            lives.add(modified(
                    others,
                    new ReplicationInstanceEntity.ModificationStarted(NOON),
                    new ReplicationInstanceEntity.ModificationFinished(NOON)));
            lives.add(modified(
                    all,
                    new ReplicationInstanceEntity.UpgradeStarted(NOON),
                    new ReplicationInstanceEntity.ModificationFinished(NOON)));
            lives.add(modified(
                    all,
                    new ReplicationInstanceEntity.MaintenanceStarted(true, NOON),
                    new ReplicationInstanceEntity.MaintenanceFinished(NOON)));
        }
        return lives;
    }

    private static List<ReplicationInstanceEntity.Event> modified(
            ReplicationPendingModifiedValues pending, ReplicationInstanceEntity.Event... steps) {
        List<ReplicationInstanceEntity.Event> life = new ArrayList<>();
        life.add(instance(pending));
        life.add(new ReplicationInstanceEntity.CreationFinished(NOON));
        life.addAll(Arrays.asList(steps));
        life.add(new ReplicationInstanceEntity.RebootRequested(true, NOON));
        life.add(new ReplicationInstanceEntity.RebootFinished(NOON));
        life.add(new ReplicationInstanceEntity.DeletionRequested(NOON));
        life.add(new ReplicationInstanceEntity.Deleted(NOON));
        return life;
    }

    static List<ReplicationTaskEntity.Event> ofATask() {
        ReplicationTask document = ReplicationTask.builder()
                .replicationTaskIdentifier("shop")
                .replicationInstanceArn("one")
                .build();
        TaskDefinition definition = new TaskDefinition(false, Optional.empty());
        ReplicationTaskEntity.StartRequested started = new ReplicationTaskEntity.StartRequested(
                "start-replication", Optional.empty(), Optional.empty(), Optional.empty(), NOON);
        List<TableId> tables = List.of(new TableId("public", "t"));
        return List.of(
                new ReplicationTaskEntity.CreationRequested(document, definition, Tags.none(), NOON),
                new ReplicationTaskEntity.CreationFinished(NOON),
                started,
                new ReplicationTaskEntity.RunStarted(1, NOON),
                new ReplicationTaskEntity.TableLoaded("public", "t", 1, 0, NOON),
                new ReplicationTaskEntity.LoadFinished(NOON),
                new ReplicationTaskEntity.ReloadRequested(tables, NOON),
                new ReplicationTaskEntity.ReloadBegun(tables, NOON),
                new ReplicationTaskEntity.ModificationRequested(document, definition, NOON),
                new ReplicationTaskEntity.RunStopped("Stop Reason NORMAL", RunSummary.NONE, NOON),
                new ReplicationTaskEntity.ModificationRequested(document, definition, NOON),
                new ReplicationTaskEntity.ModificationFinished(NOON),
                new ReplicationTaskEntity.MoveRequested("another", NOON),
                new ReplicationTaskEntity.MoveFinished(NOON),
                started,
                new ReplicationTaskEntity.RunFailed("Stop Reason FATAL_ERROR", "Last Error x", RunSummary.NONE, NOON),
                new ReplicationTaskEntity.DeletionRequested(NOON),
                new ReplicationTaskEntity.DeletionFailed("the slot stays", NOON),
                new ReplicationTaskEntity.DeletionRequested(NOON),
                new ReplicationTaskEntity.Deleted(NOON));
    }

    static ReplicationInstanceEntity.CreationRequested instance(ReplicationPendingModifiedValues pending) {
        List<Subnet> subnets = Arrays.asList(subnet("us-east-1a"), subnet("us-east-1b"));
        ReplicationInstance document = ReplicationInstance.builder()
                .replicationInstanceArn("arn:aws:dms:us-east-1:000000000000:rep:ONE")
                .replicationInstanceIdentifier("one")
                .replicationInstanceClass("dms.t3.micro")
                .engineVersion("3.5.3")
                .networkType("IPV4")
                .replicationSubnetGroup(group -> group.subnets(subnets))
                .multiAZ(false)
                .allocatedStorage(50)
                .pendingModifiedValues(pending)
                .build();
        return new ReplicationInstanceEntity.CreationRequested(document, Tags.none(), NOON);
    }

    private static Subnet subnet(String zone) {
        return Subnet.builder()
                .subnetAvailabilityZone(AvailabilityZone.builder().name(zone).build())
                .build();
    }
}
