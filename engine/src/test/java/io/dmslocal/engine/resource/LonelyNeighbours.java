package io.dmslocal.engine.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Nobody is there; remembers who was let go. */
final class LonelyNeighbours implements Neighbours {

    final List<String> released = new ArrayList<>();

    @Override
    public CompletionStage<Optional<String>> identifierOf(String arn) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<List<String>> releaseDead(String arn) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void release(String dependent, Collection<String> used) {
        released.addAll(used);
    }
}
