package io.dmslocal.engine;

import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;

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
        return put(counts, Quota.ALLOCATED_STORAGE, allocatedStorage(scope));
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
