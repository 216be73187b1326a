package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.resource.Resources;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    private static final Listing<ReplicationSubnetGroup> GROUPS = Listing.of(
                    Markers.by(ReplicationSubnetGroup::replicationSubnetGroupIdentifier),
                    Filters.<ReplicationSubnetGroup>none()
                            .ignoringCase(
                                    "replication-subnet-group-id",
                                    ReplicationSubnetGroup::replicationSubnetGroupIdentifier))
            .refusingNothing("No Replication Subnet Groups found matching provided filters");

    private final Engine engine;
    private final Resources<
                    ReplicationSubnetGroup, CreateReplicationSubnetGroupRequest, ModifyReplicationSubnetGroupRequest>
            groups;

    public SubnetGroupOperations(Engine engine) {
        this.engine = engine;
        this.groups = engine.subnetGroups();
    }

    public void register(Operations operations) {
        operations.real(
                "CreateReplicationSubnetGroup",
                CreateReplicationSubnetGroupRequest::builder,
                this::createReplicationSubnetGroup);
        operations.real(
                "DescribeReplicationSubnetGroups",
                DescribeReplicationSubnetGroupsRequest::builder,
                this::describeReplicationSubnetGroups);
        operations.real(
                "ModifyReplicationSubnetGroup",
                ModifyReplicationSubnetGroupRequest::builder,
                this::modifyReplicationSubnetGroup);
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
        return groups.all(caller.scope())
                .thenApply(all -> GROUPS.answer(
                        all,
                        request.filters(),
                        request.maxRecords(),
                        request.marker(),
                        page -> DescribeReplicationSubnetGroupsResponse.builder()
                                .replicationSubnetGroups(page.items())
                                .marker(page.marker())
                                .build()));
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
        String name = request.replicationSubnetGroupIdentifier();
        String arn = new Arn(caller.scope(), groups.type().arnType(), Identifiers.stored(name)).toString();
        return engine.releaseDead(arn)
                .thenCompose(users -> users.isEmpty() ? groups.delete(caller.scope(), name) : inUse(name, users))
                .thenApply(group -> Answer.of(
                        group,
                        deleted ->
                                DeleteReplicationSubnetGroupResponse.builder().build()));
    }

    /** AWS names the instance that still uses the group. */
    private CompletionStage<Outcome<ReplicationSubnetGroup>> inUse(String name, List<String> users) {
        return engine.identifierOf(users.get(0))
                .thenCompose(identifier -> CompletableFuture.completedFuture(
                        Outcome.refused(groups.type().inUse(name, identifier.orElse(users.get(0))))));
    }
}
