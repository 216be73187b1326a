package io.dmslocal.engine.connector.spi;

/**
 * A connection, a permission or a server that fails the whole child: never a bad record (that is a {@link
 * io.dmslocal.engine.record.Rejected}). The message is for the user: what was tried, with which endpoint, what the server said, what would help.
 * It never contains a password.
 */
public class ConnectorException extends RuntimeException {

    private final boolean recoverable;

    private ConnectorException(String message, boolean recoverable, Throwable cause) {
        super(message, cause);
        this.recoverable = recoverable;
    }

    /** The other side is gone or refuses for now: trying again may help (ErrorBehavior's RecoverableError settings). */
    public static ConnectorException recoverable(String message, Throwable cause) {
        return new ConnectorException(message, true, cause);
    }

    /** Trying again cannot help: a missing table, a wrong password, logical replication switched off. */
    public static ConnectorException fatal(String message, Throwable cause) {
        return new ConnectorException(message, false, cause);
    }

    public static ConnectorException fatal(String message) {
        return new ConnectorException(message, false, null);
    }

    public boolean isRecoverable() {
        return recoverable;
    }
}
