package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.filter;
import static io.dmslocal.api.operation.Calls.refused;
import static io.dmslocal.api.operation.Calls.tag;
import static io.dmslocal.api.operation.Instances.available;
import static io.dmslocal.api.operation.Instances.create;
import static io.dmslocal.api.operation.Instances.identifiers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;

/** Instances and tags as AWS's SDK sees them. */
class InstanceOperationsTest {

    private static RunningEngine engine;
    private static ServedApi api;

    @BeforeAll
    static void start() {
        engine = new RunningEngine("""
                dms-local.engine.timings.local.instance {
                  creating = 300ms, modifying = 300ms, upgrading = 300ms, rebooting = 300ms, deleting = 300ms
                }
                dms-local.engine.quotas.AllocatedStorage = 7000
                """);
        api = ServedApi.of(AllOperations.of(List.of(
                new InstanceOperations(engine.engine())::register, new TagOperations(engine.engine())::register)));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
    }

    @Nested
    class Creating {

        private final DatabaseMigrationClient dms = api.client("100000000001", "eu-west-1");

        @Test
        void fillsInWhatTheCallerDoesNotSay() {
            ReplicationInstance creating = create(dms, "Plain", request -> {});

            assertEquals("creating", creating.replicationInstanceStatus());
            assertEquals("plain", creating.replicationInstanceIdentifier());
            assertTrue(
                    creating.replicationInstanceArn()
                            .matches("arn:aws:dms:eu-west-1:100000000001:rep:[A-Z][A-Z2-7]{25}"),
                    creating.replicationInstanceArn());
            assertNull(creating.instanceCreateTime());
            assertEquals("default", creating.replicationSubnetGroup().replicationSubnetGroupIdentifier());

            ReplicationInstance instance = available(dms, "plain");
            assertNotNull(instance.instanceCreateTime());
            assertEquals(50, instance.allocatedStorage());
            assertEquals("3.5.4", instance.engineVersion());
            assertEquals("eu-west-1a", instance.availabilityZone());
            assertTrue(instance.preferredMaintenanceWindow().matches("[a-z]{3}:\\d\\d:\\d\\d-[a-z]{3}:\\d\\d:\\d\\d"));
            assertTrue(instance.kmsKeyId().startsWith("arn:aws:kms:eu-west-1:100000000001:key/"));
            assertEquals("IPV4", instance.networkType());
            assertTrue(instance.publiclyAccessible());
            assertTrue(instance.autoMinorVersionUpgrade());
            assertFalse(instance.multiAZ());
            assertNull(instance.secondaryAvailabilityZone());
            assertEquals(1, instance.replicationInstancePrivateIpAddresses().size());
            assertEquals(1, instance.replicationInstancePublicIpAddresses().size());
            assertEquals(1, instance.vpcSecurityGroups().size());
            assertEquals("active", instance.vpcSecurityGroups().get(0).status());
            assertNotNull(instance.pendingModifiedValues());
            assertEquals(2, instance.replicationSubnetGroup().subnets().size());
        }

        @Test
        void givesMultiAzInstancesTwoZonesAndTwoAddresses() {
            create(
                    dms,
                    "twozones",
                    request -> request.multiAZ(true).publiclyAccessible(false).networkType("DUAL"));

            ReplicationInstance instance = available(dms, "twozones");
            assertFalse(instance.availabilityZone().equals(instance.secondaryAvailabilityZone()));
            assertEquals(2, instance.replicationInstancePrivateIpAddresses().size());
            assertEquals(1, instance.replicationInstanceIpv6Addresses().size());
        }

        @Test
        void refusesAnIdentifierInUseAndNamesTheArn() {
            ReplicationInstance first = create(dms, "taken", request -> {});

            ResourceAlreadyExistsException refused =
                    assertThrows(ResourceAlreadyExistsException.class, () -> create(dms, "TAKEN", request -> {}));

            assertEquals(first.replicationInstanceArn(), refused.resourceArn());
        }

        @Test
        void refusesWhatCannotBe() {
            refused("InvalidParameterValueException", () -> create(dms, "-x", request -> {}));
            refused("InvalidParameterValueException", () -> create(dms, "a--b", request -> {}));
            refused("InvalidParameterValueException", () -> create(dms, "a".repeat(64), request -> {}));
            refused(
                    "InvalidParameterValueException",
                    () -> create(dms, "x", request -> request.replicationInstanceClass("t3.micro")));
            refused("InvalidParameterValueException", () -> create(dms, "x", request -> request.allocatedStorage(4)));
            refused(
                    "InvalidParameterValueException",
                    () -> create(dms, "x", request -> request.allocatedStorage(6145)));
            refused(
                    "InvalidParameterValueException",
                    () -> create(dms, "x", request -> request.engineVersion("latest")));
            refused("InvalidParameterValueException", () -> create(dms, "x", request -> request.networkType("IPV6")));
            refused(
                    "InvalidParameterValueException",
                    () -> create(dms, "x", request -> request.preferredMaintenanceWindow("sun:10:00-sun:10:29")));
            refused(
                    "InvalidParameterValueException",
                    () -> create(dms, "x", request -> request.resourceIdentifier("ends-")));
            refused(
                    "InvalidParameterCombinationException",
                    () -> create(dms, "x", request -> request.multiAZ(true).availabilityZone("eu-west-1a")));
            refused("KMSKeyNotAccessibleFault", () -> create(dms, "x", request -> request.kmsKeyId("my key")));
            refused(
                    "ResourceNotFoundFault",
                    () -> create(dms, "x", request -> request.replicationSubnetGroupIdentifier("nowhere")));
            refused(
                    "InvalidParameterValueException",
                    () -> create(dms, "x", request -> request.tags(tag("a", "1"), tag("a", "2"))));
            assertEquals(Set.of(), identifiers(dms).stream().filter("x"::equals).collect(Collectors.toSet()));
        }

        @Test
        void holdsTheStorageQuotaAndGivesTheNameBack() {
            DatabaseMigrationClient other = api.client("100000000002", "eu-west-1");
            create(other, "big", request -> request.allocatedStorage(6000));

            refused(
                    "StorageQuotaExceededFault",
                    () -> create(other, "bigger", request -> request.allocatedStorage(1001)));

            String arn = create(other, "bigger", request -> request.allocatedStorage(900))
                    .replicationInstanceArn();
            available(other, "bigger");
            refused(
                    "StorageQuotaExceededFault",
                    () -> other.modifyReplicationInstance(
                            request -> request.replicationInstanceArn(arn).allocatedStorage(1001)));
            other.modifyReplicationInstance(
                    request -> request.replicationInstanceArn(arn).allocatedStorage(1000));
        }
    }

    @Nested
    class Describing {

        @Test
        void narrowsByEveryFilterAndRefusesNoMatch() {
            DatabaseMigrationClient dms = api.client("200000000001", "us-east-1");
            ReplicationInstance a = create(dms, "aa", request -> {});
            create(dms, "bb", request -> request.replicationInstanceClass("dms.r5.large"));

            assertEquals(List.of("aa"), identifiers(dms, filter("replication-instance-id", "AA")));
            assertEquals(
                    List.of("aa"), identifiers(dms, filter("replication-instance-arn", a.replicationInstanceArn())));
            assertEquals(
                    List.of("bb"),
                    identifiers(dms, filter("replication-instance-class", "dms.r5.large", "dms.c4.large")));
            assertEquals(List.of("aa", "bb"), identifiers(dms, filter("engine-version", "3.5.4")));
            assertEquals(
                    List.of("bb"),
                    identifiers(dms, filter("engine-version", "3.5.4"), filter("replication-instance-id", "bb", "cc")));
            ResourceNotFoundException nothing = assertThrows(
                    ResourceNotFoundException.class, () -> identifiers(dms, filter("replication-instance-id", "cc")));
            assertEquals(
                    "No Replication Instances found matching provided filters",
                    nothing.awsErrorDetails().errorMessage());
            refused("InvalidParameterValueException", () -> identifiers(dms, filter("status", "x")));
            assertEquals(List.of(), identifiers(api.client("200000000001", "us-west-2")));
        }

        @Test
        void pagesThroughAll() {
            DatabaseMigrationClient dms = api.client("200000000002", "us-east-1");
            Set<String> made = new TreeSet<>();
            for (int i = 0; i < 45; i++) {
                made.add(create(dms, "i" + i, request -> {}).replicationInstanceIdentifier());
            }

            List<String> read = dms.describeReplicationInstancesPaginator(request -> request.maxRecords(20)).stream()
                    .flatMap(page -> page.replicationInstances().stream())
                    .map(ReplicationInstance::replicationInstanceIdentifier)
                    .toList();

            assertEquals(List.copyOf(made), read);
        }
    }

    @Nested
    class Modifying {

        private final DatabaseMigrationClient dms = api.client("300000000001", "us-east-1");

        @Test
        void keepsSizesPendingUntilTheyAreToBeAppliedAtOnce() {
            String arn = create(dms, "sized", request -> {}).replicationInstanceArn();
            available(dms, "sized");

            ReplicationInstance pending = dms.modifyReplicationInstance(request -> request.replicationInstanceArn(arn)
                            .replicationInstanceClass("dms.r5.large")
                            .allocatedStorage(100)
                            .autoMinorVersionUpgrade(false))
                    .replicationInstance();
            assertEquals("available", pending.replicationInstanceStatus());
            assertEquals("dms.t3.micro", pending.replicationInstanceClass());
            assertEquals("dms.r5.large", pending.pendingModifiedValues().replicationInstanceClass());
            assertEquals(100, pending.pendingModifiedValues().allocatedStorage());
            assertFalse(pending.autoMinorVersionUpgrade());

            ReplicationInstance modifying = dms.modifyReplicationInstance(request ->
                            request.replicationInstanceArn(arn).multiAZ(true).applyImmediately(true))
                    .replicationInstance();
            assertEquals("modifying", modifying.replicationInstanceStatus());
            refused(
                    "InvalidResourceStateFault",
                    () -> dms.modifyReplicationInstance(
                            request -> request.replicationInstanceArn(arn).multiAZ(false)));

            ReplicationInstance modified = available(dms, "sized");
            assertEquals("dms.r5.large", modified.replicationInstanceClass());
            assertEquals(100, modified.allocatedStorage());
            assertTrue(modified.multiAZ());
            assertNotNull(modified.secondaryAvailabilityZone());
            assertNull(modified.pendingModifiedValues().replicationInstanceClass());
        }

        @Test
        void renamesAtOnceAndFreesTheOldName() {
            String arn = create(dms, "before", request -> {}).replicationInstanceArn();
            create(dms, "other", request -> {});
            available(dms, "before");

            refused(
                    "ResourceAlreadyExistsFault",
                    () -> dms.modifyReplicationInstance(
                            request -> request.replicationInstanceArn(arn).replicationInstanceIdentifier("Other")));
            ReplicationInstance renamed = dms.modifyReplicationInstance(
                            request -> request.replicationInstanceArn(arn).replicationInstanceIdentifier("After"))
                    .replicationInstance();

            assertEquals("after", renamed.replicationInstanceIdentifier());
            assertEquals(arn, renamed.replicationInstanceArn());
            assertEquals(List.of("after"), identifiers(dms, filter("replication-instance-id", "after")));
            create(dms, "before", request -> {});
        }

        @Test
        void refusesWhatDoesNotFit() {
            String arn = create(dms, "fixed", request -> request.engineVersion("3.5.3"))
                    .replicationInstanceArn();
            available(dms, "fixed");

            refused(
                    "InvalidParameterCombinationException",
                    () -> dms.modifyReplicationInstance(
                            request -> request.replicationInstanceArn(arn).applyImmediately(true)));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.modifyReplicationInstance(
                            request -> request.replicationInstanceArn(arn).allocatedStorage(50)));
            refused(
                    "InvalidParameterCombinationException",
                    () -> dms.modifyReplicationInstance(
                            request -> request.replicationInstanceArn(arn).engineVersion("3.6.1")));
            ReplicationInstance upgrading = dms.modifyReplicationInstance(request -> request.replicationInstanceArn(arn)
                            .engineVersion("3.6.1")
                            .allowMajorVersionUpgrade(true)
                            .applyImmediately(true))
                    .replicationInstance();
            assertEquals("upgrading", upgrading.replicationInstanceStatus());
            assertEquals("3.6.1", available(dms, "fixed").engineVersion());
            refused(
                    "ResourceNotFoundFault",
                    () -> dms.modifyReplicationInstance(request ->
                            request.replicationInstanceArn("not an arn").multiAZ(true)));
        }
    }

    @Nested
    class RebootingAndDeleting {

        private final DatabaseMigrationClient dms = api.client("400000000001", "us-east-1");

        @Test
        void aFailoverSwapsTheZones() {
            String arn =
                    create(dms, "failover", request -> request.multiAZ(true)).replicationInstanceArn();
            ReplicationInstance before = available(dms, "failover");

            refused(
                    "InvalidParameterCombinationException",
                    () -> dms.rebootReplicationInstance(request -> request.replicationInstanceArn(arn)
                            .forceFailover(true)
                            .forcePlannedFailover(true)));
            assertEquals(
                    "rebooting",
                    dms.rebootReplicationInstance(request ->
                                    request.replicationInstanceArn(arn).forceFailover(true))
                            .replicationInstance()
                            .replicationInstanceStatus());

            ReplicationInstance after = available(dms, "failover");
            assertEquals(before.availabilityZone(), after.secondaryAvailabilityZone());
            assertEquals(before.secondaryAvailabilityZone(), after.availabilityZone());
        }

        @Test
        void aDeletedInstanceIsShownAsDeletingAndThenNotFound() {
            String arn = create(dms, "shortlived", request -> {}).replicationInstanceArn();
            refused(
                    "InvalidResourceStateFault",
                    () -> dms.deleteReplicationInstance(request -> request.replicationInstanceArn(arn)));
            available(dms, "shortlived");

            assertEquals(
                    "deleting",
                    dms.deleteReplicationInstance(request -> request.replicationInstanceArn(arn))
                            .replicationInstance()
                            .replicationInstanceStatus());
            dms.waiter()
                    .waitUntilReplicationInstanceDeleted(
                            request -> request.filters(filter("replication-instance-arn", arn)),
                            config -> config.backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(100))));
            refused(
                    "ResourceNotFoundFault",
                    () -> dms.deleteReplicationInstance(request -> request.replicationInstanceArn(arn)));
        }
    }

    @Nested
    class Tags {

        private final DatabaseMigrationClient dms = api.client("600000000001", "us-east-1");

        @Test
        void areAddedReplacedListedInOrderAndRemoved() {
            String arn = create(dms, "tagged", request -> request.tags(tag("b", "1"), tag("a", "")))
                    .replicationInstanceArn();

            dms.addTagsToResource(request -> request.resourceArn(arn).tags(tag("c", "3"), tag("b", "2")));
            assertEquals(List.of("b=2", "a=", "c=3"), tags(arn));

            dms.removeTagsFromResource(request -> request.resourceArn(arn).tagKeys("a", "never"));
            assertEquals(List.of("b=2", "c=3"), tags(arn));
        }

        @Test
        void refuseWhatCannotBe() {
            String arn = create(dms, "untaggable", request -> {}).replicationInstanceArn();
            refused("InvalidParameterCombinationException", () -> dms.listTagsForResource(request -> {}));
            refused("ResourceNotFoundFault", () -> tags(arn + "X"));
            refused("ResourceNotFoundFault", () -> tags("nothing"));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.addTagsToResource(
                            request -> request.resourceArn(arn).tags(tag("aws:x", "1"))));
            refused(
                    "InvalidParameterValueException",
                    () -> dms.addTagsToResource(
                            request -> request.resourceArn(arn).tags(tag("a", "x;y"))));
            refused(
                    "ResourceNotFoundFault",
                    () -> dms.addTagsToResource(
                            request -> request.resourceArn(arn + "X").tags(tag("a", "1"))));
        }

        private List<String> tags(String arn) {
            return dms.listTagsForResource(request -> request.resourceArn(arn)).tagList().stream()
                    .map(tag -> tag.key() + "=" + tag.value())
                    .toList();
        }
    }
}
