package io.dmslocal.engine.news;

import static io.dmslocal.engine.news.Lives.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.event.Catalogue.Told;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ReplicationPendingModifiedValues;

/** What AWS tells of a life, step by step. */
class NewsTest {

    private static final ReplicationPendingModifiedValues NOTHING =
            ReplicationPendingModifiedValues.builder().build();
    private static final ReplicationPendingModifiedValues MUCH = ReplicationPendingModifiedValues.builder()
            .allocatedStorage(100)
            .multiAZ(true)
            .engineVersion("3.5.4")
            .build();

    @Nested
    class OfAnInstance {

        @Test
        void aModificationTellsEachValueThatChanges() {
            assertEquals(
                    List.of("0067", "0005", "0018", "0024", "0026", "0017", "0025", "0047", "0027"),
                    instance(
                            Lives.instance(MUCH),
                            new ReplicationInstanceEntity.CreationFinished(NOON),
                            new ReplicationInstanceEntity.UpgradeStarted(NOON),
                            new ReplicationInstanceEntity.ModificationFinished(NOON)));
        }

        @Test
        void maintenanceTellsPendingValuesOnlyWhenItAppliesThem() {
            assertEquals(
                    List.of("0067", "0005", "0026", "0047", "0027"),
                    instance(
                            Lives.instance(MUCH),
                            new ReplicationInstanceEntity.CreationFinished(NOON),
                            new ReplicationInstanceEntity.MaintenanceStarted(false, NOON),
                            new ReplicationInstanceEntity.MaintenanceFinished(NOON)));
            assertEquals(
                    List.of("0067", "0005", "0018", "0024", "0026", "0017", "0025", "0047", "0027"),
                    instance(
                            Lives.instance(MUCH),
                            new ReplicationInstanceEntity.CreationFinished(NOON),
                            new ReplicationInstanceEntity.MaintenanceStarted(true, NOON),
                            new ReplicationInstanceEntity.MaintenanceFinished(NOON)));
        }

        @Test
        void aRebootTellsSomethingOnlyWithFailover() {
            assertEquals(
                    List.of("0067", "0005", "0013", "0015", "0049", "0066", "0003"),
                    instance(
                            Lives.instance(NOTHING),
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
        void itStartsLoadsReloadsStopsMovesFailsAndGoes() {
            List<Told> told = News.of(Stories.TASKS, Lives.ofATask());

            assertEquals(
                    List.of("0074", "0069", "0082", "0081", "0080", "0079", "0080", "0080", "0078", "0078", "0073"),
                    digits(told));
            assertEquals(
                    "Replication task has stopped. Stop Reason NORMAL",
                    told.get(5).message());
            assertEquals(
                    "The replication task was modified. It was moved to replication instance another.",
                    told.get(7).message());
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

    private static List<String> instance(ReplicationInstanceEntity.Event... life) {
        return digits(News.of(Stories.INSTANCES, List.of(life)));
    }

    private static List<String> digits(List<Told> told) {
        return told.stream()
                .map(each -> each.entry().id().substring("DMS-EVENT-".length()))
                .toList();
    }
}
