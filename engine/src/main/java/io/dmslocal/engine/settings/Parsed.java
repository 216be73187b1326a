package io.dmslocal.engine.settings;

import io.dmslocal.engine.model.Fault;
import java.util.function.Function;
import java.util.function.Supplier;

/** What became of a caller's document: a value, or the fault that refuses it. */
public sealed interface Parsed<T> {

    record Accepted<T>(T accepted) implements Parsed<T> {
        @Override
        public <R> R fold(Function<T, R> onAccepted, Function<Fault, R> onRefused) {
            return onAccepted.apply(accepted);
        }
    }

    record Refused<T>(Fault fault) implements Parsed<T> {
        @Override
        public <R> R fold(Function<T, R> onAccepted, Function<Fault, R> onRefused) {
            return onRefused.apply(fault);
        }
    }

    <R> R fold(Function<T, R> onAccepted, Function<Fault, R> onRefused);

    /** The value of a document that was checked before. */
    default T value() {
        return fold(v -> v, fault -> {
            throw new IllegalStateException(fault.message());
        });
    }

    static <T> Parsed<T> accepted(T value) {
        return new Accepted<>(value);
    }

    static <T> Parsed<T> refused(Fault fault) {
        return new Refused<>(fault);
    }

    /** Runs a parser of this package, which gives up with {@link Refusal}. */
    static <T> Parsed<T> of(Supplier<T> parser) {
        try {
            return accepted(parser.get());
        } catch (Refusal e) {
            return refused(e.fault());
        }
    }

    /** Carries a fault out of a parser's depth to {@link #of}; goes no further. */
    final class Refusal extends RuntimeException {
        private final transient Fault fault;

        Refusal(Fault fault) {
            super(fault.message(), null, false, false);
            this.fault = fault;
        }

        Refusal(String message) {
            this(Fault.invalidValue(message));
        }

        Fault fault() {
            return fault;
        }
    }
}
