package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;

/** Which of a target's columns may take values in the databases' own form. */
public final class NativeColumns {

    private NativeColumns() {}

    /** The target's table with its columns marked: native where both sides are of one family and the type stayed as it was. */
    public static TableSchema marked(TableMapping mapping, boolean isOneFamily) {
        TableSchema target = mapping.target();
        if (!isOneFamily) {
            return target;
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < mapping.columns().length; i++) {
            Column from = mapping.source().columns().get(mapping.columns()[i]);
            Column to = target.columns().get(i);
            boolean untouched =
                    from.type().equals(to.type()) && from.nativeType().equals(to.nativeType());
            columns.add(untouched ? to.asNative() : to);
        }
        return new TableSchema(target.table(), columns, target.key(), target.collation());
    }
}
