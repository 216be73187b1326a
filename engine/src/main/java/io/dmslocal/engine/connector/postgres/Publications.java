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

    private static final String INSERTS = "_ins";
    /** The first version that tells changes of partitions under the name of the partitioned table. */
    private static final int TELLS_WHOLES = 13;

    /** How long writers of a new table may be kept waiting. */
    private static final int LOCK_MILLIS = 500;

    /** Each of them waits for the lock. */
    private static final int MOST_ATTEMPTS = 40;

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
        String inserts = captureName.length() + INSERTS.length() <= Sql.NAME_BYTES
                ? captureName + INSERTS
                : captureName.substring(0, Sql.NAME_BYTES - INSERTS.length() - 9) + "_"
                        + String.format("%08x", captureName.hashCode()) + INSERTS;
        return List.of(captureName, inserts);
    }

    List<String> names() {
        return List.of(whole, inserts);
    }

    /** @return names of those that were there */
    List<String> drop() throws SQLException {
        List<String> dropped = new ArrayList<>();
        for (String name : names()) {
            if (exists(name)) {
                run("DROP PUBLICATION IF EXISTS " + Sql.name(name));
                dropped.add(name);
            }
        }
        return dropped;
    }

    /** Those of the tables that are there: of others the log may have something yet, under the publications that they were in. */
    List<TableId> there(Collection<TableId> tables) throws SQLException {
        List<TableId> there = new ArrayList<>();
        for (TableId table : tables) {
            if (isThere(connection, table)) {
                there.add(table);
            }
        }
        return there;
    }

    /** Whether anything has this name. */
    static boolean isThere(Connection connection, TableId table) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                        + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?")) {
            query.setString(1, table.schema());
            query.setString(2, table.name());
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    /** Makes what is missing, adds tables that are missing. */
    void ensure(Collection<TableId> tables) throws SQLException {
        try {
            publish(tables);
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                // it went while the task started: who tries again chooses tables anew
                throw ConnectorException.recoverable("A table went while it was to be captured: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private void publish(Collection<TableId> tables) throws SQLException {
        Set<TableId> identified = new LinkedHashSet<>();
        Set<TableId> others = new LinkedHashSet<>();
        for (TableId table : tables) {
            switch (identity(table)) {
                case "view" -> {}
                case "none" -> others.add(table);
                default -> identified.add(table);
            }
        }
        int version = connection.getMetaData().getDatabaseMajorVersion();
        String ofWholes = version >= TELLS_WHOLES ? "publish_via_partition_root = true" : "";
        String inserted = "publish = 'insert" + (version >= 11 ? ", truncate" : "") + "'";
        ensure(whole, ofWholes, identified, others);
        ensure(inserts, inserted + (ofWholes.isEmpty() ? "" : ", " + ofWholes), others, identified);
    }

    /** Changes of partitions must come under the name of the table that is captured. */
    void refuseSplit(Collection<TableId> tables) throws SQLException {
        List<TableId> partitioned = partitioned(tables);
        if (partitioned.isEmpty()) {
            return;
        }
        if (connection.getMetaData().getDatabaseMajorVersion() < TELLS_WHOLES) {
            throw ConnectorException.fatal("Changes of partitioned tables as one need PostgreSQL " + TELLS_WHOLES
                    + " or later: take the partitions of " + partitioned + " in their place, or load them alone.");
        }
    }

    private List<TableId> partitioned(Collection<TableId> tables) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT n.nspname, c.relname FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'p'"
                        + " ORDER BY 1, 2")) {
            List<TableId> partitioned = new ArrayList<>();
            while (found.next()) {
                TableId table = new TableId(found.getString(1), found.getString(2));
                if (tables.contains(table)) {
                    partitioned.add(table);
                }
            }
            return partitioned;
        }
    }

    private boolean tellsWholes(String publication) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT pubviaroot FROM pg_catalog.pg_publication WHERE pubname = ?")) {
            query.setString(1, publication);
            try (ResultSet found = query.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        }
    }

    /**
     * Adds what is missing, as far as nobody writes to it.
     *
     * @return tables to which open transactions have written; a partitioned one is not among them, and not added, because nobody looks for it later
     */
    Set<TableId> addFree(Collection<TableId> tables) throws SQLException {
        WholesInPublication.leave(connection, names(), tables);
        Set<TableId> missing = new LinkedHashSet<>(tables);
        missing.removeAll(published());
        missing.removeAll(partitioned(tables));
        Set<TableId> held = new LinkedHashSet<>();
        for (TableId table : there(missing)) {
            boolean isFree = identity(table).equals("view") || addLater(table);
            if (!isFree && isThere(connection, table)) {
                held.add(table);
            }
        }
        return held;
    }

    /**
     * Adds what is missing while the slot is there: a row of a new table must be in a snapshot that is taken from now on, or in the log for us.
     *
     * @throws ConnectorException when transactions that write to a new table do not end for a while
     */
    void ensureLater(Collection<TableId> tables) throws SQLException {
        WholesInPublication.leave(connection, names(), tables);
        Set<TableId> published = published();
        for (TableId table : tables) {
            boolean isNew = !published.contains(table) && !identity(table).equals("view");
            for (int attempts = 0; isNew && !addLater(table); attempts++) {
                if (attempts == MOST_ATTEMPTS) {
                    throw ConnectorException.recoverable(
                            "Table " + table
                                    + " is new to the task, and a transaction that writes to it has been open for a while:"
                                    + " its changes would be missed. It is tried again until that transaction ends.",
                            null);
                }
            }
        }
        ensure(tables);
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
            // of a partitioned table with its partitions: who writes to one by its name does not lock the whole
            String only = partitioned(List.of(table)).isEmpty() ? "ONLY " : "";
            // not SHARE: two tasks would have it together, and wait for each other with the next statement
            run("LOCK TABLE " + only + Sql.name(table) + " IN SHARE ROW EXCLUSIVE MODE");
            publish(List.of(table));
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

    /** Whether a user's publication names the columns of a table that it publishes; PostgreSQL 15 and later. */
    static boolean hasColumnList(Connection connection, String publication, TableId table) throws SQLException {
        if (connection.getMetaData().getDatabaseMajorVersion() < 15) {
            return false;
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_catalog.pg_publication_rel r"
                + " JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid JOIN pg_catalog.pg_class c ON c.oid = r.prrelid"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE p.pubname = ? AND n.nspname = ? AND c.relname = ? AND r.prattrs IS NOT NULL")) {
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
            run("CREATE PUBLICATION " + Sql.name(name) + (missing.isEmpty() ? "" : " FOR TABLE " + tables)
                    + (options.isEmpty() ? "" : " WITH (" + options + ")"));
        } else if (!missing.isEmpty()) {
            if (!partitioned(wanted).isEmpty() && !tellsWholes(name)) {
                run("ALTER PUBLICATION " + Sql.name(name) + " SET (publish_via_partition_root = true)");
            }
            run("ALTER PUBLICATION " + Sql.name(name) + " ADD TABLE " + tables);
        }
    }

    /** What was added by name: the view of published tables has partitions for partitioned ones, or the other way round. */
    private Set<TableId> published() throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT n.nspname, c.relname FROM pg_catalog.pg_publication_rel r"
                        + " JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid"
                        + " JOIN pg_catalog.pg_class c ON c.oid = r.prrelid"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE p.pubname IN (?, ?)")) {
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

    /**
     * {@code row} when updates and deletes can name their row, {@code none} when not, {@code view} for what is never captured. Of a partitioned table only by
     * its primary key, which partitions that come have too: a whole row as identity they do not inherit, and their updates would fail.
     */
    private String identity(TableId table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT CASE WHEN c.relkind NOT IN ('r', 'p') OR c.relpersistence <> 'p' THEN 'view'
                            WHEN c.relkind = 'p' THEN CASE WHEN c.relreplident IN ('d', 'f')
                                 AND EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
                                 AND NOT EXISTS (WITH RECURSIVE part(id) AS (
                                       SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = c.oid UNION ALL
                                       SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN part ON i.inhparent = part.id)
                                     SELECT 1 FROM part JOIN pg_catalog.pg_class l ON l.oid = part.id
                                     WHERE l.relreplident NOT IN ('d', 'f')) THEN 'row' ELSE 'none' END
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
