package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Which of a target's columns are as the databases have them. */
public final class NativeColumns {

    private NativeColumns() {}

    /** The columns whose values travel so: both sides are of one family, the type stayed as it was and no rule looks at the values. */
    public static TableSchema marked(TableMapping mapping, boolean isOneFamily) {
        return isOneFamily ? marked(mapping, mapping::isUntouched) : mapping.target();
    }

    /**
     * The columns that are declared as the source's are: also those whose values are looked at, or changed within their type. Not so texts: many a type
     * travels as one (uuid, inet, enums) that a text does not go into by itself.
     */
    public static TableSchema declared(TableMapping mapping, boolean isOneFamily) {
        return isOneFamily
                ? marked(mapping, i -> mapping.isUntouched(i) || mapping.keepsType(i) && !isText(mapping, i))
                : mapping.target();
    }

    private static boolean isText(TableMapping mapping, int column) {
        return switch (mapping.target().columns().get(column).type().kind()) {
            case STRING, WSTRING, CLOB, NCLOB -> true;
            default -> false;
        };
    }

    private static TableSchema marked(TableMapping mapping, IntPredicate which) {
        TableSchema target = mapping.target();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < target.columns().size(); i++) {
            Column column = target.columns().get(i);
            columns.add(which.test(i) ? column.asNative() : column);
        }
        return new TableSchema(target.table(), columns, target.key(), target.collation(), target.keyForm());
    }
}
