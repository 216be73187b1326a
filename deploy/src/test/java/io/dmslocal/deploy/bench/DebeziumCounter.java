package io.dmslocal.deploy.bench;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The peer of ongoing changes: Debezium's engine with a consumer that only counts. Arguments: port of the source, slot, publication, changes to
 * wait for. Prints the seconds from the engine's start to the last change.
 */
final class DebeziumCounter {

    private DebeziumCounter() {}

    public static void main(String[] args) throws Exception {
        long wanted = Long.parseLong(args[3]);
        Path folder = Files.createTempDirectory("debezium-counter");
        Properties properties = new Properties();
        properties.setProperty("name", "counter");
        properties.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.setProperty("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
        properties.setProperty(
                "offset.storage.file.filename", folder.resolve("offsets").toString());
        properties.setProperty("offset.flush.interval.ms", "10000");
        properties.setProperty("topic.prefix", "counter");
        properties.setProperty("database.hostname", "127.0.0.1");
        properties.setProperty("database.port", args[0]);
        properties.setProperty("database.user", "postgres");
        properties.setProperty("database.password", "postgres");
        properties.setProperty("database.dbname", "postgres");
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", args[1]);
        properties.setProperty("publication.name", args[2]);
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("snapshot.mode", "no_data");
        properties.setProperty("tombstones.on.delete", "false");
        properties.setProperty("max.batch.size", "2048");
        properties.setProperty("max.queue.size", "8192");
        properties.setProperty("poll.interval.ms", "1");

        AtomicLong counted = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        long started = System.nanoTime();
        DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = DebeziumEngine.create(
                        ChangeEventFormat.of(Connect.class))
                .using(properties)
                .notifying((records, committer) -> {
                    for (RecordChangeEvent<SourceRecord> record : records) {
                        committer.markProcessed(record);
                    }
                    committer.markBatchFinished();
                    if (counted.addAndGet(records.size()) >= wanted) {
                        done.countDown();
                    }
                })
                .build();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        thread.execute(engine);
        if (!done.await(15, TimeUnit.MINUTES)) {
            throw new IllegalStateException("only " + counted + " changes came");
        }
        System.out.println((System.nanoTime() - started) / 1e9);
        engine.close();
        thread.shutdownNow();
        System.exit(0);
    }
}
