package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.postgres.TargetTable.TargetColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/**
 * A temporary table of the source's types, through which native rows come into a table of other types. Casts are explicit but without limits, so that
 * the column's own limit refuses what is too long instead of cutting it.
 */
final class CastingTable {

    static final String NAME = "pg_temp.\"dms_local_casting\"";

    private final TargetTable target;

    CastingTable(TargetTable target) {
        this.target = target;
    }

    void make(Connection connection) throws SQLException {
        String columns = target.columns().stream()
                .map(c -> Sql.name(c.column().name()) + " " + declared(c))
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE IF NOT EXISTS " + NAME.substring("pg_temp.".length()) + " ("
                    + columns + ") ON COMMIT DELETE ROWS");
        }
    }

    void cast(Connection connection) throws SQLException {
        String names =
                target.columns().stream().map(c -> Sql.name(c.column().name())).collect(Collectors.joining(", "));
        String values = target.columns().stream()
                .map(c -> Sql.name(c.column().name()) + "::" + c.declared())
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + Sql.name(target.schema().table()) + " (" + names
                    + ") OVERRIDING SYSTEM VALUE SELECT " + values + " FROM " + NAME);
            statement.execute("DELETE FROM " + NAME);
        }
    }

    private static String declared(TargetColumn column) {
        return column.column().isNative()
                ? column.column().nativeType()
                : PostgresTypes.target(column.column().type());
    }
}
