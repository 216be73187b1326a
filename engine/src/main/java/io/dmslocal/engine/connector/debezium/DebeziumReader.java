package io.dmslocal.engine.connector.debezium;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Reads changes through Debezium's embedded engine. The engine runs in threads of its own and hands batches over one at a time: while nobody calls {@link
 * #next}, it waits with a batch in its hand, its queue fills to its bound, and it stops reading from the source.
 *
 * <p>The engine is told that a transaction is done only in its own thread, between batches; heartbeats give it batches when the source is idle.
 */
public final class DebeziumReader implements ChangeReader {

    private static final long CLOSE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long OFFER_MILLIS = 100;
    private static final List<RecordChangeEvent<SourceRecord>> WAKE = List.of();

    private final EndpointSettings endpoint;
    private final Dialect dialect;
    private final ConnectorLog log;
    private final String number;
    private final RecordDecoder decoder;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final Thread thread;
    private final BlockingQueue<List<RecordChangeEvent<SourceRecord>>> batches = new ArrayBlockingQueue<>(1);
    private final ConfirmedEnds<RecordChangeEvent<SourceRecord>> ends = new ConfirmedEnds<>();
    private volatile boolean closed;
    private volatile ConnectorException failure;

    /** @param captureName names the capture in Debezium's records, threads and metrics */
    public DebeziumReader(EndpointSettings endpoint, String captureName, Dialect dialect, ConnectorLog log) {
        this.endpoint = endpoint;
        this.dialect = dialect;
        this.log = log;
        this.number = OpenCaptures.add(dialect);
        try {
            String server = captureName + "_" + number; // metrics of two readers must not meet
            this.decoder = new RecordDecoder(dialect, server);
            this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                    .using(properties(server))
                    .using(DebeziumReader.class.getClassLoader())
                    .using(OffsetCommitPolicy.always())
                    .notifying(this::take)
                    .using(this::ended)
                    .build();
        } catch (RuntimeException e) {
            letGo(); // nobody has a reader to close
            throw e;
        }
        this.thread = new Thread(engine, "debezium " + captureName);
        thread.setDaemon(true);
        thread.start();
    }

    private Properties properties(String server) {
        Properties properties = new Properties();
        properties.setProperty("name", server);
        properties.setProperty("topic.prefix", server);
        properties.setProperty("offset.storage", CheckpointOffsets.class.getName());
        properties.setProperty("offset.storage." + OpenCaptures.KEY, number);
        properties.setProperty("offset.flush.interval.ms", "0");
        properties.setProperty("schema.history.internal", CheckpointHistory.class.getName());
        properties.setProperty("schema.history.internal." + OpenCaptures.KEY, number);
        properties.setProperty("schema.history.internal.dms.server", server);
        properties.setProperty("schema.history.internal.store.only.captured.tables.ddl", "true");
        properties.setProperty("converters", "cells");
        properties.setProperty("cells.type", CellConverter.class.getName());
        properties.setProperty("cells." + OpenCaptures.KEY, number);
        properties.setProperty("snapshot.mode", "no_data");
        properties.setProperty("provide.transaction.metadata", "true");
        properties.setProperty("include.schema.changes", "true");
        properties.setProperty("include.unknown.datatypes", "true");
        properties.setProperty("tombstones.on.delete", "false");
        properties.setProperty("skipped.operations", "none");
        properties.setProperty("event.processing.failure.handling.mode", "fail");
        properties.setProperty("event.converting.failure.handling.mode", "fail");
        properties.setProperty("inconsistent.schema.handling.mode", "fail");
        properties.setProperty("errors.max.retries", "0"); // the run tries again, by its own settings
        properties.setProperty("max.batch.size", "2048");
        properties.setProperty("max.queue.size", "8192");
        properties.setProperty("max.queue.size.in.bytes", Integer.toString(64 << 20));
        properties.setProperty("poll.interval.ms", "2");
        properties.setProperty("heartbeat.interval.ms", "1000");
        dialect.configuration().forEach(properties::setProperty);
        return properties;
    }

    /** Called by the engine with the next records; returns when they may be read. */
    private void take(
            List<RecordChangeEvent<SourceRecord>> batch, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        do {
            var done = ends.take();
            if (done.isPresent()) {
                committer.markProcessed(done.get());
                committer.markBatchFinished();
            }
        } while (!closed && !batches.offer(batch, OFFER_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void ended(boolean success, String message, Throwable error) {
        if (!closed) {
            failure = error == null
                    ? ConnectorException.recoverable("Debezium ended reading the " + endpoint + ": " + message, null)
                    : EngineFailure.of(error, dialect, endpoint);
            batches.offer(WAKE);
        }
    }

    @Override
    public List<Change> next(Duration wait) {
        List<Change> changes = new ArrayList<>();
        long deadline = System.nanoTime() + wait.toNanos();
        try {
            do {
                boolean isOver = failure != null; // then nothing comes that is not there
                List<RecordChangeEvent<SourceRecord>> batch =
                        batches.poll(isOver ? 0 : Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (closed) {
                    throw ConnectorException.recoverable(
                            "The reader of changes of the " + endpoint + " was closed.", null);
                }
                if (batch != null) {
                    decode(batch, changes);
                }
                if (isOver && batch == null) {
                    throw failure;
                }
            } while (changes.isEmpty() && System.nanoTime() - deadline < 0);
            return changes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.recoverable("Reading changes of the " + endpoint + " was interrupted.", e);
        }
    }

    private void decode(List<RecordChangeEvent<SourceRecord>> batch, List<Change> changes) {
        for (RecordChangeEvent<SourceRecord> event : batch) {
            if (decoder.decode(event.record(), changes)) {
                ends.read(decoder.last(), event);
            }
        }
    }

    @Override
    public void confirm(Position position) {
        ends.confirm(position);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        batches.offer(WAKE);
        long deadline = System.nanoTime() + CLOSE_NANOS;
        while (thread.isAlive() && System.nanoTime() < deadline) {
            try {
                engine.close();
            } catch (IllegalStateException notNow) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos()); // still starting, or already stopping
            } catch (IOException e) {
                log.warn(Component.SOURCE_CAPTURE, "Debezium did not stop in order", e);
                break;
            }
        }
        if (thread.isAlive()) {
            log.warn(Component.SOURCE_CAPTURE, "Debezium's engine " + thread.getName() + " did not stop in time");
            thread.interrupt();
        }
        letGo();
    }

    private void letGo() {
        OpenCaptures.remove(number);
        dialect.close();
    }
}
