package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Inventory;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.SubnetGroups;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationSubnetGroupRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationSubnetGroupResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationSubnetGroupRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationSubnetGroupResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationSubnetGroupsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationSubnetGroupsResponse;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationSubnetGroupRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationSubnetGroupResponse;
import software.amazon.awssdk.services.databasemigration.model.ReplicationSubnetGroup;

/**
 * Subnet groups. AWS: API_CreateReplicationSubnetGroup, API_DescribeReplicationSubnetGroups, API_ModifyReplicationSubnetGroup,
 * API_DeleteReplicationSubnetGroup.
 */
public final class SubnetGroupOperations {

    private static final String IDENTIFIER = "replication-subnet-group-id";
    private static final Filters<ReplicationSubnetGroup> FILTERS = Filters.<ReplicationSubnetGroup>none()
            .ignoringCase(IDENTIFIER, ReplicationSubnetGroup::replicationSubnetGroupIdentifier);

    private final Resources<
                    ReplicationSubnetGroup, CreateReplicationSubnetGroupRequest, ModifyReplicationSubnetGroupRequest>
            groups;
    private final Inventory<ReplicationSubnetGroup> inventory;

    public SubnetGroupOperations(Engine engine) {
        this.groups = engine.resources().of(SubnetGroups.class);
        this.inventory = Inventory.of(groups, FILTERS, IDENTIFIER)
                .refusingNothing("No Replication Subnet Groups found matching provided filters");
    }

    public void register(Operations operations) {
        operations
                .real(
                        "CreateReplicationSubnetGroup",
                        CreateReplicationSubnetGroupRequest::builder,
                        this::createReplicationSubnetGroup)
                .differs("subnets are not looked up: each has a zone made of its place in the list");
        operations.real(
                "DescribeReplicationSubnetGroups",
                DescribeReplicationSubnetGroupsRequest::builder,
                this::describeReplicationSubnetGroups);
        operations
                .real(
                        "ModifyReplicationSubnetGroup",
                        ModifyReplicationSubnetGroupRequest::builder,
                        this::modifyReplicationSubnetGroup)
                .differs("subnets are not looked up");
        operations.real(
                "DeleteReplicationSubnetGroup",
                DeleteReplicationSubnetGroupRequest::builder,
                this::deleteReplicationSubnetGroup);
    }

    private CompletionStage<Answer> createReplicationSubnetGroup(
            Caller caller, CreateReplicationSubnetGroupRequest request) {
        return TagOperations.tags(request.tags())
                .then(tags -> groups.create(caller.scope(), request, tags))
                .thenApply(group -> Answer.of(
                        group,
                        created -> CreateReplicationSubnetGroupResponse.builder()
                                .replicationSubnetGroup(created)
                                .build()));
    }

    private CompletionStage<Answer> describeReplicationSubnetGroups(
            Caller caller, DescribeReplicationSubnetGroupsRequest request) {
        return inventory.answer(
                caller.scope(),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeReplicationSubnetGroupsResponse.builder()
                        .replicationSubnetGroups(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> modifyReplicationSubnetGroup(
            Caller caller, ModifyReplicationSubnetGroupRequest request) {
        return groups.modify(caller.scope(), request.replicationSubnetGroupIdentifier(), request)
                .thenApply(group -> Answer.of(
                        group,
                        modified -> ModifyReplicationSubnetGroupResponse.builder()
                                .replicationSubnetGroup(modified)
                                .build()));
    }

    private CompletionStage<Answer> deleteReplicationSubnetGroup(
            Caller caller, DeleteReplicationSubnetGroupRequest request) {
        return groups.delete(caller.scope(), request.replicationSubnetGroupIdentifier())
                .thenApply(group -> Answer.of(
                        group,
                        deleted ->
                                DeleteReplicationSubnetGroupResponse.builder().build()));
    }
}
