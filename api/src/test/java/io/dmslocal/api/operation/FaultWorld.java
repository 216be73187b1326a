package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.DataProviderSettings;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;

/**
 * An account that has as many of everything as it may have, and something in every status that refuses: statuses that pass by take an hour here. What
 * stands in it goes by names: {@code leaving-instance} is an instance that is deleted.
 */
final class FaultWorld implements AutoCloseable {

    private static final String SETTINGS = """
            dms-local.engine {
              quotas {
                ReplicationInstances = 3, AllocatedStorage = 150
                Endpoints = 3, ReplicationSubnetGroups = 1, SubnetsPerReplicationSubnetGroup = 2
                ReplicationTasks = 4, ReplicationTasksPerReplicationInstance = 3
                Certificates = 1, EventSubscriptions = 2
                DataProviders = 1, InstanceProfiles = 2, MigrationProjects = 1
              }
              timings.local {
                instance.deleting = 1h
                endpoint { testing = 1h, refreshing = 1h, deleting = 1h }
                task.modifying = 1h
                serverless.modifying = 1h
                assessment { starting = 1h, cancelling = 1h }
                event-subscription.deleting = 1h
                data-migration.starting = 1h
                schema-conversion { received = 1h, whole = 1h, canceling = 100ms }
              }
            }
            """;

    private static final String ROLE = "arn:aws:iam::000000000000:role/dms";
    private static final String RULES =
            "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"object-locator\":"
                    + "{\"schema-name\":\"s\",\"table-name\":\"%\"},\"rule-action\":\"include\"}]}";

    private final HttpServer s3;
    private final RunningEngine engine;
    private final ServedApi api;
    private final DatabaseMigrationClient dms;
    private final Map<String, String> named = new HashMap<>();

    FaultWorld() {
        s3 = s3();
        engine = new RunningEngine(SETTINGS + "dms-local.engine.s3-endpoint = \"http://127.0.0.1:"
                + s3.getAddress().getPort() + "\"");
        api = ServedApi.of(AllOperations.of(engine.engine()));
        dms = api.client();
        instances();
        endpoints();
        tasks();
        configs();
        projects();
        others();
    }

    ServedApi api() {
        return api;
    }

    /** The ARN, identifier or text of what goes by a name here. */
    String get(String name) {
        return Optional.ofNullable(named.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name + " in " + named.keySet()));
    }

    private void instances() {
        dms.createReplicationSubnetGroup(r -> r.replicationSubnetGroupIdentifier("group")
                .replicationSubnetGroupDescription("of two subnets")
                .subnetIds("subnet-1", "subnet-2"));
        for (String name : new String[] {"instance", "other-instance", "leaving-instance"}) {
            named.put(
                    name,
                    dms.createReplicationInstance(r -> r.replicationInstanceIdentifier(name)
                                    .replicationInstanceClass("dms.t3.micro")
                                    .engineVersion(name.equals("other-instance") ? "3.4.0" : null)
                                    .replicationSubnetGroupIdentifier("group"))
                            .replicationInstance()
                            .replicationInstanceArn());
        }
        eventually(
                "instances are available",
                () -> dms.describeReplicationInstances().replicationInstances().stream()
                        .allMatch(each -> each.replicationInstanceStatus().equals("available")));
        dms.deleteReplicationInstance(r -> r.replicationInstanceArn(get("leaving-instance")));
    }

    private void endpoints() {
        named.put("pem", resource("/certificates/server.pem"));
        named.put(
                "certificate",
                dms.importCertificate(
                                r -> r.certificateIdentifier("certificate").certificatePem(get("pem")))
                        .certificate()
                        .certificateArn());
        endpoint("source", ReplicationEndpointTypeValue.SOURCE);
        endpoint("target", ReplicationEndpointTypeValue.TARGET);
        endpoint("leaving-endpoint", ReplicationEndpointTypeValue.SOURCE);
        dms.deleteEndpoint(r -> r.endpointArn(get("leaving-endpoint")));
        dms.testConnection(r -> r.endpointArn(get("source")).replicationInstanceArn(get("instance")));
        dms.refreshSchemas(r -> r.endpointArn(get("source")).replicationInstanceArn(get("instance")));
    }

    private void endpoint(String name, ReplicationEndpointTypeValue type) {
        named.put(
                name,
                dms.createEndpoint(r -> r.endpointIdentifier(name)
                                .endpointType(type)
                                .engineName("mysql")
                                .serverName("127.0.0.1")
                                .port(1)
                                .username("nobody")
                                .certificateArn(name.equals("source") ? get("certificate") : null))
                        .endpoint()
                        .endpointArn());
    }

    private void tasks() {
        task("task", "instance");
        task("ready-task", "other-instance");
        task("assessed-task", "instance");
        task("reassessed-task", "instance");
        eventually(
                "tasks are ready",
                () -> dms.describeReplicationTasks().replicationTasks().stream()
                        .allMatch(each -> each.status().equals("ready")));
        dms.modifyReplicationTask(
                r -> r.replicationTaskArn(get("task")).migrationType("cdc").tableMappings(RULES));
        run("starting-run", "assessed-task");
        run("cancelling-run", "reassessed-task");
        dms.cancelReplicationTaskAssessmentRun(r -> r.replicationTaskAssessmentRunArn(get("cancelling-run")));
    }

    private void task(String name, String instance) {
        named.put(
                name,
                dms.createReplicationTask(r -> r.replicationTaskIdentifier(name)
                                .replicationInstanceArn(get(instance))
                                .sourceEndpointArn(get("source"))
                                .targetEndpointArn(get("target"))
                                .migrationType("full-load")
                                .tableMappings(RULES))
                        .replicationTask()
                        .replicationTaskArn());
    }

    private void run(String name, String task) {
        named.put(
                name,
                dms.startReplicationTaskAssessmentRun(r -> r.assessmentRunName(name)
                                .replicationTaskArn(get(task))
                                .serviceAccessRoleArn(ROLE)
                                .resultLocationBucket("reports"))
                        .replicationTaskAssessmentRun()
                        .replicationTaskAssessmentRunArn());
    }

    private void configs() {
        for (String name : new String[] {"config", "idle-config"}) {
            named.put(
                    name,
                    dms.createReplicationConfig(r -> r.replicationConfigIdentifier(name)
                                    .sourceEndpointArn(get("source"))
                                    .targetEndpointArn(get("target"))
                                    .replicationType("full-load")
                                    .tableMappings(RULES)
                                    .computeConfig(units -> units.maxCapacityUnits(2)))
                            .replicationConfig()
                            .replicationConfigArn());
        }
        dms.modifyReplicationConfig(
                r -> r.replicationConfigArn(get("config")).computeConfig(units -> units.maxCapacityUnits(4)));
    }

    private void projects() {
        dms.createDataProvider(r -> r.dataProviderName("provider")
                .engine("mysql")
                .settings(DataProviderSettings.fromMySqlSettings(settings -> settings.serverName("host"))));
        DataProviderDescriptorDefinition provider = DataProviderDescriptorDefinition.builder()
                .dataProviderIdentifier("provider")
                .build();
        dms.createInstanceProfile(r -> r.instanceProfileName("profile"));
        dms.createInstanceProfile(r -> r.instanceProfileName("idle-profile"));
        named.put(
                "project",
                dms.createMigrationProject(r -> r.migrationProjectName("project")
                                .instanceProfileIdentifier("profile")
                                .sourceDataProviderDescriptors(provider)
                                .targetDataProviderDescriptors(provider))
                        .migrationProject()
                        .migrationProjectArn());
        for (String name : new String[] {"data-migration", "ready-data-migration"}) {
            dms.createDataMigration(r -> r.dataMigrationName(name)
                    .migrationProjectIdentifier("project")
                    .dataMigrationType("full-load")
                    .serviceAccessRoleArn(ROLE));
        }
        dms.startDataMigration(r -> r.dataMigrationIdentifier("data-migration").startType("start-replication"));
        String conversion = dms.startMetadataModelConversion(
                        r -> r.migrationProjectIdentifier("project").selectionRules(RULES))
                .requestIdentifier();
        dms.cancelMetadataModelConversion(
                r -> r.migrationProjectIdentifier("project").requestIdentifier(conversion));
        named.put("canceled-conversion", conversion);
        String creation = dms.startMetadataModelCreation(r -> r.migrationProjectIdentifier("project")
                        .selectionRules(RULES)
                        .metadataModelName("model")
                        .properties(p -> p.statementProperties(statement -> statement.definition("select 1"))))
                .requestIdentifier();
        dms.cancelMetadataModelCreation(
                r -> r.migrationProjectIdentifier("project").requestIdentifier(creation));
        named.put("canceled-creation", creation);
        eventually(
                "requests are canceled",
                () -> Stream.concat(
                                dms
                                        .describeMetadataModelConversions(r -> r.migrationProjectIdentifier("project"))
                                        .requests()
                                        .stream(),
                                dms
                                        .describeMetadataModelCreations(r -> r.migrationProjectIdentifier("project"))
                                        .requests()
                                        .stream())
                        .allMatch(each -> each.status().equals("CANCELED")));
        dms.startMetadataModelConversion(
                r -> r.migrationProjectIdentifier("project").selectionRules(RULES));
    }

    private void others() {
        for (String name : new String[] {"subscription", "leaving-subscription"}) {
            dms.createEventSubscription(
                    r -> r.subscriptionName(name).snsTopicArn("arn:aws:sns:us-east-1:000000000000:topic"));
            eventually(
                    name + " is active",
                    () -> dms
                            .describeEventSubscriptions(r -> r.filters(Filter.builder()
                                    .name("event-subscription-id")
                                    .values(name)
                                    .build()))
                            .eventSubscriptionsList()
                            .stream()
                            .allMatch(each -> each.status().equals("active")));
        }
        dms.deleteEventSubscription(r -> r.subscriptionName("leaving-subscription"));
        dms.createFleetAdvisorCollector(
                r -> r.collectorName("collector").s3BucketName("bucket").serviceAccessRoleArn(ROLE));
    }

    /** Has every bucket but one, and one that it lets nobody into. */
    private static HttpServer s3() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", FaultWorld::answer);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange call) throws IOException {
        String bucket = call.getRequestURI().getPath().split("/")[1];
        int status = bucket.equals("missing") ? 404 : bucket.equals("closed") ? 403 : 200;
        call.sendResponseHeaders(status, -1);
        call.close();
    }

    private static String resource(String path) {
        try (InputStream file = FaultWorld.class.getResourceAsStream(path)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        dms.close();
        api.close();
        engine.close();
        s3.stop(0);
    }
}
