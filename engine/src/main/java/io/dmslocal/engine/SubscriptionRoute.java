package io.dmslocal.engine;

import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;

record SubscriptionRoute(Sharded<EventSubscriptionEntity.Command> subscriptions) implements Route {

    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        return subscriptions
                .ask(arn.toString(), EventSubscriptionEntity.Describe::new)
                .thenApply(reply -> reply.outcome().value().map(EventSubscription::custSubscriptionId));
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return subscriptions.ask(arn.toString(), replyTo -> new EventSubscriptionEntity.ChangeTags(change, replyTo));
    }

    @Override
    public CompletionStage<Boolean> withdraw(Arn arn) {
        return subscriptions
                .<EventSubscriptionEntity.Reply>ask(arn.toString(), EventSubscriptionEntity.Delete::new)
                .thenApply(reply -> Route.isGone(reply.outcome()));
    }
}
