package io.dmslocal.engine.entity.conversion;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelChildrenRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelResponse;
import software.amazon.awssdk.services.databasemigration.model.MetadataModelReference;

/** Converts nothing: every request ends well with zero objects, and the metadata trees are empty. */
public final class NoConverter implements Converter {

    /** Whether the database that a request needs can be reached. */
    @FunctionalInterface
    public interface Reach {

        /** Why it cannot; empty when it can, or when the request needs none. */
        CompletionStage<Optional<String>> failure(Work work);

        /** Nothing is reached for, so nothing can fail. */
        static Reach none() {
            return work -> CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private final Reach reach;

    public NoConverter(Reach reach) {
        this.reach = reach;
    }

    @Override
    public CompletionStage<Finding> run(Work work) {
        return reach.failure(work).thenApply(failure -> new Finding(0, failure.orElse("")));
    }

    @Override
    public CompletionStage<Optional<DescribeMetadataModelResponse>> model(
            String projectArn, DescribeMetadataModelRequest request) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<List<MetadataModelReference>> children(
            String projectArn, DescribeMetadataModelChildrenRequest request) {
        return CompletableFuture.completedFuture(List.of());
    }

    /** Nothing was converted, so nothing has a counterpart. */
    @Override
    public CompletionStage<String> targetRules(String projectArn, String sourceRules) {
        return CompletableFuture.completedFuture("{\"rules\":[]}");
    }
}
