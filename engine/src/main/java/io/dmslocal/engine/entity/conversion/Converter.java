package io.dmslocal.engine.entity.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelChildrenRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelResponse;
import software.amazon.awssdk.services.databasemigration.model.MetadataModelReference;

/** Where a schema would be read, converted and written. Never blocks. */
public interface Converter {

    /**
     * A request's work.
     *
     * @param projectArn of the migration project
     * @param order the request as AWS's wire has it: {@code StartMetadataModelImport} for an import, and so on
     */
    record Work(String projectArn, RequestKind kind, ObjectNode order) {}

    /**
     * What came of it.
     *
     * @param objects how many database objects were handled
     * @param failure why it failed; empty when it went well
     */
    record Finding(long objects, String failure) {}

    CompletionStage<Finding> run(Work work);

    /** The one element of the metadata tree that a selection names; empty when it names none. */
    CompletionStage<Optional<DescribeMetadataModelResponse>> model(
            String projectArn, DescribeMetadataModelRequest request);

    CompletionStage<List<MetadataModelReference>> children(
            String projectArn, DescribeMetadataModelChildrenRequest request);

    /** Rules that name the counterparts of what source rules name, as JSON. */
    CompletionStage<String> targetRules(String projectArn, String sourceRules);
}
