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
import java.util.function.Supplier;
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
        list(
                operations,
                RequestKind.IMPORT,
                "DescribeMetadataModelImports",
                DescribeMetadataModelImportsRequest::builder,
                (DescribeMetadataModelImportsRequest r) ->
                        new Question(r.migrationProjectIdentifier(), r.filters(), r.maxRecords(), r.marker()),
                page -> DescribeMetadataModelImportsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
        list(
                operations,
                RequestKind.ASSESSMENT,
                "DescribeMetadataModelAssessments",
                DescribeMetadataModelAssessmentsRequest::builder,
                (DescribeMetadataModelAssessmentsRequest r) ->
                        new Question(r.migrationProjectIdentifier(), r.filters(), r.maxRecords(), r.marker()),
                page -> DescribeMetadataModelAssessmentsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
        list(
                operations,
                RequestKind.CONVERSION,
                "DescribeMetadataModelConversions",
                DescribeMetadataModelConversionsRequest::builder,
                (DescribeMetadataModelConversionsRequest r) ->
                        new Question(r.migrationProjectIdentifier(), r.filters(), r.maxRecords(), r.marker()),
                page -> DescribeMetadataModelConversionsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
        list(
                operations,
                RequestKind.CREATION,
                "DescribeMetadataModelCreations",
                DescribeMetadataModelCreationsRequest::builder,
                (DescribeMetadataModelCreationsRequest r) ->
                        new Question(r.migrationProjectIdentifier(), r.filters(), r.maxRecords(), r.marker()),
                page -> DescribeMetadataModelCreationsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
        list(
                operations,
                RequestKind.SCRIPT_EXPORT,
                "DescribeMetadataModelExportsAsScript",
                DescribeMetadataModelExportsAsScriptRequest::builder,
                (DescribeMetadataModelExportsAsScriptRequest r) ->
                        new Question(r.migrationProjectIdentifier(), r.filters(), r.maxRecords(), r.marker()),
                page -> DescribeMetadataModelExportsAsScriptResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
        list(
                operations,
                RequestKind.TARGET_EXPORT,
                "DescribeMetadataModelExportsToTarget",
                DescribeMetadataModelExportsToTargetRequest::builder,
                (DescribeMetadataModelExportsToTargetRequest r) ->
                        new Question(r.migrationProjectIdentifier(), r.filters(), r.maxRecords(), r.marker()),
                page -> DescribeMetadataModelExportsToTargetResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
        list(
                operations,
                RequestKind.EXTENSION_PACK,
                "DescribeExtensionPackAssociations",
                DescribeExtensionPackAssociationsRequest::builder,
                (DescribeExtensionPackAssociationsRequest r) ->
                        new Question(r.migrationProjectIdentifier(), r.filters(), r.maxRecords(), r.marker()),
                page -> DescribeExtensionPackAssociationsResponse.builder()
                        .requests(page.items())
                        .marker(page.marker())
                        .build());
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

    /** @param question what a request of this kind asks, as all of them ask it */
    private <Q extends SdkPojo> void list(
            Operations operations,
            RequestKind kind,
            String name,
            Supplier<? extends SdkPojo> builder,
            Function<Q, Question> question,
            Function<Page<SchemaConversionRequest>, SdkPojo> shape) {
        operations.<Q>recorded(
                name,
                "lists what was started",
                builder,
                (caller, request) -> list(caller, kind, question.apply(request), shape));
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
