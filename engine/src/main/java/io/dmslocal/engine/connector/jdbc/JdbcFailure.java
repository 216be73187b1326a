package io.dmslocal.engine.connector.jdbc;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Optional;

/**
 * What a driver's exception means for a run: the other side is away (recoverable), something is wrong for good (fatal), or a single record is bad.
 *
 * <p>Source of the classes: SQLSTATE of ISO 9075, and "PostgreSQL Error Codes" for 53, 55, 57 and 58.
 */
public final class JdbcFailure {

    private JdbcFailure() {}

    /** @param what was tried, as in "Reading table a.b of" */
    public static ConnectorException of(String what, EndpointSettings endpoint, SQLException failure) {
        String message = what + " the " + endpoint + " failed: " + words(failure, endpoint);
        return isRecoverable(failure)
                ? ConnectorException.recoverable(message, failure)
                : ConnectorException.fatal(message, failure);
    }

    public static boolean isRecoverable(SQLException failure) {
        if (failure instanceof SQLTransientException || failure instanceof SQLRecoverableException) {
            return true;
        }
        String state = state(failure);
        if (isUntrusted(failure) || (state.equals("08004") && failure.getErrorCode() == 0)) {
            return false; // a certificate, or no SSL at all; with a code it is MySQL's "too many connections"
        }
        if (state.startsWith("08") // connection
                || state.startsWith("40") // serialization failure, deadlock
                || state.startsWith("53") // out of connections, memory, disk
                || state.startsWith("58") // the server's own input and output
                || state.equals("55P03") // lock not available
                || state.equals("55006") // object in use: a slot whose reader is not gone yet
                || state.startsWith("57P")) { // shut down, crashed, starting up
            return true;
        }
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /** Whether a server said no, if only that it has no room for another session: it is there, and has words of its own for what is wrong. */
    public static boolean isAnswer(Throwable failure) {
        boolean isOfServer = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return false;
            }
            isOfServer |= cause instanceof SQLException told
                    && !state(told).isEmpty()
                    && !state(told).startsWith("08");
        }
        return isOfServer;
    }

    /** The kind of bad record behind this exception; empty when it is not about a record. */
    public static Optional<Cause> recordCause(SQLException failure) {
        String state = state(failure);
        if (state.equals("23505")) {
            return Optional.of(Cause.DUPLICATE_KEY);
        }
        if (state.equals("22001")) {
            return Optional.of(Cause.TRUNCATION);
        }
        boolean aboutTheRecord = state.startsWith("22") // data exception
                || state.startsWith("23") // integrity constraint
                || state.startsWith("44") // check option of a view
                || state.equals("P0001") // a trigger's RAISE
                || state.equals("54000"); // index row too large
        return aboutTheRecord ? Optional.of(Cause.DATA) : Optional.empty();
    }

    /** Whether a table, a column or the right to them is missing (class 42, access rule violation), or the table is none to write to. */
    public static boolean isAboutTable(SQLException failure) {
        String state = state(failure);
        return state.startsWith("42") || state.equals("55000") || state.startsWith("0A");
    }

    /** The server's message, and what the exceptions behind it add, without the endpoint's password. */
    public static String words(Throwable failure, EndpointSettings endpoint) {
        StringBuilder words = new StringBuilder(String.valueOf(failure.getMessage()));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String more = String.valueOf(cause.getMessage());
            if (cause.getMessage() != null && words.indexOf(more) < 0) {
                words.append(" (").append(more).append(')');
            }
        }
        return withoutPassword(words.toString(), endpoint);
    }

    /**
     * A short word is hidden only where it stands by itself: "x" is in many words that are not meant. A password that is also what the endpoint says
     * openly, like its user's name, hides nothing.
     */
    private static String withoutPassword(String text, EndpointSettings endpoint) {
        String password = endpoint.password();
        if (password.isEmpty()
                || List.of(endpoint.username(), endpoint.databaseName()).contains(password)) {
            return text;
        }
        return password.matches("[\\p{L}\\p{N}]{1,5}")
                ? text.replaceAll("(?<![\\p{L}\\p{N}])" + password + "(?![\\p{L}\\p{N}])", "***")
                : text.replace(password, "***");
    }

    /** A server whose certificate does not convince will not convince later either. */
    private static boolean isUntrusted(SQLException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }
}
