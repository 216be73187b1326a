package io.dmslocal.engine.entity.serverless;

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
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.PremigrationAssessmentStatus;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationRequest;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** What may be said to a serverless replication, and what it answers; what comes of it is told by {@link ReplicationEntity}. */
public final class ReplicationProtocol {

    private ReplicationProtocol() {}

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** @param config checked by {@link ReplicationDocument#create} */
    public record Create(ReplicationConfig config, boolean prepModeGiven, Tags tags, ActorRef<Reply> replyTo)
            implements Call {}

    public record Describe(ActorRef<Reply> replyTo) implements Call {}

    public record Modify(ModifyReplicationConfigRequest request, ActorRef<Reply> replyTo) implements Call {}

    public record Start(StartReplicationRequest request, ActorRef<Reply> replyTo) implements Call {}

    public record StopRun(ActorRef<Reply> replyTo) implements Call {}

    public record Delete(ActorRef<Reply> replyTo) implements Call {}

    public record Reload(TableReload tables, ActorRef<Reply> replyTo) implements Call {}

    public record AskStatistics(ActorRef<Reply> replyTo) implements Call {}

    public record AskDependents(ActorRef<Dependents> replyTo) implements Call {}

    /** How far the assessment before a start has got. */
    public record AssessmentTold(PremigrationAssessmentStatus status, boolean hasEnded, ActorRef<Reply> replyTo)
            implements Call {}

    public record ChangeTags(TagChange change, ActorRef<TagReply> replyTo) implements Call {}

    public record Leave() implements Call {}

    /** What a transitional status waited for is done. */
    record Finish(String status) implements Note {}

    /**
     * What a step on the way to running waited for is done, or has failed.
     *
     * @param run on whose way it is
     * @param tables selected, told by the step that fetches metadata
     */
    record StepDone(long run, Step step, Outcome<Integer> tables) implements Note {}

    /** Capacity has been in this state for long enough. */
    record ProvisionOver(String state) implements Note {}

    /** @param refusal why the assessment before a start cannot begin; empty when it has */
    record AssessmentBegun(String runArn, Optional<Fault> refusal) implements Note {}

    record OfRun(RunNote note) implements Note {}

    public sealed interface Reply extends Answer<Reply> {

        default Outcome<Described> outcome() {
            return as(Described.class);
        }
    }

    /** Both views. */
    public record Described(ReplicationConfig config, Replication replication) implements Reply {}

    /** @param tables sorted by name */
    public record Counted(List<TableStatistics> tables) implements Reply {}

    public record Refused(Fault fault) implements Reply, Refusal {}
}
