package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The two publications of a capture: {@code name} for tables whose rows the log can tell apart, {@code name_ins} for those of which it can only tell
 * inserts. See the package's last decision.
 */
final class Publications {

    /** Bytes of a name in PostgreSQL. */
    private static final int NAME_LIMIT = 63;

    private static final String INSERTS = "_ins";
    /** How long writers of a new table may be kept waiting. */
    private static final int LOCK_MILLIS = 500;

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String UNDEFINED_TABLE = "42P01";

    private final Connection connection;
    private final String whole;
    private final String inserts;

    Publications(Connection connection, String captureName) {
        this.connection = connection;
        this.whole = captureName;
        this.inserts = names(captureName).get(1);
    }

    static List<String> names(String captureName) {
        String inserts = captureName.length() + INSERTS.length() <= NAME_LIMIT
                ? captureName + INSERTS
                : captureName.substring(0, NAME_LIMIT - INSERTS.length() - 9) + "_"
                        + String.format("%08x", captureName.hashCode()) + INSERTS;
        return List.of(captureName, inserts);
    }

    List<String> names() {
        return List.of(whole, inserts);
    }

    void drop() throws SQLException {
        for (String name : names()) {
            run("DROP PUBLICATION IF EXISTS " + Sql.name(name));
        }
    }

    /** Makes what is missing, adds tables that are missing. */
    void ensure(Collection<TableId> tables) throws SQLException {
        Set<TableId> identified = new LinkedHashSet<>();
        Set<TableId> others = new LinkedHashSet<>();
        for (TableId table : tables) {
            switch (identity(table)) {
                case "view" -> {}
                case "none" -> others.add(table);
                default -> identified.add(table);
            }
        }
        boolean truncates = connection.getMetaData().getDatabaseMajorVersion() >= 11;
        ensure(whole, "", identified, others);
        ensure(inserts, " WITH (publish = 'insert" + (truncates ? ", truncate" : "") + "')", others, identified);
    }

    /**
     * Adds a table while changes are read: no transaction that wrote to it before is open then, so that each is either in a snapshot that is taken from
     * now on, or in the log for us.
     *
     * @return false when such transactions did not end within a moment; writers that come later wait no longer than that
     */
    boolean addLater(TableId table) throws SQLException {
        if (published().contains(table)) {
            return true;
        }
        connection.setAutoCommit(false);
        try {
            run("SET LOCAL lock_timeout = '" + LOCK_MILLIS + "ms'");
            run("LOCK TABLE ONLY " + Sql.name(table) + " IN SHARE MODE");
            ensure(List.of(table));
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || UNDEFINED_TABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Whether a user's publication has the table. */
    static boolean holds(Connection connection, String publication, TableId table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT 1 FROM pg_catalog.pg_publication_tables WHERE pubname = ? AND schemaname = ? AND tablename = ?")) {
            query.setString(1, publication);
            query.setString(2, table.schema());
            query.setString(3, table.name());
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    /** Those of the tables whose updates and deletes cannot name their row. */
    List<TableId> withoutIdentity(Collection<TableId> tables) throws SQLException {
        List<TableId> without = new ArrayList<>();
        for (TableId table : tables) {
            if (identity(table).equals("none")) {
                without.add(table);
            }
        }
        return without;
    }

    /** A table found in the other publication stays there: moving it would lose what the log has of it. */
    private void ensure(String name, String options, Set<TableId> wanted, Set<TableId> other) throws SQLException {
        Set<TableId> published = published();
        List<String> missing = new ArrayList<>();
        for (TableId table : wanted) {
            if (!published.contains(table)) {
                missing.add("ONLY " + Sql.name(table));
            }
        }
        String tables = String.join(", ", missing);
        if (!exists(name)) {
            run("CREATE PUBLICATION " + Sql.name(name) + (missing.isEmpty() ? "" : " FOR TABLE " + tables) + options);
        } else if (!missing.isEmpty()) {
            run("ALTER PUBLICATION " + Sql.name(name) + " ADD TABLE " + tables);
        }
    }

    private Set<TableId> published() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT schemaname, tablename FROM pg_catalog.pg_publication_tables WHERE pubname IN (?, ?)")) {
            query.setString(1, whole);
            query.setString(2, inserts);
            try (ResultSet found = query.executeQuery()) {
                Set<TableId> tables = new LinkedHashSet<>();
                while (found.next()) {
                    tables.add(new TableId(found.getString(1), found.getString(2)));
                }
                return tables;
            }
        }
    }

    private boolean exists(String name) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT 1 FROM pg_catalog.pg_publication WHERE pubname = ?")) {
            query.setString(1, name);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    /** {@code row} when updates and deletes can name their row, {@code none} when not, {@code view} for what is never captured. */
    private String identity(TableId table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT CASE WHEN c.relkind NOT IN ('r', 'p') OR c.relpersistence <> 'p' THEN 'view'
                            WHEN c.relreplident IN ('f', 'i') THEN 'row'
                            WHEN c.relreplident = 'd' AND EXISTS (SELECT 1 FROM pg_catalog.pg_index i
                                 WHERE i.indrelid = c.oid AND i.indisprimary) THEN 'row'
                            ELSE 'none' END
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?""")) {
            query.setString(1, table.schema());
            query.setString(2, table.name());
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    // it went while the task started: who tries again chooses tables anew
                    throw ConnectorException.recoverable(
                            "There is no table " + table + " to capture changes of.", null);
                }
                return found.getString(1);
            }
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
