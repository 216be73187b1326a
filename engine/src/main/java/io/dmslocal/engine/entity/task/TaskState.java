package io.dmslocal.engine.entity.task;

import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.CreationRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.DeletionRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.LoadFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ModificationRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStarted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStopped;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.StartRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.StopRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TableSuspended;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TestBegan;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** What a replication task is in each status; see {@link ReplicationTaskEntity} for the walk between them. */
public sealed interface TaskState extends Message {

    /** AWS's word. */
    String status();

    /**
     * What a task is in every status.
     *
     * @param document without its status and statistics
     * @param definition what the document does not hold
     * @param history of its runs
     */
    record Task(ReplicationTask document, TaskDefinition definition, Tags tags, RunHistory history) {

        private Task with(RunHistory changed) {
            return new Task(document, definition, tags, changed);
        }

        private Task with(ReplicationTask changed) {
            return new Task(changed, definition, tags, history);
        }

        Task with(Tags changed) {
            return new Task(document, definition, changed, history);
        }

        private Task started(StartRequested event) {
            ReplicationTask next = document.copy(d -> {
                d.replicationTaskStartDate(event.at()).stopReason(null).lastFailureMessage(null);
                event.cdcStartPosition().ifPresent(d::cdcStartPosition);
                event.cdcStopPosition().ifPresent(d::cdcStopPosition);
            });
            TaskDefinition startTime = event.cdcStartTime().isPresent()
                    ? new TaskDefinition(definition.prepModeGiven(), event.cdcStartTime())
                    : event.cdcStartPosition().isPresent()
                            ? new TaskDefinition(definition.prepModeGiven(), Optional.empty())
                            : definition;
            return new Task(next, startTime, tags, history.started(event.startType(), event.at()));
        }

        /** A load that left a table behind must not look whole: the reason stands where clients look for it (form assumed). */
        private Task suspended(TableSuspended event) {
            return with(document.copy(d -> d.lastFailureMessage("Last Error Table '" + event.schema() + "'.'"
                    + event.table() + "' is suspended: " + event.reason() + " Error Level TABLE")));
        }

        private Task ended(String stopReason, Optional<String> message, RunSummary summary, Instant at) {
            return with(document.copy(d -> {
                        d.stopReason(stopReason);
                        message.ifPresent(d::lastFailureMessage);
                        summary.recoveryCheckpoint().ifPresent(d::recoveryCheckpoint);
                    }))
                    .with(history.stopped(at, summary));
        }
    }

    record Absent() implements TaskState {
        @Override
        public String status() {
            return "absent";
        }

        Creating creating(CreationRequested event) {
            return new Creating(
                    new Task(event.document(), event.definition(), event.tags(), RunHistory.NONE), event.at());
        }
    }

    /** There is a task. */
    sealed interface Present extends TaskState {

        Task task();

        Present with(Task changed);
    }

    /** Lasts for a time. */
    sealed interface Transitional extends Present {

        Instant since();
    }

    /** Nothing runs, and it may be started, modified and deleted. */
    sealed interface Idle extends Present {

        default Starting starting(StartRequested event) {
            return new Starting(task().started(event), event.at());
        }

        default Modifying modifying(ModificationRequested event) {
            Task task = task();
            return new Modifying(
                    new Task(event.document(), event.definition(), task.tags(), task.history()), status(), event.at());
        }

        default Testing testing(TestBegan event) {
            return new Testing(task(), status(), event.by());
        }

        default Deleting deleting(DeletionRequested event) {
            return new Deleting(task(), event.at());
        }

        static Idle of(String status, Task task) {
            return switch (status) {
                case "stopped" -> new Stopped(task);
                case "failed" -> new Failed(task);
                default -> new Ready(task);
            };
        }
    }

    /** There is, or will be, a run. */
    sealed interface Active extends Present {

        default TaskState suspended(TableSuspended event) {
            return with(task().suspended(event));
        }

        default Stopped stopped(RunStopped event) {
            return new Stopped(task().ended(event.stopReason(), Optional.empty(), event.summary(), event.at()));
        }

        default Failed failed(RunFailed event) {
            return new Failed(
                    task().ended(event.stopReason(), Optional.of(event.message()), event.summary(), event.at()));
        }

        default Present loadFinished(LoadFinished event) {
            return with(task().with(task().history().loadFinished(event.at())));
        }
    }

    record Creating(Task task, Instant since) implements Transitional {
        @Override
        public String status() {
            return "creating";
        }

        @Override
        public Creating with(Task changed) {
            return new Creating(changed, since);
        }

        Ready ready() {
            return new Ready(task);
        }
    }

    record Ready(Task task) implements Idle {
        @Override
        public String status() {
            return "ready";
        }

        @Override
        public Ready with(Task changed) {
            return new Ready(changed);
        }
    }

    /** @param before the status to go back to */
    record Modifying(Task task, String before, Instant since) implements Transitional {
        @Override
        public String status() {
            return "modifying";
        }

        @Override
        public Modifying with(Task changed) {
            return new Modifying(changed, before, since);
        }

        Idle back() {
            return Idle.of(before, task);
        }
    }

    /**
     * An assessment is under way.
     *
     * @param before the status to go back to
     * @param by ARN of what tests the task
     */
    record Testing(Task task, String before, String by) implements Present {
        @Override
        public String status() {
            return "testing";
        }

        @Override
        public Testing with(Task changed) {
            return new Testing(changed, before, by);
        }

        Idle back() {
            return Idle.of(before, task);
        }
    }

    record Starting(Task task, Instant since) implements Transitional, Active {
        @Override
        public String status() {
            return "starting";
        }

        @Override
        public Starting with(Task changed) {
            return new Starting(changed, since);
        }

        Running running(RunStarted event) {
            return new Running(task);
        }

        Stopping stopping(StopRequested event) {
            return new Stopping(task, event.at());
        }
    }

    record Running(Task task) implements Active {

        /** Severities of its log. */
        Running modified(ModificationRequested event) {
            return new Running(new Task(event.document(), event.definition(), task.tags(), task.history()));
        }

        @Override
        public String status() {
            return "running";
        }

        @Override
        public Running with(Task changed) {
            return new Running(changed);
        }

        Stopping stopping(StopRequested event) {
            return new Stopping(task, event.at());
        }
    }

    record Stopping(Task task, Instant since) implements Transitional, Active {
        @Override
        public String status() {
            return "stopping";
        }

        @Override
        public Stopping with(Task changed) {
            return new Stopping(changed, since);
        }
    }

    record Stopped(Task task) implements Idle {
        @Override
        public String status() {
            return "stopped";
        }

        @Override
        public Stopped with(Task changed) {
            return new Stopped(changed);
        }
    }

    record Failed(Task task) implements Idle {
        @Override
        public String status() {
            return "failed";
        }

        @Override
        public Failed with(Task changed) {
            return new Failed(changed);
        }
    }

    record Deleting(Task task, Instant since) implements Transitional {
        @Override
        public String status() {
            return "deleting";
        }

        @Override
        public Deleting with(Task changed) {
            return new Deleting(changed, since);
        }

        Absent absent() {
            return new Absent();
        }
    }
}
