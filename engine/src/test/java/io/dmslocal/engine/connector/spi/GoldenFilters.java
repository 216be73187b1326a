package io.dmslocal.engine.connector.spi;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.mapping.FilteredTable;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Tables of the golden filters in a database, whose texts are compared as they are in memory: by their characters' numbers. */
final class GoldenFilters {

    private final ContractDatabase database;
    private final String schema;
    private final Map<JsonNode, TableId> tables = new HashMap<>();

    GoldenFilters(ContractDatabase database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    /** Not where a filter speaks of a trailing blank: MySQL's binary collations that older servers have take no notice of those. */
    boolean isComparable(JsonNode given) {
        return !database.endpoint().engineName().equals("mysql")
                || !given.path("filters").toString().contains(" \"");
    }

    /** One table for all cases of the same rows; its first column {@code #} is the row's number. */
    TableId table(JsonNode given) throws SQLException {
        TableId known = tables.get(given.path("rows"));
        return known == null ? made(given) : known;
    }

    private TableId made(JsonNode given) throws SQLException {
        FilteredTable table = FilteredTable.of(given);
        TableId id = new TableId(schema, "golden" + tables.size());
        tables.put(given.path("rows"), id);
        StringJoiner columns = new StringJoiner(", ", "(", ")");
        columns.add(database.quote("#") + " int not null primary key");
        StringJoiner places = new StringJoiner(", ", "(?, ", ")");
        for (Column column : table.schema().columns()) {
            columns.add(database.quote(column.name()) + " " + type(column) + " null");
            places.add("?");
        }
        database.run("create table " + database.quote(id) + " " + columns);
        try (Connection connection = database.connect();
                PreparedStatement insert =
                        connection.prepareStatement("insert into " + database.quote(id) + " values " + places)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < given.path("rows").size(); i++) {
                Row row = table.row(given.path("rows").get(i));
                insert.setInt(1, i);
                for (int c = 0; c < row.size(); c++) {
                    insert.setObject(c + 2, row.value(c));
                }
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
        return id;
    }

    private String type(Column column) {
        return switch (column.type().kind()) {
            case BOOLEAN -> "boolean";
            case INT8 -> "bigint";
            case NUMERIC -> "decimal(38,10)";
            case DATE -> "date";
            case DATETIME -> isMySql() ? "datetime(6)" : "timestamp(6)";
            case STRING -> "varchar(100) " + binary();
            default -> throw new AssertionError("no such column: " + column);
        };
    }

    private boolean isMySql() {
        return !database.endpoint().engineName().startsWith("postgres");
    }

    private String binary() {
        return switch (database.endpoint().engineName()) {
            case "mariadb" -> "character set utf8mb4 collate utf8mb4_nopad_bin";
            case "mysql" -> "character set utf8mb4 collate utf8mb4_bin";
            default -> "collate \"C\"";
        };
    }
}
