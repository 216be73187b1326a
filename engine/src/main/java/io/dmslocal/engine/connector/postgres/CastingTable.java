package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.postgres.TargetTable.TargetColumn;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * A temporary table of the types in which values come, the source's or those of their DMS types, through which rows come into a table of other types. Casts are
 * explicit but without limits, so that the column's own limit refuses what is too long instead of cutting it.
 */
final class CastingTable {

    static final String NAME = "pg_temp.\"dms_local_casting\"";

    private final TargetTable target;

    CastingTable(TargetTable target) {
        this.target = target;
    }

    /** This table as one that is written to. */
    TargetTable made() {
        List<TargetColumn> columns = target.columns().stream()
                .map(c -> new TargetColumn(
                        c.column(),
                        isPointInTime(c) ? c.type() : typeName(c.column().type()),
                        c.declared(),
                        isText(c.column().type()) ? 'S' : 'U'))
                .toList();
        return new TargetTable(target.schema(), columns, false);
    }

    /** As pg_type calls what {@link PostgresTypes#target} declares. */
    private static String typeName(DmsType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "bool";
            case BYTES, BLOB -> "bytea";
            case DATE -> "date";
            case TIME -> "time";
            case DATETIME -> type.scale() <= 6 ? "timestamp" : "varchar";
            case INT1, UINT1, INT2 -> "int2";
            case UINT2, INT4 -> "int4";
            case UINT4, INT8, UINT8 -> "int8";
            case NUMERIC -> "numeric";
            case REAL4 -> "float4";
            case REAL8 -> "float8";
            case STRING, WSTRING, CLOB, NCLOB -> "varchar";
        };
    }

    /** Points in time come as UTC; a cast would take them for the session's time. */
    private static boolean isPointInTime(TargetColumn column) {
        return column.column().type().kind() == Kind.DATETIME && column.type().equals("timestamptz");
    }

    private static boolean isText(DmsType type) {
        return typeName(type).equals("varchar");
    }

    void make(Connection connection) throws SQLException {
        StringJoiner columns = new StringJoiner(", ");
        for (TargetColumn column : target.columns()) {
            columns.add(Sql.name(column.column().name()) + " " + declared(connection, column));
        }
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

    /** A type that only the source has, an enum, travels as text. */
    private static String declared(Connection connection, TargetColumn column) throws SQLException {
        if (!column.column().isNative()) {
            if (isPointInTime(column)) {
                return column.type();
            }
            return isText(column.column().type())
                    ? "text"
                    : PostgresTypes.target(column.column().type());
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT pg_catalog.to_regtype(?) IS NULL")) {
            query.setString(1, column.column().nativeType());
            try (ResultSet found = query.executeQuery()) {
                found.next();
                return found.getBoolean(1) ? "text" : column.column().nativeType();
            }
        }
    }
}
