package io.dmslocal.engine.entity.task;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.entity.Answer;
import io.dmslocal.engine.entity.Refusal;
import io.dmslocal.engine.entity.running.RunNote;
import io.dmslocal.engine.entity.running.TableReload;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** What may be said to a replication task, and what it answers; what comes of it is told by {@link ReplicationTaskEntity}. */
public final class TaskProtocol {

    private TaskProtocol() {}

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** @param document checked by {@link TaskDocument#create} */
    public record Create(ReplicationTask document, TaskDefinition definition, Tags tags, ActorRef<Reply> replyTo)
            implements Call {}

    /** Answered in every status in which there is a task. */
    sealed interface OfAny extends Call {

        ActorRef<Reply> replyTo();
    }

    public record Describe(ActorRef<Reply> replyTo) implements OfAny {}

    public record Modify(ModifyReplicationTaskRequest request, ActorRef<Reply> replyTo) implements Call {}

    /** Would Start be accepted? Asked before connections are tested. */
    public record AskStart(StartReplicationTaskRequest request, ActorRef<Reply> replyTo) implements Call {}

    public record Start(StartReplicationTaskRequest request, ActorRef<Reply> replyTo) implements Call {}

    public record StopTask(ActorRef<Reply> replyTo) implements Call {}

    public record Delete(ActorRef<Reply> replyTo) implements Call {}

    /**
     * An assessment begins; until it ends nothing else may happen to the task.
     *
     * @param by ARN of what tests the task
     * @param from statuses in which it may begin
     */
    public record BeginTest(String by, Set<String> from, ActorRef<Reply> replyTo) implements Call {}

    /** Harmless when the task is not tested by that one. */
    public record EndTest(String by, ActorRef<Reply> replyTo) implements OfAny {}

    public record Reload(TableReload tables, ActorRef<Reply> replyTo) implements Call {}

    /** @param to ARN of another instance */
    public record Move(String to, ActorRef<Reply> replyTo) implements Call {}

    /**
     * The instance begins something that no run outlives; a task without a run is not concerned.
     *
     * @param by ARN of the instance
     * @param reason for StopReason, in AWS's words
     */
    public record Hold(String by, String reason, ActorRef<Reply> replyTo) implements OfAny {}

    /**
     * An event of the task was not taken by a subscription's topic or bus; it is tried again, and told again when that fails, too.
     *
     * @param happenedAt when the event happened
     * @param subscription its ARN
     */
    public record EventNotSent(
            String eventId, Instant happenedAt, String subscription, String why, ActorRef<Reply> replyTo)
            implements OfAny {}

    public record AskStatistics(ActorRef<Reply> replyTo) implements OfAny {}

    public record AskLog(ActorRef<Reply> replyTo) implements OfAny {}

    public record AskDependents(ActorRef<Dependents> replyTo) implements Call {}

    public record ChangeTags(TagChange change, ActorRef<TagReply> replyTo) implements Call {}

    public record Leave() implements Call {}

    /** What a transitional status waited for is done. */
    record Finish(String status) implements Note {}

    /** Is there still somebody who tests the task? */
    record AskTester(String by) implements Note {}

    record TesterSeen(String by, boolean isThere) implements Note {}

    /** @param refusal why the other instance does not take the task */
    record Arrived(Optional<Fault> refusal) implements Note {}

    /** Is the instance open that the task was stopped for? */
    record AskHost() implements Note {}

    record HostSeen(boolean isOpen) implements Note {}

    /** What the task leaves behind could not be removed, and that fails it. */
    record NotCleaned(String why) implements Note {}

    record OfRun(RunNote note) implements Note {}

    public sealed interface Reply extends Answer<Reply> {

        default Outcome<ReplicationTask> outcome() {
            return as(Described.class).map(Described::document);
        }
    }

    public record Described(ReplicationTask document) implements Reply {}

    /** @param tables sorted by name */
    public record Counted(List<TableStatistics> tables) implements Reply {}

    /** @param bytes of its log; 0 when it said nothing, or was not to */
    public record Logged(long bytes) implements Reply {}

    public record Refused(Fault fault) implements Reply, Refusal {}
}
