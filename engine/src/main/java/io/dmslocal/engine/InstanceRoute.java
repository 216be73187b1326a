package io.dmslocal.engine;

import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;

record InstanceRoute(Sharded<ReplicationInstanceEntity.Command> instances) implements Route {

    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        return instances
                .ask(arn.toString(), ReplicationInstanceEntity.Describe::new)
                .thenApply(reply -> reply.outcome().value().map(ReplicationInstance::replicationInstanceIdentifier));
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return instances.ask(arn.toString(), replyTo -> new ReplicationInstanceEntity.ChangeTags(change, replyTo));
    }

    @Override
    public CompletionStage<Boolean> withdraw(Arn arn) {
        return instances
                .<ReplicationInstanceEntity.Reply>ask(arn.toString(), ReplicationInstanceEntity.Delete::new)
                .thenApply(reply -> Route.isGone(reply.outcome()));
    }

    @Override
    public CompletionStage<Dependents> dependents(Arn arn) {
        return instances.ask(arn.toString(), ReplicationInstanceEntity.AskDependents::new);
    }

    @Override
    public CompletionStage<?> detach(Arn arn, String dependent) {
        return instances.<ReplicationInstanceEntity.Reply>ask(
                arn.toString(), replyTo -> new ReplicationInstanceEntity.Detach(dependent, replyTo));
    }
}
