package io.dmslocal.api.operation;

import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.model.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts what an account has in a region, by the names of its quotas. */
final class Usage {

    private final Engine engine;

    Usage(Engine engine) {
        this.engine = engine;
    }

    CompletionStage<Map<String, Long>> of(Scope scope) {
        CompletionStage<Map<String, Long>> counted = CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (Kind kind : Kind.values()) {
            counted = counted.thenCombine(arns(scope, kind), (counts, arns) -> with(counts, kind.quota(), arns.size()));
        }
        return counted.thenCombine(
                        engine.subnetGroups().all(scope),
                        (counts, groups) ->
                                with(counts, engine.subnetGroups().type().quota(), groups.size()))
                .thenCombine(storage(scope), (counts, gigabytes) -> with(counts, "AllocatedStorage", gigabytes));
    }

    private CompletionStage<List<String>> arns(Scope scope, Kind kind) {
        return engine.list(scope, kind)
                .thenApply(entries -> entries.stream().map(Directory.Entry::arn).toList());
    }

    private CompletionStage<Long> storage(Scope scope) {
        return arns(scope, Kind.INSTANCE)
                .thenCompose(engine::instances)
                .thenApply(instances -> instances.stream()
                        .mapToLong(instance -> instance.allocatedStorage() == null ? 0 : instance.allocatedStorage())
                        .sum());
    }

    private static Map<String, Long> with(Map<String, Long> counts, String quota, long count) {
        counts.put(quota, count);
        return counts;
    }
}
