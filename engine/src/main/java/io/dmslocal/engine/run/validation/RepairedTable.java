package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.KeyPair;
import io.dmslocal.engine.comparison.ResyncStatistics.Action;
import io.dmslocal.engine.connector.spi.ComparedRows;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.mapping.RowWork;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableSchema;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table whose rows are repaired: makes a change of each key, from the source's row as it is now. Values travel as changes carry them, so that the target's writer
 * of changes takes them: in the databases' own words where both are of one family.
 */
final class RepairedTable {

    private static final int BATCH_BYTES = 512 * 1024;

    /** Where a task is that follows no changes. */
    private static final Position NOWHERE = new Position() {
        @Override
        public String text() {
            return "";
        }

        @Override
        public int compareTo(Position other) {
            return 0;
        }
    };

    private final ValidatedRun run;
    private final TableMapping mapping;
    private final ComparedTable compared;
    private final TableSchema source;
    private final TableSchema target;

    private RepairedTable(ValidatedRun run, TableMapping whole, ComparedTable compared) {
        this.run = run;
        this.compared = compared;
        List<Column> from = new ArrayList<>(whole.source().columns());
        List<Column> to = new ArrayList<>(whole.target().columns());
        for (int i = 0; i < to.size(); i++) {
            OptionalInt place = whole.sourceOf(i);
            if (place.isPresent() && isNative(whole, i, from.get(place.getAsInt()))) {
                from.set(place.getAsInt(), from.get(place.getAsInt()).asNative());
                to.set(i, to.get(i).asNative());
            }
        }
        this.source = schema(whole.source(), from);
        this.target = schema(whole.target(), to);
        this.mapping = whole.to(target);
    }

    private static TableSchema schema(TableSchema whole, List<Column> columns) {
        return new TableSchema(whole.table(), columns, whole.key(), whole.collation());
    }

    /** @throws ConnectorException when its rows cannot be found by key */
    static RepairedTable of(ValidatedRun run, ValidatedTable table, ValidationRules rules) {
        ComparedTable compared = Prepared.of(run, table, rules)
                .table()
                .filter(ComparedTable::knowsSourceKeys)
                .orElseThrow(() -> ConnectorException.fatal("Rows of table " + table.source()
                        + " cannot be repaired: they cannot be found by the target's key"));
        TableMapping whole = run.mapping(run.source().schema(table.source()));
        return new RepairedTable(run, whole, compared);
    }

    /** Bytes and truths have no text that every writer of changes reads. */
    private boolean isNative(TableMapping whole, int column, Column from) {
        Kind kind = from.type().kind();
        return run.isOneFamily()
                && whole.isUntouched(column)
                && kind != Kind.BYTES
                && kind != Kind.BLOB
                && kind != Kind.BOOLEAN;
    }

    /**
     * What makes a row good.
     *
     * @param change empty when there is nothing to do: neither side has the row, or the target keeps it, flagged as deleted
     */
    record Fix(Action action, Optional<RowChange> change) {}

    /**
     * @param names of failures; those that were cut, because they are too long for the failures' table, get nothing, and neither do those of rows that the source
     *     has but that cannot be read or worked
     */
    Map<List<String>, Fix> fixes(List<List<String>> names) {
        List<List<String>> whole = names.stream()
                .filter(name -> name.size() == target.key().size())
                .toList();
        Map<List<String>, RowChange> upserts = upserts(whole);
        Set<List<String>> gone =
                gone(whole.stream().filter(name -> !upserts.containsKey(name)).toList());
        Map<List<String>, RowChange> deletes = deletes(List.copyOf(gone));
        Map<List<String>, Fix> fixes = new LinkedHashMap<>();
        for (List<String> name : whole) {
            if (upserts.containsKey(name)) {
                fixes.put(name, new Fix(Action.UPSERT, Optional.of(upserts.get(name))));
            } else if (gone.contains(name)) {
                fixes.put(name, new Fix(Action.DELETE, Optional.ofNullable(deletes.get(name))));
            }
        }
        return fixes;
    }

    /** That no row was made of a key does not say that the source has none. */
    private Set<List<String>> gone(List<List<String>> names) {
        try (OpenReaders readers = new OpenReaders()) {
            List<KeyPair> keys = names.stream()
                    .map(name -> new KeyPair(name, compared.sourceKeyOf(name), name))
                    .toList();
            return SourceKeys.gone(compared, keys, readers).stream()
                    .map(KeyPair::name)
                    .collect(Collectors.toSet());
        }
    }

    private Position position() {
        return run.reached().orElse(NOWHERE);
    }

    /** By the keys that the target's rows have themselves; none where deletes are flags, which rows have when their deletes are applied. */
    private Map<List<String>, RowChange> deletes(List<List<String>> names) {
        Map<List<String>, RowChange> deletes = new HashMap<>();
        if (names.isEmpty() || compared.keepsDeleted()) {
            return deletes;
        }
        TableSchema keyOnly = new TableSchema(target.table(), compared.targetKeyColumns(), target.key());
        try (RowReader reader = compared.targetKeys(Optional.of(names))) {
            for (Optional<RowBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                for (Row key : compared.targetRows(batch.get())) {
                    deletes.put(
                            compared.comparison().nameOfKey(key),
                            new RowChange(keyOnly, Operation.DELETE, key, Row.NONE, Transaction.NONE, 1, position()));
                }
            }
        }
        return deletes;
    }

    /** The source's rows by name, as the mapping makes inserts of them. */
    private Map<List<String>, RowChange> upserts(List<List<String>> names) {
        Map<List<String>, RowChange> upserts = new HashMap<>();
        if (names.isEmpty()) {
            return upserts;
        }
        List<List<String>> keys = names.stream().map(compared::sourceKeyOf).toList();
        try (RowWorks works = run.rowWorks(Clock.systemUTC());
                RowReader reader = run.source()
                        .rows(new ComparedRows(
                                source, source.columns(), Map.of(), mapping.where(), Optional.of(keys), BATCH_BYTES))) {
            Optional<RowWork> work = works.ofChanges(mapping);
            for (Optional<RowBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                reader.rejected().forEach(this::unrepaired);
                for (Row row : compared.targetRows(batch.get())) {
                    made(work, row).ifPresent(insert -> upserts.put(nameOf(insert), insert));
                }
            }
        }
        return upserts;
    }

    private Optional<RowChange> made(Optional<RowWork> work, Row row) {
        if (work.isEmpty()) {
            return Optional.of(insert(target, row.select(mapping.columns())));
        }
        return work.get().change(insert(source, row), this::unrepaired);
    }

    private void unrepaired(Rejected rejected) {
        run.warn(mapping.source().table(), "a row cannot be repaired as it is on the source: " + rejected.message());
    }

    private RowChange insert(TableSchema schema, Row row) {
        return new RowChange(schema, Operation.INSERT, Row.NONE, row, Transaction.NONE, 1, position());
    }

    List<String> nameOf(RowChange change) {
        return name(change.schema(), change.after().isNone() ? change.before() : change.after());
    }

    private List<String> name(TableSchema schema, Row row) {
        Object[] key = new Object[schema.key().size()];
        int[] places = schema.keyIndexes();
        for (int i = 0; i < key.length; i++) {
            key[i] = row.value(places[i]);
        }
        return compared.comparison().nameOfKey(new Row(key));
    }
}
