package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.refused;
import static io.dmslocal.api.operation.Calls.tag;
import static io.dmslocal.api.operation.Instances.available;
import static io.dmslocal.api.operation.Instances.create;
import static io.dmslocal.api.operation.Instances.identifiers;
import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Subnet groups, with and without instances in them, as AWS's SDK sees them. */
class SubnetGroupOperationsTest {

    private static RunningEngine engine;
    private static ServedApi api;
    private static DatabaseMigrationClient dms;

    @BeforeAll
    static void start() {
        engine = new RunningEngine(
                "dms-local.engine.timings.local.instance { creating = 300ms, modifying = 300ms, deleting = 300ms }");
        api = ServedApi.of(AllOperations.of(engine.engine()));
        dms = api.client("500000000001", "us-east-1");
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
    }

    @Test
    void aGroupKeepsTheCallersSubnetsAndIsSharedWithItsInstances() {
        dms.createReplicationSubnetGroup(request -> request.replicationSubnetGroupIdentifier("My Group")
                .replicationSubnetGroupDescription("mine")
                .subnetIds("subnet-b", "subnet-a")
                .tags(tag("k", "v")));
        create(dms, "inside", request -> request.replicationSubnetGroupIdentifier("MY GROUP"));

        dms.modifyReplicationSubnetGroup(request ->
                request.replicationSubnetGroupIdentifier("my group").subnetIds("subnet-c", "subnet-d", "subnet-e"));

        ReplicationInstance instance = available(dms, "inside");
        assertEquals("my group", instance.replicationSubnetGroup().replicationSubnetGroupIdentifier());
        assertEquals("mine", instance.replicationSubnetGroup().replicationSubnetGroupDescription());
        assertEquals(3, instance.replicationSubnetGroup().subnets().size());
        DatabaseMigrationException inUse = refused(
                "InvalidResourceStateFault",
                () -> dms.deleteReplicationSubnetGroup(
                        request -> request.replicationSubnetGroupIdentifier("my group")));
        assertTrue(
                inUse.awsErrorDetails()
                        .errorMessage()
                        .contains("because at least one database instance: inside is still using it."),
                inUse.getMessage());
        dms.deleteReplicationInstance(request -> request.replicationInstanceArn(instance.replicationInstanceArn()));
        eventually("inside is gone", () -> !identifiers(dms).contains("inside"));
        dms.deleteReplicationSubnetGroup(request -> request.replicationSubnetGroupIdentifier("My Group"));
    }

    @Test
    void aClientThatDoesNotKnowItsAccountReachesTheTagsOfItsGroup() {
        dms.createReplicationSubnetGroup(request -> request.replicationSubnetGroupIdentifier("built")
                .replicationSubnetGroupDescription("mine")
                .subnetIds("subnet-b", "subnet-a"));
        String built = "arn:aws:dms:us-east-1::subgrp:built";

        dms.addTagsToResource(request -> request.resourceArn(built).tags(tag("k", "v")));

        assertEquals(
                List.of(Tag.builder().key("k").value("v").resourceArn(built).build()),
                dms.listTagsForResource(request -> request.resourceArn(built)).tagList());
        refused(
                "ResourceNotFoundFault",
                () -> dms.listTagsForResource(request -> request.resourceArn(built.replace("east", "west"))));
    }

    @Test
    void theDefaultGroupIsListedOnceItIsUsed() {
        DatabaseMigrationClient other = api.client("500000000002", "us-east-1");
        assertEquals(List.of(), other.describeReplicationSubnetGroups().replicationSubnetGroups());

        create(other, "first", request -> {});

        assertEquals(
                "default",
                other.describeReplicationSubnetGroups()
                        .replicationSubnetGroups()
                        .get(0)
                        .replicationSubnetGroupIdentifier());
    }

    @Test
    void refusesWhatIsNoGroup() {
        refused("InvalidParameterValueException", () -> group("default", "d", "subnet-1", "subnet-2"));
        refused("InvalidParameterValueException", () -> group("a/b", "d", "subnet-1", "subnet-2"));
        refused("InvalidParameterValueException", () -> group("g", "d\u0007", "subnet-1", "subnet-2"));
        refused("ReplicationSubnetGroupDoesNotCoverEnoughAZs", () -> group("g", "d", "subnet-1"));
        refused("InvalidSubnet", () -> group("g", "d", "net-1", "subnet-2"));
        group("once", "d", "subnet-1", "subnet-2");
        assertEquals(
                "The Replication Subnet Group already exists.",
                refused("ResourceAlreadyExistsFault", () -> group("Once", "d", "subnet-1", "subnet-2"))
                        .awsErrorDetails()
                        .errorMessage());
        refused(
                "ResourceNotFoundFault",
                () -> dms.deleteReplicationSubnetGroup(request -> request.replicationSubnetGroupIdentifier("never")));
    }

    private void group(String identifier, String description, String... subnets) {
        dms.createReplicationSubnetGroup(request -> request.replicationSubnetGroupIdentifier(identifier)
                .replicationSubnetGroupDescription(description)
                .subnetIds(subnets));
    }
}
