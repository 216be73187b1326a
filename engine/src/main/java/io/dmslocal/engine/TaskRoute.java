package io.dmslocal.engine;

import io.dmslocal.engine.entity.task.ReplicationTaskEntity;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

record TaskRoute(Sharded<ReplicationTaskEntity.Command> tasks) implements Route {

    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        return tasks.ask(arn.toString(), ReplicationTaskEntity.Describe::new)
                .thenApply(reply -> reply.outcome().value().map(ReplicationTask::replicationTaskIdentifier));
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return tasks.ask(arn.toString(), replyTo -> new ReplicationTaskEntity.ChangeTags(change, replyTo));
    }
}
