package io.dmslocal.engine.settings;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.function.Supplier;

/** Carries a fault out of a parser's depth to {@link #outcome}; leaves this package never. */
final class Refusal extends RuntimeException {

    private final transient Fault fault;

    Refusal(String message) {
        super(message, null, false, false);
        this.fault = Fault.invalidValue(message);
    }

    Fault fault() {
        return fault;
    }

    /** Runs a parser that may give up with a refusal. */
    static <T> Outcome<T> outcome(Supplier<T> parser) {
        try {
            return Outcome.done(parser.get());
        } catch (Refusal e) {
            return Outcome.refused(e.fault);
        }
    }
}
