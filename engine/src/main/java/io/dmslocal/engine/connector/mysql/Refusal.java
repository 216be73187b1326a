package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.record.Rejected.Answer;
import io.dmslocal.engine.record.Rejected.Cause;
import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * Why the target does not take a row: an error, or a warning that says that it kept something else.
 *
 * @param message the server's words
 * @param answer the server's error; empty when it was us who refused
 */
record Refusal(Cause cause, String message, Optional<Answer> answer) {

    Refusal(Cause cause, String message) {
        this(cause, message, Optional.empty());
    }

    private static final int DUPLICATE_KEY = 1062;
    private static final int DUPLICATE_KEY_NAMED = 1586;
    private static final int TRUNCATED = 1265;
    private static final int TOO_LONG = 1406;

    /** Empty when the error is not about the row. */
    static Optional<Refusal> of(ServerError error) {
        boolean aboutRows =
                error.sqlState().startsWith("22") || error.sqlState().startsWith("23") || isValueError(error.code());
        return aboutRows
                ? Optional.of(new Refusal(cause(error.code()), error.toString(), answer(error)))
                : Optional.empty();
    }

    /**
     * Also when the table does not take any row of ours: it is missing, with its database or on disk, lacks a column, refuses us, or is none to write to.
     */
    static Optional<Refusal> ofRowOrTable(ServerError error) {
        return switch (error.code()) {
            case 1036, 1049, 1054, 1142, 1143, 1146, 1288, 1348, 1471, 1932 ->
                Optional.of(new Refusal(Cause.TABLE, error.toString(), answer(error)));
            default -> of(error);
        };
    }

    /** Errors about values whose SQLSTATE is the general HY000: wrong value, no default, JSON, geometry, foreign keys' kin. */
    private static boolean isValueError(int code) {
        return switch (code) {
            case 1264, 1265, 1292, 1364, 1366, 1367, 1411, 1416, 1441, 1525, 3140, 3141, 3156, 4025 -> true;
            default -> false;
        };
    }

    private static Optional<Answer> answer(ServerError error) {
        return Optional.of(new Answer(error.sqlState(), error.code()));
    }

    private static Cause cause(int code) {
        return switch (code) {
            case DUPLICATE_KEY, DUPLICATE_KEY_NAMED -> Cause.DUPLICATE_KEY;
            case TRUNCATED, TOO_LONG -> Cause.TRUNCATION;
            default -> Cause.DATA;
        };
    }

    /** What the last statement's warnings say of its rows; empty when they are only about the statement's form. */
    static Optional<Refusal> ofWarnings(Session session) throws IOException {
        for (String[] warning : session.rows("SHOW WARNINGS")) {
            int code = Integer.parseInt(warning[1]);
            boolean aboutForm =
                    code == 1287 || code == 1681 || code == 3719 || code == 3720; // deprecated syntax and names
            if (!aboutForm) {
                return Optional.of(new Refusal(cause(code), warning[2] + " (warning " + code + ")"));
            }
        }
        return Optional.empty();
    }

    /** A value that cannot even be written in a statement. */
    static Optional<Refusal> ofValue(Object value) {
        if (value instanceof Double number && !Double.isFinite(number)
                || value instanceof Float other && !Float.isFinite(other)) {
            return Optional.of(new Refusal(Cause.DATA, "MySQL has no " + value + "."));
        }
        int year = value instanceof LocalDate date
                ? date.getYear()
                : value instanceof LocalDateTime time ? time.getYear() : 1;
        return year < 0 || year > 9999
                ? Optional.of(new Refusal(Cause.DATA, "MySQL's dates end with the years 0000 and 9999: " + value))
                : Optional.empty();
    }
}
