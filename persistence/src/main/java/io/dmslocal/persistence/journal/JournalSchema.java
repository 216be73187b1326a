package io.dmslocal.persistence.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The tables, made where they are missing: {@code h2.sql} and {@code postgresql.sql}. Nodes may start together. */
final class JournalSchema {

    /** A number of our own among PostgreSQL's advisory locks: nodes that start together create one after the other. */
    private static final long LOCK = 0x646d736c6f63616cL; // "dmslocal"

    /** Characters of an entity's name, as the two files have it. */
    private static final int LONGEST_NAME = 512;

    private JournalSchema() {}

    /** In the connection's transaction. One at a time in this process: H2 has no lock to ask for, and fails when two create the same. */
    static synchronized void create(Connection connection, JournalDatabase.Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (dialect == JournalDatabase.Dialect.POSTGRESQL) {
                statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
                statement.execute("set local client_min_messages = warning"); // no notice for each table that exists
            }
            for (String sql : statements(dialect)) {
                statement.execute(sql);
            }
            widen(connection, statement);
        }
    }

    /** Journals from before names could be that long. Asked for first: H2 would copy a whole table even where nothing changes. */
    private static void widen(Connection connection, Statement statement) throws SQLException {
        for (String table : List.of("event_journal", "snapshot")) {
            try (ResultSet column =
                    connection.getMetaData().getColumns(null, connection.getSchema(), table, "persistence_id")) {
                if (!column.next() || column.getInt("COLUMN_SIZE") >= LONGEST_NAME) {
                    continue;
                }
            }
            statement.execute("alter table \"" + table + "\" alter column \"persistence_id\" set data type varchar("
                    + LONGEST_NAME + ")");
        }
    }

    private static List<String> statements(JournalDatabase.Dialect dialect) {
        String file = dialect.name().toLowerCase(Locale.ROOT) + ".sql";
        try (InputStream sql = JournalSchema.class.getResourceAsStream(file)) {
            return Stream.of(new String(sql.readAllBytes(), StandardCharsets.UTF_8).split(";\n"))
                    .filter(statement -> !statement.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
