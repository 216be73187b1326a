package io.dmslocal.deploy.e2e;

import io.dmslocal.engine.settings.EndpointSettings;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.waiters.DatabaseMigrationWaiter;

/**
 * The calls that lead to a task.
 *
 * @param dms of a node that serves now
 * @param log what the nodes said lately
 * @param instance ARN of the replication instance
 */
record Migration(Supplier<DatabaseMigrationClient> dms, Supplier<String> log, String instance) {

    /** AWS's waiters ask every 15 s; these ask more often. */
    private static final Consumer<WaiterOverrideConfiguration.Builder> OFTEN = waiting ->
            waiting.maxAttempts(600).backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMillis(100)));

    /** With an instance that is available. */
    static Migration of(Supplier<DatabaseMigrationClient> dms, Supplier<String> log) {
        String instance = dms.get()
                .createReplicationInstance(
                        r -> r.replicationInstanceIdentifier("e2e").replicationInstanceClass("dms.t3.medium"))
                .replicationInstance()
                .replicationInstanceArn();
        try (DatabaseMigrationWaiter waiter = waiter(dms.get())) {
            waiter.waitUntilReplicationInstanceAvailable(
                    r -> r.filters(where("replication-instance-arn", instance)), OFTEN);
        }
        return new Migration(dms, log, instance);
    }

    static Migration of(Emulator emulator) {
        return of(emulator::dms, emulator::logTail);
    }

    String source(String name, EndpointSettings database) {
        return tested(untested(name, ReplicationEndpointTypeValue.SOURCE, database));
    }

    String target(String name, EndpointSettings database) {
        return tested(untested(name, ReplicationEndpointTypeValue.TARGET, database));
    }

    /** An endpoint whose connection was tested successfully. */
    String endpoint(Consumer<CreateEndpointRequest.Builder> request) {
        return tested(dms.get().createEndpoint(request).endpoint().endpointArn());
    }

    /** An endpoint whose connection nobody has tried. */
    String untested(String name, ReplicationEndpointTypeValue type, EndpointSettings database) {
        return dms.get()
                .createEndpoint(r -> {
                    r.endpointIdentifier(name)
                            .endpointType(type)
                            .engineName(database.engineName())
                            .serverName(database.serverName())
                            .port(database.port())
                            .username(database.username())
                            .password(database.password());
                    if (!database.databaseName().isEmpty()) {
                        r.databaseName(database.databaseName());
                    }
                })
                .endpoint()
                .endpointArn();
    }

    private String tested(String endpoint) {
        dms.get().testConnection(r -> r.replicationInstanceArn(instance).endpointArn(endpoint));
        try (DatabaseMigrationWaiter waiter = waiter(dms.get())) {
            waiter.waitUntilTestConnectionSucceeds(r -> r.filters(where("endpoint-arn", endpoint)), OFTEN);
        }
        return endpoint;
    }

    /** A task that is ready. */
    Task task(Consumer<CreateReplicationTaskRequest.Builder> request) {
        String arn = dms.get()
                .createReplicationTask(CreateReplicationTaskRequest.builder()
                        .replicationInstanceArn(instance)
                        .applyMutation(request)
                        .build())
                .replicationTask()
                .replicationTaskArn();
        try (DatabaseMigrationWaiter waiter = waiter(dms.get())) {
            waiter.waitUntilReplicationTaskReady(r -> r.filters(where("replication-task-arn", arn)), OFTEN);
        }
        return new Task(dms, log, arn);
    }

    /** Deletes everything that is left, with the waiters. */
    void delete(String... endpoints) {
        try (DatabaseMigrationWaiter waiter = waiter(dms.get())) {
            for (String endpoint : endpoints) {
                dms.get().deleteEndpoint(r -> r.endpointArn(endpoint));
                waiter.waitUntilEndpointDeleted(r -> r.filters(where("endpoint-arn", endpoint)), OFTEN);
            }
            dms.get().deleteReplicationInstance(r -> r.replicationInstanceArn(instance));
            waiter.waitUntilReplicationInstanceDeleted(
                    r -> r.filters(where("replication-instance-arn", instance)), OFTEN);
        }
    }

    static DatabaseMigrationWaiter waiter(DatabaseMigrationClient dms) {
        return DatabaseMigrationWaiter.builder()
                .client(dms)
                .overrideConfiguration(WaiterOverrideConfiguration.builder()
                        .applyMutation(OFTEN)
                        .build())
                .build();
    }

    static Filter where(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    /** All tables of a schema. */
    static String mappings(String schema) {
        return mappings(schema, "%");
    }

    static String mappings(String schema, String table) {
        return """
                {"rules": [{"rule-type": "selection", "rule-id": "1", "rule-name": "1", "rule-action": "include",
                            "object-locator": {"schema-name": "%s", "table-name": "%s"}}]}""".formatted(schema, table);
    }
}
