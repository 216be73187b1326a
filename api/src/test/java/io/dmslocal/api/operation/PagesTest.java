package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.Connection;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationSubnetGroupsResponse;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ReplicationSubnetGroup;

/** A marker goes on where its page ended, whatever came and went meanwhile, and at a server that was started anew. */
class PagesTest {

    private static final int PAGE = 20;

    @TempDir
    Path directory;

    @Test
    void aMarkerOutlivesChangesAndARestart() {
        String endpoints;
        String groups;
        try (RunningEngine engine = RunningEngine.in(directory, "");
                ServedApi api = ServedApi.of(AllOperations.of(engine.engine()));
                DatabaseMigrationClient dms = api.client()) {
            IntStream.range(0, 25).forEach(n -> {
                endpoint(dms, "e-%02d".formatted(n));
                group(dms, "e-%02d".formatted(n));
            });
            DescribeEndpointsResponse firstEndpoints = dms.describeEndpoints(r -> r.maxRecords(PAGE));
            DescribeReplicationSubnetGroupsResponse firstGroups =
                    dms.describeReplicationSubnetGroups(r -> r.maxRecords(PAGE));
            endpoints = firstEndpoints.marker();
            groups = firstGroups.marker();
            assertEquals("e-19", firstEndpoints.endpoints().get(PAGE - 1).endpointIdentifier());

            for (String name : List.of("a-before", "e-19-after")) {
                endpoint(dms, name);
                group(dms, name);
            }
            delete(dms, firstEndpoints.endpoints().get(PAGE - 1).endpointArn(), "e-19"); // the marker's own
            delete(dms, arn(dms, "e-20"), "e-20");
        }
        try (RunningEngine engine = RunningEngine.in(directory, "");
                ServedApi api = ServedApi.of(AllOperations.of(engine.engine()));
                DatabaseMigrationClient dms = api.client()) {
            List<String> expected = List.of("e-19-after", "e-21", "e-22", "e-23", "e-24");

            eventually("deleted endpoints are gone", () -> expected.equals(endpointsFrom(dms, endpoints)));
            assertEquals(expected, groupsFrom(dms, groups));
        }
    }

    @Test
    void pagesOverHundredsHaveEachOnce() {
        try (RunningEngine engine = new RunningEngine("");
                ServedApi api = ServedApi.of(AllOperations.of(engine.engine()));
                DatabaseMigrationClient dms = api.client()) {
            List<String> names =
                    IntStream.range(0, 230).mapToObj("e-%03d"::formatted).toList();
            names.forEach(name -> endpoint(dms, name));

            List<String> listed = new ArrayList<>();
            dms.describeEndpointsPaginator(r -> r.maxRecords(PAGE)).stream()
                    .flatMap(page -> page.endpoints().stream())
                    .forEach(endpoint -> listed.add(endpoint.endpointIdentifier()));

            assertEquals(names, listed);
        }
    }

    @Test
    void connectionsAreListedInTheOrderOfTheirEndpoints() {
        try (RunningEngine engine = new RunningEngine("");
                ServedApi api = ServedApi.of(AllOperations.of(engine.engine()));
                DatabaseMigrationClient dms = api.client()) {
            List<String> instances = List.of(instance(dms, "one"), instance(dms, "two"));
            List<String> names =
                    IntStream.range(0, 130).mapToObj("e-%03d"::formatted).toList();
            names.forEach(name -> endpoint(dms, name));
            for (String name : List.of(
                    "e-003", "e-004", "e-115", "e-116", "e-117", "e-118", "e-119", "e-120", "e-121", "e-122",
                    "e-129")) {
                String endpoint = arn(dms, name);
                instances.forEach(
                        each -> dms.testConnection(r -> r.endpointArn(endpoint).replicationInstanceArn(each)));
            }

            List<String> listed = new ArrayList<>();
            dms.describeConnectionsPaginator(r -> r.maxRecords(PAGE)).stream()
                    .flatMap(page -> page.connections().stream())
                    .forEach(connection -> listed.add(
                            connection.endpointIdentifier() + " " + connection.replicationInstanceIdentifier()));
            List<String> ofTwo = dms
                    .describeConnections(r -> r.filters(filter("replication-instance-arn", instances.get(1))))
                    .connections()
                    .stream()
                    .map(Connection::endpointIdentifier)
                    .toList();

            assertEquals(22, listed.size());
            assertEquals(22, listed.stream().distinct().count());
            assertEquals(
                    List.of("e-003", "e-003", "e-004"),
                    listed.stream().map(each -> each.split(" ")[0]).limit(3).toList());
            assertEquals("e-129", listed.get(21).split(" ")[0]);
            assertEquals(11, ofTwo.size());
            assertEquals("e-003", ofTwo.get(0));
        }
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static String instance(DatabaseMigrationClient dms, String name) {
        String arn = dms.createReplicationInstance(
                        r -> r.replicationInstanceIdentifier(name).replicationInstanceClass("dms.t3.micro"))
                .replicationInstance()
                .replicationInstanceArn();
        eventually(
                name + " is available",
                () -> dms.describeReplicationInstances(r -> r.filters(filter("replication-instance-arn", arn)))
                        .replicationInstances()
                        .get(0)
                        .replicationInstanceStatus()
                        .equals("available"));
        return arn;
    }

    private static void endpoint(DatabaseMigrationClient dms, String name) {
        dms.createEndpoint(
                r -> r.endpointIdentifier(name).endpointType("source").engineName("mysql"));
    }

    private static void group(DatabaseMigrationClient dms, String name) {
        dms.createReplicationSubnetGroup(r -> r.replicationSubnetGroupIdentifier(name)
                .replicationSubnetGroupDescription("for pages")
                .subnetIds("subnet-1", "subnet-2"));
    }

    private static void delete(DatabaseMigrationClient dms, String endpointArn, String group) {
        dms.deleteEndpoint(r -> r.endpointArn(endpointArn));
        dms.deleteReplicationSubnetGroup(r -> r.replicationSubnetGroupIdentifier(group));
    }

    private static String arn(DatabaseMigrationClient dms, String name) {
        return dms.describeEndpoints(r -> r.filters(filter("endpoint-id", name)))
                .endpoints()
                .get(0)
                .endpointArn();
    }

    private static List<String> endpointsFrom(DatabaseMigrationClient dms, String marker) {
        assertFalse(marker.isEmpty());
        return dms.describeEndpoints(r -> r.maxRecords(PAGE).marker(marker)).endpoints().stream()
                .map(Endpoint::endpointIdentifier)
                .toList();
    }

    private static List<String> groupsFrom(DatabaseMigrationClient dms, String marker) {
        return dms
                .describeReplicationSubnetGroups(r -> r.maxRecords(PAGE).marker(marker))
                .replicationSubnetGroups()
                .stream()
                .map(ReplicationSubnetGroup::replicationSubnetGroupIdentifier)
                .toList();
    }
}
