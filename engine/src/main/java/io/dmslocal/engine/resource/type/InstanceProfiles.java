package io.dmslocal.engine.resource.type;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.DefaultVpc;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.KmsKeys;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.Occasion;
import io.dmslocal.engine.resource.Reference;
import io.dmslocal.engine.resource.ResourceType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.InstanceProfile;
import software.amazon.awssdk.services.databasemigration.model.ModifyInstanceProfileRequest;

/** Where migration projects run (AWS: CreateInstanceProfile and its neighbours). A profile holds its subnet group. */
public final class InstanceProfiles
        implements ResourceType<InstanceProfile, CreateInstanceProfileRequest, ModifyInstanceProfileRequest> {

    public static final String ARN_TYPE = "instance-profile";

    private static final List<String> NETWORK_TYPES = List.of("IPV4", "IPV6", "DUAL");
    private static final String SUBNET_GROUP = "subgrp";

    @Override
    public String arnType() {
        return ARN_TYPE;
    }

    @Override
    public Optional<Quota> quota() {
        return Optional.of(Quota.INSTANCE_PROFILES);
    }

    @Override
    public Supplier<? extends SdkPojo> documents() {
        return InstanceProfile::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> creations() {
        return CreateInstanceProfileRequest::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> modifications() {
        return ModifyInstanceProfileRequest::builder;
    }

    @Override
    public String nameOf(InstanceProfile profile) {
        return profile.instanceProfileName();
    }

    @Override
    public Outcome<List<Reference>> creation(CreateInstanceProfileRequest request) {
        String group = Objects.requireNonNullElse(request.subnetGroupIdentifier(), SubnetGroups.DEFAULT);
        return Outcome.unless(
                fault(request.instanceProfileName(), request.networkType(), request.kmsKeyArn()),
                List.of(new Reference(SUBNET_GROUP, group)));
    }

    @Override
    public Outcome<List<Reference>> modification(ModifyInstanceProfileRequest request) {
        List<Reference> group =
                Optional.ofNullable(request.subnetGroupIdentifier())
                        .map(name -> new Reference(SUBNET_GROUP, name))
                        .stream()
                        .toList();
        return Outcome.unless(fault(request.instanceProfileName(), request.networkType(), request.kmsKeyArn()), group);
    }

    @Override
    public Outcome<InstanceProfile> create(Occasion occasion, CreateInstanceProfileRequest request) {
        Scope scope = occasion.scope();
        return Outcome.done(InstanceProfile.builder()
                .instanceProfileArn(occasion.arn().toString())
                .instanceProfileName(or(request.instanceProfileName(), Identifiers.made(ARN_TYPE, occasion.arn())))
                .description(Texts.kept(request.description()))
                .availabilityZone(or(request.availabilityZone(), DefaultVpc.availabilityZone(scope)))
                .kmsKeyArn(KmsKeys.chosen(request.kmsKeyArn(), scope))
                .publiclyAccessible(or(request.publiclyAccessible(), true))
                .networkType(or(request.networkType(), "IPV4"))
                .subnetGroupIdentifier(occasion.references().get(0).name())
                .vpcSecurityGroups(
                        request.vpcSecurityGroups().isEmpty()
                                ? List.of(DefaultVpc.securityGroup(scope))
                                : request.vpcSecurityGroups())
                .instanceProfileCreationTime(occasion.at())
                .build());
    }

    @Override
    public Outcome<InstanceProfile> modify(
            Occasion occasion, InstanceProfile profile, ModifyInstanceProfileRequest request) {
        return Outcome.done(profile.copy(next -> {
            next.instanceProfileName(or(request.instanceProfileName(), profile.instanceProfileName()))
                    .description(Texts.changed(profile.description(), request.description()))
                    .availabilityZone(or(request.availabilityZone(), profile.availabilityZone()))
                    .kmsKeyArn(or(request.kmsKeyArn(), profile.kmsKeyArn()))
                    .publiclyAccessible(or(request.publiclyAccessible(), profile.publiclyAccessible()))
                    .networkType(or(request.networkType(), profile.networkType()));
            occasion.references().forEach(group -> next.subnetGroupIdentifier(group.name()));
            if (!request.vpcSecurityGroups().isEmpty()) {
                next.vpcSecurityGroups(request.vpcSecurityGroups());
            }
        }));
    }

    @Override
    public List<String> uses(Scope scope, InstanceProfile profile) {
        return List.of(new Arn(scope, SUBNET_GROUP, profile.subnetGroupIdentifier()).toString());
    }

    @Override
    public boolean changesInUse() {
        return false;
    }

    @Override
    public Fault notFound() {
        return Fault.notFound("Instance profile could not be found.");
    }

    @Override
    public Fault alreadyExists() {
        return Fault.alreadyExists("The resource you are attempting to create already exists.");
    }

    @Override
    public Fault inUse(String verb, String name, String dependent) {
        return Fault.invalidState("Cannot " + verb + " the instance profile '" + name + "' because migration project "
                + dependent + " uses it. Give the project another instance profile, or delete it first.");
    }

    private static Optional<Fault> fault(String name, String networkType, String kmsKey) {
        return Identifiers.free("InstanceProfileName", name)
                .or(() -> networkType == null || NETWORK_TYPES.contains(networkType)
                        ? Optional.empty()
                        : Optional.of(Fault.invalidValue("Invalid value " + networkType
                                + " for NetworkType. Possible are " + NETWORK_TYPES + ".")))
                .or(() -> KmsKeys.fault("KmsKeyArn", kmsKey));
    }

    private static <T> T or(T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
