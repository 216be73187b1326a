package io.dmslocal.engine.mapping.expression;

import io.dmslocal.engine.record.Change.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteLimits;

/**
 * SQLite as a function: expressions in, values out. Used by one thread at a time; whoever has many tables shares one.
 *
 * <pre>
 * Prepared full = calculator.prepare(Expression.parse("$FIRST || ' ' || $LAST"));
 * full.value("Ann", "Lee")   ->  "Ann Lee"
 * </pre>
 *
 * Values go in and come out as Long, Double, String, byte[] or null.
 */
public final class Calculator implements AutoCloseable {

    /** Thrown when an expression cannot be compiled, or has no value for a row; the message is SQLite's. */
    public static final class Failed extends Exception {

        private final boolean isLate;

        public Failed(String message) {
            this(message, false);
        }

        private Failed(String message, boolean isLate) {
            super(message, null, false, false);
            this.isLate = isLate;
        }

        /** It took too long: who has more time, or a faster machine, may see a value. */
        public boolean isLate() {
            return isLate;
        }
    }

    /** Bytes of a value that an expression may make. A bound of ours: {@code zeroblob(1000000000)} must not fill the memory. */
    private static final int LONGEST = 64 << 20;

    /** SQLite asks after so many of its steps whether to go on. */
    private static final int STEPS = 1_000;

    private static final int LONGEST_PATTERN = 10_000;

    /** Where nobody says otherwise; of runs, explanations and warnings the node's settings say it. Assumed: AWS names no limit. */
    public static final Duration USUAL_DEADLINE = Duration.ofSeconds(1);

    private final Connection connection;
    private final Duration deadline;
    private final Functions functions;
    private long started;

    /** @param deadline how long one expression may take for one row */
    public Calculator(Duration deadline) {
        this.deadline = deadline;
        SQLiteConfig config = new SQLiteConfig();
        config.enableLoadExtension(false);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        try {
            connection = config.createConnection("jdbc:sqlite::memory:");
            SQLiteConnection limited = connection.unwrap(SQLiteConnection.class);
            limited.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
            limited.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, LONGEST);
            limited.setLimit(SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN);
            functions = new Functions(connection);
            ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    return isLate() ? 1 : 0;
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "SQLite, which works out expressions, cannot be opened: " + e.getMessage(), e);
        }
    }

    private boolean isLate() {
        return System.nanoTime() - started > deadline.toNanos();
    }

    /** What operation_indicator says from here on. */
    public void operation(Operation operation) {
        functions.operation(operation);
    }

    /** Compiles an expression. */
    public Prepared prepare(Expression expression) throws Failed {
        try {
            PreparedStatement statement = compiled(expression);
            if (statement.getMetaData().getColumnCount() != 1) {
                throw new Failed("One value is needed, and this makes several: " + expression.text());
            }
            return new Prepared(expression, statement);
        } catch (SQLException e) {
            throw failed(expression, e);
        }
    }

    private Failed failed(Expression expression, SQLException e) {
        return e.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code
                ? new Failed("It took longer than " + deadline.toMillis() + " ms: " + expression.text(), true)
                : new Failed(Words.of(e) + ": " + expression.text());
    }

    private PreparedStatement compiled(Expression expression) throws SQLException {
        started = System.nanoTime();
        return connection.prepareStatement("SELECT (" + expression.sql() + ")");
    }

    /** Drops all that was prepared. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A compiled expression. */
    public final class Prepared implements AutoCloseable {

        private final Expression expression;
        private PreparedStatement statement;

        private Prepared(Expression expression, PreparedStatement statement) {
            this.expression = expression;
            this.statement = statement;
        }

        /** @param values of the expression's names, in their order */
        public Object value(Object... values) throws Failed {
            try {
                for (int i = 0; i < values.length; i++) {
                    bind(i + 1, values[i]);
                }
                started = System.nanoTime();
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    Object value = result.getObject(1);
                    return value instanceof Integer number ? (Object) number.longValue() : value;
                }
            } catch (SQLException e) {
                Failed failed = failed(expression, e);
                compileAgain();
                throw failed;
            }
        }

        /** For the next row: the driver ends a statement that has failed. */
        private void compileAgain() throws Failed {
            try {
                statement.close();
                statement = compiled(expression);
            } catch (SQLException e) {
                throw new Failed(Words.of(e) + ": " + expression.text());
            }
        }

        private void bind(int parameter, Object value) throws SQLException {
            if (value instanceof String text) {
                statement.setString(parameter, text);
            } else if (value instanceof Long number) {
                statement.setLong(parameter, number);
            } else if (value instanceof Double number) {
                statement.setDouble(parameter, number);
            } else if (value instanceof byte[] bytes) {
                statement.setBytes(parameter, bytes);
            } else {
                statement.setNull(parameter, java.sql.Types.NULL);
            }
        }

        @Override
        public void close() {
            try {
                statement.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
