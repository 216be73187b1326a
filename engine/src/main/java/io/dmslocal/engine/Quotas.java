package io.dmslocal.engine;

import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.type.SubnetGroups;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** What an account has of what it may have. Counts of resources are enforced where their names are; sums are checked here. */
public final class Quotas {

    private final Engine engine;
    private final Limits limits;

    Quotas(Engine engine, Limits limits) {
        this.engine = engine;
        this.limits = limits;
    }

    public long limit(Quota quota) {
        return limits.of(quota);
    }

    /** Quotas that are absent are not used at all. */
    public CompletionStage<Map<Quota, Long>> used(Scope scope) {
        CompletionStage<Map<Quota, Long>> counts = CompletableFuture.completedFuture(new EnumMap<>(Quota.class));
        for (Kind kind : Kind.values()) {
            if (kind.quota().isPresent()) {
                counts =
                        put(counts, kind.quota().get(), engine.list(scope, kind).thenApply(entries ->
                                (long) entries.size()));
            }
        }
        counts = counts.thenCombine(engine.resources().used(scope), (all, more) -> {
            all.putAll(more);
            return all;
        });
        counts = put(counts, Quota.ALLOCATED_STORAGE, allocatedStorage(scope));
        counts = put(counts, Quota.SUBNETS_PER_REPLICATION_SUBNET_GROUP, mostSubnets(scope));
        return counts.thenCombine(tasksByInstance(scope), (all, tasks) -> {
            all.put(
                    Quota.REPLICATION_TASKS_PER_REPLICATION_INSTANCE,
                    tasks.values().stream().mapToLong(List::size).max().orElse(0));
            all.put(
                    Quota.ENDPOINTS_PER_REPLICATION_INSTANCE,
                    tasks.values().stream()
                            .mapToLong(each -> endpoints(each).size())
                            .max()
                            .orElse(0));
            return all;
        });
    }

    /**
     * A fault when an instance would have too many endpoints. Those of its tasks are counted (assumed), one that several use once.
     *
     * @param more endpoints that a task brings along
     */
    CompletionStage<Optional<Fault>> endpoints(String instanceArn, String... more) {
        long limit = limits.of(Quota.ENDPOINTS_PER_REPLICATION_INSTANCE);
        return engine.instanceUsers(instanceArn)
                .thenCompose(users -> engine.tasks(users.arns().stream()
                        .filter(arn -> Kind.of(arn).filter(Kind.TASK::equals).isPresent())
                        .toList()))
                .thenApply(tasks -> {
                    Set<String> endpoints = endpoints(tasks);
                    boolean grows = endpoints.addAll(List.of(more));
                    return grows && endpoints.size() > limit
                            ? Optional.of(Fault.quotaExceeded("The quota EndpointsPerReplicationInstance of " + limit
                                    + " is reached by " + instanceArn + "; use another replication instance, or raise"
                                    + " dms-local.engine.quotas.EndpointsPerReplicationInstance."))
                            : Optional.empty();
                });
    }

    private CompletionStage<Long> mostSubnets(Scope scope) {
        return engine.resources()
                .of(SubnetGroups.class)
                .all(scope)
                .thenApply(groups -> groups.stream()
                        .mapToLong(group -> group.subnets().size())
                        .max()
                        .orElse(0));
    }

    /** What is counted for each instance or group counts by its highest number, as RDS says of its own quotas of this form. */
    private CompletionStage<Map<String, List<ReplicationTask>>> tasksByInstance(Scope scope) {
        return engine.list(scope, Kind.TASK)
                .thenCompose(entries ->
                        engine.tasks(entries.stream().map(Directory.Entry::arn).toList()))
                .thenApply(tasks ->
                        tasks.stream().collect(Collectors.groupingBy(ReplicationTask::replicationInstanceArn)));
    }

    private static Set<String> endpoints(List<ReplicationTask> tasks) {
        return tasks.stream()
                .flatMap(task -> Stream.of(task.sourceEndpointArn(), task.targetEndpointArn()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** A fault when an account's instances together would have too much storage. */
    public CompletionStage<Optional<Fault>> storage(Scope scope, int moreGigabytes) {
        long limit = limits.of(Quota.ALLOCATED_STORAGE);
        return allocatedStorage(scope)
                .thenApply(used -> used + moreGigabytes <= limit
                        ? Optional.empty()
                        : Optional.of(new Fault(
                                "StorageQuotaExceededFault",
                                "The quota AllocatedStorage of " + limit + " GB would be exceeded: " + used
                                        + " GB are used, asked for are " + moreGigabytes + " GB more.")));
    }

    private CompletionStage<Long> allocatedStorage(Scope scope) {
        return engine.list(scope, Kind.INSTANCE)
                .thenCompose(entries -> engine.instances(
                        entries.stream().map(Directory.Entry::arn).toList()))
                .thenApply(instances -> instances.stream()
                        .mapToLong(ReplicationInstance::allocatedStorage)
                        .sum());
    }

    private static CompletionStage<Map<Quota, Long>> put(
            CompletionStage<Map<Quota, Long>> counts, Quota quota, CompletionStage<Long> count) {
        return counts.thenCombine(count, (all, number) -> {
            all.put(quota, number);
            return all;
        });
    }
}
