package io.dmslocal.engine.run;

/** The run cannot go on, and trying again cannot help; the message is for the user. */
final class RunFailure extends RuntimeException {

    RunFailure(String message) {
        super(message);
    }
}
