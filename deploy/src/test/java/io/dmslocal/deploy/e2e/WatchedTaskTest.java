package io.dmslocal.deploy.e2e;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;

/** What a running task shows to Prometheus and sends to CloudWatch. */
class WatchedTaskTest {

    private static final String RULES = """
            {"rules": [{"rule-type": "selection", "rule-id": "1", "rule-name": "1", "rule-action": "include",
                        "object-locator": {"schema-name": "public", "table-name": "%"}}]}""";

    @TempDir
    Path folder;

    @Test
    void metricsAndLogsAreWhereTheyAreLookedFor() throws SQLException {
        ContractDatabase source = PostgresServer.shared().database("watch_from");
        ContractDatabase target = PostgresServer.shared().database("watch_to");
        source.run("CREATE TABLE orders (id int PRIMARY KEY)", "INSERT INTO orders VALUES (1), (2)");
        try (CloudWatchServer cloudWatch = new CloudWatchServer();
                Emulator emulator = Emulator.start(
                        List.of("--data", folder.resolve("node").toString(), "--port", "0"),
                        Map.of(
                                "AWS_ENDPOINT_URL_LOGS", cloudWatch.url(),
                                "AWS_ENDPOINT_URL_CLOUDWATCH", cloudWatch.url(),
                                "DMS_LOCAL_CLOUDWATCH_METRICS_EVERY", "200ms"))) {
            Migration migration = Migration.of(emulator);
            String from = migration.source("from", source.endpoint());
            String to = migration.target("to", target.endpoint());
            Task task = migration.task(r -> r.replicationTaskIdentifier("watched")
                    .sourceEndpointArn(from)
                    .targetEndpointArn(to)
                    .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                    .tableMappings(RULES)
                    .replicationTaskSettings("{\"Logging\": {\"EnableLogging\": true, \"LogComponents\":"
                            + " [{\"Id\": \"TARGET_LOAD\", \"Severity\": \"LOGGER_SEVERITY_DEBUG\"}]}}"));
            String id = task.arn().substring(task.arn().lastIndexOf(':') + 1);
            task.start();
            task.await("running");
            task.awaitTable("orders", "Table completed");

            eventually(
                    () -> "metrics: " + metrics(emulator),
                    () -> metrics(emulator).contains("\"," + "replication_task_identifier=\"" + id + "\"} 2\n")
                            && metrics(emulator).contains("dms_cdc_latency_source_seconds{")
                            && metrics(emulator).contains("dms_freeable_memory_bytes{")
                            && metrics(emulator).contains("dms_network_sent_bytes_total{"));
            eventually(
                    () -> "put to CloudWatch: " + cloudWatch.operations(),
                    () -> cloudWatch.calls("PutMetricData").stream()
                            .anyMatch(call -> call.contains("Namespace=AWS/DMS")
                                    && call.contains("MetricName=CDCLatencyTarget")
                                    && call.contains("MetricName=CDCThroughputRowsTarget")
                                    && call.contains("MetricName=NetworkTransmitThroughput&")
                                    && call.contains("Name=ReplicationTaskIdentifier&")
                                    && call.contains("Value=" + id)));
            eventually(
                    () -> "put to CloudWatch Logs: " + cloudWatch.operations(),
                    () -> cloudWatch.calls("PutLogEvents").stream()
                            .anyMatch(call -> call.contains("Load finished for table 'public'.'orders'")));
            String put = cloudWatch.calls("PutLogEvents").get(0);
            assertTrue(put.contains("\"logStreamName\":\"dms-task-" + id + "\""), put);
            assertTrue(put.contains("\"logGroupName\":\"dms-tasks-"), put);
            assertTrue(cloudWatch.operations().contains("CreateLogGroup"));
            eventually(
                    () -> "no line of DEBUG: " + cloudWatch.calls("PutLogEvents"),
                    () -> cloudWatch.calls("PutLogEvents").stream()
                            .anyMatch(call -> call.contains("[TARGET_LOAD     ]D:  2 rows")));

            task.stop();
            emulator.dms()
                    .modifyReplicationTask(r -> r.replicationTaskArn(task.arn())
                            .replicationTaskSettings("{\"Logging\": {\"DeleteTaskLogs\": true}}"));
            eventually(
                    () -> "the stream stays: " + cloudWatch.operations(),
                    () -> cloudWatch.operations().contains("DeleteLogStream"));
        }
    }

    private static String metrics(Emulator emulator) {
        URI uri = URI.create("http://127.0.0.1:" + emulator.served().port() + "/metrics");
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
