package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** For every column of a table the SQL of a value that is as little wrong as its type can tell. */
final class WrongValues {

    private static final int MICROSECOND = 6;

    /** Where the column says more than its type on the target: a blank at the end, JSON in a text, a float in a double. */
    private static final Map<String, String> OF_COLUMNS =
            Map.of("vc", "concat(vc, ' ')", "j", "'{\"q\": 2}'", "jb", "'{\"q\": 2}'", "f", "f * 1.000001");

    private WrongValues() {}

    static Map<String, String> of(RealDatabase side, String table) throws SQLException {
        Map<String, String> wrong = new LinkedHashMap<>();
        ContractDatabase database = side.database();
        String type = side.isPostgres() ? "udt_name" : "data_type";
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet columns = statement.executeQuery("select column_name, " + type
                        + ", coalesce(numeric_scale, 20), coalesce(datetime_precision, 6) from information_schema.columns"
                        + " where table_schema = 'shop' and table_name = '" + table + "' and column_name <> 'id'"
                        + " order by ordinal_position")) {
            while (columns.next()) {
                String name = columns.getString(1);
                String quoted = database.quote(name);
                String number = "0." + "0".repeat(Math.max(0, columns.getInt(3) - 1)) + "1";
                wrong.put(
                        name,
                        OF_COLUMNS.containsKey(name)
                                ? OF_COLUMNS.get(name)
                                : side.isPostgres()
                                        ? postgres(columns.getString(2), quoted, number, columns.getInt(4))
                                        : mySql(columns.getString(2), quoted, number, columns.getInt(4)));
            }
        }
        return wrong;
    }

    private static String postgres(String type, String column, String number, int fraction) {
        String tick = " + interval '" + "1" + "0".repeat(MICROSECOND - fraction) + " us'";
        return switch (type) {
            case "int2", "int4", "int8", "date", "inet" -> column + " + 1";
            case "numeric" -> column + " + " + number;
            case "money" -> column + " + '0.01'::money";
            case "float4" -> column + " * 1.000001";
            case "float8" -> column + " + " + column + " * 3e-16";
            case "bool" -> "not " + column;
            case "bpchar" -> "rtrim(" + column + ") || '.'";
            case "varchar", "text" -> "left(" + column + ", -1) || '~'";
            case "bytea" -> "set_byte(" + column + ", 0, 255 - get_byte(" + column + ", 0))";
            case "timestamp", "timestamptz", "time", "interval" -> column + tick;
            case "cidr" -> "'10.0.0.0/9'";
            case "macaddr", "bit" -> "~" + column;
            case "varbit" -> column + " || b'0'";
            case "uuid" -> "'ffffffff-9c0b-4ef8-bb6d-6bb9bd380a12'";
            case "xml" -> "'<a>2</a>'";
            case "json" -> "'{\"a\": 1.0,  \"b\":[1,3]}'";
            case "jsonb" -> column + " || '{\"q\": 1}'";
            case "_int4" -> column + " || 1";
            case "int4range" -> "'[1,9999)'";
            case "point", "box", "path" -> column + " + point(1,0)";
            case "tsvector" -> column + " || 'z'::tsvector";
            case "mood" -> "case " + column + " when 'ok' then 'sad' else 'ok' end::shop.mood";
            default -> throw new IllegalArgumentException("no wrong value of " + type);
        };
    }

    private static String mySql(String type, String column, String number, int fraction) {
        String tick = " + interval 1 " + (fraction == MICROSECOND ? "microsecond" : "second");
        return switch (type) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year" -> column + " - 1";
            case "decimal" -> column + " + " + number;
            case "float" -> column + " * 1.000001";
            case "double" -> column + " + " + column + " * 3e-16";
            case "char" -> "concat(" + column + ", '.')";
            case "varchar", "text", "mediumtext", "longtext" ->
                "concat(left(" + column + ", char_length(" + column + ") - 1), '~')";
            case "enum" -> "if(" + column + " = 'a', 'b', 'a')";
            case "set" -> "'y'";
            case "varbinary", "blob", "longblob", "mediumblob" -> "concat(" + column + ", 0x00)";
            case "binary" -> "concat(0x01, substring(" + column + ", 2))";
            case "date" -> column + " + interval 1 day";
            case "datetime", "timestamp" -> column + tick;
            case "time" -> "addtime(" + column + ", '00:00:0" + (fraction == MICROSECOND ? "0.000001" : "1") + "')";
            case "bit" -> column + " ^ 1";
            case "json" -> "json_set(" + column + ", '$.q', 1)";
            default -> throw new IllegalArgumentException("no wrong value of " + type);
        };
    }
}
