package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Inventory;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.InstanceProfiles;
import java.util.List;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeInstanceProfilesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeInstanceProfilesResponse;
import software.amazon.awssdk.services.databasemigration.model.InstanceProfile;
import software.amazon.awssdk.services.databasemigration.model.ModifyInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyInstanceProfileResponse;

/** Where migration projects run. AWS: API_CreateInstanceProfile, API_DescribeInstanceProfiles, API_ModifyInstanceProfile, API_DeleteInstanceProfile. */
public final class InstanceProfileOperations {

    private static final String MISSING = "nothing runs in it";
    private static final String IDENTIFIER = "instance-profile-identifier";
    private static final Filters<InstanceProfile> FILTERS = Filters.<InstanceProfile>none()
            .anyOfIgnoringCase(
                    IDENTIFIER, profile -> List.of(profile.instanceProfileName(), profile.instanceProfileArn()));

    private final Resources<InstanceProfile, CreateInstanceProfileRequest, ModifyInstanceProfileRequest> profiles;
    private final Inventory<InstanceProfile> inventory;

    public InstanceProfileOperations(Engine engine) {
        profiles = engine.resources().of(InstanceProfiles.class);
        inventory = Inventory.of(profiles, FILTERS, IDENTIFIER)
                .bounds(1, 100)
                .refusingNothing("No Instance Profiles found matching provided filters");
    }

    public void register(Operations operations) {
        operations.recorded(
                "CreateInstanceProfile", MISSING, CreateInstanceProfileRequest::builder, this::createInstanceProfile);
        operations.recorded(
                "DescribeInstanceProfiles",
                MISSING,
                DescribeInstanceProfilesRequest::builder,
                this::describeInstanceProfiles);
        operations.recorded(
                "ModifyInstanceProfile", MISSING, ModifyInstanceProfileRequest::builder, this::modifyInstanceProfile);
        operations.recorded(
                "DeleteInstanceProfile", MISSING, DeleteInstanceProfileRequest::builder, this::deleteInstanceProfile);
    }

    private CompletionStage<Answer> createInstanceProfile(Caller caller, CreateInstanceProfileRequest request) {
        return TagOperations.tags(request.tags())
                .then(tags -> profiles.create(caller.scope(), request, tags))
                .thenApply(profile -> Answer.of(
                        profile,
                        created -> CreateInstanceProfileResponse.builder()
                                .instanceProfile(created)
                                .build()));
    }

    private CompletionStage<Answer> describeInstanceProfiles(Caller caller, DescribeInstanceProfilesRequest request) {
        return inventory.answer(
                caller.scope(),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeInstanceProfilesResponse.builder()
                        .instanceProfiles(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> modifyInstanceProfile(Caller caller, ModifyInstanceProfileRequest request) {
        return profiles.modify(caller.scope(), request.instanceProfileIdentifier(), request)
                .thenApply(profile -> Answer.of(
                        profile,
                        modified -> ModifyInstanceProfileResponse.builder()
                                .instanceProfile(modified)
                                .build()));
    }

    private CompletionStage<Answer> deleteInstanceProfile(Caller caller, DeleteInstanceProfileRequest request) {
        return profiles.delete(caller.scope(), request.instanceProfileIdentifier())
                .thenApply(profile -> Answer.of(
                        profile,
                        deleted -> DeleteInstanceProfileResponse.builder()
                                .instanceProfile(deleted)
                                .build()));
    }
}
