package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Reads a slot's changes in the thread that calls {@link #next}: nobody calling means nothing read, and the server waits.
 *
 * <p>Waiting is done in naps instead of blocking reads: the server sends a packet for every message, and a reader that wakes for each costs the
 * source more than the decoding itself. While changes flow, a nap gathers what comes in a third of a millisecond; an idle reader naps longer.
 *
 * <p>A timer tells the server what was confirmed, and asks where its log ends, also while nobody calls: a server that hears nothing hangs up.
 */
final class LogReader implements ChangeReader {

    private static final int BATCH = 4096;
    private static final long BATCH_BYTES = 4L << 20;
    private static final int SMALL_BATCH = 512;
    private static final long FLOWING_NAP = 300_000;
    private static final long NAP = 1_000_000;
    private static final long IDLE_NAP = 5_000_000;
    private static final long IDLE_AFTER = Duration.ofSeconds(2).toNanos();
    private static final Duration STATUS = Duration.ofSeconds(1);
    private static final long PROGRESS_EVERY = Duration.ofMillis(100).toNanos();

    private final EndpointSettings endpoint;
    private final Connection connection;
    private final PGReplicationStream stream;
    private final RelationReader relations;
    private final PgOutput decoder;
    private final TableWatch watch;
    private final LostPublication lost;
    /** One per reader: a connection that hangs must not keep the others from reporting. */
    private final ScheduledExecutorService status = Executors.newSingleThreadScheduledExecutor(r -> {
        Thread thread = new Thread(r, "postgres-replication-status");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean closed;
    private long reached;
    private long progressSaid;
    private long lastArrival;

    LogReader(
            Sessions sessions,
            RelationReader relations,
            CaptureRequest request,
            PgOutput decoder,
            TableWatch watch,
            String slot,
            List<String> publications,
            LogPosition from) {
        this.endpoint = sessions.endpoint();
        this.relations = relations;
        this.watch = watch;
        this.decoder = decoder;
        this.lost = new LostPublication(sessions, publications);
        this.reached = from.lsn();
        this.connection = sessions.openForReplication(request.captureName());
        try {
            stream = PostgresSession.postgres(connection)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(slot)
                    .withStartPosition(LogSequenceNumber.valueOf(from.lsn()))
                    .withStatusInterval(10, TimeUnit.SECONDS)
                    .withAutomaticFlush(false) // only what is confirmed may be forgotten
                    .withSlotOption("proto_version", "1")
                    .withSlotOption(
                            "publication_names",
                            String.join(
                                    ",", publications.stream().map(Sql::name).toList()))
                    .start();
        } catch (SQLException e) {
            status.shutdownNow();
            PostgresSession.abort(connection);
            throw lost.failure("Reading the replication slot " + slot + " of", e);
        }
        stream.setFlushedLSN(LogSequenceNumber.valueOf(from.lsn()));
        stream.setAppliedLSN(LogSequenceNumber.valueOf(from.lsn()));
        long period = STATUS.toMillis();
        status.scheduleAtFixedRate(this::tellStatus, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public List<Change> next(Duration wait) {
        List<Change> batch = new ArrayList<>();
        long began = System.nanoTime();
        try {
            for (; ; ) {
                drain(batch);
                long now = System.nanoTime();
                if (!batch.isEmpty()) {
                    if (batch.size() < SMALL_BATCH && now - lastArrival < NAP * 4) {
                        LockSupport.parkNanos(FLOWING_NAP);
                        drain(batch);
                    }
                    lastArrival = now;
                    return given(batch);
                }
                progress(batch, now);
                if (!batch.isEmpty()) {
                    return batch;
                }
                long left = wait.toNanos() - (now - began);
                if (left <= 0) {
                    return batch;
                }
                LockSupport.parkNanos(Math.min(left, now - lastArrival > IDLE_AFTER ? IDLE_NAP : NAP));
            }
        } catch (SQLException e) {
            throw closed
                    ? ConnectorException.recoverable("The reader of changes of the " + endpoint + " was closed.", e)
                    : lost.failure("Reading changes of", e);
        }
    }

    private void drain(List<Change> batch) throws SQLException {
        long bytes = 0;
        while (batch.size() < BATCH && bytes < BATCH_BYTES) {
            ByteBuffer message = stream.readPending();
            if (message == null) {
                return;
            }
            bytes += message.remaining();
            decoder.decode(message, batch);
        }
    }

    private List<Change> given(List<Change> batch) {
        if (!decoder.isInTransaction()) {
            reached = ((LogPosition) batch.get(batch.size() - 1).position()).lsn();
            watch.tell(reached, batch);
        }
        return batch;
    }

    /** Between transactions, the server's keepalives say how far it has read its log without finding more for us. */
    private void progress(List<Change> batch, long now) {
        long received = stream.getLastReceiveLSN().asLong();
        if (!decoder.isInTransaction()
                && Long.compareUnsigned(received, reached) > 0
                && now - progressSaid > PROGRESS_EVERY) {
            progressSaid = now;
            reached = received;
            batch.add(new Change.Progress(LogPosition.at(received)));
        }
        if (!decoder.isInTransaction()) {
            watch.tell(reached, batch);
        }
    }

    private void tellStatus() {
        try {
            if (!closed) {
                stream.forceUpdateStatus();
            }
        } catch (SQLException | RuntimeException e) {
            status.shutdown(); // the reading thread meets the same failure and says it
        }
    }

    @Override
    public void confirm(Position position) {
        LogSequenceNumber lsn = LogSequenceNumber.valueOf(((LogPosition) position).lsn());
        stream.setFlushedLSN(lsn);
        stream.setAppliedLSN(lsn);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        status.shutdownNow();
        PostgresSession.abort(connection);
        relations.close();
        watch.close();
    }
}
