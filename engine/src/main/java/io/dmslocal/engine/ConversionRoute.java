package io.dmslocal.engine;

import io.dmslocal.engine.entity.conversion.ConversionEntity;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** To requests of schema conversion, whose ARNs are our own: a project asks by them who still holds it. */
record ConversionRoute(Sharded<ConversionEntity.Command> conversions) implements Route {

    /** Only while the request is not over: after that it uses nothing. */
    @Override
    public CompletionStage<Optional<String>> identifier(Arn arn) {
        String[] parts = arn.id().split("/", 2);
        if (parts.length < 2) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return conversions
                .<ConversionEntity.Reply>ask(
                        ConversionEntity.ofRequest(arn).toString(),
                        replyTo -> new ConversionEntity.AskRequest(parts[1], replyTo))
                .thenApply(reply -> reply.as(ConversionEntity.Described.class)
                        .value()
                        .filter(request -> !request.isOver())
                        .map(request -> "schema conversion request "
                                + request.document().requestIdentifier()));
    }

    @Override
    public CompletionStage<TagReply> changeTags(Arn arn, TagChange change) {
        return CompletableFuture.completedFuture(
                new TagReply.Refused(Fault.notFound("Resource " + arn + " could not be found.")));
    }
}
