package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.postgres.TargetTable.TargetColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Native values are raw bytes of the source's type: they may only go into that type, or from text to text. A table that the user made with other
 * types gets its rows through a temporary table of the source's types, from which the server casts.
 */
final class NativeTypes {

    private NativeTypes() {}

    /** Whether every native column may take its bytes as they are. */
    static boolean areTaken(Connection connection, TargetTable target) throws SQLException {
        for (TargetColumn column : target.columns()) {
            if (column.column().isNative() && !isSame(connection, column)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Connection connection, TargetColumn column) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT t.typname, t.typcategory FROM pg_catalog.pg_type t WHERE t.oid = pg_catalog.to_regtype(?)")) {
            query.setString(1, column.column().nativeType());
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    return column.isTextual(); // an enum that the target does not have
                }
                String type = found.getString(1);
                boolean isText = "SE".contains(found.getString(2)) || type.equals("json");
                return type.equals(column.type()) || (isText && column.isTextual());
            }
        }
    }
}
