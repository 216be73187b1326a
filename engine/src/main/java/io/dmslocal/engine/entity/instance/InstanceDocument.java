package io.dmslocal.engine.entity.instance;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.DefaultVpc;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.KmsKeys;
import io.dmslocal.engine.model.MaintenanceWindow;
import io.dmslocal.engine.model.Scope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationPendingModifiedValues;
import software.amazon.awssdk.services.databasemigration.model.ReplicationSubnetGroup;
import software.amazon.awssdk.services.databasemigration.model.Subnet;
import software.amazon.awssdk.services.databasemigration.model.VpcSecurityGroupMembership;

/**
 * The document that describes an instance (AWS: ReplicationInstance), as it is made and as it changes. Pure: whatever AWS would choose (addresses,
 * window, default key) follows from the ARN or the account, so that it stays the same when a journal is read again.
 */
final class InstanceDocument {

    private static final ReplicationPendingModifiedValues NOTHING =
            ReplicationPendingModifiedValues.builder().build();

    private InstanceDocument() {}

    static ReplicationInstance of(String arn, CreateReplicationInstanceRequest request, ReplicationSubnetGroup group) {
        Scope scope = Arn.parse(arn).orElseThrow().scope();
        boolean multiAz = Boolean.TRUE.equals(request.multiAZ());
        return ReplicationInstance.builder()
                .replicationInstanceArn(arn)
                .replicationInstanceIdentifier(Identifiers.stored(request.replicationInstanceIdentifier()))
                .replicationInstanceClass(request.replicationInstanceClass())
                .allocatedStorage(or(
                        request.allocatedStorage(), InstanceClasses.defaultStorage(request.replicationInstanceClass())))
                .vpcSecurityGroups(securityGroups(
                        request.hasVpcSecurityGroupIds()
                                        && !request.vpcSecurityGroupIds().isEmpty()
                                ? request.vpcSecurityGroupIds()
                                : List.of(DefaultVpc.securityGroup(scope))))
                .availabilityZone(request.availabilityZone())
                .replicationSubnetGroup(group)
                .preferredMaintenanceWindow(
                        or(request.preferredMaintenanceWindow(), MaintenanceWindow.chosen(seed(arn + " window"))))
                .pendingModifiedValues(NOTHING)
                .multiAZ(multiAz)
                .engineVersion(or(request.engineVersion(), EngineVersions.defaultVersion()))
                .autoMinorVersionUpgrade(or(request.autoMinorVersionUpgrade(), true))
                .kmsKeyId(KmsKeys.chosen(request.kmsKeyId(), scope))
                .publiclyAccessible(or(request.publiclyAccessible(), true))
                .networkType(or(request.networkType(), "IPV4"))
                .dnsNameServers(request.dnsNameServers())
                .kerberosAuthenticationSettings(request.kerberosAuthenticationSettings())
                .build();
    }

    /** What appears when an instance becomes available: its zones, its addresses and its time of creation. */
    static ReplicationInstance opened(ReplicationInstance document, Instant at) {
        return placed(document.copy(instance -> instance.instanceCreateTime(at)));
    }

    static boolean hasPending(ReplicationInstance document) {
        return !NOTHING.equals(document.pendingModifiedValues());
    }

    static ReplicationInstance pendingApplied(ReplicationInstance document) {
        ReplicationPendingModifiedValues pending = document.pendingModifiedValues();
        return placed(document.copy(instance -> instance.replicationInstanceClass(
                        or(pending.replicationInstanceClass(), document.replicationInstanceClass()))
                .allocatedStorage(or(pending.allocatedStorage(), document.allocatedStorage()))
                .multiAZ(or(pending.multiAZ(), document.multiAZ()))
                .engineVersion(or(pending.engineVersion(), document.engineVersion()))
                .networkType(or(pending.networkType(), document.networkType()))
                .pendingModifiedValues(NOTHING)));
    }

    /** The engine is of this version now; what was pending besides still is. */
    static ReplicationInstance upgraded(ReplicationInstance document, String version) {
        ReplicationPendingModifiedValues pending = document.pendingModifiedValues();
        boolean isOvertaken =
                pending.engineVersion() != null && !EngineVersions.isOlder(version, pending.engineVersion());
        return document.copy(instance -> instance.engineVersion(version)
                .pendingModifiedValues(isOvertaken ? pending.copy(p -> p.engineVersion(null)) : pending));
    }

    /** The standby takes over: the two zones change places. */
    static ReplicationInstance failedOver(ReplicationInstance document) {
        return document.copy(instance -> instance.availabilityZone(document.secondaryAvailabilityZone())
                .secondaryAvailabilityZone(document.availabilityZone()));
    }

    /** ARNs of what an instance is attached to. */
    static Set<String> uses(String arn, ReplicationInstance document) {
        Scope scope = Arn.parse(arn).orElseThrow().scope();
        String group = document.replicationSubnetGroup().replicationSubnetGroupIdentifier();
        return Set.of(new Arn(scope, "subgrp", group).toString());
    }

    static List<VpcSecurityGroupMembership> securityGroups(List<String> ids) {
        return ids.stream()
                .map(id -> VpcSecurityGroupMembership.builder()
                        .vpcSecurityGroupId(id)
                        .status("active")
                        .build())
                .toList();
    }

    @SuppressWarnings("deprecation") // the single addresses: AWS still sends them beside the lists
    private static ReplicationInstance placed(ReplicationInstance document) {
        List<String> zones = document.replicationSubnetGroup().subnets().stream()
                .map(Subnet::subnetAvailabilityZone)
                .map(zone -> zone.name())
                .distinct()
                .toList();
        String zone = or(document.availabilityZone(), zones.get(0));
        boolean multiAz = Boolean.TRUE.equals(document.multiAZ());
        boolean dual = "DUAL".equals(document.networkType());
        boolean open = Boolean.TRUE.equals(document.publiclyAccessible());
        long seed = seed(document.replicationInstanceArn());
        List<String> inside = multiAz ? List.of(inside(seed), inside(seed + 1)) : List.of(inside(seed));
        List<String> outside = multiAz ? List.of(outside(seed), outside(seed + 1)) : List.of(outside(seed));
        return document.copy(instance -> instance.availabilityZone(zone)
                .secondaryAvailabilityZone(
                        multiAz ? or(document.secondaryAvailabilityZone(), anotherZone(zones, zone)) : null)
                .replicationInstancePrivateIpAddress(inside.get(0))
                .replicationInstancePrivateIpAddresses(inside)
                .replicationInstancePublicIpAddress(open ? outside.get(0) : null)
                // a private instance has one empty entry on the real service
                .replicationInstancePublicIpAddresses(open ? outside : List.of(""))
                .replicationInstanceIpv6Addresses(dual ? List.of(ipv6(seed)) : null));
    }

    private static String anotherZone(List<String> zones, String zone) {
        return zones.stream().filter(each -> !each.equals(zone)).findFirst().orElse(zone);
    }

    /** In the range of AWS's default VPC. */
    private static String inside(long seed) {
        return "172.31." + part(seed, 3, 64) + "." + (4 + part(seed, 5, 250));
    }

    /** In the range for documentation (RFC 5737): it leads nowhere. */
    private static String outside(long seed) {
        return "203.0.113." + (1 + part(seed, 7, 254));
    }

    /** In the range for documentation (RFC 3849). */
    private static String ipv6(long seed) {
        return "2001:db8::" + Long.toHexString(part(seed, 11, 65_535));
    }

    private static long part(long seed, int factor, int range) {
        return Math.floorMod(seed / factor + seed, (long) range);
    }

    private static long seed(String text) {
        UUID uuid = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(Long.BYTES)
                .putLong(0, uuid.getLeastSignificantBits())
                .getLong(0);
    }

    private static <T> T or(T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
