package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import java.util.Optional;

/** What {@code $AR_M_...} says of the source. Source: "Using transformation rule expressions to define column content", AWS DMS user guide. */
final class Metadata {

    static final String SCHEMA = "AR_M_SOURCE_SCHEMA";
    static final String TABLE = "AR_M_SOURCE_TABLE_NAME";
    static final String COLUMN = "AR_M_SOURCE_COLUMN_NAME";
    static final String TYPE = "AR_M_SOURCE_COLUMN_DATATYPE";

    /** For people. */
    static final String NAMES = "$" + String.join(", $", SCHEMA, TABLE, COLUMN, TYPE);

    private Metadata() {}

    static boolean has(String name) {
        return name.equals(SCHEMA) || name.equals(TABLE) || name.equals(COLUMN) || name.equals(TYPE);
    }

    /** Empty for other names. Of a column that a rule adds, the source has neither name nor type: empty texts (assumed). */
    static Optional<String> ofTable(TableId table, String name) {
        return switch (name) {
            case SCHEMA -> Optional.of(table.schema());
            case TABLE -> Optional.of(table.name());
            case COLUMN, TYPE -> Optional.of("");
            default -> Optional.empty();
        };
    }

    static Optional<String> ofColumn(TableId table, Column column, String name) {
        return switch (name) {
            case COLUMN -> Optional.of(column.name());
            case TYPE -> Optional.of(column.type().kind().name());
            default -> ofTable(table, name);
        };
    }
}
