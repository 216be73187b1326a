package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.FleetAdvisor;
import io.dmslocal.engine.entity.fleet.FleetState.Analysis;
import io.dmslocal.engine.model.Fault;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.CollectorShortInfoResponse;
import software.amazon.awssdk.services.databasemigration.model.DatabaseInstanceSoftwareDetailsResponse;
import software.amazon.awssdk.services.databasemigration.model.DatabaseResponse;
import software.amazon.awssdk.services.databasemigration.model.DatabaseShortInfoResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteFleetAdvisorDatabasesRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteFleetAdvisorDatabasesResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorDatabasesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorDatabasesResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorLsaAnalysisRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorLsaAnalysisResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorSchemaObjectSummaryRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorSchemaObjectSummaryResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorSchemasRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorSchemasResponse;
import software.amazon.awssdk.services.databasemigration.model.FleetAdvisorSchemaObjectResponse;
import software.amazon.awssdk.services.databasemigration.model.RunFleetAdvisorLsaAnalysisRequest;
import software.amazon.awssdk.services.databasemigration.model.RunFleetAdvisorLsaAnalysisResponse;
import software.amazon.awssdk.services.databasemigration.model.SchemaResponse;
import software.amazon.awssdk.services.databasemigration.model.SchemaShortInfoResponse;
import software.amazon.awssdk.services.databasemigration.model.ServerShortInfoResponse;

/**
 * What Fleet Advisor's collectors would have found. AWS: API_DescribeFleetAdvisorDatabases, API_DeleteFleetAdvisorDatabases,
 * API_DescribeFleetAdvisorSchemas, API_DescribeFleetAdvisorSchemaObjectSummary, API_RunFleetAdvisorLsaAnalysis, API_DescribeFleetAdvisorLsaAnalysis; AWS
 * ended its support in May 2026.
 */
public final class FleetAdvisorOperations {

    private static final Listing<DatabaseResponse> DATABASES = Listing.of(
            Markers.<DatabaseResponse>by(DatabaseResponse::databaseId)
                    .bounds(1, 100)
                    .in("NextToken"),
            Filters.<DatabaseResponse>none()
                    .exact("database-id", DatabaseResponse::databaseId)
                    .ignoringCase("database-name", DatabaseResponse::databaseName)
                    .ignoringCase(
                            "database-engine",
                            of(DatabaseResponse::softwareDetails, DatabaseInstanceSoftwareDetailsResponse::engine))
                    .exact("server-ip-address", of(DatabaseResponse::server, ServerShortInfoResponse::ipAddress))
                    .exact("database-ip-address", DatabaseResponse::ipAddress)
                    .anyOfIgnoringCase(
                            "collector-name",
                            database -> database.collectors().stream()
                                    .map(CollectorShortInfoResponse::collectorName)
                                    .filter(Objects::nonNull)
                                    .toList()));

    private static final Listing<SchemaResponse> SCHEMAS = Listing.of(
            Markers.<SchemaResponse>by(SchemaResponse::schemaId).bounds(1, 100).in("NextToken"),
            Filters.<SchemaResponse>none()
                    .ignoringCase("complexity", SchemaResponse::complexity)
                    .exact("database-id", of(SchemaResponse::databaseInstance, DatabaseShortInfoResponse::databaseId))
                    .exact(
                            "database-ip-address",
                            of(SchemaResponse::databaseInstance, DatabaseShortInfoResponse::databaseIpAddress))
                    .ignoringCase(
                            "database-name",
                            of(SchemaResponse::databaseInstance, DatabaseShortInfoResponse::databaseName))
                    .ignoringCase(
                            "database-engine",
                            of(SchemaResponse::databaseInstance, DatabaseShortInfoResponse::databaseEngine))
                    .ignoringCase(
                            "original-schema-name",
                            of(SchemaResponse::originalSchema, SchemaShortInfoResponse::schemaName))
                    .exact("schema-id", SchemaResponse::schemaId)
                    .ignoringCase("schema-name", SchemaResponse::schemaName)
                    .exact("server-ip-address", of(SchemaResponse::server, ServerShortInfoResponse::ipAddress)));

    private static final Listing<FleetAdvisorSchemaObjectResponse> OBJECTS = Listing.of(
            Markers.<FleetAdvisorSchemaObjectResponse>by(object -> object.schemaId() + "\n" + object.objectType())
                    .bounds(1, 100)
                    .in("NextToken"),
            Filters.<FleetAdvisorSchemaObjectResponse>none()
                    .exact("schema-id", FleetAdvisorSchemaObjectResponse::schemaId));

    /** Newest first, which is assumed. */
    private static final Listing<Analysis> ANALYSES = Listing.of(
            Markers.<Analysis>by(analysis -> String.format("%019d", Long.MAX_VALUE - analysis.number()))
                    .bounds(1, 100)
                    .in("NextToken"),
            Filters.none());

    private final FleetAdvisor advisor;

    public FleetAdvisorOperations(Engine engine) {
        this.advisor = engine.fleetAdvisor();
    }

    public void register(Operations operations) {
        operations.recorded(
                "DescribeFleetAdvisorDatabases",
                "what the file dms-local.engine.fleet-advisor-inventory says; nothing without it",
                DescribeFleetAdvisorDatabasesRequest::builder,
                this::describeFleetAdvisorDatabases);
        operations.recorded(
                "DeleteFleetAdvisorDatabases",
                "hides them from this account and region; the inventory file keeps them",
                DeleteFleetAdvisorDatabasesRequest::builder,
                this::deleteFleetAdvisorDatabases);
        operations.recorded(
                "DescribeFleetAdvisorSchemas",
                "what the file dms-local.engine.fleet-advisor-inventory says; nothing without it",
                DescribeFleetAdvisorSchemasRequest::builder,
                this::describeFleetAdvisorSchemas);
        operations.recorded(
                "DescribeFleetAdvisorSchemaObjectSummary",
                "what the file dms-local.engine.fleet-advisor-inventory says; nothing without it",
                DescribeFleetAdvisorSchemaObjectSummaryRequest::builder,
                this::describeFleetAdvisorSchemaObjectSummary);
        operations.recorded(
                "RunFleetAdvisorLsaAnalysis",
                "nothing is analysed: it is running, then completed",
                RunFleetAdvisorLsaAnalysisRequest::builder,
                this::runFleetAdvisorLsaAnalysis);
        operations.recorded(
                "DescribeFleetAdvisorLsaAnalysis",
                "lists what was run",
                DescribeFleetAdvisorLsaAnalysisRequest::builder,
                this::describeFleetAdvisorLsaAnalysis);
    }

    /** A value of a part that may be absent. */
    private static <T, P> Function<T, String> of(Function<T, P> part, Function<P, String> value) {
        return whole -> {
            P found = part.apply(whole);
            return found == null ? null : value.apply(found);
        };
    }

    private CompletionStage<Answer> describeFleetAdvisorDatabases(
            Caller caller, DescribeFleetAdvisorDatabasesRequest request) {
        return advisor.databases(caller.scope())
                .thenApply(all -> DATABASES.answer(
                        all,
                        request.filters(),
                        request.maxRecords(),
                        request.nextToken(),
                        page -> DescribeFleetAdvisorDatabasesResponse.builder()
                                .databases(page.items())
                                .nextToken(page.marker())
                                .build()));
    }

    private CompletionStage<Answer> deleteFleetAdvisorDatabases(
            Caller caller, DeleteFleetAdvisorDatabasesRequest request) {
        if (request.databaseIds().isEmpty()) {
            return Answer.soon(
                    Answer.refused(Fault.invalidValue("The parameter DatabaseIds must name at least one database.")));
        }
        return advisor.deleteDatabases(caller.scope(), request.databaseIds())
                .thenApply(deleted -> Answer.of(
                        deleted,
                        ids -> DeleteFleetAdvisorDatabasesResponse.builder()
                                .databaseIds(ids)
                                .build()));
    }

    private CompletionStage<Answer> describeFleetAdvisorSchemas(
            Caller caller, DescribeFleetAdvisorSchemasRequest request) {
        return advisor.schemas(caller.scope())
                .thenApply(all -> SCHEMAS.answer(
                        all,
                        request.filters(),
                        request.maxRecords(),
                        request.nextToken(),
                        page -> DescribeFleetAdvisorSchemasResponse.builder()
                                .fleetAdvisorSchemas(page.items())
                                .nextToken(page.marker())
                                .build()));
    }

    private CompletionStage<Answer> describeFleetAdvisorSchemaObjectSummary(
            Caller caller, DescribeFleetAdvisorSchemaObjectSummaryRequest request) {
        return advisor.objects(caller.scope())
                .thenApply(all -> OBJECTS.answer(
                        all,
                        request.filters(),
                        request.maxRecords(),
                        request.nextToken(),
                        page -> DescribeFleetAdvisorSchemaObjectSummaryResponse.builder()
                                .fleetAdvisorSchemaObjects(page.items())
                                .nextToken(page.marker())
                                .build()));
    }

    /** Also without a collector: there may be an inventory. */
    private CompletionStage<Answer> runFleetAdvisorLsaAnalysis(
            Caller caller, RunFleetAdvisorLsaAnalysisRequest request) {
        return advisor.runAnalysis(caller.scope())
                .thenApply(analysis -> Answer.of(
                        analysis,
                        started -> RunFleetAdvisorLsaAnalysisResponse.builder()
                                .lsaAnalysisId(started.id())
                                .status(started.describe().status())
                                .build()));
    }

    private CompletionStage<Answer> describeFleetAdvisorLsaAnalysis(
            Caller caller, DescribeFleetAdvisorLsaAnalysisRequest request) {
        return advisor.analyses(caller.scope())
                .thenApply(all -> ANALYSES.answer(
                        all,
                        List.of(),
                        request.maxRecords(),
                        request.nextToken(),
                        page -> DescribeFleetAdvisorLsaAnalysisResponse.builder()
                                .analysis(page.items().stream()
                                        .map(Analysis::describe)
                                        .toList())
                                .nextToken(page.marker())
                                .build()));
    }
}
