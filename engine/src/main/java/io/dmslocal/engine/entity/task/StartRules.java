package io.dmslocal.engine.entity.task;

import io.dmslocal.engine.entity.running.RunRules;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.StartRequested;
import io.dmslocal.engine.entity.task.TaskState.Idle;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.CdcStop;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskRequest;

/** When a task may be started, and how. Pure. Source: API_StartReplicationTask. */
final class StartRules {

    private StartRules() {}

    static Optional<Fault> fault(Idle state, StartReplicationTaskRequest request) {
        String start = request.startReplicationTaskTypeAsString();
        String migration = state.task().document().migrationTypeAsString();
        boolean hasRun = state.task().history().hasRun();
        return type(start, migration, hasRun)
                .or(() -> RunRules.bothStarts(request.cdcStartTime(), request.cdcStartPosition()))
                .or(() -> CdcStop.parse(Objects.requireNonNullElse(request.cdcStopPosition(), ""))
                        .fault());
    }

    static StartRequested event(StartReplicationTaskRequest request, Instant now) {
        return new StartRequested(
                request.startReplicationTaskTypeAsString(),
                Optional.ofNullable(request.cdcStartTime()),
                Optional.ofNullable(request.cdcStartPosition()).filter(p -> !p.isBlank()),
                Optional.ofNullable(request.cdcStopPosition()).filter(p -> !p.isBlank()),
                now);
    }

    private static Optional<Fault> type(String start, String migration, boolean hasRun) {
        boolean loads = !migration.equals("cdc");
        return switch (start) {
            case "start-replication" ->
                hasRun && loads
                        ? refused("Start Type : START_REPLICATION, valid only for tasks running for the first time")
                        : Optional.empty();
            case "resume-processing" ->
                hasRun
                        ? Optional.empty()
                        : refused(
                                "Start Type : RESUME_PROCESSING, valid only for tasks that ran before; use start-replication");
            case "reload-target" -> {
                if (!loads) {
                    yield refused(
                            "Start Type : RELOAD_TARGET, valid only for tasks with a full load; this task is cdc");
                }
                yield hasRun
                        ? Optional.empty()
                        : refused(
                                "Start Type : RELOAD_TARGET, valid only for tasks that ran before; use start-replication");
            }
            default ->
                Optional.of(Fault.invalidValue("StartReplicationTaskType '" + start
                        + "' is not known; use start-replication, resume-processing or reload-target."));
        };
    }

    private static Optional<Fault> refused(String message) {
        return Optional.of(Fault.invalidCombination(message));
    }
}
