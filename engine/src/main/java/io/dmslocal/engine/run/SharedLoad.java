package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.connector.spi.TableSnapshot;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.mapping.Segment;
import io.dmslocal.engine.record.LobLimits;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.failure.TableFailure;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.TableStatistics.Loaded;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the loads of one table's segments have in common: the target's table is prepared once, all read one snapshot, their counters are one. A table that loads
 * as one is its only segment.
 *
 * <p>Any thread; the first segment to begin prepares, and the others wait for it.
 */
final class SharedLoad {

    /** Bytes of a batch: large enough for the network, small enough for a cache. */
    private static final int BATCH_BYTES = 512 * 1024;

    private final Session session;
    private final TableState table;
    private final List<Segment> segments;
    private final int subtasks;
    private final Clock clock;

    // under the lock of this
    private boolean begun;
    private Optional<RuntimeException> broken = Optional.empty();
    private Optional<TableSnapshot> snapshot = Optional.empty();
    private Instant start = Instant.EPOCH;
    private int left;
    private long committed;
    private long received;
    private long bytes;
    private long errorRows;
    private long rejections;
    private final Map<String, Long> cut = new TreeMap<>();

    /** @param subtasks how many segments may load at once */
    SharedLoad(Session session, TableState table, int subtasks, Clock clock) {
        this.session = session;
        this.table = table;
        this.segments = table.segments();
        this.subtasks = subtasks;
        this.clock = clock;
        this.left = parts();
    }

    TableState table() {
        return table;
    }

    /** In how many parts the table loads; 1 for one that loads as one. */
    int parts() {
        return Math.max(1, segments.size());
    }

    boolean isSegmented() {
        return !segments.isEmpty();
    }

    Segment segment(int index) {
        return segments.get(index);
    }

    /** Prepares the target's table and opens the snapshot, the first time that it is called. */
    synchronized void begin() {
        goOn();
        if (begun) {
            return;
        }
        begun = true;
        start = clock.instant();
        table.enter(table.isReloaded() ? Phase.RELOADING : Phase.LOADING);
        progress(Optional.empty());
        save(Phase.LOADING);
        try {
            session.target().prepare(session.preparationPlan(table));
            if (isSegmented()) {
                TableSnapshot opened = session.source().snapshot(request(), Math.min(parts(), Math.max(1, subtasks)));
                snapshot = Optional.of(opened);
                session.alsoClose(opened);
                image(opened.image());
                refuseOtherPartitions();
            }
        } catch (ConnectorException failed) {
            broken = Optional.of(ofTable(failed));
        } catch (RuntimeException failed) {
            broken = Optional.of(failed);
        }
        goOn();
    }

    /** Partitions that came since the session opened have rows in the snapshot: who tries again divides the table anew. */
    private void refuseOtherPartitions() {
        Division division = session.division();
        if (!division.holds(table.mapping().source(), segments)) {
            throw ConnectorException.recoverable(
                    "Table " + table.source()
                            + " was divided into its partitions, and has others now: it is divided anew.",
                    null);
        }
    }

    /** A segment whose table failed with another segment has nothing to go on for, and fails of the same cause. */
    synchronized void goOn() {
        if (broken.isPresent()) {
            throw broken.get();
        }
    }

    /** What trying again cannot help is this table's trouble; a broken connection is everybody's, unless it broke because another segment failed. */
    synchronized RuntimeException ofTable(ConnectorException failed) {
        if (broken.isPresent()) {
            return broken.get();
        }
        return failed.isRecoverable()
                ? failed
                : new TableFailure("Table " + table.source() + " cannot be loaded: " + failed.getMessage(), failed);
    }

    /** How long values of LOBs may be. One object per reader: it counts what is cut. */
    LobLimits lobs() {
        return new LobLimits(
                table.columnsToRead(),
                session.choice().lobs(table.source()).limitBytes(),
                !session.policy().refusesTruncation());
    }

    RowReader reader(int index, LobLimits lobs) {
        ReadRequest whole = request().limited(lobs);
        if (isSegmented()) {
            Segment segment = segments.get(index);
            ReadRequest part = whole.where(segment.where());
            return opened().rows(segment.partition().isEmpty() ? part : part.ofPartition(segment.partition()));
        }
        RowReader opened = session.source().rows(whole);
        image(opened.image());
        return opened;
    }

    private synchronized TableSnapshot opened() {
        return snapshot.orElseThrow();
    }

    /** What the snapshot shows was committed before this moment. */
    private void image(TableImage image) {
        if (session.capture().isPresent()) {
            table.image(new TableState.Image(image, session.source().now()));
        }
    }

    TableWriter writer() {
        TablePlan plan = session.loadPlan(table);
        return session.target().load(plan, session.plan().settings().fullLoad().commitRate());
    }

    private ReadRequest request() {
        Set<String> chunks = session.plan().isOneFamily() && table.isNative()
                ? session.target().chunkFormats()
                : Set.of();
        ReadRequest whole = new ReadRequest(
                table.mapping().source(),
                table.columnsToRead(),
                chunks,
                BATCH_BYTES,
                session.capture().map(c -> c.request().captureName()).orElse(""));
        return whole.where(table.mapping().where());
    }

    // ---- counters

    /** @param more rows that were committed since this was called last */
    synchronized void committed(long more) {
        committed += more;
        progress(Optional.empty());
        if (!table.hasRows() && committed > 0) {
            table.rowsCommitted();
            save(Phase.LOADING);
        }
    }

    synchronized void received(long rows, long ofBytes) {
        received += rows;
        bytes += ofBytes;
    }

    /**
     * @param isLeftOut false for a row that is loaded all the same
     * @return how many records of the table were rejected this way so far, this one included
     */
    synchronized long rejected(boolean isData, boolean isLeftOut) {
        errorRows += isLeftOut ? 1 : 0;
        progress(Optional.empty());
        rejections++;
        return table.countRejected(isData);
    }

    synchronized long rejections() {
        return rejections;
    }

    /** @param counts by column */
    synchronized void cut(Map<String, Long> counts) {
        counts.forEach((column, values) -> session.meter().truncatedLobs().add(table.source(), column, values));
        counts.forEach((column, values) -> cut.merge(column, values, Long::sum));
    }

    synchronized long received() {
        return received;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long errorRows() {
        return errorRows;
    }

    private void progress(Optional<Instant> end) {
        table.loaded(new Loaded(committed, errorRows, Optional.of(start), end));
    }

    // ---- the end

    /** @return whether it was the last: the table's writer is then to be finished, and {@link #completed} to be called */
    synchronized boolean partEnded() {
        goOn();
        return --left == 0;
    }

    synchronized void completed() {
        progress(Optional.of(clock.instant()));
        table.enter(Phase.COMPLETED);
        table.rowsCommitted();
        TableEntry entry = table.entry(table.mapping().source(), Optional.empty());
        session.checkpoint().table(table.source(), entry, session.statistics());
        session.progressed();
        cut.forEach((column, values) -> session.log()
                .load(
                        table.source(),
                        values + " values of column " + column + " were cut: they are longer than "
                                + session.choice().lobs(table.source()).limitBytes() / 1024 + " KB (LobMaxSize)"));
        snapshot.ifPresent(TableSnapshot::close);
    }

    /** A table that failed is not loaded again by the same run; rows that were committed are known, whatever broke. */
    synchronized void failed(Throwable cause, boolean hasCommitted) {
        broken = broken.or(() ->
                Optional.of(cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause)));
        snapshot.ifPresent(TableSnapshot::close);
        if (hasCommitted) {
            table.rowsCommitted();
        }
        if (cause instanceof TableFailure) {
            table.enter(Phase.ERROR);
            save(Phase.ERROR);
        } else if (hasCommitted) {
            save(Phase.LOADING);
        }
    }

    /** Where the load stands, and whether rows of this task are on the target. */
    private void save(Phase phase) {
        session.checkpoint().table(table.source(), TableEntry.unloaded(phase, table.hasRows()), session.statistics());
    }
}
