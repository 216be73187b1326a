package io.dmslocal.deploy.demo;

import io.dmslocal.deploy.process.PostgresProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.Connection;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** The calls that one would make to AWS: instance, endpoints, connection tests, task, statistics. */
final class Migration implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String MAPPINGS = """
            {"rules": [{"rule-type": "selection", "rule-id": "1", "rule-name": "the-shop", "rule-action": "include",
                        "object-locator": {"schema-name": "shop", "table-name": "%"}}]}""";
    private static final String SETTINGS = """
            {"TargetMetadata": {"SupportLobs": true, "FullLobMode": true, "LimitedSizeLobMode": false},
             "FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE", "MaxFullLoadSubTasks": 4}}""";

    private final DatabaseMigrationClient dms;
    private String taskArn;

    Migration(URI emulator) {
        this.dms = DatabaseMigrationClient.builder()
                .endpointOverride(emulator)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(60)))
                .build();
    }

    /** Makes everything that a task needs, and the task. */
    void create(PostgresProcess source, PostgresProcess target) {
        String instance = dms.createReplicationInstance(r -> r.replicationInstanceIdentifier("demo-instance")
                        .replicationInstanceClass("dms.t3.medium")
                        .allocatedStorage(20))
                .replicationInstance()
                .replicationInstanceArn();
        await(
                "The replication instance",
                "available",
                () -> dms.describeReplicationInstances(r -> r.filters(where("replication-instance-arn", instance)))
                        .replicationInstances()
                        .get(0)
                        .replicationInstanceStatus());
        String from = endpoint("demo-source", ReplicationEndpointTypeValue.SOURCE, source);
        String to = endpoint("demo-target", ReplicationEndpointTypeValue.TARGET, target);
        test(instance, from);
        test(instance, to);
        taskArn = dms.createReplicationTask(r -> r.replicationTaskIdentifier("demo-shop")
                        .replicationInstanceArn(instance)
                        .sourceEndpointArn(from)
                        .targetEndpointArn(to)
                        .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                        .tableMappings(MAPPINGS)
                        .replicationTaskSettings(SETTINGS))
                .replicationTask()
                .replicationTaskArn();
        await("The task", "ready", () -> task().status());
    }

    void start() {
        dms.startReplicationTask(r -> r.replicationTaskArn(taskArn)
                .startReplicationTaskType(StartReplicationTaskTypeValue.START_REPLICATION));
    }

    void stop() {
        dms.stopReplicationTask(r -> r.replicationTaskArn(taskArn));
        await("The task", "stopped", () -> task().status());
    }

    /** The statistics of the tables, by name. Fails when the task has. */
    Map<String, TableStatistics> statistics() {
        ReplicationTask task = task();
        if (!List.of("starting", "running").contains(task.status())) {
            throw new DemoFailure("The task is " + task.status() + ": "
                    + (task.lastFailureMessage() == null ? task.stopReason() : task.lastFailureMessage()));
        }
        return dms
                .describeTableStatistics(r -> r.replicationTaskArn(taskArn).maxRecords(100))
                .tableStatistics()
                .stream()
                .collect(Collectors.toMap(TableStatistics::tableName, Function.identity()));
    }

    private ReplicationTask task() {
        return dms.describeReplicationTasks(r -> r.filters(where("replication-task-arn", taskArn)))
                .replicationTasks()
                .get(0);
    }

    private String endpoint(String name, ReplicationEndpointTypeValue type, PostgresProcess database) {
        return dms.createEndpoint(r -> r.endpointIdentifier(name)
                        .endpointType(type)
                        .engineName("postgres")
                        .serverName("127.0.0.1")
                        .port(database.port())
                        .username(PostgresProcess.USER)
                        .password(PostgresProcess.PASSWORD)
                        .databaseName(database.name()))
                .endpoint()
                .endpointArn();
    }

    private void test(String instance, String endpoint) {
        dms.testConnection(r -> r.replicationInstanceArn(instance).endpointArn(endpoint));
        await("The connection to " + endpoint, "successful", () -> {
            Connection connection = dms.describeConnections(r -> r.filters(where("endpoint-arn", endpoint)))
                    .connections()
                    .get(0);
            if ("failed".equals(connection.status())) {
                throw new DemoFailure("The connection test failed: " + connection.lastFailureMessage());
            }
            return connection.status();
        });
    }

    private static Filter where(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static void await(String what, String status, Supplier<String> asked) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String found = "";
        while (System.nanoTime() < deadline) {
            found = asked.get();
            if (status.equals(found)) {
                return;
            }
            if (found != null && found.startsWith("failed")) {
                break;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new DemoFailure(what + " is " + found + " instead of " + status + ".");
    }

    /** What the service said, for people. */
    static DemoFailure failed(SdkException e) {
        return new DemoFailure("dms-local refused a call: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        dms.close();
    }
}
