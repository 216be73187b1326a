package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.LobLimits;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowKey;
import io.dmslocal.engine.record.TableSchema;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Limited LOB mode for changes: values are cut as those of a load are, in the old row too, by which a table without a key finds the row that has the cut value.
 * The applier's thread.
 */
final class LobChanges {

    /** Definitions do not change this often. */
    private static final int MANY = 4096;

    private final Session session;
    private final Map<TableSchema, LobLimits> limits = new IdentityHashMap<>();
    /** How many values were cut, by table and column. */
    private final Map<String, Long> cut = new HashMap<>();

    private TableSchema last;
    private LobLimits lastLimits = LobLimits.NONE;

    LobChanges(Session session) {
        this.session = session;
    }

    /** Whether the change has a value that is too long: others go on as they are. */
    boolean concern(TableState table, RowChange change) {
        LobLimits these = of(table, change.schema());
        return these != LobLimits.NONE && (isTooLong(these, change.before()) || isTooLong(these, change.after()));
    }

    /**
     * @param change as the source has it
     * @param rejected is told of a value that is too long and cannot be cut
     * @return empty when it was rejected
     */
    Optional<RowChange> limited(TableState table, RowChange change, Consumer<Rejected> rejected) {
        LobLimits these = of(table, change.schema());
        for (int column = 0; column < change.after().size(); column++) {
            if (these.isTooLong(column, change.after().value(column))) {
                if (!these.isCut(column)) {
                    rejected.accept(new Rejected(
                            table.target().table(), Cause.TRUNCATION, these.reason(column), "", key(table, change)));
                    return Optional.empty();
                }
                count(table, change.schema(), column);
            }
        }
        return Optional.of(new RowChange(
                change.schema(),
                change.operation(),
                cut(these, change.before()),
                cut(these, change.after()),
                change.transaction(),
                change.ordinal(),
                change.position()));
    }

    private LobLimits of(TableState table, TableSchema schema) {
        if (schema != last) {
            if (limits.size() > MANY) {
                limits.clear();
            }
            last = schema;
            lastLimits = limits.computeIfAbsent(schema, s -> {
                LobLimits made = new LobLimits(
                        s.columns(),
                        session.choice().lobs(table.source()).limitBytes(),
                        !session.policy().refusesTruncation());
                return made.isNone() ? LobLimits.NONE : made;
            });
        }
        return lastLimits;
    }

    private static boolean isTooLong(LobLimits limits, Row row) {
        for (int column = 0; column < row.size(); column++) {
            if (limits.isTooLong(column, row.value(column))) {
                return true;
            }
        }
        return false;
    }

    private static Row cut(LobLimits limits, Row row) {
        if (!isTooLong(limits, row)) {
            return row;
        }
        Object[] values = new Object[row.size()];
        for (int column = 0; column < values.length; column++) {
            Object value = row.value(column);
            values[column] =
                    limits.isTooLong(column, value) && limits.isCut(column) ? limits.cut(column, value) : value;
        }
        return new Row(values);
    }

    /** Told the first time, and again when there are ten times as many. */
    private void count(TableState table, TableSchema schema, int column) {
        String name = schema.columns().get(column).name();
        session.meter().truncatedLobs().add(table.source(), name, 1);
        long times = cut.merge(table.source() + "." + name, 1L, Long::sum);
        if (Long.toString(times).matches("10*")) {
            session.log()
                    .apply(
                            table.source(),
                            "changed values of column " + name + " are cut, " + times + " so far: they are longer than "
                                    + session.choice().lobs(table.source()).limitBytes() / 1024 + " KB (LobMaxSize)");
        }
    }

    private static String key(TableState table, RowChange change) {
        List<String> shown = table.current().on(change.schema()).shownKey();
        return RowKey.of(change.schema().columns(), shown, change.after());
    }
}
