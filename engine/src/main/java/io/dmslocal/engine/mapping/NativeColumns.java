package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;

/** Which of a target's columns may take values in the databases' own form. */
public final class NativeColumns {

    private NativeColumns() {}

    /** The target's table with its columns marked: native where both sides are of one family and the type stayed as it was and no rule looks at the values. */
    public static TableSchema marked(TableMapping mapping, boolean isOneFamily) {
        TableSchema target = mapping.target();
        if (!isOneFamily) {
            return target;
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < target.columns().size(); i++) {
            Column column = target.columns().get(i);
            columns.add(mapping.isUntouched(i) ? column.asNative() : column);
        }
        return new TableSchema(target.table(), columns, target.key(), target.collation());
    }
}
