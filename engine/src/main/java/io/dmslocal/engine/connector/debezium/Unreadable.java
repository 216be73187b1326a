package io.dmslocal.engine.connector.debezium;

/** A value that cannot be kept; the message says which and why. Cheap: no stack trace. */
public final class Unreadable extends Exception {

    public Unreadable(String message) {
        super(message, null, false, false);
    }
}
