package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.LobLimits;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * A database as a source. One instance serves one run; its methods may be called from several threads, each reader from one thread at a time.
 * Every method may throw {@link ConnectorException}.
 */
public interface Source extends AutoCloseable {

    /** Connects, logs in, and checks the database: what TestConnection does. */
    void check();

    /** Checks what capture needs (logical replication, row-based binary log, rights) and says each missing thing with its cure. */
    void checkCapture();

    /** Schemas (or databases) that hold tables, for DescribeSchemas; system schemas left out. */
    List<String> schemas();

    /**
     * A table or view that the source has.
     *
     * @param isPartitioned whether its rows are in partitions that are tables of the list too
     * @param partitionOf the table of which it is a partition
     */
    record SourceTable(TableId table, boolean isView, boolean isPartitioned, Optional<TableId> partitionOf) {

        /** One that has no partitions in the list, and is none. */
        public SourceTable(TableId table, boolean isView) {
            this(table, isView, false, Optional.empty());
        }

        /** The partitions of each partitioned table. */
        public static Map<TableId, Set<TableId>> partitions(Collection<SourceTable> tables) {
            Map<TableId, Set<TableId>> partitions = new TreeMap<>();
            for (SourceTable table : tables) {
                if (table.isPartitioned()) {
                    partitions.computeIfAbsent(table.table(), whole -> new TreeSet<>());
                }
                table.partitionOf()
                        .ifPresent(whole -> partitions
                                .computeIfAbsent(whole, same -> new TreeSet<>())
                                .add(table.table()));
            }
            return partitions;
        }
    }

    /** All tables and views outside system schemas, in no particular order. Partitions that are tables are listed, and so is what they are partitions of. */
    List<SourceTable> tables();

    /** Whether names of schemas and tables that differ only in case are one, so that rules name them in any case. */
    default boolean ignoresCase() {
        return false;
    }

    /** A table's definition, types translated to DMS types; generated columns left out. */
    TableSchema schema(TableId table);

    /**
     * What to read of a table.
     *
     * @param schema as {@link #schema} gave it
     * @param columns those of the schema to read, in the order in which batches carry them; some may be {@link Column#isNative}
     * @param chunkFormats forms of {@link io.dmslocal.engine.record.RowBatch.Chunk} that the target takes; empty when rows must come column by
     *     column
     * @param batchBytes about how large a batch may be, bytes
     * @param captureName as in {@link CaptureRequest}; empty when no change is captured, so that the image need not answer for changes
     * @param where which rows; its columns are the schema's, whether they are read or not
     * @param partition the rows of this partition only, as the table's owner named it; empty for all
     * @param lobs how long LOBs may be: for a reader that gives chunks; rows column by column are cut by whoever reads them
     */
    record ReadRequest(
            TableSchema schema,
            List<Column> columns,
            Set<String> chunkFormats,
            int batchBytes,
            String captureName,
            RowPredicate where,
            String partition,
            LobLimits lobs) {

        /** All rows. */
        public ReadRequest(
                TableSchema schema,
                List<Column> columns,
                Set<String> chunkFormats,
                int batchBytes,
                String captureName) {
            this(schema, columns, chunkFormats, batchBytes, captureName, RowPredicate.ALL, "", LobLimits.NONE);
        }

        /** Of these rows only those for which this holds too. */
        public ReadRequest where(RowPredicate more) {
            return new ReadRequest(
                    schema, columns, chunkFormats, batchBytes, captureName, where.and(more), partition, lobs);
        }

        public ReadRequest ofPartition(String name) {
            return new ReadRequest(schema, columns, chunkFormats, batchBytes, captureName, where, name, lobs);
        }

        public ReadRequest limited(LobLimits limits) {
            return new ReadRequest(schema, columns, chunkFormats, batchBytes, captureName, where, partition, limits);
        }

        /**
         * A reader calls it when its snapshot is open: a column that came since would miss the values that the snapshot has of it already.
         *
         * @param now the table's definition
         * @throws ConnectorException when it is not the one that shall be read: who tries again asks for it anew
         */
        public void refuseChanged(TableSchema now) {
            if (!words(now).equals(words(schema))) {
                throw ConnectorException.recoverable(
                        "Table " + schema.table() + " was altered before it was read: it had the columns "
                                + words(schema) + " and has " + words(now) + " now. It is read with these.",
                        null);
            }
        }

        private static List<String> words(TableSchema schema) {
            return schema.columns().stream()
                    .map(column -> column.name() + " " + column.nativeType())
                    .toList();
        }

        /** @throws ConnectorException when the condition does not fit the table, with what does not */
        public void checkWhere() {
            List<String> problems = where.problems(schema);
            if (!problems.isEmpty()) {
                throw ConnectorException.fatal(String.join(" ", problems));
            }
        }
    }

    /** Opens a consistent snapshot of one table. */
    RowReader rows(ReadRequest request);

    /** A value as people know it, of one that a snapshot gave in the database's own form; never null. */
    default Object shown(Column column, Object value) {
        return value;
    }

    /** Opens rows to be compared with a target's. All of one moment, but {@link RowReader#image} tells nothing of changes. */
    default RowReader rows(ComparedRows request) {
        throw ConnectorException.fatal("Rows of this source cannot be compared with those of a target.");
    }

    /**
     * Opens a consistent snapshot of one table that several readers read in parts.
     *
     * @param table what to read of it in all; its condition and partition say nothing here
     * @param readers how many may read at once
     */
    default TableSnapshot snapshot(ReadRequest table, int readers) {
        throw ConnectorException.fatal(
                "This source reads tables only as one: remove parallel-load from the rule of table "
                        + table.schema().table() + ", or set its type to none.");
    }

    /**
     * Names of the table's partitions, as {@link ReadRequest#partition} takes them; empty when the table has none.
     */
    default List<String> partitions(TableId table) {
        return List.of();
    }

    /**
     * Which changes are wanted.
     *
     * @param captureName unique per task, lower case letters, digits and underscores, at most 63: names what the source must remember for this task
     *     (slot, publication)
     * @param tables whose changes are wanted
     * @param memory where the connector keeps what it must know again after a restart (schema history)
     * @param nativeColumns whose values shall travel in the source's own text
     * @param laterTables which tables are wanted that do not exist yet: the reader tells of their coming; one that cannot says so in its
     *     configuration's comment, and the next run finds them
     * @param patience how long transactions that are open may hold up the start where it has to wait for them; zero: for as long as it takes
     * @param columns which of a table's columns, by name, are wanted: a source that tells no changes of such a one must refuse when the capture starts, and tell a
     *     {@link io.dmslocal.engine.record.Change.TableEvent.Misfit} when it comes to that later
     * @param held those of the tables that {@link #extendCapture} could not take, and of which nobody misses what comes before it can: the reader takes them then,
     *     and does not wait for it
     */
    record CaptureRequest(
            String captureName,
            Set<TableId> tables,
            CaptureMemory memory,
            NativeColumns nativeColumns,
            Predicate<TableId> laterTables,
            Duration patience,
            BiPredicate<TableId, String> columns,
            Set<TableId> held) {

        /** All tables at once. */
        public CaptureRequest(
                String captureName,
                Set<TableId> tables,
                CaptureMemory memory,
                NativeColumns nativeColumns,
                Predicate<TableId> laterTables,
                Duration patience,
                BiPredicate<TableId, String> columns) {
            this(captureName, tables, memory, nativeColumns, laterTables, patience, columns, Set.of());
        }

        /** All columns. */
        public CaptureRequest(
                String captureName,
                Set<TableId> tables,
                CaptureMemory memory,
                NativeColumns nativeColumns,
                Predicate<TableId> laterTables,
                Duration patience) {
            this(captureName, tables, memory, nativeColumns, laterTables, patience, (table, column) -> true);
        }

        /** Only of tables that exist. */
        public CaptureRequest(
                String captureName, Set<TableId> tables, CaptureMemory memory, NativeColumns nativeColumns) {
            this(captureName, tables, memory, nativeColumns, later -> false, Duration.ZERO);
        }

        /** @param nativeValues whether all columns' values shall travel in the source's own text */
        public CaptureRequest(String captureName, Set<TableId> tables, CaptureMemory memory, boolean nativeValues) {
            this(captureName, tables, memory, (table, column) -> nativeValues);
        }
    }

    /**
     * Whose values travel in the source's own text, because the target is of the same family and its column is of the same type. A question, not a
     * list: columns may come while changes are read.
     */
    @FunctionalInterface
    interface NativeColumns {

        /** @param column as the source has it now */
        boolean holds(TableId table, Column column);

        /** The column marked accordingly. */
        default Column marked(TableId table, Column column) {
            return holds(table, column) ? column.asNative() : column;
        }
    }

    /**
     * Makes the source remember changes of these tables from now on, forgetting what an earlier capture of that name left. Everything that is
     * committed after the returned position will be read by {@link #changes}; every transaction before it is visible to snapshots opened later.
     *
     * @throws ConnectorException recoverable when open transactions held it up for longer than the request's patience, with whose they are
     */
    Position startCapture(CaptureRequest request);

    /**
     * Makes the source remember changes of tables that are new to a capture that goes on, as far as that can be done at once.
     *
     * @return those of which changes would be missed by now, because somebody writes to them: who leaves them out of the request hears of each from the reader,
     *     as of a table that came, as soon as it can be followed; who does not, and does not say that they are held, may have to wait for that when the reader is
     *     opened
     */
    default Set<TableId> extendCapture(CaptureRequest request) {
        return Set.of();
    }

    /**
     * Tables of the request whose changes from here on are all that is wanted, because they are loaded, or because somebody named the position to begin from: what
     * an earlier reader said that is missing of them counts no more, where they can be followed again.
     */
    default void followAnew(CaptureRequest request, Set<TableId> tables) {}

    /**
     * Tables of the request that the source cannot follow as it is now, though they can be read: a task that begins with one of them is refused by {@link
     * #startCapture}, one that goes on leaves out those that are new to it. Of one that it follows already, the reader tells a {@link
     * io.dmslocal.engine.record.Change.TableEvent.Misfit}; where it cannot, {@link #changes} refuses.
     *
     * @return why, and what would help
     */
    default Map<TableId, String> hindrances(CaptureRequest request) {
        return Map.of();
    }

    /**
     * Reads changes after {@code from}, from which {@link #startCapture} or an earlier run's checkpoint came. A table that is dropped or renamed, and one
     * that comes and is wanted, is told by a {@link io.dmslocal.engine.record.Change.Ddl}; of one that came, no row follows from this reader.
     */
    ChangeReader changes(CaptureRequest request, Position from);

    /**
     * Lets the source forget what it remembers for this capture; harmless when there is nothing.
     *
     * @return what was removed, as its server calls it: {@code replication slot dms_x}
     */
    List<String> endCapture(String captureName);

    /** The end of the source's log: everything committed before this call is at or before it. */
    Position now();

    /**
     * Reads back {@link Position#text}, also as users write it in CdcStartPosition.
     *
     * @throws ConnectorException when the text is not a position of this engine, saying what one looks like
     */
    Position position(String text);

    /** The position of the first transaction committed at or after {@code time}; needs {@link Capability#POSITION_AT_TIME}. */
    default Position position(Instant time) {
        throw ConnectorException.fatal(
                "This source cannot start at a time; give a CdcStartPosition in its native form, or no position to start now.");
    }

    /** Reads back {@link TableImage#text}. */
    TableImage image(String text);

    /**
     * Which statements of this source's sessions wait for a lock now. Answers within seconds. Costs the server a look at its sessions. A server that answers and cannot
     * or may not say has none: it is there, and may be at work.
     *
     * @throws ConnectorException when nobody answers
     */
    default List<LockWait> lockWaits() {
        return List.of();
    }

    /**
     * Which transactions are open now that have written to any of these tables, as far as the source lets it be seen; none where it does not. Answers within
     * seconds, or fails. Costs the server a look at its sessions.
     */
    default List<OpenTransaction> openTransactions(Set<TableId> tables) {
        return List.of();
    }

    /**
     * Breaks all calls that wait for this source, and its readers; they fail as with a connection that broke, and so does every later call. Where the server can be
     * told, what it was asked to do is ended there. Called by any thread, more than once, and takes seconds at most. One whose calls have short limits of their own
     * does nothing.
     */
    default void cut() {}

    @Override
    void close();
}
