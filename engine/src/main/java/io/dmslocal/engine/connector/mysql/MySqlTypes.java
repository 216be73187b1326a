package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;

/**
 * Types from MySQL to AWS DMS and from AWS DMS to MySQL.
 *
 * <p>Source: "Source data types for MySQL" and "Target data types for MySQL", AWS DMS user guide.
 */
final class MySqlTypes {

    private MySqlTypes() {}

    static DmsType dms(NativeType type) {
        boolean unsigned = type.unsigned();
        return switch (type.base()) {
            case "tinyint" -> DmsType.of(unsigned ? Kind.UINT1 : Kind.INT1);
            case "smallint" -> DmsType.of(unsigned ? Kind.UINT2 : Kind.INT2);
            case "mediumint", "int" -> DmsType.of(unsigned ? Kind.UINT4 : Kind.INT4);
            case "bigint" -> DmsType.of(unsigned ? Kind.UINT8 : Kind.INT8);
            case "decimal" -> DmsType.numeric(type.argument(0, 10), type.argument(1, 0));
            case "float", "double" -> DmsType.of(Kind.REAL8);
            case "bit" ->
                type.argument(0, 1) == 1
                        ? DmsType.of(Kind.BOOLEAN)
                        : DmsType.sized(Kind.BYTES, (type.argument(0, 1) + 7) / 8);
            case "binary" -> DmsType.sized(Kind.BYTES, type.argument(0, 1));
            case "varbinary" -> DmsType.sized(Kind.BYTES, type.argument(0, 0));
            case "tinyblob" -> DmsType.sized(Kind.BYTES, 255);
            case "blob" -> DmsType.sized(Kind.BYTES, 65_535);
            case "mediumblob", "longblob" -> DmsType.of(Kind.BLOB);
            case "date" -> DmsType.of(Kind.DATE);
            case "datetime", "timestamp" -> DmsType.timed(Kind.DATETIME, type.fraction());
            case "time" -> DmsType.sized(Kind.STRING, TIME_TEXT); // it holds more than a time of day
            case "year" -> DmsType.of(Kind.INT2);
            case "char" -> DmsType.sized(Kind.WSTRING, type.argument(0, 1));
            case "varchar" -> DmsType.sized(Kind.WSTRING, type.argument(0, 0));
            case "tinytext" -> DmsType.sized(Kind.WSTRING, 255);
            case "text" -> DmsType.of(Kind.WSTRING);
            case "mediumtext", "longtext" -> DmsType.of(Kind.NCLOB);
            case "enum" ->
                DmsType.sized(
                        Kind.WSTRING,
                        type.arguments().stream().mapToInt(String::length).max().orElse(1));
            case "set" ->
                DmsType.sized(
                        Kind.WSTRING,
                        Math.max(
                                1,
                                type.arguments().stream()
                                                .mapToInt(l -> l.length() + 1)
                                                .sum()
                                        - 1));
            case "json" -> DmsType.of(Kind.CLOB);
            case "uuid", "inet6" ->
                DmsType.sized(Kind.STRING, 45); // MariaDB only; assumed, the guide does not name them
            case "inet4" -> DmsType.sized(Kind.STRING, 15);
            default ->
                type.isGeometry()
                        ? DmsType.of(Kind.BLOB)
                        : DmsType.of(Kind.NCLOB); // assumed: a type that the guide does not name travels as text
        };
    }

    /** {@code -838:59:59.000000}. */
    private static final int TIME_TEXT = 17;

    /** The column type that a DMS type gets on MySQL. */
    static String ddl(DmsType type) {
        int length = type.length();
        return switch (type.kind()) {
            case BOOLEAN -> "BOOLEAN";
            case BYTES -> length > 0 && length <= 65_535 ? "VARBINARY(" + length + ")" : "LONGBLOB";
            case DATE -> "DATE";
            case TIME -> type.scale() > 0 ? "TIME(" + Math.min(6, type.scale()) + ")" : "TIME";
            case DATETIME -> type.scale() > 6 ? "VARCHAR(37)" : "DATETIME(" + type.scale() + ")";
            case INT1 -> "TINYINT";
            case INT2 -> "SMALLINT";
            case INT4 -> "INTEGER";
            case INT8 -> "BIGINT";
            case UINT1 -> "TINYINT UNSIGNED";
            case UINT2 -> "SMALLINT UNSIGNED";
            case UINT4 -> "INTEGER UNSIGNED";
            case UINT8 -> "BIGINT UNSIGNED";
            case NUMERIC -> "DECIMAL(" + type.precision() + "," + type.scale() + ")";
            case REAL4 -> "FLOAT";
            case REAL8 -> "DOUBLE PRECISION";
            case STRING -> length > 0 && length <= 21_845 ? "VARCHAR(" + length + ")" : "LONGTEXT";
            case WSTRING -> length > 0 && length <= 32_767 ? "VARCHAR(" + length + ")" : "LONGTEXT";
            case BLOB -> length > 0 && length <= 65_535 ? "BLOB" : "LONGBLOB";
            case CLOB, NCLOB -> length > 0 && length <= 65_535 ? "TEXT" : "LONGTEXT";
        };
    }
}
