package io.dmslocal.engine.connector.postgres;

/** A value that its DMS type cannot hold, or a target's type cannot; the message says which and why. Cheap: no stack trace. */
final class UnreadableValue extends Exception {

    UnreadableValue(String message) {
        super(message, null, false, false);
    }
}
