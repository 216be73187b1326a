package io.dmslocal.deploy;

/** The node cannot start, for a reason that the person who started it can remove. Its message is all that is shown. */
final class StartFailure extends RuntimeException {

    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
