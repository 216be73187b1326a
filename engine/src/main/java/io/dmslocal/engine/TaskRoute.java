package io.dmslocal.engine;

import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Names;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/**
 * @param names are asked first: a task is remembered from the moment on in which somebody asks for it
 * @param assessments of tasks, which go with them
 */
record TaskRoute(Names names, Sharded<TaskProtocol.Command> tasks, Assessments assessments) implements Route {

    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        return names.ifHeld(
                arn.toString(),
                Kind.TASK,
                Optional.empty(),
                () -> tasks.ask(arn.toString(), TaskProtocol.Describe::new)
                        .thenApply(reply -> reply.outcome().value().map(ReplicationTask::replicationTaskIdentifier)));
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return names.ifHeld(
                arn.toString(),
                Kind.TASK,
                new TagReply.Refused(Kind.TASK.notFound()),
                () -> tasks.ask(arn.toString(), replyTo -> new TaskProtocol.ChangeTags(change, replyTo)));
    }

    @Override
    public CompletionStage<Boolean> withdraw(Arn arn) {
        return tasks.<TaskProtocol.Reply>ask(arn.toString(), TaskProtocol.Delete::new)
                .thenApply(reply -> Route.isGone(reply.outcome()));
    }

    /** A crash may leave an instance that a task was about to be moved to. */
    @Override
    public CompletionStage<Boolean> mayUse(Arn arn, String other) {
        return names.ifHeld(
                arn.toString(),
                Kind.TASK,
                true,
                () -> tasks.ask(arn.toString(), TaskProtocol.Describe::new)
                        .thenApply(reply -> reply.outcome().fold(task -> uses(task, other), fault -> true)));
    }

    @Override
    public void gone(Arn arn) {
        assessments.taskGone(arn.toString());
    }

    private static boolean uses(ReplicationTask task, String other) {
        return Stream.of(
                        task.replicationInstanceArn(),
                        task.targetReplicationInstanceArn(),
                        task.sourceEndpointArn(),
                        task.targetEndpointArn())
                .anyMatch(other::equals);
    }
}
