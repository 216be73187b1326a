package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.listing.Page;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.SchemaConversions;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Numbered;
import io.dmslocal.engine.entity.conversion.RequestKind;
import io.dmslocal.engine.model.Fault;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CancelMetadataModelConversionRequest;
import software.amazon.awssdk.services.databasemigration.model.CancelMetadataModelConversionResponse;
import software.amazon.awssdk.services.databasemigration.model.CancelMetadataModelCreationRequest;
import software.amazon.awssdk.services.databasemigration.model.CancelMetadataModelCreationResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeExtensionPackAssociationsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeExtensionPackAssociationsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelAssessmentsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelAssessmentsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelConversionsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelConversionsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelCreationsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelCreationsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelExportsAsScriptRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelExportsAsScriptResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelExportsToTargetRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelExportsToTargetResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelImportsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMetadataModelImportsResponse;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.SchemaConversionRequest;

/**
 * The requests of schema conversion, once they were started: seven kinds are listed alike, two can be canceled. AWS: API_DescribeMetadataModelImports,
 * API_CancelMetadataModelConversion and their neighbours.
 */
public final class ConversionRequestOperations {

    /** Newest first. */
    private static final Listing<Numbered> REQUESTS = Listing.of(
            Markers.<Numbered>by(request -> String.format("%019d", Long.MAX_VALUE - request.number()))
                    .bounds(1, 100),
            Filters.<Numbered>none()
                    .exact("request-id", request -> request.document().requestIdentifier())
                    // the same, by the name that AWS's own agent toolkit waits with
                    .exact(
                            "schema-conversion-operation-id",
                            request -> request.document().requestIdentifier())
                    .ignoringCase("status", request -> request.document().status()));

    /** What all lists of requests ask. */
    private record Question(String project, List<Filter> filters, Integer maxRecords, String marker) {}

    private final SchemaConversions conversions;

    public ConversionRequestOperations(Engine engine) {
        this.conversions = engine.schemaConversions();
    }

    public void register(Operations operations) {
        operations.recorded(
                "DescribeMetadataModelImports",
                "lists what was started",
                DescribeMetadataModelImportsRequest::builder,
                this::describeMetadataModelImports);
        operations.recorded(
                "DescribeMetadataModelAssessments",
                "lists what was started",
                DescribeMetadataModelAssessmentsRequest::builder,
                this::describeMetadataModelAssessments);
        operations.recorded(
                "DescribeMetadataModelConversions",
                "lists what was started",
                DescribeMetadataModelConversionsRequest::builder,
                this::describeMetadataModelConversions);
        operations.recorded(
                "DescribeMetadataModelCreations",
                "lists what was started",
                DescribeMetadataModelCreationsRequest::builder,
                this::describeMetadataModelCreations);
        operations.recorded(
                "DescribeMetadataModelExportsAsScript",
                "lists what was started",
                DescribeMetadataModelExportsAsScriptRequest::builder,
                this::describeMetadataModelExportsAsScript);
        operations.recorded(
                "DescribeMetadataModelExportsToTarget",
                "lists what was started",
                DescribeMetadataModelExportsToTargetRequest::builder,
                this::describeMetadataModelExportsToTarget);
        operations.recorded(
                "DescribeExtensionPackAssociations",
                "lists what was started",
                DescribeExtensionPackAssociationsRequest::builder,
                this::describeExtensionPackAssociations);
        operations.recorded(
                "CancelMetadataModelConversion",
                "there is no work to be ended, only the request",
                CancelMetadataModelConversionRequest::builder,
                this::cancelMetadataModelConversion);
        operations.recorded(
                "CancelMetadataModelCreation",
                "there is no work to be ended, only the request",
                CancelMetadataModelCreationRequest::builder,
                this::cancelMetadataModelCreation);
    }

    private CompletionStage<Answer> describeMetadataModelImports(
            Caller caller, DescribeMetadataModelImportsRequest request) {
        Question question = new Question(
                request.migrationProjectIdentifier(), request.filters(), request.maxRecords(), request.marker());
        return list(
                caller,
                RequestKind.IMPORT,
                question,
                page -> DescribeMetadataModelImportsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> describeMetadataModelAssessments(
            Caller caller, DescribeMetadataModelAssessmentsRequest request) {
        Question question = new Question(
                request.migrationProjectIdentifier(), request.filters(), request.maxRecords(), request.marker());
        return list(
                caller,
                RequestKind.ASSESSMENT,
                question,
                page -> DescribeMetadataModelAssessmentsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> describeMetadataModelConversions(
            Caller caller, DescribeMetadataModelConversionsRequest request) {
        Question question = new Question(
                request.migrationProjectIdentifier(), request.filters(), request.maxRecords(), request.marker());
        return list(
                caller,
                RequestKind.CONVERSION,
                question,
                page -> DescribeMetadataModelConversionsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> describeMetadataModelCreations(
            Caller caller, DescribeMetadataModelCreationsRequest request) {
        Question question = new Question(
                request.migrationProjectIdentifier(), request.filters(), request.maxRecords(), request.marker());
        return list(
                caller,
                RequestKind.CREATION,
                question,
                page -> DescribeMetadataModelCreationsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> describeMetadataModelExportsAsScript(
            Caller caller, DescribeMetadataModelExportsAsScriptRequest request) {
        Question question = new Question(
                request.migrationProjectIdentifier(), request.filters(), request.maxRecords(), request.marker());
        return list(
                caller,
                RequestKind.SCRIPT_EXPORT,
                question,
                page -> DescribeMetadataModelExportsAsScriptResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> describeMetadataModelExportsToTarget(
            Caller caller, DescribeMetadataModelExportsToTargetRequest request) {
        Question question = new Question(
                request.migrationProjectIdentifier(), request.filters(), request.maxRecords(), request.marker());
        return list(
                caller,
                RequestKind.TARGET_EXPORT,
                question,
                page -> DescribeMetadataModelExportsToTargetResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> describeExtensionPackAssociations(
            Caller caller, DescribeExtensionPackAssociationsRequest request) {
        Question question = new Question(
                request.migrationProjectIdentifier(), request.filters(), request.maxRecords(), request.marker());
        return list(
                caller,
                RequestKind.EXTENSION_PACK,
                question,
                page -> DescribeExtensionPackAssociationsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> cancelMetadataModelConversion(
            Caller caller, CancelMetadataModelConversionRequest request) {
        return conversions
                .cancel(
                        caller.scope(),
                        request.migrationProjectIdentifier(),
                        RequestKind.CONVERSION,
                        request.requestIdentifier())
                .thenApply(canceling -> Answer.of(
                        canceling,
                        each -> CancelMetadataModelConversionResponse.builder()
                                .request(each)
                                .build()));
    }

    private CompletionStage<Answer> cancelMetadataModelCreation(
            Caller caller, CancelMetadataModelCreationRequest request) {
        return conversions
                .cancel(
                        caller.scope(),
                        request.migrationProjectIdentifier(),
                        RequestKind.CREATION,
                        request.requestIdentifier())
                .thenApply(canceling -> Answer.of(
                        canceling,
                        each -> CancelMetadataModelCreationResponse.builder()
                                .request(each)
                                .build()));
    }

    private CompletionStage<Answer> list(
            Caller caller,
            RequestKind kind,
            Question question,
            Function<Page<SchemaConversionRequest>, SdkPojo> shape) {
        Optional<Fault> fault = REQUESTS.fault(question.filters(), question.maxRecords(), question.marker());
        if (fault.isPresent()) {
            return Answer.soon(Answer.refused(fault.get()));
        }
        return conversions
                .requests(caller.scope(), question.project(), kind)
                .thenApply(requests -> requests.fold(
                        all -> REQUESTS.answer(
                                all,
                                question.filters(),
                                question.maxRecords(),
                                question.marker(),
                                page -> shape.apply(new Page<>(
                                        page.items().stream()
                                                .map(Numbered::document)
                                                .toList(),
                                        page.marker()))),
                        Answer::refused));
    }
}
