package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Rejected.Cause;
import java.util.Optional;

/** A value that a rule cannot work: its row is rejected, and a policy decides. Without a stack: rows come by the million. */
public final class Unworkable extends Exception {

    private final Cause cause;

    private final transient Optional<Object> unmasked;

    public Unworkable(Cause cause, String message) {
        this(cause, message, Optional.empty());
    }

    private Unworkable(Cause cause, String message, Optional<Object> unmasked) {
        super(message, null, false, false);
        this.cause = cause;
        this.unmasked = unmasked;
    }

    /** A value that cannot be masked. */
    static Unworkable mask(Object value, String message) {
        return new Unworkable(Cause.MASKING, message, Optional.of(value));
    }

    /** What a mask could not hide. */
    Optional<Object> unmasked() {
        return unmasked;
    }

    /** A value that cannot be what its new type asks for. */
    public static Unworkable data(String message) {
        return new Unworkable(Cause.DATA, message);
    }

    public Cause kind() {
        return cause;
    }
}
