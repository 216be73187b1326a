package io.dmslocal.engine.run.validation;

import java.util.concurrent.CompletionException;

/** Why work on another thread failed, without the wrapping that futures add. */
final class Cause {

    private Cause() {}

    static Throwable of(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static String text(Throwable failure) {
        Throwable cause = of(failure);
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
