package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** Which of a target's columns are as the databases have them. */
public final class NativeColumns {

    private NativeColumns() {}

    /**
     * A source's table as its values travel when rules look at them: within a family a decimal number that is declared without digits keeps all of its own. To other
     * databases it is NUMERIC(28,6), as on AWS.
     */
    public static TableSchema carried(TableSchema source, boolean isOneFamily) {
        return isOneFamily
                ? new TableSchema(
                        source.table(),
                        source.columns().stream().map(NativeColumns::carried).toList(),
                        source.key(),
                        source.collation(),
                        source.keyForm())
                : source;
    }

    /** One column of {@link #carried(TableSchema, boolean)}. */
    public static Column carried(Column column) {
        return column.nativeType().equals("numeric") && column.type().kind() == Kind.NUMERIC
                ? new Column(
                        column.name(), DmsType.numeric(0, 0), column.nativeType(), column.nullable(), column.isNative())
                : column;
    }

    /** The columns whose values travel so: both sides are of one family, the type stayed as it was and no rule looks at the values. */
    public static TableSchema marked(TableMapping mapping, boolean isOneFamily) {
        return isOneFamily ? marked(mapping, mapping::isUntouched) : mapping.target();
    }

    /** PostgreSQL's types of which AWS's words say less than the type needs: an open path is written as a closed one, a line as three numbers. */
    private static final Set<String> NOT_MADE_OF_TEXT = Set.of("path", "line");

    /**
     * The columns that are declared as the source's are: also those whose values are looked at, or changed within their type. Many a type travels as text (uuid,
     * inet, enums): its column takes the text that came from it, but not one that a rule has changed.
     */
    public static TableSchema declared(TableMapping mapping, boolean isOneFamily) {
        return isOneFamily
                ? marked(
                        mapping,
                        i -> mapping.isUntouched(i)
                                || mapping.keepsType(i) && (!isText(mapping, i) || takesText(mapping, i)))
                : mapping.target();
    }

    private static boolean takesText(TableMapping mapping, int column) {
        return mapping.fillings().get(column).steps().isEmpty()
                && !NOT_MADE_OF_TEXT.contains(
                        mapping.target().columns().get(column).nativeType());
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
