package io.dmslocal.engine.run;

import akka.stream.javadsl.RunnableGraph;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.mapping.RowWork;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.LobLimits;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.run.failure.FailurePolicy;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.failure.TableFailure;
import io.dmslocal.engine.run.reason.CallsUnderWay;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.stream.ConnectorStreams;
import io.dmslocal.engine.run.stream.RunChild;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One table's rows, or one segment's of a table that loads in parts, from one snapshot of the source to the target.
 *
 * <pre>
 * prepare the target's table | open the snapshot | batches: read, then write | finish | checkpoint: loaded
 * </pre>
 *
 * Reading and writing have a thread each. The reader delivers the columns in the target's order, so nothing is done per row in between, unless rules
 * ask for it: {@link RowWork}. What segments of a table have in common is {@link SharedLoad}'s.
 */
final class TableLoad implements RunChild.Work {

    /** So many refused rows of one table are logged with their reason; the rest are counted. */
    private static final int LOGGED_ROWS = 50;

    /** @param rejected rows that could not be read */
    private record Read(Optional<RowBatch> batch, List<Rejected> rejected) {}

    private final Session session;
    private final SharedLoad load;
    private final int segment;
    private final TableState table;
    private final int subtask;
    private final Clock clock;

    private final CallsUnderWay calls;
    private final RowWorks works;
    private Optional<RowWork> work = Optional.empty();
    private LobLimits lobs = LobLimits.NONE;
    private boolean isWorked;
    private Optional<RowReader> reader = Optional.empty();
    private Optional<TableWriter> writer = Optional.empty();
    // the writing thread's
    private long received;
    private long counted;

    TableLoad(Session session, LoadQueue.Part part, int subtask, Clock clock) {
        this.session = session;
        this.load = part.load();
        this.segment = part.segment();
        this.table = part.table();
        this.subtask = subtask;
        this.clock = clock;
        this.calls = session.calls();
        this.works = session.rowWorks(clock);
    }

    @Override
    public RunnableGraph<ConnectorStreams.Running> open() {
        long microseconds = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        if (load.isSegmented()) {
            session.log().segmentStarts(table, segment + 1, load.parts(), subtask, microseconds);
        } else {
            session.log().loadStarts(table, subtask, microseconds);
        }
        try {
            calls.during(load::begin);
            lobs = load.lobs();
            reader = Optional.of(load.reader(segment, lobs));
            writer = Optional.of(load.writer());
            work = works.ofLoad(table.mapping().to(table.target()));
            isWorked = work.isPresent() || !lobs.isNone();
        } catch (ConnectorException failed) {
            throw load.ofTable(failed);
        }
        return ConnectorStreams.rows(() -> calls.during(this::read), batch -> calls.during(() -> write(batch)));
    }

    private Optional<Read> read() {
        load.goOn();
        try {
            RowReader from = reader.orElseThrow();
            Optional<RowBatch> batch = from.next();
            List<Rejected> rejected = shown(from.rejected());
            if (batch.isEmpty() && rejected.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    isWorked && batch.orElse(null) instanceof RowBatch.Columns columns
                            ? worked(columns, rejected)
                            : new Read(batch, List.copyOf(rejected)));
        } catch (ConnectorException failed) {
            throw load.ofTable(failed);
        }
    }

    /** A reader knows of no masks: what it says of a row's key is dropped when a mask hides a part of it. */
    private List<Rejected> shown(List<Rejected> unreadable) {
        TableMapping mapping = table.mapping();
        return mapping.shownKey().equals(mapping.source().key())
                ? unreadable
                : unreadable.stream().map(TableLoad::withoutKey).toList();
    }

    private static Rejected withoutKey(Rejected read) {
        return new Rejected(read.table(), read.cause(), read.message(), read.statement());
    }

    /** On the reading thread, so that the next batch is worked while this one is written. */
    private Read worked(RowBatch.Columns batch, List<Rejected> unreadable) {
        List<Rejected> rejected = new ArrayList<>(unreadable);
        RowBatch.Columns made =
                lobs.isNone() ? batch : new LobBatches(table.mapping(), lobs).limited(batch, rejected::add);
        if (work.isPresent()) {
            made = work.get().load(made, rejected::add);
        }
        return new Read(made.size() == 0 ? Optional.empty() : Optional.of(made), rejected);
    }

    private void write(Read read) {
        judge(read.rejected());
        long leftOut = read.rejected().stream()
                .filter(record -> !session.policy().letsPass(record.cause()))
                .count();
        count(leftOut, 0);
        if (read.batch().isPresent()) {
            RowBatch batch = read.batch().get();
            count(batch.size(), batch.bytes());
            session.meter().loaded(batch.size(), batch.bytes());
            session.log().loadedBatch(table.source(), batch.size(), batch.bytes());
            try {
                judge(writer.orElseThrow().write(batch));
            } catch (ConnectorException failed) {
                throw load.ofTable(failed);
            }
        }
        progress();
    }

    private void count(long rows, long bytes) {
        received += rows;
        load.received(rows, bytes);
    }

    @Override
    public void finish() {
        calls.during(this::complete);
    }

    private void complete() {
        if (load.isSegmented()) {
            session.log().segmentUnloaded(table, segment + 1, received);
        }
        load.cut(lobs.counts());
        TableWriter to = writer.orElseThrow();
        boolean isLast;
        try {
            if (load.isSegmented()) {
                judge(to.finishPart());
                progress();
            }
            isLast = load.partEnded();
            if (isLast) {
                session.log().unloadFinished(table, load.received());
                judge(to.finish());
                progress();
            }
        } catch (ConnectorException failed) {
            throw load.ofTable(failed);
        }
        if (isLast) {
            load.completed();
            session.log().loadFinished(table, subtask, load.received(), load.errorRows(), load.bytes());
        }
    }

    @Override
    public void stopped() {
        progress();
        table.enter(Phase.CANCELLED);
    }

    @Override
    public void failed(Throwable cause) {
        progress(); // what was committed before it broke
        load.failed(cause, writer.map(TableWriter::committed).orElse(0L) > 0);
    }

    @Override
    public void close() {
        try {
            reader.ifPresent(RowReader::close);
        } finally {
            writer.ifPresent(TableWriter::close);
            works.close();
        }
    }

    private void progress() {
        long now = writer.map(TableWriter::committed).orElse(0L);
        load.committed(now - counted);
        counted = now;
    }

    private void judge(List<Rejected> rejected) {
        for (Rejected record : rejected) {
            boolean isData = FailurePolicy.isData(record.cause());
            FailurePolicy policy = session.policy();
            long ofThisKind = load.rejected(isData, !policy.letsPass(record.cause()));
            FailurePolicy.Decision decision = policy.onRejected(record.cause(), ofThisKind);
            session.reasons().add(Failure.ofRecord(table.source(), record, decision.step()));
            if (decision.logged()) {
                log(decision, record);
            }
            switch (decision.step()) {
                case SKIP -> {}
                case SUSPEND_TABLE ->
                    throw new TableFailure(
                            "Table " + table.source() + " is suspended after " + load.rejections() + " refused rows: "
                                    + policy.escalated(record.cause(), ofThisKind, record.message()),
                            null);
                case STOP_TASK ->
                    throw new RunFailure("Table " + table.source() + ": " + named(record)
                            + policy.escalated(record.cause(), ofThisKind, record.message()));
            }
        }
    }

    private void log(FailurePolicy.Decision decision, Rejected record) {
        long refused = load.rejections();
        if (refused <= LOGGED_ROWS) {
            session.log().refusals().ofLoad(record);
            session.log().load(table.source(), decision.step() + ": " + named(record) + record.message());
        }
        if (refused == LOGGED_ROWS) {
            session.log().load(table.source(), "Further refused rows of this table are counted, not logged");
        }
        TableId target = table.target().table(); // a reader knows the source's name only
        session.refused(new Rejected(target, record.cause(), record.message(), record.statement(), record.key()));
    }

    private static String named(Rejected record) {
        return (record.key().isEmpty() ? "a row was refused" : "the row with " + record.key() + " was refused") + " ("
                + record.cause() + "): ";
    }
}
