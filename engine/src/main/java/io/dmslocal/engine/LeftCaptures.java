package io.dmslocal.engine;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Names;
import io.dmslocal.engine.entity.leftover.LeftoversEntity;
import io.dmslocal.engine.entity.running.Leftover;
import io.dmslocal.engine.entity.running.Leftovers;
import io.dmslocal.engine.entity.running.SourceCaptures;
import io.dmslocal.engine.entity.running.SourceCaptures.Result;
import io.dmslocal.engine.entity.running.SourceCaptures.StillLeft;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What deleted tasks left on sources that did not answer. */
final class LeftCaptures implements Leftovers {

    private final Names names;
    private final SourceCaptures sources;
    private final Sharded<LeftoversEntity.Command> leftovers;

    LeftCaptures(
            Names names,
            Node node,
            Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve,
            Connectors connectors) {
        this.names = names;
        this.sources = new SourceCaptures(resolve, connectors, node.blocking());
        this.leftovers = node.startRemembered(
                LeftoversEntity.Command.class,
                "leftovers",
                new LeftoversEntity.Leave(),
                place -> LeftoversEntity.create(place, node.settings().leftovers(), node.clock(), this::remove));
    }

    @Override
    public CompletionStage<?> remember(Leftover left) {
        return leftovers.<LeftoversEntity.Reply>ask(
                LeftoversEntity.of(left.sourceArn()).toString(),
                replyTo -> new LeftoversEntity.Remember(left, replyTo));
    }

    private CompletionStage<Result> remove(Leftover left) {
        return isThere(left.owner())
                .thenCompose(
                        there -> there ? CompletableFuture.completedFuture(new StillLeft(left)) : sources.end(left));
    }

    private CompletionStage<Boolean> isThere(String owner) {
        Arn arn = Arn.parse(owner).orElseThrow();
        return names.holds(arn.scope(), Kind.of(arn).orElseThrow(), owner);
    }
}
