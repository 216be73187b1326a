package io.dmslocal.engine.run.failure;

/** The run cannot go on, and trying again cannot help; the message is for the user. */
public final class RunFailure extends RuntimeException {

    public RunFailure(String message) {
        super(message);
    }
}
