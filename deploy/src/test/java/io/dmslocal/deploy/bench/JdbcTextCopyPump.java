package io.dmslocal.deploy.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The peer of loads with work per row: rows by JDBC as strings, into a text COPY. Arguments: source URL, table, target URL, table. Prints the seconds. */
final class JdbcTextCopyPump {

    private JdbcTextCopyPump() {}

    public static void main(String[] args) throws Exception {
        long started = System.nanoTime();
        try (Connection source = DriverManager.getConnection(args[0]);
                Connection target = DriverManager.getConnection(args[2]);
                Statement statement = source.createStatement()) {
            source.setAutoCommit(false);
            statement.setFetchSize(10_000);
            CopyIn copy = target.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + args[3] + " FROM STDIN");
            try (ResultSet rows = statement.executeQuery("SELECT * FROM " + args[1])) {
                int columns = rows.getMetaData().getColumnCount();
                StringBuilder line = new StringBuilder();
                while (rows.next()) {
                    for (int column = 1; column <= columns; column++) {
                        line.append(column > 1 ? "\t" : "");
                        append(line, rows.getString(column));
                    }
                    line.append('\n');
                    if (line.length() > 64 * 1024) {
                        flush(line, copy);
                    }
                }
                flush(line, copy);
            }
            copy.endCopy();
        }
        System.out.println((System.nanoTime() - started) / 1e9);
    }

    private static void append(StringBuilder line, String value) {
        if (value == null) {
            line.append("\\N");
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(c);
            }
        }
    }

    private static void flush(StringBuilder line, CopyIn copy) throws Exception {
        byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        line.setLength(0);
    }
}
