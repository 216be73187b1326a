package io.dmslocal.engine;

import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;

record EndpointRoute(Sharded<EndpointEntity.Command> endpoints) implements Route {

    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        return endpoints
                .ask(arn.toString(), EndpointEntity.Describe::new)
                .thenApply(reply -> reply.outcome().value().map(Endpoint::endpointIdentifier));
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return endpoints.ask(arn.toString(), replyTo -> new EndpointEntity.ChangeTags(change, replyTo));
    }

    @Override
    public CompletionStage<Boolean> withdraw(Arn arn) {
        return endpoints
                .<EndpointEntity.Reply>ask(arn.toString(), EndpointEntity.Delete::new)
                .thenApply(reply -> Route.isGone(reply.outcome()));
    }

    @Override
    public CompletionStage<Dependents> dependents(Arn arn) {
        return endpoints.ask(arn.toString(), EndpointEntity.AskDependents::new);
    }

    @Override
    public CompletionStage<?> detach(Arn arn, String dependent) {
        return endpoints.<EndpointEntity.Reply>ask(
                arn.toString(), replyTo -> new EndpointEntity.Detach(dependent, replyTo));
    }
}
