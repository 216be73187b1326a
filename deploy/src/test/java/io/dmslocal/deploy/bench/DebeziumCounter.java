package io.dmslocal.deploy.bench;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The peer of ongoing changes: Debezium's engine with a consumer that only counts. Arguments: {@code postgres}, port of the source, slot, publication,
 * changes to wait for; or {@code mariadb}, port of the source, log file, offset, GTID, table, changes to wait for. Prints the seconds from the engine's
 * start to the last change.
 */
final class DebeziumCounter {

    private DebeziumCounter() {}

    public static void main(String[] args) throws Exception {
        long wanted = Long.parseLong(args[args.length - 1]);
        Path folder = Files.createTempDirectory("debezium-counter");
        Properties properties = args[0].equals("postgres") ? postgres(args) : mariaDb(args, folder);
        properties.setProperty("name", "counter");
        properties.setProperty("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
        properties.setProperty(
                "offset.storage.file.filename", folder.resolve("offsets").toString());
        properties.setProperty("offset.flush.interval.ms", "10000");
        properties.setProperty("topic.prefix", "counter");
        properties.setProperty("database.hostname", "127.0.0.1");
        properties.setProperty("database.port", args[1]);
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
                .using((success, message, error) -> {
                    if (done.getCount() > 0) {
                        System.err.println("Debezium ended after " + counted + " changes: " + message + " " + error);
                        System.exit(1);
                    }
                })
                .notifying((records, committer) -> {
                    int rows = 0; // changes of the schema come under the bare prefix
                    for (RecordChangeEvent<SourceRecord> record : records) {
                        committer.markProcessed(record);
                        rows += record.record().topic().equals("counter") ? 0 : 1;
                    }
                    committer.markBatchFinished();
                    if (counted.addAndGet(rows) >= wanted) {
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

    private static Properties postgres(String[] args) {
        Properties properties = new Properties();
        properties.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.setProperty("database.user", "postgres");
        properties.setProperty("database.password", "postgres");
        properties.setProperty("database.dbname", "postgres");
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", args[2]);
        properties.setProperty("publication.name", args[3]);
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("snapshot.mode", "no_data");
        return properties;
    }

    /** From the place given on: it stands in the offsets as if the engine had been there before; the tables are read as they are now. */
    private static Properties mariaDb(String[] args, Path folder) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("connector.class", "io.debezium.connector.mariadb.MariaDbConnector");
        properties.setProperty("database.user", "dms");
        properties.setProperty("database.password", "dms");
        properties.setProperty("database.server.id", "4711");
        properties.setProperty("table.include.list", args[5]);
        properties.setProperty("snapshot.mode", "recovery");
        properties.setProperty("schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
        properties.setProperty(
                "schema.history.internal.file.filename",
                folder.resolve("history").toString());
        properties.setProperty("schema.history.internal.store.only.captured.tables.ddl", "true");
        Map<byte[], byte[]> offsets = new HashMap<>();
        offsets.put(
                "[\"counter\",{\"server\":\"counter\"}]".getBytes(StandardCharsets.UTF_8),
                ("{\"file\":\"" + args[2] + "\",\"pos\":" + args[3] + ",\"gtids\":\"" + args[4] + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(folder.resolve("offsets")))) {
            out.writeObject(offsets);
        }
        return properties;
    }
}
