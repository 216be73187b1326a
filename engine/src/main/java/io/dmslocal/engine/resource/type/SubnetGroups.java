package io.dmslocal.engine.resource.type;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.Occasion;
import io.dmslocal.engine.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationSubnetGroupRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationSubnetGroupRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationSubnetGroup;
import software.amazon.awssdk.services.databasemigration.model.Subnet;

/**
 * Replication subnet groups (AWS: CreateReplicationSubnetGroup and its neighbours). There is no network here: any two subnet ids cover two zones,
 * because zones are dealt out by position.
 */
public final class SubnetGroups
        implements ResourceType<
                ReplicationSubnetGroup, CreateReplicationSubnetGroupRequest, ModifyReplicationSubnetGroupRequest> {

    /** Exists implicitly in every account and region: instances without a group of their own live in it. */
    public static final String DEFAULT = "default";

    private static final Pattern SUBNET_ID = Pattern.compile("subnet-[A-Za-z0-9-]+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private final long mostSubnets;

    /** @param mostSubnets in one group (AWS: quota SubnetsPerReplicationSubnetGroup) */
    public SubnetGroups(long mostSubnets) {
        this.mostSubnets = mostSubnets;
    }

    @Override
    public String arnType() {
        return "subgrp";
    }

    @Override
    public Optional<Quota> quota() {
        return Optional.of(Quota.REPLICATION_SUBNET_GROUPS);
    }

    @Override
    public Supplier<? extends SdkPojo> documents() {
        return ReplicationSubnetGroup::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> creations() {
        return CreateReplicationSubnetGroupRequest::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> modifications() {
        return ModifyReplicationSubnetGroupRequest::builder;
    }

    @Override
    public String nameOf(ReplicationSubnetGroup document) {
        return document.replicationSubnetGroupIdentifier();
    }

    @Override
    public Optional<String> idOf(CreateReplicationSubnetGroupRequest request) {
        return Optional.of(Identifiers.stored(request.replicationSubnetGroupIdentifier()));
    }

    @Override
    public Outcome<ReplicationSubnetGroup> create(Occasion occasion, CreateReplicationSubnetGroupRequest request) {
        Scope scope = occasion.scope();
        Optional<Fault> fault = Identifiers.subnetGroup(request.replicationSubnetGroupIdentifier())
                .or(() -> description(request.replicationSubnetGroupDescription()));
        return Outcome.unless(fault, request)
                .flatMap(valid -> subnets(scope, valid.subnetIds()))
                .map(subnets -> group(
                        scope,
                        Identifiers.stored(request.replicationSubnetGroupIdentifier()),
                        request.replicationSubnetGroupDescription(),
                        subnets));
    }

    @Override
    public Outcome<ReplicationSubnetGroup> modify(
            Occasion occasion, ReplicationSubnetGroup document, ModifyReplicationSubnetGroupRequest request) {
        String description = request.replicationSubnetGroupDescription() == null
                ? document.replicationSubnetGroupDescription()
                : request.replicationSubnetGroupDescription();
        return Outcome.unless(description(description), request)
                .flatMap(valid -> subnets(occasion.scope(), valid.subnetIds()))
                .map(subnets -> document.copy(group ->
                        group.replicationSubnetGroupDescription(description).subnets(subnets)));
    }

    @Override
    public Optional<ReplicationSubnetGroup> implicit(Scope scope, String name) {
        if (!name.equals(DEFAULT)) {
            return Optional.empty();
        }
        List<String> ids = List.of("subnet-" + hex17(scope, "default-a"), "subnet-" + hex17(scope, "default-b"));
        return subnets(scope, ids)
                .map(subnets -> group(scope, DEFAULT, DEFAULT, subnets))
                .value();
    }

    @Override
    public Fault notFound() {
        return Fault.notFound("Replication subnet group could not be found.");
    }

    @Override
    public Fault alreadyExists() {
        return Fault.alreadyExists("The Replication Subnet Group already exists.");
    }

    @Override
    public Fault inUse(String verb, String name, String dependent) {
        return Fault.invalidState("Cannot " + verb + " the subnet group '" + name
                + "' because at least one database instance: " + dependent + " is still using it.");
    }

    /** {@code vpc-} and 17 digits, the same for all groups of an account and region. */
    static String vpc(Scope scope) {
        return "vpc-" + hex17(scope, "vpc");
    }

    private static ReplicationSubnetGroup group(
            Scope scope, String identifier, String description, List<Subnet> subnets) {
        return ReplicationSubnetGroup.builder()
                .replicationSubnetGroupIdentifier(identifier)
                .replicationSubnetGroupDescription(description)
                .vpcId(vpc(scope))
                .subnetGroupStatus("Complete")
                .subnets(subnets)
                .supportedNetworkTypes("IPV4")
                .isReadOnly(false)
                .build();
    }

    private static Optional<Fault> description(String description) {
        String parameter = "The parameter ReplicationSubnetGroupDescription ";
        if (description.isBlank()) {
            return Optional.of(Fault.invalidValue(parameter + "must be provided and must not be blank."));
        }
        return CONTROL.matcher(description).find()
                ? Optional.of(Fault.invalidValue(parameter + "must not contain control characters."))
                : Optional.empty();
    }

    private Outcome<List<Subnet>> subnets(Scope scope, List<String> given) {
        LinkedHashSet<String> ids = new LinkedHashSet<>(given);
        for (String id : ids) {
            if (!SUBNET_ID.matcher(id).matches()) {
                return Outcome.refused(new Fault(
                        "InvalidSubnet", "The requested subnet '" + id + "' is not valid: subnet-... is needed."));
            }
        }
        if (given.size() > 1 && ids.size() == 1) {
            return Outcome.refused(
                    new Fault("InvalidSubnet", "The same subnet " + ids + " is given " + given.size() + " times."));
        }
        if (ids.size() < 2) {
            String covered = ids.isEmpty() ? "none" : zone(scope, 0);
            return Outcome.refused(new Fault(
                    "ReplicationSubnetGroupDoesNotCoverEnoughAZs",
                    "The DMS subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: "
                            + covered + ". Add subnets to cover at least 2 AZs."));
        }
        if (ids.size() > mostSubnets) {
            return Outcome.refused(Fault.quotaExceeded(
                    "A subnet group can have at most " + mostSubnets + " subnets; " + ids.size() + " are given."));
        }
        List<Subnet> subnets = new ArrayList<>();
        for (String id : ids) {
            String zone = zone(scope, subnets.size());
            subnets.add(Subnet.builder()
                    .subnetIdentifier(id)
                    .subnetAvailabilityZone(name -> name.name(zone))
                    .subnetStatus("Active")
                    .build());
        }
        return Outcome.done(List.copyOf(subnets));
    }

    /** Zones a to f, by position. */
    private static String zone(Scope scope, int position) {
        return scope.region() + (char) ('a' + position % 6);
    }

    private static String hex17(Scope scope, String what) {
        UUID uuid = UUID.nameUUIDFromBytes((scope + " " + what).getBytes(StandardCharsets.UTF_8));
        return uuid.toString().replace("-", "").substring(0, 17).toLowerCase(Locale.ROOT);
    }
}
