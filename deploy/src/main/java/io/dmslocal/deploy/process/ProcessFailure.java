package io.dmslocal.deploy.process;

/** A process does not start, or has ended by itself; the message is all that is shown. */
public final class ProcessFailure extends RuntimeException {

    public ProcessFailure(String message) {
        super(message);
    }

    public ProcessFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
