package io.dmslocal.engine.connector.messages;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.settings.TaskSettings;
import java.util.Locale;

/**
 * The old row beside the new one in messages about updates.
 *
 * @param fieldName the member's name; empty when there is no before image
 * @param columns which of those that the source delivers
 */
public record BeforeImage(String fieldName, Filter columns) {

    public static final BeforeImage NONE = new BeforeImage("", Filter.PK_ONLY);

    /** MySQL's BLOB, which AWS calls BYTES(65535). */
    private static final int BLOB_LENGTH = 65_535;

    /** ColumnFilter. Large objects are in none of them. */
    public enum Filter {
        PK_ONLY,
        NON_LOB,
        ALL
    }

    public static BeforeImage of(TaskSettings.BeforeImage settings) {
        if (!settings.enabled()) {
            return NONE;
        }
        return new BeforeImage(
                settings.fieldName(),
                switch (settings.columnFilter().strip().toLowerCase(Locale.ROOT)) {
                    case "all" -> Filter.ALL;
                    case "non-lob" -> Filter.NON_LOB;
                    default -> Filter.PK_ONLY;
                });
    }

    boolean isOn() {
        return !fieldName.isEmpty();
    }

    boolean takes(Column column, boolean isKey) {
        if (columns == Filter.PK_ONLY) {
            return isKey;
        }
        return !isLarge(column.type());
    }

    private static boolean isLarge(DmsType type) {
        return type.kind() == DmsType.Kind.BLOB
                || type.kind() == DmsType.Kind.CLOB
                || type.kind() == DmsType.Kind.NCLOB
                || (type.kind() == DmsType.Kind.BYTES && type.length() == BLOB_LENGTH);
    }
}
