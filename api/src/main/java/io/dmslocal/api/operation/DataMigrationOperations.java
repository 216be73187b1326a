package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.listing.Roster;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.DataMigrations;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.resource.type.MigrationProjects;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CreateDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateDataMigrationResponse;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;
import software.amazon.awssdk.services.databasemigration.model.DataMigrationSettings;
import software.amazon.awssdk.services.databasemigration.model.DataMigrationStatistics;
import software.amazon.awssdk.services.databasemigration.model.DeleteDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteDataMigrationResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeDataMigrationsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeDataMigrationsResponse;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataMigrationResponse;
import software.amazon.awssdk.services.databasemigration.model.SourceDataSetting;
import software.amazon.awssdk.services.databasemigration.model.StartDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.StartDataMigrationResponse;
import software.amazon.awssdk.services.databasemigration.model.StopDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.StopDataMigrationResponse;
import software.amazon.awssdk.services.databasemigration.model.TargetDataSetting;

/**
 * Homogeneous data migrations. AWS: API_CreateDataMigration, API_DescribeDataMigrations, API_ModifyDataMigration, API_StartDataMigration,
 * API_StopDataMigration, API_DeleteDataMigration.
 */
public final class DataMigrationOperations {

    private static final String MISSING = "a run moves nothing";
    private static final String PROJECT = "migration-project-identifier";

    private final Engine engine;
    private final DataMigrations migrations;

    public DataMigrationOperations(Engine engine) {
        this.engine = engine;
        this.migrations = engine.dataMigrations();
    }

    public void register(Operations operations) {
        operations.recorded(
                "CreateDataMigration", MISSING, CreateDataMigrationRequest::builder, this::createDataMigration);
        operations.recorded(
                "DescribeDataMigrations",
                MISSING,
                DescribeDataMigrationsRequest::builder,
                this::describeDataMigrations);
        operations.recorded(
                "ModifyDataMigration", MISSING, ModifyDataMigrationRequest::builder, this::modifyDataMigration);
        operations.recorded(
                "StartDataMigration", MISSING, StartDataMigrationRequest::builder, this::startDataMigration);
        operations.recorded("StopDataMigration", MISSING, StopDataMigrationRequest::builder, this::stopDataMigration);
        operations.recorded(
                "DeleteDataMigration", MISSING, DeleteDataMigrationRequest::builder, this::deleteDataMigration);
    }

    private CompletionStage<Answer> createDataMigration(Caller caller, CreateDataMigrationRequest request) {
        return TagOperations.tags(request.tags())
                .then(tags -> migrations.create(caller.scope(), request, tags))
                .thenApply(answer(created -> CreateDataMigrationResponse.builder()
                        .dataMigration(created)
                        .build()));
    }

    private CompletionStage<Answer> describeDataMigrations(Caller caller, DescribeDataMigrationsRequest request) {
        return projectNames(caller, request.filters())
                .thenCompose(names -> roster(names)
                        .answer(
                                Roster.Source.of(engine, caller.scope(), Kind.DATA_MIGRATION, migrations::describe),
                                request.filters(),
                                request.maxRecords(),
                                request.marker(),
                                page -> DescribeDataMigrationsResponse.builder()
                                        .dataMigrations(page.items().stream()
                                                .map(migration -> shown(migration, request))
                                                .toList())
                                        .marker(page.marker())
                                        .build()));
    }

    private CompletionStage<Answer> modifyDataMigration(Caller caller, ModifyDataMigrationRequest request) {
        return migrations
                .modify(caller.scope(), request)
                .thenApply(answer(modified -> ModifyDataMigrationResponse.builder()
                        .dataMigration(modified)
                        .build()));
    }

    private CompletionStage<Answer> startDataMigration(Caller caller, StartDataMigrationRequest request) {
        return migrations
                .start(caller.scope(), request.dataMigrationIdentifier(), request.startTypeAsString())
                .thenApply(answer(started -> StartDataMigrationResponse.builder()
                        .dataMigration(started)
                        .build()));
    }

    private CompletionStage<Answer> stopDataMigration(Caller caller, StopDataMigrationRequest request) {
        return migrations
                .stop(caller.scope(), request.dataMigrationIdentifier())
                .thenApply(answer(stopping -> StopDataMigrationResponse.builder()
                        .dataMigration(stopping)
                        .build()));
    }

    private CompletionStage<Answer> deleteDataMigration(Caller caller, DeleteDataMigrationRequest request) {
        return migrations
                .delete(caller.scope(), request.dataMigrationIdentifier())
                .thenApply(answer(deleting -> DeleteDataMigrationResponse.builder()
                        .dataMigration(deleting)
                        .build()));
    }

    private static Function<Outcome<DataMigration>, Answer> answer(Function<DataMigration, SdkPojo> shape) {
        return outcome -> Answer.of(outcome, shape);
    }

    /** By ARN, of the projects that filters name: a data migration knows the ARN of its project only. */
    private CompletionStage<Map<String, String>> projectNames(Caller caller, List<Filter> filters) {
        List<String> identifiers = filters.stream()
                .filter(filter -> PROJECT.equals(filter.name()))
                .flatMap(filter -> filter.values().stream())
                .toList();
        return engine.resources()
                .of(MigrationProjects.class)
                .describe(caller.scope(), identifiers)
                .thenApply(projects -> projects.stream()
                        .collect(Collectors.toMap(
                                MigrationProject::migrationProjectArn, MigrationProject::migrationProjectName)));
    }

    private static Roster<DataMigration> roster(Map<String, String> projectNames) {
        Filters<DataMigration> filters = Filters.<DataMigration>none()
                .exact("data-migration-arn", DataMigration::dataMigrationArn)
                .ignoringCase("data-migration-name", DataMigration::dataMigrationName)
                .anyOfIgnoringCase(
                        "data-migration-identifier",
                        migration -> List.of(migration.dataMigrationArn(), migration.dataMigrationName()))
                .anyOfIgnoringCase(
                        PROJECT,
                        migration -> Stream.of(
                                        migration.migrationProjectArn(),
                                        projectNames.get(migration.migrationProjectArn()))
                                .filter(Objects::nonNull)
                                .toList());
        Markers<DataMigration> markers = Markers.<DataMigration>by(
                        migration -> Identifiers.stored(migration.dataMigrationName()))
                .bounds(1, 100);
        return new Roster<>(
                Listing.of(markers, filters).refusingNothing("No Data Migrations found matching provided filters"),
                "data-migration-arn",
                "data-migration-name",
                "data-migration-identifier");
    }

    private static DataMigration shown(DataMigration migration, DescribeDataMigrationsRequest request) {
        return migration.copy(shown -> {
            if (Boolean.TRUE.equals(request.withoutSettings())) {
                shown.dataMigrationSettings((DataMigrationSettings) null)
                        .sourceDataSettings((List<SourceDataSetting>) null)
                        .targetDataSettings((List<TargetDataSetting>) null);
            }
            if (Boolean.TRUE.equals(request.withoutStatistics())) {
                shown.dataMigrationStatistics((DataMigrationStatistics) null);
            }
        });
    }
}
