package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Position;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads the binary log as a replica does. No thread and no queue of its own: {@link #next} reads from the connection, and while nobody calls, the server
 * waits.
 */
final class LogReader implements ChangeReader {

    private static final int BINLOG_DUMP = 0x12;
    private static final int LOG_NOT_READABLE = 1236;
    private static final int MOST_CHANGES = 4096;
    private static final long LONGEST_TAKE =
            200_000_000; // nanoseconds: a log full of other tables' events still gives its progress
    private static final long HEARTBEAT_MILLIS = 1000;
    private static final long SILENCE_MILLIS = 60_000; // no sign of life for so long: the connection is dead

    private final Sessions sessions;
    private final Session session;
    private final LogPosition from;
    private final LogPosition begin; // before from, where a transaction is prepared there and not committed
    private final LogEvents events;
    private boolean isAgain; // what is read was told before
    private volatile boolean closed;
    private long silentMillis;

    LogReader(Sessions sessions, CaptureRequest request, LogPosition from) {
        this.sessions = sessions;
        this.from = from;
        this.session = sessions.open();
        try {
            LogTables tables = new LogTables(
                    sessions, request.tables(), request.laterTables(), request.memory(), session.isMariaDb());
            LogPrepared prepared = new LogPrepared(request.memory());
            this.begin = Snapshot.available(session, prepared.begin(from), from);
            tables.recall(session, begin);
            boolean checksums =
                    !session.value("SELECT @@global.binlog_checksum").equals("NONE");
            this.isAgain = !begin.equals(from);
            this.events = new LogEvents(tables, prepared, begin, from, checksums, request.nativeColumns());
            dump();
        } catch (IOException e) {
            session.close();
            throw failure(e);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** GTIDs are ignored, as on AWS: file and offset work with them and without. */
    private void dump() throws IOException {
        session.execute(
                "SET @master_binlog_checksum='NONE', @source_binlog_checksum='NONE', @mariadb_slave_capability=4,"
                        + " @master_heartbeat_period=" + HEARTBEAT_MILLIS * 1_000_000 + ", @source_heartbeat_period="
                        + HEARTBEAT_MILLIS * 1_000_000);
        byte[] file = begin.file().getBytes(StandardCharsets.UTF_8);
        ByteBuffer command = ByteBuffer.allocate(11 + file.length).order(ByteOrder.LITTLE_ENDIAN);
        command.put((byte) BINLOG_DUMP)
                .putInt((int) Math.max(4, begin.offset()))
                .putShort((short) 0);
        command.putInt(ThreadLocalRandom.current().nextInt(1 << 20, Integer.MAX_VALUE))
                .put(file); // a replica needs a number of its own
        session.command(command.array());
    }

    @Override
    public List<Change> next(Duration wait) {
        List<Change> changes = new ArrayList<>();
        long deadline = System.nanoTime() + wait.toNanos();
        long latest = Math.max(deadline, System.nanoTime() + LONGEST_TAKE);
        try {
            while (changes.size() < MOST_CHANGES && System.nanoTime() - latest < 0) {
                if (!session.isReady()) {
                    tellPassed(changes);
                    long millis = (deadline - System.nanoTime()) / 1_000_000;
                    if (!changes.isEmpty() || millis <= 0 || !awaitMore(Math.min(millis, SILENCE_MILLIS))) {
                        return changes;
                    }
                }
                Packet packet = session.read();
                silentMillis = 0;
                switch (packet.int1()) {
                    case 0x00 -> events.take(packet, changes);
                    case 0xFF -> throw Session.error(packet);
                    default -> throw new java.io.EOFException("The server ended the log.");
                }
                if (isAgain) {
                    isAgain = changes.isEmpty()
                            || changes.get(changes.size() - 1).position().compareTo(from) <= 0;
                    changes.removeIf(change -> change.position().compareTo(from) <= 0);
                }
            }
            tellPassed(changes);
            return changes;
        } catch (IOException e) {
            throw failure(e);
        } catch (IndexOutOfBoundsException e) {
            throw ConnectorException.fatal(
                    "An event of the source's binary log is not in the form that is expected.", e);
        }
    }

    private void tellPassed(List<Change> changes) {
        events.takePassed()
                .filter(place -> place.compareTo(from) > 0)
                .ifPresent(place -> changes.add(new Change.Progress(place)));
    }

    /** Waits for the beginning of a packet; false when none came. */
    private boolean awaitMore(long millis) throws IOException {
        session.readTimeout((int) Math.max(1, millis));
        try {
            session.awaitPacket();
            return true;
        } catch (SocketTimeoutException e) {
            silentMillis += millis;
            if (silentMillis > SILENCE_MILLIS) {
                throw e;
            }
            return false;
        } finally {
            if (!closed) {
                session.readTimeout((int) SILENCE_MILLIS);
            }
        }
    }

    private ConnectorException failure(IOException e) {
        if (closed) {
            return ConnectorException.recoverable("Reading the source's binary log was ended.", e);
        }
        if (e instanceof ServerError error && error.code() == LOG_NOT_READABLE) {
            return ConnectorException.fatal(
                    "The source cannot give its binary log from " + from.text() + " on (" + error.getMessage()
                            + "). If the log was purged: keep logs for longer on the source, and reload the target.",
                    e);
        }
        return sessions.failure("read the binary log from " + from.text() + " on", e);
    }

    /** Nothing to do: the server keeps its log by its own rules, not for us. */
    @Override
    public void confirm(Position position) {}

    @Override
    public void close() {
        closed = true;
        session.close();
    }
}
