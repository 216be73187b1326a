package io.dmslocal.engine.entity.task;

import io.dmslocal.engine.entity.HasStatus;
import io.dmslocal.engine.entity.running.HasRuns;
import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunOrder;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.CreationRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.DeletionFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.DeletionRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.HoldRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.LoadFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ModificationRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.MoveFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.MoveRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ReloadBegun;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ReloadRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStarted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStopped;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.StartRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.StopRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TableSuspended;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TestBegan;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.run.StopReason;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** What a replication task is in each status; see {@link ReplicationTaskEntity} for the walk between them. */
public sealed interface TaskState extends Message, HasStatus {

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
                event.cdcStartTime().ifPresent(time -> d.cdcStartPosition(null)); // one takes the other's place
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

        private Task bound(String toInstance) {
            return with(document.copy(d -> d.targetReplicationInstanceArn(toInstance)));
        }

        private Task arrived() {
            return with(document.copy(d -> d.replicationInstanceArn(document.targetReplicationInstanceArn())
                    .targetReplicationInstanceArn(null)));
        }

        private Task notMoved(String why) {
            return with(document.copy(
                    d -> d.targetReplicationInstanceArn(null).lastFailureMessage("The move failed: " + why)));
        }

        private Task notDeleted(String why) {
            return with(document.copy(
                    d -> d.stopReason(StopReason.FATAL_ERROR.text()).lastFailureMessage(why)));
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
        Creating creating(CreationRequested event) {
            return new Creating(
                    new Task(event.document(), event.definition(), event.tags(), RunHistory.NONE), event.at());
        }
    }

    /** There is a task. */
    sealed interface Present extends TaskState, HasRuns {

        Task task();

        Present with(Task changed);

        @Override
        default RunOrder order() {
            return TaskDocument.order(task());
        }

        @Override
        default RunHistory history() {
            return task().history();
        }
    }

    /** Lasts for a time. */
    sealed interface Transitional extends Present {

        Instant since();
    }

    /** Nothing runs, and it may be moved and deleted. */
    sealed interface Resting extends Present {

        /** The status to go back to after a move. */
        String rest();

        default Moving moving(MoveRequested event) {
            return new Moving(task().bound(event.to()), rest(), event.at());
        }

        default Deleting deleting(DeletionRequested event) {
            return new Deleting(task(), event.at());
        }
    }

    /** Nothing runs, and it may be started and modified too. */
    sealed interface Idle extends Resting {

        @Override
        default String rest() {
            return status();
        }

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

        default Idle stopped(RunStopped event) {
            return new Stopped(ended(event));
        }

        default Task ended(RunStopped event) {
            return task().ended(event.stopReason(), Optional.empty(), event.summary(), event.at());
        }

        /** Why the run ended, which knows only that it was to end. */
        default String stopReason(StopReason told) {
            return told.text();
        }

        default Pausing pausing(HoldRequested event) {
            return new Pausing(task(), event.by(), event.reason(), event.at());
        }

        default Failed failed(RunFailed event) {
            return new Failed(
                    task().ended(event.stopReason(), Optional.of(event.message()), event.summary(), event.at()));
        }

        default Present loadFinished(LoadFinished event) {
            return with(task().with(task().history().loadFinished(event.at())));
        }

        default Present reloadRequested(ReloadRequested event) {
            return with(task().with(task().history().reloadRequested(event.tables())));
        }

        default Present reloadBegun(ReloadBegun event) {
            return with(task().with(task().history().reloadBegun(event.tables())));
        }
    }

    /** The run is ending because somebody said so. */
    sealed interface Ending extends Transitional, Active {}

    record Creating(Task task, Instant since) implements Transitional {
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
        public Ready with(Task changed) {
            return new Ready(changed);
        }
    }

    /** @param before the status to go back to */
    record Modifying(Task task, String before, Instant since) implements Transitional {
        @Override
        public Modifying with(Task changed) {
            return new Modifying(changed, before, since);
        }

        Idle back() {
            return Idle.of(before, task);
        }
    }

    /**
     * On its way to the instance that its document names as target.
     *
     * @param before the status to go back to
     */
    record Moving(Task task, String before, Instant since) implements Transitional {
        @Override
        public Moving with(Task changed) {
            return new Moving(changed, before, since);
        }

        Idle arrived() {
            return Idle.of(before, task.arrived());
        }

        FailedMove failed(MoveFailed event) {
            return new FailedMove(task.notMoved(event.message()), before);
        }
    }

    /**
     * It is still where it was; only to be moved again or deleted.
     *
     * @param rest the status before the move
     */
    record FailedMove(Task task, String rest) implements Resting {
        @Override
        public String status() {
            return "failed-move";
        }

        @Override
        public FailedMove with(Task changed) {
            return new FailedMove(changed, rest);
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
        public Testing with(Task changed) {
            return new Testing(changed, before, by);
        }

        Idle back() {
            return Idle.of(before, task);
        }
    }

    record Starting(Task task, Instant since) implements Transitional, Active {
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
        public Running with(Task changed) {
            return new Running(changed);
        }

        Stopping stopping(StopRequested event) {
            return new Stopping(task, event.at());
        }
    }

    record Stopping(Task task, Instant since) implements Ending {
        @Override
        public Stopping with(Task changed) {
            return new Stopping(changed, since);
        }
    }

    /**
     * Stopping for its instance.
     *
     * @param by ARN of the instance
     * @param reason for StopReason, without its prefix
     */
    record Pausing(Task task, String by, String reason, Instant since) implements Ending {
        @Override
        public String status() {
            return "stopping";
        }

        @Override
        public Pausing with(Task changed) {
            return new Pausing(changed, by, reason, since);
        }

        @Override
        public String stopReason(StopReason told) {
            return told == StopReason.NORMAL ? StopReason.valueOf(reason).text() : told.text();
        }

        /** Goes on later, unless the run had come to its own end meanwhile. */
        @Override
        public Idle stopped(RunStopped event) {
            return event.stopReason().equals(StopReason.valueOf(reason).text())
                    ? new Held(ended(event), by)
                    : new Stopped(ended(event));
        }

        Stopping stopping(StopRequested event) {
            return new Stopping(task, since);
        }
    }

    /**
     * Stopped for its instance, and going on by itself when that is open again, unless somebody takes the task in hand before.
     *
     * @param by ARN of the instance
     */
    record Held(Task task, String by) implements Idle {
        @Override
        public String status() {
            return "stopped";
        }

        @Override
        public Held with(Task changed) {
            return new Held(changed, by);
        }
    }

    record Stopped(Task task) implements Idle {
        @Override
        public Stopped with(Task changed) {
            return new Stopped(changed);
        }
    }

    record Failed(Task task) implements Idle {
        @Override
        public Failed with(Task changed) {
            return new Failed(changed);
        }
    }

    record Deleting(Task task, Instant since) implements Transitional {
        @Override
        public Deleting with(Task changed) {
            return new Deleting(changed, since);
        }

        Failed failed(DeletionFailed event) {
            return new Failed(task.notDeleted(event.message()));
        }

        Absent absent() {
            return new Absent();
        }
    }
}
