package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;

/**
 * A table as the log has it: with all its columns, also those that are left out of a migration. The log itself carries neither names nor signs.
 *
 * @param position from where on the table is like this, {@link LogPosition#text}
 * @param columns in table order; none when the table was dropped
 * @param key as {@link TableSchema#key}
 * @param collation the table's own
 */
record LogTable(
        String position, String schema, String name, List<LogColumn> columns, List<String> key, String collation) {

    /**
     * @param type {@link NativeType#text}
     * @param charset of a text column; empty for the others
     * @param hidden whether it is left out: generated or invisible
     */
    record LogColumn(String name, String type, String charset, boolean nullable, boolean hidden) {

        boolean isLike(LogColumn other) {
            return name.equalsIgnoreCase(other.name) && type.equals(other.type);
        }
    }

    LogTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    TableId table() {
        return new TableId(schema, name);
    }

    LogTable from(LogPosition place) {
        return new LogTable(place.text(), schema, name, columns, key, collation);
    }

    /** What the source calls the table's schema. */
    TableSchema toSchema() {
        List<Column> visible = columns.stream()
                .filter(column -> !column.hidden())
                .map(column -> {
                    NativeType type = NativeType.parse(column.type());
                    return new Column(column.name(), MySqlTypes.dms(type), type.text(), column.nullable());
                })
                .toList();
        return new TableSchema(table(), visible, key, collation);
    }

    /** The character set of columns that name none: that of the table's collation, {@code utf8mb4} of {@code utf8mb4_bin}. */
    String charset() {
        int end = collation.indexOf('_');
        return end < 0 ? collation : collation.substring(0, end);
    }

    /** Whether both have the same columns of the same types in the same order. */
    boolean isLike(LogTable other) {
        if (columns.size() != other.columns.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).isLike(other.columns.get(i))) {
                return false;
            }
        }
        return true;
    }
}
