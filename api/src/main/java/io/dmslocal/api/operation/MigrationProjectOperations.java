package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Inventory;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.MigrationProjects;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.CreateMigrationProjectRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateMigrationProjectResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteMigrationProjectRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteMigrationProjectResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeMigrationProjectsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeMigrationProjectsResponse;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.ModifyMigrationProjectRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyMigrationProjectResponse;

/** What moves from where to where. AWS: API_CreateMigrationProject, API_DescribeMigrationProjects, API_ModifyMigrationProject, API_DeleteMigrationProject. */
public final class MigrationProjectOperations {

    private static final String MISSING = "its requests convert and move nothing yet";
    private static final String IDENTIFIER = "migration-project-identifier";
    private static final Filters<MigrationProject> FILTERS = Filters.<MigrationProject>none()
            .anyOfIgnoringCase(
                    IDENTIFIER, project -> List.of(project.migrationProjectName(), project.migrationProjectArn()))
            .anyOfIgnoringCase(
                    "instance-profile-identifier",
                    project -> List.of(project.instanceProfileName(), project.instanceProfileArn()))
            .anyOfIgnoringCase("data-provider-identifier", MigrationProjectOperations::providers);

    private final Engine engine;
    private final Resources<MigrationProject, CreateMigrationProjectRequest, ModifyMigrationProjectRequest> projects;
    private final Inventory<MigrationProject> inventory;

    public MigrationProjectOperations(Engine engine) {
        this.engine = engine;
        projects = engine.resources().of(MigrationProjects.class);
        inventory = Inventory.of(projects, FILTERS, IDENTIFIER)
                .bounds(1, 100)
                .refusingNothing("No Migration Projects found matching provided filters");
    }

    public void register(Operations operations) {
        operations.recorded(
                "CreateMigrationProject",
                MISSING,
                CreateMigrationProjectRequest::builder,
                this::createMigrationProject);
        operations.recorded(
                "DescribeMigrationProjects",
                MISSING,
                DescribeMigrationProjectsRequest::builder,
                this::describeMigrationProjects);
        operations.recorded(
                "ModifyMigrationProject",
                MISSING,
                ModifyMigrationProjectRequest::builder,
                this::modifyMigrationProject);
        operations.recorded(
                "DeleteMigrationProject",
                MISSING,
                DeleteMigrationProjectRequest::builder,
                this::deleteMigrationProject);
    }

    private CompletionStage<Answer> createMigrationProject(Caller caller, CreateMigrationProjectRequest request) {
        return TagOperations.tags(request.tags())
                .then(tags -> projects.create(caller.scope(), request, tags))
                .thenApply(project -> Answer.of(
                        project,
                        created -> CreateMigrationProjectResponse.builder()
                                .migrationProject(created)
                                .build()));
    }

    private CompletionStage<Answer> describeMigrationProjects(Caller caller, DescribeMigrationProjectsRequest request) {
        return inventory.answer(
                caller.scope(),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeMigrationProjectsResponse.builder()
                        .migrationProjects(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> modifyMigrationProject(Caller caller, ModifyMigrationProjectRequest request) {
        return engine.projectChanges()
                .modify(caller.scope(), request)
                .thenApply(project -> Answer.of(
                        project,
                        modified -> ModifyMigrationProjectResponse.builder()
                                .migrationProject(modified)
                                .build()));
    }

    private CompletionStage<Answer> deleteMigrationProject(Caller caller, DeleteMigrationProjectRequest request) {
        return engine.projectChanges()
                .delete(caller.scope(), request.migrationProjectIdentifier())
                .thenApply(project -> Answer.of(
                        project,
                        deleted -> DeleteMigrationProjectResponse.builder()
                                .migrationProject(deleted)
                                .build()));
    }

    /** Names and ARNs of sources and targets. */
    private static List<String> providers(MigrationProject project) {
        return Stream.concat(
                        project.sourceDataProviderDescriptors().stream(),
                        project.targetDataProviderDescriptors().stream())
                .flatMap(each -> Stream.of(each.dataProviderName(), each.dataProviderArn()))
                .toList();
    }
}
