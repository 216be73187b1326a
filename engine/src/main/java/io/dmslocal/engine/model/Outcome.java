package io.dmslocal.engine.model;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What came of a request: a value or the fault that refuses it. Stays in its process; between nodes travel the replies of entities. */
public sealed interface Outcome<T> {

    record Done<T>(T result) implements Outcome<T> {
        @Override
        public <R> R fold(Function<T, R> done, Function<Fault, R> refused) {
            return done.apply(result);
        }
    }

    record Refused<T>(Fault reason) implements Outcome<T> {
        @Override
        public <R> R fold(Function<T, R> done, Function<Fault, R> refused) {
            return refused.apply(reason);
        }
    }

    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Outcome<T> refused(Fault fault) {
        return new Refused<>(fault);
    }

    /** The value, or the fault when there is one: for checks that yield an optional fault. */
    static <T> Outcome<T> unless(Optional<Fault> fault, T value) {
        return fault.<Outcome<T>>map(Refused::new).orElseGet(() -> new Done<>(value));
    }

    <R> R fold(Function<T, R> done, Function<Fault, R> refused);

    default <R> Outcome<R> map(Function<T, R> change) {
        return fold(value -> done(change.apply(value)), Outcome::refused);
    }

    default <R> Outcome<R> flatMap(Function<T, Outcome<R>> next) {
        return fold(next, Outcome::refused);
    }

    /** The next asynchronous step, taken only when this one was not refused. */
    default <R> CompletionStage<Outcome<R>> then(Function<T, CompletionStage<Outcome<R>>> next) {
        return fold(next, fault -> CompletableFuture.completedFuture(refused(fault)));
    }

    default Optional<T> value() {
        return fold(Optional::of, fault -> Optional.empty());
    }

    default Optional<Fault> fault() {
        return fold(value -> Optional.empty(), Optional::of);
    }
}
