package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Lets a target table follow its source's definition: columns that were renamed, came, went, or changed their type, in one transaction. What the
 * table has already is left alone, so that an alteration that comes once more after a restart is harmless.
 *
 * <p>The log names columns without numbers: which were renamed is seen as {@link TableSchema#seemingRenames} says.
 *
 * <p>New columns take NULL, whatever they do on the source: rows that are there have no value for them. A default that the source gave to its old
 * rows is not in its log and does not come, as on AWS.
 */
final class TableAlteration {

    private final Connection connection;
    private final TableSchema before;
    private final TableSchema after;
    private final TableMaker maker;

    TableAlteration(Connection connection, TableSchema before, TableSchema after) {
        this.connection = connection;
        this.before = before;
        this.after = after;
        this.maker = new TableMaker(connection);
    }

    /** In the connection's transaction. */
    void run() throws SQLException {
        Set<String> there = columns();
        Map<String, String> renamed =
                before.seemingRenames(after, (old, now) -> old.type().equals(now.type()));
        for (Column column : after.columns()) {
            String old = renamed.getOrDefault(column.name(), "");
            if (there.contains(old) && !there.contains(column.name())) {
                alter("RENAME COLUMN " + Sql.name(old) + " TO " + Sql.name(column.name()));
                there.remove(old);
                there.add(column.name());
            }
        }
        for (Column column : before.columns()) {
            if (after.indexOf(column.name()).isEmpty() && there.contains(column.name())) {
                alter("DROP COLUMN " + Sql.name(column.name()));
            }
        }
        for (Column column : after.columns()) {
            String name = Sql.name(column.name());
            String type = maker.declared(after, column);
            if (!there.contains(column.name())) {
                alter("ADD COLUMN " + name + " " + type);
            } else if (isRetyped(column)) {
                retype(name, type);
            }
        }
    }

    /** Of a column that had the same type before, the target's own type is the user's choice. */
    private boolean isRetyped(Column column) {
        return before.columns().stream()
                .filter(c -> c.name().equals(column.name()))
                .anyMatch(c -> !c.type().equals(column.type())
                        || (column.isNative() && !c.nativeType().equals(column.nativeType())));
    }

    /** By a cast without limits, so that a limit refuses what is too long instead of cutting it. */
    private void retype(String name, String type) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT pg_catalog.format_type(pg_catalog.to_regtype(?), -1)")) {
            query.setString(1, type);
            try (ResultSet found = query.executeQuery()) {
                found.next();
                alter("ALTER COLUMN " + name + " TYPE " + type + " USING " + name + "::" + found.getString(1));
            }
        }
    }

    private Set<String> columns() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT attname FROM pg_catalog.pg_attribute"
                + " WHERE attrelid = pg_catalog.to_regclass(?) AND attnum > 0 AND NOT attisdropped")) {
            query.setString(1, Sql.name(after.table()));
            try (ResultSet found = query.executeQuery()) {
                Set<String> names = new HashSet<>();
                while (found.next()) {
                    names.add(found.getString(1));
                }
                return names;
            }
        }
    }

    private void alter(String what) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + Sql.name(after.table()) + " " + what);
        }
    }
}
