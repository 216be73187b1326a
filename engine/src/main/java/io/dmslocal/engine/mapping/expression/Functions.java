package io.dmslocal.engine.mapping.expression;

import io.dmslocal.engine.record.Change.Operation;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.sqlite.Function;

/**
 * The functions that AWS DMS has and SQLite does not. Source: "Using transformation rule expressions to define column content", AWS DMS user guide.
 *
 * <pre>
 * replaceChars(x, y, z)            each character of x that stands in y becomes the one at its place in z, or z's first where z is shorter
 * hash_sha256(x)                   64 hexadecimal digits of the UTF-8 text of x; lower case (assumed), NULL of NULL (assumed)
 * operation_indicator(d, u, i)     d for a delete, u for an update, i for an insert and for a loaded row
 * </pre>
 */
final class Functions {

    private static final int NULL = 5; // SQLite's number of the type
    private static final int INTEGER = 1;
    private static final int FLOAT = 2;
    private static final int BLOB = 4;

    private Operation operation = Operation.INSERT;

    Functions(Connection connection) throws SQLException {
        Function.create(connection, "replaceChars", new ReplaceChars(), 3, Function.FLAG_DETERMINISTIC);
        Function.create(connection, "hash_sha256", new HashSha256(), 1, Function.FLAG_DETERMINISTIC);
        Function.create(connection, "operation_indicator", new OperationIndicator(), 3, 0);
    }

    void operation(Operation now) {
        operation = now;
    }

    private static final class ReplaceChars extends Function {
        @Override
        protected void xFunc() throws SQLException {
            if (value_type(0) == NULL || value_type(1) == NULL || value_type(2) == NULL) {
                result();
            } else {
                result(replaced(value_text(0), value_text(1), value_text(2)));
            }
        }

        private static String replaced(String text, String from, String to) {
            int[] sought = from.codePoints().toArray();
            int[] given = to.codePoints().toArray();
            StringBuilder replaced = new StringBuilder(text.length());
            text.codePoints().forEach(c -> {
                int place = place(sought, c);
                if (place < 0) {
                    replaced.appendCodePoint(c);
                } else if (given.length > 0) { // replaced by nothing: removed (assumed)
                    replaced.appendCodePoint(given[place < given.length ? place : 0]);
                }
            });
            return replaced.toString();
        }

        private static int place(int[] characters, int c) {
            for (int i = 0; i < characters.length; i++) {
                if (characters[i] == c) {
                    return i;
                }
            }
            return -1;
        }
    }

    private static final class HashSha256 extends Function {
        @Override
        protected void xFunc() throws SQLException {
            if (value_type(0) == NULL) {
                result();
                return;
            }
            byte[] bytes = value_type(0) == BLOB ? value_blob(0) : value_text(0).getBytes(StandardCharsets.UTF_8);
            result(HexFormat.of().formatHex(Sha256.of(bytes)));
        }
    }

    private final class OperationIndicator extends Function {
        @Override
        protected void xFunc() throws SQLException {
            int chosen = switch (operation) {
                case DELETE -> 0;
                case UPDATE -> 1;
                case INSERT -> 2;
            };
            switch (value_type(chosen)) {
                case NULL -> result();
                case INTEGER -> result(value_long(chosen));
                case FLOAT -> result(value_double(chosen));
                case BLOB -> result(value_blob(chosen));
                default -> result(value_text(chosen));
            }
        }
    }
}
