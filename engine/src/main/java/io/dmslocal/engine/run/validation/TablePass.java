package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.Difference;
import io.dmslocal.engine.comparison.Difference.Type;
import io.dmslocal.engine.comparison.KeyPair;
import io.dmslocal.engine.comparison.RowComparison.Read;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.meter.ValidationMeter.Query;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One comparison of a whole table, partition by partition: first all rows of the source, with the target's rows of the same keys; then all keys of the
 * target, for rows that the source does not have. Several threads may each compare a partition; the readers are read by one at a time. Closing waits for none
 * of them: it hangs up.
 */
final class TablePass implements AutoCloseable {

    /** Keys in one question to a database. */
    private static final int KEYS = 2_000;

    /** Bytes of rows that one partition holds at most, whatever PartitionSize says. */
    private static final long PARTITION_BYTES = 8L << 20;

    /**
     * What a look at some rows has found.
     *
     * @param looked the keys that were looked at; none when all of the source's were
     * @param unreadable rows that could not be read, with the first reason
     */
    record Found(Collection<KeyPair> looked, List<Difference> differences, long rows, Optional<String> unreadable) {}

    private final ComparedTable table;
    private final int partitionSize;
    private Optional<RowReader> source = Optional.empty();
    private Optional<RowReader> targetKeys = Optional.empty();
    /** A batch knows nothing of partitions: what is too much for one waits for the next. */
    private final Deque<Read> rowsAhead = new ArrayDeque<>();

    private final Deque<KeyPair> keysAhead = new ArrayDeque<>();
    private boolean isSourceRead;
    private boolean isTargetRead;
    private final OpenReaders readers = new OpenReaders();
    /** Held while a reader blocks; never by who closes. */
    private final Object reading = new Object();

    TablePass(ComparedTable table, int partitionSize) {
        this.table = table;
        this.partitionSize = partitionSize;
    }

    /** Compares the next partition; empty when all are taken, or when it was closed. */
    Optional<Found> next() {
        try {
            return partition();
        } catch (RuntimeException failed) {
            if (readers.isClosed()) {
                return Optional.empty(); // hung up on
            }
            throw failed;
        }
    }

    /** Whether it was ended, be it before all was compared. */
    boolean isClosed() {
        return readers.isClosed();
    }

    private Optional<Found> partition() {
        List<Read> rows = new ArrayList<>();
        List<KeyPair> keys = new ArrayList<>();
        Optional<String> unreadable;
        synchronized (reading) {
            if (readers.isClosed()) {
                return Optional.empty();
            }
            unreadable = sourcePartition(rows);
            if (rows.isEmpty()) {
                targetPartition(keys);
            }
            if (rows.isEmpty() && keys.isEmpty()) {
                return unreadable.map(reason -> new Found(List.of(), List.of(), 0, Optional.of(reason)));
            }
        }
        return Optional.of(rows.isEmpty() ? extra(keys) : present(rows, unreadable));
    }

    private Optional<String> sourcePartition(List<Read> rows) {
        Stopwatch waited = new Stopwatch();
        if (source.isEmpty()) {
            source = Optional.of(readers.add(waited.during(() -> table.source(Optional.empty()))));
        }
        RowReader reader = source.get();
        Optional<String> unreadable = Optional.empty();
        long bytes = 0;
        while (rows.size() < partitionSize && (rows.isEmpty() || bytes < PARTITION_BYTES)) {
            if (!rowsAhead.isEmpty()) {
                rows.add(rowsAhead.poll());
                continue;
            }
            if (isSourceRead) {
                break;
            }
            Optional<RowBatch> batch = waited.during(reader::next);
            if (!reader.rejected().isEmpty()) {
                unreadable = Optional.of(reader.rejected().get(0).message());
            }
            if (batch.isEmpty()) {
                isSourceRead = true;
                readers.end(reader);
                break;
            }
            rowsAhead.addAll(table.sourceRows(batch.get()));
            bytes += batch.get().bytes();
        }
        table.read(Query.BULK_SOURCE, waited);
        return unreadable;
    }

    private void targetPartition(List<KeyPair> keys) {
        if (!table.knowsSourceKeys() || table.keepsDeleted()) {
            return;
        }
        if (targetKeys.isEmpty()) {
            targetKeys = Optional.of(readers.add(table.targetKeys(Optional.empty())));
        }
        while (keys.size() < partitionSize) {
            if (!keysAhead.isEmpty()) {
                keys.add(keysAhead.poll());
                continue;
            }
            if (isTargetRead) {
                return;
            }
            Optional<RowBatch> batch = targetKeys.get().next();
            if (batch.isEmpty()) {
                isTargetRead = true;
                readers.end(targetKeys.get());
                return;
            }
            keysAhead.addAll(table.pairs(batch.get()));
        }
    }

    /** The source's rows, each with the target's of its key. */
    private Found present(List<Read> rows, Optional<String> unreadable) {
        List<List<String>> keys = rows.stream()
                .map(read -> table.comparison().plainKey(read.row()))
                .toList();
        List<Row> there = targetRows(table, keys, readers, Query.BULK_TARGET);
        return new Found(List.of(), table.comparison().compare(rows, there), rows.size(), unreadable);
    }

    /** The target's keys: which of them the source does not have. */
    private Found extra(List<KeyPair> keys) {
        Set<KeyPair> gone = SourceKeys.gone(table, keys, readers);
        List<Difference> missing = keys.stream()
                .filter(gone::contains)
                .map(key -> new Difference(key, Type.MISSING_SOURCE, List.of(), 0))
                .toList();
        return new Found(List.of(), missing, keys.size(), Optional.empty());
    }

    /**
     * Rows of these keys on both sides.
     *
     * @param readers has what is read meanwhile
     */
    static Found look(ComparedTable table, Collection<KeyPair> keys, OpenReaders readers) {
        List<String> unreadable = new ArrayList<>();
        List<List<String>> sourceKeys =
                keys.stream().map(KeyPair::source).filter(key -> !key.isEmpty()).toList();
        List<Read> here = sourceRows(table, sourceKeys, unreadable, readers);
        List<Row> there = targetRows(table, keys.stream().map(KeyPair::target).toList(), readers, Query.ITEM_TARGET);
        List<Difference> differences = wanted(table, table.comparison().compare(keys, here, there), readers);
        return new Found(keys, differences, keys.size(), unreadable.stream().findFirst());
    }

    /** Without rows that the source has though they were not read: filtered, or not fit to be. */
    private static List<Difference> wanted(ComparedTable table, List<Difference> found, OpenReaders readers) {
        List<KeyPair> extra = found.stream()
                .filter(difference -> difference.type() == Type.MISSING_SOURCE)
                .map(Difference::key)
                .filter(key -> !key.source().isEmpty())
                .toList();
        if (extra.isEmpty()) {
            return found;
        }
        Set<KeyPair> gone = table.keepsDeleted() ? Set.of() : SourceKeys.gone(table, extra, readers);
        return found.stream()
                .filter(difference -> difference.type() != Type.MISSING_SOURCE || gone.contains(difference.key()))
                .toList();
    }

    private static List<Read> sourceRows(
            ComparedTable table, List<List<String>> keys, List<String> unreadable, OpenReaders readers) {
        List<Read> rows = new ArrayList<>();
        Stopwatch waited = new Stopwatch();
        for (int from = 0; from < keys.size(); from += KEYS) {
            List<List<String>> some = keys.subList(from, Math.min(keys.size(), from + KEYS));
            RowReader asked = waited.during(() -> table.source(Optional.of(some)));
            readers.readAll(
                    asked,
                    (reader, batch) -> {
                        rows.addAll(table.sourceRows(batch));
                        reader.rejected().forEach(rejected -> unreadable.add(rejected.message()));
                    },
                    waited);
        }
        table.read(Query.ITEM_SOURCE, waited);
        return rows;
    }

    private static List<Row> targetRows(
            ComparedTable table, List<List<String>> keys, OpenReaders readers, Query query) {
        List<Row> rows = new ArrayList<>();
        Stopwatch waited = new Stopwatch();
        for (int from = 0; from < keys.size(); from += KEYS) {
            List<List<String>> some = keys.subList(from, Math.min(keys.size(), from + KEYS));
            RowReader asked = waited.during(() -> table.target(Optional.of(some)));
            readers.readAll(asked, (reader, batch) -> rows.addAll(table.targetRows(batch)), waited);
        }
        table.read(query, waited);
        return rows;
    }

    /** Ends it, whoever is reading. */
    @Override
    public void close() {
        readers.close();
    }
}
