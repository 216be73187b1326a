package io.dmslocal.engine.entity.running;

import java.util.concurrent.CompletionStage;

/** Remembers what could not be removed from a source, and removes it when the source answers again. */
@FunctionalInterface
public interface Leftovers {

    /** @return done when it will not be forgotten */
    CompletionStage<?> remember(Leftover left);
}
