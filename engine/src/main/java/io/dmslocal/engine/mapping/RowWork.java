package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.RowKey;
import io.dmslocal.engine.record.TableSchema;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Turns rows of one definition of a source's table into rows of the target's table, where that takes more than a choice of columns. Made by {@link
 * RowWorks}, used by one thread at a time.
 *
 * <pre>
 * value of the source -> substitution of characters -> copied, or put into an expression -> change-data-type -> masking -> target
 * </pre>
 *
 * The order is AWS's as far as it is known; where a value cannot be worked, its row is rejected.
 */
public final class RowWork {

    /** One column of the target. */
    interface Maker {
        /** @return {@link Row#ABSENT} when what it needs is not there */
        Object of(Image image) throws Unworkable;
    }

    /** A row of the source by the places of its columns. */
    interface Image {
        Object value(int sourceColumn);
    }

    private final TableMapping mapping;
    private final Maker[] makers;
    private final Headers headers;
    private final Consumer<Operation> operation;
    private final ChangeFilter filter;
    private final boolean passesUnmasked;
    private final boolean[] inKey;
    private final int[] readPlaces;
    private final List<String> shownKey;
    private final BiFunction<Column, Object, Object> words;

    /**
     * @param makers one per column of the target
     * @param headers what expressions can know of a change
     * @param operation tells expressions what happens to the row
     * @param passesUnmasked whether a value that cannot be masked goes on as it is, besides being told
     * @param words of a key's value that a load has read in the source's own form
     */
    RowWork(
            TableMapping mapping,
            Maker[] makers,
            Headers headers,
            Consumer<Operation> operation,
            boolean passesUnmasked,
            BiFunction<Column, Object, Object> words) {
        this.words = words;
        this.passesUnmasked = passesUnmasked;
        this.mapping = mapping;
        this.makers = makers;
        this.headers = headers;
        this.operation = operation;
        this.filter = new ChangeFilter(mapping.where(), mapping.source());
        TableSchema target = mapping.target();
        this.inKey = new boolean[makers.length];
        for (int i = 0; i < makers.length; i++) {
            inKey[i] = target.key().contains(target.columns().get(i).name());
        }
        this.shownKey = mapping.shownKey();
        this.readPlaces = new int[mapping.source().columns().size()];
        int[] reading = mapping.reading();
        for (int i = reading.length - 1; i >= 0; i--) {
            readPlaces[reading[i]] = i;
        }
    }

    // ---- loads

    /**
     * @param read rows with the columns of {@link TableMapping#reading}
     * @param rejected is told of rows that cannot be worked; they are not in the result
     */
    public RowBatch.Columns load(RowBatch.Columns read, Consumer<Rejected> rejected) {
        operation.accept(Operation.INSERT);
        headers.ofLoad();
        int rows = read.size();
        BitSet bad = new BitSet();
        ColumnVector[] vectors = new ColumnVector[makers.length];
        int copied = 0;
        for (int c = 0; c < makers.length; c++) {
            boolean isCopied = mapping.sourceOf(c).isPresent();
            vectors[c] = mapping.fillings().get(c).isPlain() ? read.vector(copied) : made(c, read, rows, bad, rejected);
            copied += isCopied ? 1 : 0;
        }
        return new RowBatch.Columns(mapping.target().columns(), vectors).without(bad);
    }

    private ColumnVector made(int c, RowBatch.Columns read, int rows, BitSet bad, Consumer<Rejected> rejected) {
        ColumnVector vector = new ColumnVector(mapping.target().columns().get(c), rows);
        int[] row = new int[1];
        boolean isBefore = mapping.fillings().get(c).origin() instanceof Filling.Origin.Before;
        Image image = source -> read.vector(readPlaces[source]).value(row[0]);
        for (row[0] = 0; row[0] < rows; row[0]++) {
            if (isBefore || bad.get(row[0])) {
                vector.appendNull();
                continue;
            }
            try {
                vector.appendValue(makers[c].of(image));
            } catch (Unworkable e) {
                boolean passes = passesUnmasked && e.unmasked().isPresent();
                vector.appendValue(passes ? e.unmasked().get() : null);
                bad.set(row[0], !passes);
                rejected.accept(rejected(c, e, RowKey.of(read.columns(), shownKey, read.row(row[0]), words)));
            }
        }
        return vector;
    }

    /**
     * One row, as a load makes it.
     *
     * @param source with all columns of the source
     * @param rejected is told when it cannot be worked
     * @return empty when it was rejected
     */
    public Optional<Row> row(Row source, Consumer<Rejected> rejected) {
        operation.accept(Operation.INSERT);
        headers.ofLoad();
        int[] column = new int[1];
        Supplier<String> key = () -> RowKey.of(mapping.source().columns(), shownKey, source, words);
        try {
            return Optional.of(made(source, Row.NONE, column, key, rejected));
        } catch (Unworkable e) {
            rejected.accept(rejected(column[0], e, key.get()));
            return Optional.empty();
        }
    }

    // ---- changes

    /** Whether the filters take the change: by the new row of an insert or update, by the old one of a delete. */
    public boolean takes(RowChange change) {
        return filter.takes(change);
    }

    /**
     * @param change with rows of the source
     * @param rejected is told when it cannot be worked
     * @return with rows of the target; a delete of a flagged row is an update
     */
    public Optional<RowChange> change(RowChange change, Consumer<Rejected> rejected) {
        operation.accept(change.operation());
        headers.of(change);
        boolean isFlagged =
                change.operation() == Operation.DELETE && mapping.rules().flagsDeletes();
        int[] column = new int[1];
        Supplier<String> key = () -> key(change);
        Row known = change.operation() == Operation.UPDATE ? change.before() : Row.NONE;
        try {
            Row before = change.before().isNone() ? Row.NONE : old(change, column);
            Row after = isFlagged
                    ? made(change.before(), known, column, key, rejected)
                    : change.after().isNone() ? Row.NONE : made(change.after(), known, column, key, rejected);
            return Optional.of(new RowChange(
                    mapping.target(),
                    isFlagged ? Operation.UPDATE : change.operation(),
                    before,
                    after,
                    change.transaction(),
                    change.ordinal(),
                    change.position()));
        } catch (Unworkable e) {
            rejected.accept(rejected(column[0], e, key.get()));
            return Optional.empty();
        }
    }

    /**
     * @param before of an update, as far as it is known
     * @param key of the row for people; asked only when something is rejected
     */
    private Row made(Row row, Row before, int[] column, Supplier<String> key, Consumer<Rejected> rejected)
            throws Unworkable {
        Object[] values = new Object[makers.length];
        for (int c = 0; c < values.length; c++) {
            column[0] = c;
            try {
                values[c] = made(c, row, before);
            } catch (Unworkable e) {
                if (!passesUnmasked || e.unmasked().isEmpty()) {
                    throw e;
                }
                values[c] = e.unmasked().get();
                rejected.accept(rejected(c, e, key.get()));
            }
        }
        return new Row(values);
    }

    private Object made(int c, Row row, Row before) throws Unworkable {
        Filling.Origin origin = mapping.fillings().get(c).origin();
        if (origin instanceof Filling.Origin.Before) {
            Object value = before.isNone() ? null : makers[c].of(before::value);
            return value == Row.ABSENT ? null : value;
        }
        Object value = makers[c].of(row::value);
        if (value != Row.ABSENT || before.isNone() || !(origin instanceof Filling.Origin.Computed)) {
            return value;
        }
        // an unchanged value that the log leaves out may stand in the old row
        return makers[c].of(source -> row.isAbsent(source) ? before.value(source) : row.value(source));
    }

    /**
     * The old row finds the target's, by the key or else by all columns; a stream shows a deleted one. What is made here may come out otherwise than it
     * did: it is left out where rows are found by it.
     */
    private Row old(RowChange change, int[] column) throws Unworkable {
        boolean isShown =
                change.operation() == Operation.DELETE && mapping.target().isKeyed();
        Object[] values = new Object[makers.length];
        for (int c = 0; c < values.length; c++) {
            column[0] = c;
            Filling.Origin origin = mapping.fillings().get(c).origin();
            boolean isWanted = inKey[c]
                    || origin instanceof Filling.Origin.Copied
                    || isShown && origin instanceof Filling.Origin.Computed;
            values[c] = isWanted ? old(c, change.before()) : Row.ABSENT;
        }
        return new Row(values);
    }

    private Object old(int c, Row before) throws Unworkable {
        try {
            return makers[c].of(before::value);
        } catch (Unworkable e) {
            if (passesUnmasked && e.unmasked().isPresent()) {
                return e.unmasked().get(); // told with the new row
            }
            if (inKey[c]) {
                throw e;
            }
            return Row.ABSENT;
        }
    }

    private String key(RowChange change) {
        List<Column> columns = mapping.source().columns();
        return RowKey.of(columns, shownKey, change.after().isNone() ? change.before() : change.after());
    }

    private Rejected rejected(int column, Unworkable why, String key) {
        return new Rejected(
                mapping.target().table(),
                why.kind(),
                "Column " + mapping.target().columns().get(column).name() + ": " + why.getMessage(),
                "",
                key);
    }
}
