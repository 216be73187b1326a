package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.listing.Roster;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.entity.instance.InstanceClasses;
import io.dmslocal.engine.entity.instance.InstanceRules;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Create;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Delete;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Describe;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Modify;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Reboot;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Reply;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.SubnetGroups;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationInstanceResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstancesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstancesResponse;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationInstanceResponse;
import software.amazon.awssdk.services.databasemigration.model.RebootReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.RebootReplicationInstanceResponse;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationSubnetGroup;

/**
 * Replication instances. AWS: API_CreateReplicationInstance, API_DescribeReplicationInstances, API_ModifyReplicationInstance,
 * API_RebootReplicationInstance, API_DeleteReplicationInstance.
 */
public final class InstanceOperations {

    private static final Roster<ReplicationInstance> INSTANCES = new Roster<>(
            Listing.of(
                            Markers.by(ReplicationInstance::replicationInstanceIdentifier),
                            Filters.<ReplicationInstance>none()
                                    .exact("replication-instance-arn", ReplicationInstance::replicationInstanceArn)
                                    .ignoringCase(
                                            "replication-instance-id",
                                            ReplicationInstance::replicationInstanceIdentifier)
                                    .exact("replication-instance-class", ReplicationInstance::replicationInstanceClass)
                                    .exact("engine-version", ReplicationInstance::engineVersion))
                    .refusingNothing("No Replication Instances found matching provided filters"),
            "replication-instance-arn",
            "replication-instance-id");

    private final Engine engine;

    public InstanceOperations(Engine engine) {
        this.engine = engine;
    }

    public void register(Operations operations) {
        operations
                .real(
                        "CreateReplicationInstance",
                        CreateReplicationInstanceRequest::builder,
                        this::createReplicationInstance)
                .differs("no machine is started: its tasks run in this process, whatever its class and storage")
                .differs("its addresses lead nowhere");
        operations.real(
                "DescribeReplicationInstances",
                DescribeReplicationInstancesRequest::builder,
                this::describeReplicationInstances);
        operations
                .real(
                        "ModifyReplicationInstance",
                        ModifyReplicationInstanceRequest::builder,
                        this::modifyReplicationInstance)
                .differs("class, storage, version and zones are told and have no effect on what runs")
                .differs("pending values wait for the first maintenance window after somebody asked for the instance");
        operations
                .real(
                        "RebootReplicationInstance",
                        RebootReplicationInstanceRequest::builder,
                        this::rebootReplicationInstance)
                .differs("no machine starts anew: runs on it stop and go on; a failover also swaps the zones told");
        operations.real(
                "DeleteReplicationInstance",
                DeleteReplicationInstanceRequest::builder,
                this::deleteReplicationInstance);
    }

    private CompletionStage<Answer> createReplicationInstance(Caller caller, CreateReplicationInstanceRequest request) {
        Registration wanted = new Registration(
                caller.scope(),
                Kind.INSTANCE,
                request.replicationInstanceIdentifier(),
                Optional.ofNullable(request.resourceIdentifier()));
        return Outcome.unless(InstanceRules.creation(request), request)
                .flatMap(valid -> TagOperations.tags(valid.tags()))
                .then(tags -> group(caller.scope(), request)
                        .thenCompose(group -> group.then(name -> engine.registrar()
                                .register(wanted, arn -> create(caller.scope(), arn, request, name, tags)))))
                .thenApply(instance -> Answer.of(
                        instance,
                        created -> CreateReplicationInstanceResponse.builder()
                                .replicationInstance(created)
                                .build()));
    }

    private CompletionStage<Answer> describeReplicationInstances(
            Caller caller, DescribeReplicationInstancesRequest request) {
        return INSTANCES.answer(
                Roster.Source.of(
                        engine,
                        caller.scope(),
                        Kind.INSTANCE,
                        arns -> engine.instances(arns).thenCompose(found -> withGroups(caller.scope(), found))),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeReplicationInstancesResponse.builder()
                        .replicationInstances(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> modifyReplicationInstance(Caller caller, ModifyReplicationInstanceRequest request) {
        String identifier = request.replicationInstanceIdentifier();
        return Outcome.unless(InstanceRules.modificationSyntax(request), request)
                .flatMap(valid -> Arns.of(caller, Kind.INSTANCE, valid.replicationInstanceArn()))
                .then(arn -> identifier == null
                        ? modify(caller.scope(), arn, request)
                        : engine.identifierOf(arn)
                                .thenCompose(known -> known.isEmpty()
                                        ? modify(caller.scope(), arn, request)
                                        : engine.registrar()
                                                .rename(
                                                        caller.scope(),
                                                        Kind.INSTANCE,
                                                        arn,
                                                        identifier,
                                                        name -> modify(caller.scope(), arn, named(request, name)))))
                .thenCompose(instance -> withGroup(caller.scope(), instance))
                .thenApply(instance -> Answer.of(
                        instance,
                        modified -> ModifyReplicationInstanceResponse.builder()
                                .replicationInstance(modified)
                                .build()));
    }

    private static ModifyReplicationInstanceRequest named(ModifyReplicationInstanceRequest request, String name) {
        return request.toBuilder().replicationInstanceIdentifier(name).build();
    }

    private CompletionStage<Answer> rebootReplicationInstance(Caller caller, RebootReplicationInstanceRequest request) {
        return Arns.of(caller, Kind.INSTANCE, request.replicationInstanceArn())
                .then(arn -> engine.instance(arn, replyTo -> new Reboot(request, replyTo))
                        .thenApply(Reply::outcome))
                .thenCompose(instance -> withGroup(caller.scope(), instance))
                .thenApply(instance -> Answer.of(
                        instance,
                        rebooted -> RebootReplicationInstanceResponse.builder()
                                .replicationInstance(rebooted)
                                .build()));
    }

    private CompletionStage<Answer> deleteReplicationInstance(Caller caller, DeleteReplicationInstanceRequest request) {
        return Arns.of(caller, Kind.INSTANCE, request.replicationInstanceArn())
                .then(arn -> engine.releaseDead(arn)
                        .thenCompose(users -> engine.instance(arn, Delete::new))
                        .thenApply(Reply::outcome))
                .thenCompose(instance -> withGroup(caller.scope(), instance))
                .thenApply(instance -> Answer.of(
                        instance,
                        deleted -> DeleteReplicationInstanceResponse.builder()
                                .replicationInstance(deleted)
                                .build()));
    }

    /** The name of a subnet group that exists, or that will by being used. */
    private CompletionStage<Outcome<String>> group(Scope scope, CreateReplicationInstanceRequest request) {
        String name = Identifiers.stored(
                Objects.requireNonNullElse(request.replicationSubnetGroupIdentifier(), SubnetGroups.DEFAULT));
        return name.equals(SubnetGroups.DEFAULT)
                ? CompletableFuture.completedFuture(Outcome.done(name))
                : engine.resources()
                        .of(SubnetGroups.class)
                        .describe(scope, name)
                        .thenApply(group -> group.map(ReplicationSubnetGroup::replicationSubnetGroupIdentifier));
    }

    private CompletionStage<Outcome<ReplicationInstance>> create(
            Scope scope, String arn, CreateReplicationInstanceRequest request, String groupName, Tags tags) {
        int storage = Objects.requireNonNullElseGet(
                request.allocatedStorage(), () -> InstanceClasses.defaultStorage(request.replicationInstanceClass()));
        return engine.quotas()
                .storage(scope, storage)
                .thenCompose(fault -> Outcome.unless(fault, groupName)
                        .then(name -> engine.resources().of(SubnetGroups.class).attach(scope, name, arn)))
                .thenCompose(attached -> attached.then(
                        group -> engine.instance(arn, replyTo -> new Create(request, group, tags, replyTo))
                                .thenApply(Reply::outcome)));
    }

    private CompletionStage<Outcome<ReplicationInstance>> modify(
            Scope scope, String arn, ModifyReplicationInstanceRequest request) {
        return growth(scope, arn, request.allocatedStorage())
                .thenCompose(fault -> Outcome.unless(fault, arn)
                        .then(instance -> engine.instance(instance, replyTo -> new Modify(request, replyTo))
                                .thenApply(Reply::outcome)));
    }

    /** Quotas come last: what an instance refuses in its status, it refuses itself. */
    private CompletionStage<Optional<Fault>> growth(Scope scope, String arn, Integer storage) {
        if (storage == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return engine.instance(arn, Describe::new)
                .thenCompose(reply -> reply.outcome()
                        .fold(
                                instance -> instance.replicationInstanceStatus().equals("available")
                                        ? engine.quotas().storage(scope, storage - instance.allocatedStorage())
                                        : CompletableFuture.completedFuture(Optional.empty()),
                                fault -> CompletableFuture.completedFuture(Optional.of(fault))));
    }

    private CompletionStage<Outcome<ReplicationInstance>> withGroup(
            Scope scope, Outcome<ReplicationInstance> instance) {
        return instance.then(found -> withGroups(scope, List.of(found)).thenApply(all -> Outcome.done(all.get(0))));
    }

    /** An instance remembers its subnet group as it was; callers see it as it is. */
    private CompletionStage<List<ReplicationInstance>> withGroups(Scope scope, List<ReplicationInstance> instances) {
        if (instances.isEmpty()) {
            return CompletableFuture.completedFuture(instances);
        }
        return engine.resources().of(SubnetGroups.class).all(scope).thenApply(groups -> {
            Map<String, ReplicationSubnetGroup> byName = groups.stream()
                    .collect(Collectors.toMap(
                            ReplicationSubnetGroup::replicationSubnetGroupIdentifier, Function.identity()));
            return instances.stream()
                    .map(instance -> withGroup(instance, byName))
                    .toList();
        });
    }

    private static ReplicationInstance withGroup(
            ReplicationInstance instance, Map<String, ReplicationSubnetGroup> groups) {
        ReplicationSubnetGroup remembered = instance.replicationSubnetGroup();
        ReplicationSubnetGroup present = groups.getOrDefault(remembered.replicationSubnetGroupIdentifier(), remembered);
        return instance.copy(document -> document.replicationSubnetGroup(present));
    }
}
