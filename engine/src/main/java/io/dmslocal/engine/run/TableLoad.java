package io.dmslocal.engine.run;

import akka.stream.javadsl.RunnableGraph;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.TableState.Phase;
import io.dmslocal.engine.run.TableStatistics.Loaded;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One table's rows, from one snapshot of the source to the target.
 *
 * <pre>
 * prepare the target's table | open the snapshot | batches: read, then write | finish | checkpoint: loaded
 * </pre>
 *
 * Reading and writing have a thread each. The reader delivers the columns in the target's order, so nothing is done per row in between.
 */
final class TableLoad implements RunChild.Work {

    /** Bytes of a batch: large enough for the network, small enough for a cache. */
    private static final int BATCH_BYTES = 512 * 1024;

    /** So many refused rows of one table are logged with their reason; the rest are counted. */
    private static final int LOGGED_ROWS = 50;

    /** @param rejected rows that could not be read */
    private record Read(Optional<RowBatch> batch, List<Rejected> rejected) {}

    private final Session session;
    private final TableState table;
    private final int subtask;
    private final Clock clock;

    private Optional<RowReader> reader = Optional.empty();
    private Optional<TableWriter> writer = Optional.empty();
    private Instant start = Instant.EPOCH;
    // the writing thread's
    private long received;
    private long bytes;
    private long dataErrors;
    private long applyErrors;
    private long errorRows;

    TableLoad(Session session, TableState table, int subtask, Clock clock) {
        this.session = session;
        this.table = table;
        this.subtask = subtask;
        this.clock = clock;
    }

    @Override
    public RunnableGraph<ConnectorStreams.Running> open() {
        start = clock.instant();
        table.enter(table.isReloaded() ? Phase.RELOADING : Phase.LOADING);
        table.loaded(new Loaded(0, 0, Optional.of(start), Optional.empty()));
        save(Phase.LOADING);
        session.log().loadStarts(table, subtask, ChronoUnit.MICROS.between(Instant.EPOCH, start));
        connect();
        return ConnectorStreams.rows(this::read, this::write);
    }

    /** Where the load stands, and whether rows of this task are on the target. */
    private void save(Phase phase) {
        session.checkpoint().table(table.source(), TableEntry.unloaded(phase, table.hasRows()), session.statistics());
    }

    private void connect() {
        try {
            TablePlan plan = session.loadPlan(table);
            session.target().prepare(plan);
            RowReader opened = session.source().rows(request());
            reader = Optional.of(opened);
            if (session.capture().isPresent()) {
                // what the snapshot shows was committed before this moment
                table.image(
                        new TableState.Image(opened.image(), session.source().now()));
            }
            writer = Optional.of(session.target()
                    .load(plan, session.plan().settings().fullLoad().commitRate()));
        } catch (ConnectorException failed) {
            throw ofTable(failed);
        }
    }

    private ReadRequest request() {
        Set<String> chunks = session.plan().isOneFamily() && table.isNative()
                ? session.target().chunkFormats()
                : Set.of();
        return new ReadRequest(
                table.mapping().source(),
                table.columnsToRead(),
                chunks,
                BATCH_BYTES,
                session.capture().map(c -> c.request().captureName()).orElse(""));
    }

    private Optional<Read> read() {
        try {
            RowReader from = reader.orElseThrow();
            Optional<RowBatch> batch = from.next();
            List<Rejected> rejected = from.rejected();
            return batch.isEmpty() && rejected.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Read(batch, List.copyOf(rejected)));
        } catch (ConnectorException failed) {
            throw ofTable(failed);
        }
    }

    private void write(Read read) {
        judge(read.rejected());
        received += read.rejected().size();
        if (read.batch().isPresent()) {
            RowBatch batch = read.batch().get();
            received += batch.size();
            bytes += batch.bytes();
            session.meter().loaded(batch.size(), batch.bytes());
            try {
                judge(writer.orElseThrow().write(batch));
            } catch (ConnectorException failed) {
                throw ofTable(failed);
            }
        }
        progress(Optional.empty());
        if (!table.hasRows() && table.loaded().rows() > 0) {
            table.rowsCommitted();
            save(Phase.LOADING);
        }
    }

    @Override
    public void finish() {
        session.log().unloadFinished(table, received);
        TableWriter to = writer.orElseThrow();
        try {
            judge(to.finish());
        } catch (ConnectorException failed) {
            throw ofTable(failed);
        }
        progress(Optional.of(clock.instant()));
        table.enter(Phase.COMPLETED);
        table.rowsCommitted();
        TableEntry entry = TableEntry.completed(table, table.mapping().source(), Optional.empty());
        session.checkpoint().table(table.source(), entry, session.statistics());
        session.progressed();
        session.log().loadFinished(table, subtask, received, errorRows, bytes);
    }

    @Override
    public void stopped() {
        table.enter(Phase.CANCELLED);
    }

    /** A table that failed is not loaded again by the same run; rows that were committed are known, whatever broke. */
    @Override
    public void failed(Throwable cause) {
        boolean committed = writer.map(TableWriter::committed).orElse(0L) > 0;
        if (committed) {
            table.rowsCommitted();
        }
        if (cause instanceof TableFailure) {
            table.enter(Phase.ERROR);
            save(Phase.ERROR);
        } else if (committed) {
            save(Phase.LOADING);
        }
    }

    @Override
    public void close() {
        try {
            reader.ifPresent(RowReader::close);
        } finally {
            writer.ifPresent(TableWriter::close);
        }
    }

    private void progress(Optional<Instant> end) {
        table.loaded(new Loaded(writer.map(TableWriter::committed).orElse(0L), errorRows, Optional.of(start), end));
    }

    private void judge(List<Rejected> rejected) {
        for (Rejected record : rejected) {
            errorRows++;
            progress(Optional.empty());
            boolean isData = record.cause() == Cause.DATA || record.cause() == Cause.TRUNCATION;
            FailurePolicy.Decision decision =
                    session.policy().onRejected(record.cause(), isData ? ++dataErrors : ++applyErrors);
            if (decision.logged()) {
                log(decision, record);
            }
            switch (decision.step()) {
                case SKIP -> {}
                case SUSPEND_TABLE ->
                    throw new TableFailure(
                            "Table " + table.source() + " is suspended after " + errorRows + " refused rows: "
                                    + record.message(),
                            null);
                case STOP_TASK ->
                    throw new RunFailure("Table " + table.source() + ": " + named(record) + record.message());
            }
        }
    }

    private void log(FailurePolicy.Decision decision, Rejected record) {
        if (errorRows <= LOGGED_ROWS) {
            session.log().load(table.source(), decision.step() + ": " + named(record) + record.message());
        }
        if (errorRows == LOGGED_ROWS) {
            session.log().load(table.source(), "Further refused rows of this table are counted, not logged");
        }
        TableId target = table.target().table(); // a reader knows the source's name only
        session.refused(new Rejected(target, record.cause(), record.message(), record.statement(), record.key()));
    }

    private static String named(Rejected record) {
        return (record.key().isEmpty() ? "a row was refused" : "the row with " + record.key() + " was refused") + " ("
                + record.cause() + "): ";
    }

    /** What trying again cannot help is this table's trouble; a broken connection is everybody's. */
    private RuntimeException ofTable(ConnectorException failed) {
        return failed.isRecoverable()
                ? failed
                : new TableFailure("Table " + table.source() + " cannot be loaded: " + failed.getMessage(), failed);
    }
}
