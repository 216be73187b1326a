package io.dmslocal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.checkpoint.SavedRun;
import io.dmslocal.engine.run.checkpoint.SavedValidation;
import io.dmslocal.engine.why.Why;
import io.dmslocal.engine.why.Why.Subject;
import io.dmslocal.persistence.checkpoint.CheckpointStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/**
 * Why a task or a serverless replication is as it is: asks it, and reads what its last run left behind, wherever that runs: reasons are as new as the
 * checkpoint, which follows a run within seconds.
 */
public final class TaskReasons {

    private final Engine engine;
    private final CheckpointStore checkpoints;
    private final Executor blocking;

    TaskReasons(Engine engine, CheckpointStore checkpoints, Executor blocking) {
        this.engine = engine;
        this.checkpoints = checkpoints;
        this.blocking = blocking;
    }

    /** Empty when there is no such task. */
    public CompletionStage<Optional<JsonNode>> of(String arn) {
        return subject(arn).thenApplyAsync(outcome -> outcome.value().map(this::document), blocking);
    }

    /**
     * Rows of a table that differ on source and target, column by column.
     *
     * @param table {@code schema.table}, as on the source
     * @param from number of the first row that is told, from 1
     * @param limit rows at most
     * @return empty when there is no such task, or it has no such table
     */
    public CompletionStage<Optional<JsonNode>> validation(String arn, String table, long from, int limit) {
        return subject(arn)
                .thenApplyAsync(
                        outcome -> outcome.value()
                                .flatMap(subject -> SavedValidation.of(checkpoints, subject.arn(), table, from, limit)),
                        blocking);
    }

    private JsonNode document(Subject subject) {
        return new Why(
                        subject,
                        SavedRun.reasons(checkpoints, subject.arn()),
                        SavedRun.statistics(checkpoints, subject.arn()),
                        SavedRun.unkeyed(checkpoints, subject.arn()))
                .document();
    }

    private CompletionStage<Outcome<Subject>> subject(String arn) {
        boolean isServerless = Arn.parse(arn)
                .filter(parsed -> parsed.type().equals(Kind.SERVERLESS.arnType()))
                .isPresent();
        return isServerless
                ? engine.replication(arn, ReplicationProtocol.Describe::new)
                        .thenApply(reply -> reply.outcome().map(TaskReasons::subject))
                : engine.task(arn, TaskProtocol.Describe::new)
                        .thenApply(reply -> reply.outcome().map(TaskReasons::subject));
    }

    private static Subject subject(ReplicationTask task) {
        return new Subject(
                task.replicationTaskArn(),
                task.migrationTypeAsString(),
                task.status(),
                text(task.stopReason()),
                text(task.lastFailureMessage()),
                text(task.tableMappings()));
    }

    private static Subject subject(ReplicationProtocol.Described described) {
        return new Subject(
                described.config().replicationConfigArn(),
                described.config().replicationTypeAsString(),
                described.replication().status(),
                text(described.replication().stopReason()),
                String.join(" ", described.replication().failureMessages()),
                text(described.config().tableMappings()));
    }

    private static String text(String given) {
        return Optional.ofNullable(given).orElse("");
    }
}
