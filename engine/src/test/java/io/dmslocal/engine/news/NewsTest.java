package io.dmslocal.engine.news;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.entity.instance.InstanceState;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity;
import io.dmslocal.engine.entity.task.TaskDefinition;
import io.dmslocal.engine.entity.task.TaskState;
import io.dmslocal.engine.entity.task.TaskTransitions;
import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.event.Catalogue.Told;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.record.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.AvailabilityZone;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationPendingModifiedValues;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.Subnet;

/** What AWS tells of a life, step by step. */
class NewsTest {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    @Nested
    class OfAnInstance {

        @Test
        void aModificationTellsEachValueThatChanges() {
            assertEquals(
                    List.of("0067", "0005", "0018", "0024", "0026", "0017", "0025", "0047", "0027"),
                    instance(
                            created(ReplicationPendingModifiedValues.builder()
                                    .allocatedStorage(100)
                                    .multiAZ(true)
                                    .engineVersion("3.5.4")
                                    .build()),
                            new ReplicationInstanceEntity.CreationFinished(NOON),
                            new ReplicationInstanceEntity.UpgradeStarted(NOON),
                            new ReplicationInstanceEntity.ModificationFinished(NOON)));
        }

        @Test
        void aRebootTellsSomethingOnlyWithFailover() {
            assertEquals(
                    List.of("0067", "0005", "0013", "0049", "0066", "0003"),
                    instance(
                            created(ReplicationPendingModifiedValues.builder().build()),
                            new ReplicationInstanceEntity.CreationFinished(NOON),
                            new ReplicationInstanceEntity.RebootRequested(false, NOON),
                            new ReplicationInstanceEntity.RebootFinished(NOON),
                            new ReplicationInstanceEntity.RebootRequested(true, NOON),
                            new ReplicationInstanceEntity.RebootFinished(NOON),
                            new ReplicationInstanceEntity.DeletionRequested(NOON),
                            new ReplicationInstanceEntity.Deleted(NOON)));
        }
    }

    @Nested
    class OfATask {

        @Test
        void itStartsLoadsStopsFailsAndGoes() {
            ReplicationTask document =
                    ReplicationTask.builder().replicationTaskIdentifier("shop").build();
            TaskDefinition definition = new TaskDefinition(false, Optional.empty());
            ReplicationTaskEntity.StartRequested started = new ReplicationTaskEntity.StartRequested(
                    "start-replication", Optional.empty(), Optional.empty(), Optional.empty(), NOON);

            List<Told> told = task(
                    new ReplicationTaskEntity.CreationRequested(document, definition, Tags.none(), NOON),
                    new ReplicationTaskEntity.CreationFinished(NOON),
                    started,
                    new ReplicationTaskEntity.RunStarted(1, NOON),
                    new ReplicationTaskEntity.TableLoaded("public", "t", 1, 0, NOON),
                    new ReplicationTaskEntity.LoadFinished(NOON),
                    new ReplicationTaskEntity.ReloadRequested(List.of(new TableId("public", "t")), NOON),
                    new ReplicationTaskEntity.RunStopped("Stop Reason NORMAL", RunSummary.NONE, NOON),
                    new ReplicationTaskEntity.ModificationRequested(document, definition, NOON),
                    new ReplicationTaskEntity.ModificationFinished(NOON),
                    started,
                    new ReplicationTaskEntity.RunFailed(
                            "Stop Reason FATAL_ERROR", "Last Error x", RunSummary.NONE, NOON),
                    new ReplicationTaskEntity.DeletionRequested(NOON),
                    new ReplicationTaskEntity.Deleted(NOON));

            assertEquals(List.of("0074", "0069", "0082", "0081", "0079", "0080", "0078", "0073"), digits(told));
            assertEquals(
                    "Replication task has stopped. Stop Reason NORMAL",
                    told.get(4).message());
            assertTrue(told.stream().allMatch(each -> each.identifier().equals("shop")));
        }
    }

    @Test
    void everyEntryHasACategoryOfItsSourceAndAnIdOfItsOwn() {
        for (Catalogue entry : Catalogue.values()) {
            assertTrue(Catalogue.categories(entry.sourceType()).contains(entry.category()), entry.name());
            assertEquals(Optional.of(entry), Catalogue.of(entry.id()));
        }
    }

    private static List<String> instance(ReplicationInstanceEntity.Event... events) {
        List<Told> told = new ArrayList<>();
        InstanceState state = new InstanceState.Absent();
        for (ReplicationInstanceEntity.Event event : events) {
            told.addAll(InstanceNews.of(state, event));
            state = ReplicationInstanceEntity.transitions().apply(state, event);
        }
        return digits(told);
    }

    private static List<Told> task(ReplicationTaskEntity.Event... events) {
        List<Told> told = new ArrayList<>();
        TaskState state = new TaskState.Absent();
        for (ReplicationTaskEntity.Event event : events) {
            told.addAll(TaskNews.of(state, event));
            state = TaskTransitions.table().apply(state, event);
        }
        return told;
    }

    private static List<String> digits(List<Told> told) {
        return told.stream()
                .map(each -> each.entry().id().substring("DMS-EVENT-".length()))
                .toList();
    }

    private static ReplicationInstanceEntity.CreationRequested created(ReplicationPendingModifiedValues pending) {
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
