package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.Form;
import io.dmslocal.engine.comparison.KeyPair;
import io.dmslocal.engine.comparison.RowComparison;
import io.dmslocal.engine.comparison.RowComparison.Compared;
import io.dmslocal.engine.comparison.RowComparison.Read;
import io.dmslocal.engine.connector.spi.ComparedRows;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.mapping.RowWork;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.meter.ValidationMeter.Query;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.ValidationSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How one table's rows are read on both sides to be compared, worked out once per definition. Columns of one family that nothing touches are compared in
 * their databases' own words; all others as the values that a load carries, after the mapping's work. Any thread.
 */
final class ComparedTable {

    /** Bytes of a batch. */
    private static final int BATCH_BYTES = 512 * 1024;

    /**
     * One of the columns that tell which row of the source a key means.
     *
     * @param place in the key's name; in the source's key where that cannot be told from the name
     */
    private record KeyPart(Column column, Form form, int place) {}

    private final ValidatedRun run;
    private final TableMapping mapping;
    private final TableSchema targetTable;
    private final List<Column> sourceColumns;
    private final List<Column> targetColumns;
    /** So many of the source's columns are what a load would read; keys may come behind them. */
    private final int loaded;

    private final int[] sourceKey;
    /** Where in the target's key the source's key stands; empty when it is not all there as it was. */
    private final Optional<int[]> sourceKeyInTarget;

    private final List<KeyPart> keyParts;
    private final RowComparison comparison;
    private final Map<String, String> sourceFunctions;
    private final Map<String, String> targetFunctions;
    private final List<String> notCompared;

    /**
     * @param targetTable as the target has it
     * @param rules what the mapping says of the validation
     */
    ComparedTable(ValidatedRun run, TableMapping mapping, TableSchema targetTable, ValidationRules rules) {
        this.run = run;
        this.targetTable = new TableSchema(
                mapping.target().table(),
                targetTable.columns(),
                mapping.target().key(),
                targetTable.collation());
        this.sourceFunctions = rules.sourceFunctions(mapping);
        this.targetFunctions = rules.targetFunctions(mapping);
        ValidationSettings settings = run.settings().validation();
        List<Integer> kept = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        for (int i = 0; i < mapping.target().columns().size(); i++) {
            Column expected = mapping.target().columns().get(i);
            boolean isKey = mapping.target().key().contains(expected.name());
            Optional<String> why = notCompared(i, mapping, rules, settings).filter(reason -> !isKey);
            if (why.isEmpty() && targetTable.indexOf(expected.name()).isPresent()) {
                kept.add(i);
            } else {
                passedOver.add(expected.name() + " (" + why.orElse("the target does not have it") + ")");
            }
        }
        this.notCompared = List.copyOf(passedOver);
        this.mapping = only(mapping, kept);
        List<Column> reading = new ArrayList<>(this.mapping.columnsToRead());
        List<Column> there = new ArrayList<>();
        List<Compared> columns = new ArrayList<>();
        int copied = 0;
        for (int i = 0; i < kept.size(); i++) {
            Column expected = this.mapping.target().columns().get(i);
            Column actual = targetTable
                    .columns()
                    .get(targetTable.indexOf(expected.name()).orElseThrow());
            OptionalInt from = this.mapping.sourceOf(i);
            Optional<Column> source =
                    from.isPresent() ? Optional.of(mapping.source().columns().get(from.getAsInt())) : Optional.empty();
            boolean hasFunction = targetFunctions.containsKey(expected.name());
            boolean isNative = source.isPresent() && !hasFunction && isNative(i, source.get(), actual);
            if (isNative) {
                reading.set(copied, source.get().asNative());
            }
            copied += from.isPresent() ? 1 : 0;
            there.add(isNative ? actual.asNative() : actual);
            columns.add(new Compared(
                    source.map(Column::name).orElse(expected.name()),
                    expected.name(),
                    hasFunction ? Form.TEXT : form(source.orElse(expected), expected, actual, isNative, settings)));
        }
        this.loaded = reading.size();
        Set<String> read = new HashSet<>();
        reading.forEach(column -> read.add(column.name()));
        for (int key : mapping.source().keyIndexes()) {
            Column column = mapping.source().columns().get(key);
            if (read.add(column.name())) {
                reading.add(column);
            }
        }
        this.sourceColumns = List.copyOf(reading);
        this.targetColumns = List.copyOf(there);
        this.sourceKey = indexes(reading, mapping.source().key());
        this.comparison =
                new RowComparison(columns, indexes(there, mapping.target().key()));
        this.sourceKeyInTarget = inverse();
        this.keyParts = sourceKeyInTarget.map(this::partsOfName).orElseGet(this::partsOfSourceKey);
    }

    /** Those of the source's key, and what else of the target's is the source's value as it is. */
    private List<KeyPart> partsOfName(int[] sourceKeyPlaces) {
        List<KeyPart> parts = new ArrayList<>();
        List<String> read = sourceColumns.stream().map(Column::name).toList();
        for (int place = 0; place < comparison.key().length; place++) {
            int column = comparison.key()[place];
            int asked = place;
            boolean isOfSourceKey = Arrays.stream(sourceKeyPlaces).anyMatch(known -> known == asked);
            if (column >= 0 && (isOfSourceKey || mapping.isUntouched(column))) {
                String source = comparison.columns().get(column).source();
                Form form = comparison.columns().get(column).form();
                parts.add(new KeyPart(sourceColumns.get(read.indexOf(source)), form, place));
            }
        }
        return List.copyOf(parts);
    }

    private List<KeyPart> partsOfSourceKey() {
        return IntStream.range(0, sourceKey.length)
                .mapToObj(place -> {
                    Column column = sourceColumns.get(sourceKey[place]);
                    return new KeyPart(column, Form.of(column, column, 0), place);
                })
                .toList();
    }

    /** What a rule makes of the moment, or of chance, is not made a second time. */
    private static Optional<String> notCompared(
            int column, TableMapping mapping, ValidationRules rules, ValidationSettings settings) {
        if (mapping.sourceOf(column).isEmpty()) {
            return Optional.of("a rule makes it");
        }
        if (rules.isMasked(mapping, column)) {
            return Optional.of("masked");
        }
        boolean isLob = mapping.target().columns().get(column).type().kind().isLob();
        return isLob && settings.skipLobColumns()
                ? Optional.of("a LOB: ValidationSettings.SkipLobColumns")
                : Optional.empty();
    }

    private static TableMapping only(TableMapping mapping, List<Integer> kept) {
        TableSchema target = mapping.target();
        return new TableMapping(
                mapping.source(),
                new TableSchema(
                        target.table(),
                        kept.stream().map(target.columns()::get).toList(),
                        target.key(),
                        target.collation()),
                kept.stream().map(mapping.fillings()::get).toList(),
                mapping.rules());
    }

    private boolean isNative(int column, Column source, Column actual) {
        return run.isOneFamily()
                && mapping.isUntouched(column)
                && source.nativeType().equals(actual.nativeType());
    }

    /** Of the source's own type is known what the value means, of the target's what became of it. */
    private static Form form(
            Column source, Column expected, Column actual, boolean isNative, ValidationSettings settings) {
        Column meant = new Column(expected.name(), expected.type(), source.nativeType(), true, isNative);
        return Form.of(meant, isNative ? actual.asNative() : actual, settings.partialLobSizeKilobytes());
    }

    private static int[] indexes(List<Column> columns, List<String> names) {
        List<String> all = columns.stream().map(Column::name).toList();
        return names.stream().mapToInt(all::indexOf).toArray();
    }

    private Optional<int[]> inverse() {
        List<String> key = mapping.source().key();
        List<String> targetKey = mapping.target().key();
        int[] places = new int[key.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = -1;
            for (int t = 0; t < targetKey.size(); t++) {
                OptionalInt column = mapping.target().indexOf(targetKey.get(t));
                if (column.isPresent() && isCopied(column.getAsInt(), key.get(i))) {
                    places[i] = t;
                }
            }
        }
        return Arrays.stream(places).anyMatch(place -> place < 0) ? Optional.empty() : Optional.of(places);
    }

    private boolean isCopied(int targetColumn, String source) {
        OptionalInt from = mapping.sourceOf(targetColumn);
        return from.isPresent()
                && mapping.fillings().get(targetColumn).steps().isEmpty()
                && mapping.source().columns().get(from.getAsInt()).name().equals(source);
    }

    RowComparison comparison() {
        return comparison;
    }

    TableMapping mapping() {
        return mapping;
    }

    /** Columns that are left out, each with the reason. */
    List<String> notCompared() {
        return notCompared;
    }

    /** The target's table has not all columns of the key. */
    boolean lacksKey() {
        return Arrays.stream(comparison.key()).anyMatch(place -> place < 0);
    }

    boolean knowsSourceKeys() {
        return sourceKeyInTarget.isPresent();
    }

    // ---- reading

    RowReader source(Optional<List<List<String>>> keys) {
        return run.source()
                .rows(new ComparedRows(
                        mapping.source(), sourceColumns, sourceFunctions, mapping.where(), keys, BATCH_BYTES));
    }

    /**
     * Keys of the source's rows and nothing else of them, in the form of {@link #tellings}: whether the task takes the rows or not, and whether they can be
     * read and worked or not.
     */
    RowReader sourceKeys(List<List<String>> keys) {
        return run.source()
                .rows(new ComparedRows(
                        mapping.source(),
                        keyParts.stream().map(KeyPart::column).toList(),
                        sourceFunctions,
                        RowPredicate.ALL,
                        Optional.of(keys),
                        BATCH_BYTES));
    }

    /** A batch of {@link #sourceKeys}, as {@link #telling} has the keys that were asked for. */
    List<List<String>> tellings(RowBatch batch) {
        return targetRows(batch).stream().map(this::telling).toList();
    }

    private List<String> telling(Row key) {
        List<String> texts = new ArrayList<>(keyParts.size());
        for (int i = 0; i < keyParts.size(); i++) {
            Object value = knowsSourceKeys() ? key.value(i) : RowComparison.plain(key.value(i));
            texts.add(keyParts.get(i).form().text(value));
        }
        return texts;
    }

    /** What tells the source's row that is meant. */
    List<String> telling(KeyPair key) {
        return keyParts.stream()
                .map(part -> knowsSourceKeys()
                        ? key.name().get(part.place())
                        : part.form().text(key.source().get(part.place())))
                .toList();
    }

    /** Rows of the table have been read. */
    void read(Query query, Stopwatch waited) {
        if (waited.isUsed()) {
            run.meter().read(query, waited.time());
        }
    }

    /** Whether rows that the source does not have any more stay on the target. */
    boolean keepsDeleted() {
        return mapping.rules().flagsDeletes();
    }

    RowReader target(Optional<List<List<String>>> keys) {
        return run.target()
                .rows(new ComparedRows(
                        targetTable, targetColumns, targetFunctions, RowPredicate.ALL, keys, BATCH_BYTES));
    }

    /** Keys of the target's table, in the form of {@link #pairs}. */
    RowReader targetKeys(Optional<List<List<String>>> keys) {
        return run.target()
                .rows(new ComparedRows(targetTable, targetKeyColumns(), Map.of(), RowPredicate.ALL, keys, BATCH_BYTES));
    }

    /** As the target has them, in key order. */
    List<Column> targetKeyColumns() {
        return Arrays.stream(comparison.key()).mapToObj(targetColumns::get).toList();
    }

    /** A batch of the source as rows of the target. */
    List<Read> sourceRows(RowBatch batch) {
        RowBatch.Columns read = (RowBatch.Columns) batch;
        List<Read> rows = new ArrayList<>(read.size());
        if (mapping.isPlain()) {
            int[] columns = IntStream.range(0, targetColumns.size()).toArray();
            for (int i = 0; i < read.size(); i++) {
                Row row = read.row(i);
                rows.add(new Read(row.select(columns), texts(row, sourceKey)));
            }
            return rows;
        }
        try (RowWorks works = run.rowWorks(Clock.systemUTC())) {
            RowWork work = works.ofLoad(mapping).orElseThrow();
            for (int i = 0; i < read.size(); i++) {
                // one by one: a row that cannot be worked is on neither side, and the others keep their keys
                RowBatch.Columns made = work.load(single(read, i), rejected -> {});
                if (made.size() == 1) {
                    rows.add(new Read(made.row(0), texts(read.row(i), sourceKey)));
                }
            }
        }
        return rows;
    }

    private RowBatch.Columns single(RowBatch.Columns read, int row) {
        ColumnVector[] vectors = new ColumnVector[loaded];
        for (int c = 0; c < loaded; c++) {
            vectors[c] = new ColumnVector(read.columns().get(c), 1);
            vectors[c].appendValue(read.vector(c).value(row));
        }
        return new RowBatch.Columns(read.columns().subList(0, loaded), vectors);
    }

    List<Row> targetRows(RowBatch batch) {
        RowBatch.Columns columns = (RowBatch.Columns) batch;
        List<Row> rows = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            rows.add(columns.row(i));
        }
        return rows;
    }

    /** Rows of {@link #targetKeys}. */
    List<KeyPair> pairs(RowBatch batch) {
        RowBatch.Columns columns = (RowBatch.Columns) batch;
        List<KeyPair> pairs = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            pairs.add(pair(columns.row(i)));
        }
        return pairs;
    }

    private KeyPair pair(Row targetKey) {
        List<String> plain = new ArrayList<>();
        for (int i = 0; i < targetKey.size(); i++) {
            plain.add(RowComparison.plain(targetKey.value(i)));
        }
        return new KeyPair(comparison.nameOfKey(targetKey), sourceKeyOf(plain), plain);
    }

    /** Empty when it cannot be told. */
    List<String> sourceKeyOf(List<String> targetKey) {
        return sourceKeyInTarget
                .map(places -> Arrays.stream(places).mapToObj(targetKey::get).toList())
                .orElse(List.of());
    }

    /** The keys that a change has touched, of the row as it was and as it is. */
    Set<KeyPair> pairs(RowChange onSource, RowChange onTarget) {
        Set<KeyPair> pairs = new LinkedHashSet<>();
        add(pairs, onSource.schema(), onSource.before(), onTarget.schema(), onTarget.before());
        add(pairs, onSource.schema(), onSource.after(), onTarget.schema(), onTarget.after());
        return pairs;
    }

    private void add(Set<KeyPair> pairs, TableSchema from, Row source, TableSchema to, Row target) {
        Optional<Row> sourceKeyRow = key(from, source, mapping.source().key());
        Optional<Row> targetKeyRow = key(to, target, mapping.target().key());
        if (sourceKeyRow.isEmpty() || targetKeyRow.isEmpty()) {
            return;
        }
        List<String> plainSource = new ArrayList<>();
        for (int i = 0; i < sourceKeyRow.get().size(); i++) {
            plainSource.add(RowComparison.plain(sourceKeyRow.get().value(i)));
        }
        Row key = targetKeyRow.get();
        List<String> plainTarget = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            plainTarget.add(RowComparison.plain(key.value(i)));
        }
        pairs.add(new KeyPair(comparison.nameOfKey(key), plainSource, plainTarget));
    }

    private static Optional<Row> key(TableSchema schema, Row row, List<String> key) {
        if (row.isNone()) {
            return Optional.empty();
        }
        Object[] values = new Object[key.size()];
        for (int i = 0; i < values.length; i++) {
            OptionalInt at = schema.indexOf(key.get(i));
            if (at.isEmpty() || row.isAbsent(at.getAsInt()) || row.value(at.getAsInt()) == null) {
                return Optional.empty();
            }
            values[i] = row.value(at.getAsInt());
        }
        return Optional.of(new Row(values));
    }

    private static List<String> texts(Row row, int[] places) {
        List<String> texts = new ArrayList<>(places.length);
        for (int place : places) {
            texts.add(RowComparison.plain(row.value(place)));
        }
        return texts;
    }
}
