package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.NodeProgram;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * A local Kinesis (kinesalite, from npm) in a process of its own; {@link NodeProgram} says what happens where there is no node. One per JVM, which ends with it: tests
 * have streams of their own.
 */
public final class KinesisServer {

    private static final Path FILES = Path.of("..", "engine", "src", "test", "kinesalite");
    private static final Path HOME = Path.of("..", "engine", "target", "kinesalite");

    private static KinesisServer shared;

    /** Held: it ends with its standard input. */
    private final Process process;

    private final URI uri;
    private final KinesisClient client;

    private KinesisServer(Process process, int port) {
        this.process = process;
        this.uri = URI.create("http://127.0.0.1:" + port);
        this.client = KinesisClient.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(uri)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    public static synchronized KinesisServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    private static KinesisServer start() {
        try {
            NodeProgram kinesalite = NodeProgram.install(FILES, HOME, "local Kinesis", 12);
            Process process = kinesalite.start(Map.of(), "serve.js");
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String port = output.readLine();
            if (port == null) {
                process.destroy();
                throw new IOException("kinesalite ended at once: "
                        + Files.readString(kinesalite.log().toPath()));
            }
            return new KinesisServer(process, Integer.parseInt(port.strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return uri;
    }

    KinesisClient client() {
        return client;
    }

    public void createStream(String name, int shards) {
        client.createStream(r -> r.streamName(name).shardCount(shards));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!client.describeStreamSummary(r -> r.streamName(name))
                .streamDescriptionSummary()
                .streamStatusAsString()
                .equals("ACTIVE")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("stream " + name + " is still not active after 10 s");
            }
            Thread.onSpinWait();
        }
    }

    /** An endpoint for the stream, with attributes as {@code name, value, name, value}. */
    public static EndpointSettings endpoint(String stream, String... attributes) {
        Map<String, String> all = new HashMap<>();
        all.put("streamarn", "arn:aws:kinesis:us-east-1:123456789012:stream/" + stream);
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        return new EndpointSettings(
                "arn:aws:dms:us-east-1:123456789012:endpoint:K", "kinesis", "", 0, "", "", "", "none", "", all);
    }

    /** All records, shard after shard, in each shard's order. */
    public List<Record> records(String stream) {
        List<Record> records = new ArrayList<>();
        for (Shard shard : client.describeStream(r -> r.streamName(stream))
                .streamDescription()
                .shards()) {
            String iterator = client.getShardIterator(r -> r.streamName(stream)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            while (true) {
                String from = iterator;
                GetRecordsResponse response =
                        client.getRecords(r -> r.shardIterator(from).limit(10_000));
                if (response.records().isEmpty()) {
                    break;
                }
                records.addAll(response.records());
                iterator = response.nextShardIterator();
            }
        }
        return records;
    }
}
