package io.dmslocal.engine.entity.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.StartRequested;
import io.dmslocal.engine.entity.task.TaskState.Ready;
import io.dmslocal.engine.entity.task.TaskState.Task;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.settings.EngineName;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskRequest;

/** Where a task begins to read changes is said once: by a time or by a position, whichever came last. */
class TaskDocumentTest {

    private static final String ARN = "arn:aws:dms:us-east-1:123456789012:task:T";
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.5Z");
    private static final String POSITION = "mysql-bin-changelog.000024:373";

    @Test
    void aStartTimeIsShownAsAPositionInUtc() {
        assertEquals("2026-11-20T12:00:00", shown(task(r -> r.cdcStartTime(NOON))));
        assertEquals(POSITION, shown(task(r -> r.cdcStartPosition(POSITION))));
        assertNull(shown(task(r -> {})));
    }

    @Test
    void aPositionTakesTheTimesPlaceAndATimeThePositions() {
        Task timed = task(r -> r.cdcStartTime(NOON));
        Task placed = modified(timed, r -> r.cdcStartPosition(POSITION));
        Task timedAgain = modified(placed, r -> r.cdcStartTime(NOON));

        assertEquals(POSITION, shown(placed));
        assertEquals(Optional.empty(), TaskDocument.order(placed).cdcStartTime());
        assertEquals("2026-11-20T12:00:00", shown(timedAgain));
        assertEquals("", TaskDocument.order(timedAgain).cdcStartPosition());
        assertEquals(timed, modified(timed, r -> r.migrationType("cdc")));
    }

    @Test
    void aTimeGivenAtTheStartTakesThePositionsPlace() {
        Task placed = task(r -> r.cdcStartPosition(POSITION));

        Task started = new Ready(placed)
                .starting(new StartRequested(
                        "start-replication", Optional.of(NOON), Optional.empty(), Optional.empty(), NOON))
                .task();

        assertEquals("", TaskDocument.order(started).cdcStartPosition());
        assertEquals(Optional.of(NOON), TaskDocument.order(started).cdcStartTime());
    }

    @Test
    void mappingsThatWereAcceptedEarlierAreNotCheckedWithAnotherModification() {
        String mappings = "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\","
                + "\"rule-action\":\"include\",\"filtres\":[],"
                + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"}}]}";
        Task earlier = task(r -> r.tableMappings(mappings));
        ModifyReplicationTaskRequest again = ModifyReplicationTaskRequest.builder()
                .replicationTaskArn(ARN)
                .tableMappings(mappings)
                .build();

        assertEquals(POSITION, shown(modified(earlier, r -> r.cdcStartPosition(POSITION))));
        assertTrue(TaskDocument.modify(earlier, again).fault().isPresent());
    }

    private static Task task(Consumer<CreateReplicationTaskRequest.Builder> more) {
        CreateReplicationTaskRequest.Builder request = CreateReplicationTaskRequest.builder()
                .replicationTaskIdentifier("t")
                .migrationType("cdc")
                .tableMappings("{\"rules\":[]}");
        more.accept(request);
        return task(
                TaskDocument.create(ARN, request.build(), EngineName.of("mysql").orElseThrow(), "", NOON)
                        .value()
                        .orElseThrow());
    }

    private static Task modified(Task task, Consumer<ModifyReplicationTaskRequest.Builder> more) {
        ModifyReplicationTaskRequest.Builder request =
                ModifyReplicationTaskRequest.builder().replicationTaskArn(ARN);
        more.accept(request);
        return task(TaskDocument.modify(task, request.build()).value().orElseThrow());
    }

    private static Task task(TaskDocument.New made) {
        return new Task(made.document(), made.definition(), Tags.none(), RunHistory.NONE);
    }

    private static String shown(Task task) {
        return TaskDocument.describe(new Ready(task)).cdcStartPosition();
    }
}
