package io.dmslocal.engine;

import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Names;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** @param names are asked first: a replication is remembered from the moment on in which somebody asks for it */
record ReplicationRoute(Names names, Sharded<ReplicationProtocol.Command> replications) implements Route {

    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        return names.ifHeld(
                arn.toString(),
                Kind.SERVERLESS,
                Optional.empty(),
                () -> replications
                        .ask(arn.toString(), ReplicationProtocol.Describe::new)
                        .thenApply(reply -> reply.outcome()
                                .value()
                                .map(found -> found.config().replicationConfigIdentifier())));
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return names.ifHeld(
                arn.toString(),
                Kind.SERVERLESS,
                new TagReply.Refused(Kind.SERVERLESS.notFound()),
                () -> replications.ask(arn.toString(), replyTo -> new ReplicationProtocol.ChangeTags(change, replyTo)));
    }

    @Override
    public CompletionStage<Boolean> withdraw(Arn arn) {
        return replications
                .<ReplicationProtocol.Reply>ask(arn.toString(), ReplicationProtocol.Delete::new)
                .thenApply(reply -> Route.isGone(reply.outcome()));
    }
}
