package io.dmslocal.engine.resource.type;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.Occasion;
import io.dmslocal.engine.resource.Reference;
import io.dmslocal.engine.resource.ResourceType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CreateMigrationProjectRequest;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptor;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.ModifyMigrationProjectRequest;

/**
 * What moves from where to where (AWS: CreateMigrationProject and its neighbours). A project holds its instance profile and its data providers; its data
 * migrations, and its schema conversion requests while they run, hold the project.
 */
public final class MigrationProjects
        implements ResourceType<MigrationProject, CreateMigrationProjectRequest, ModifyMigrationProjectRequest> {

    public static final String ARN_TYPE = "migration-project";

    @Override
    public String arnType() {
        return ARN_TYPE;
    }

    @Override
    public Optional<Quota> quota() {
        return Optional.of(Quota.MIGRATION_PROJECTS);
    }

    @Override
    public Supplier<? extends SdkPojo> documents() {
        return MigrationProject::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> creations() {
        return CreateMigrationProjectRequest::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> modifications() {
        return ModifyMigrationProjectRequest::builder;
    }

    @Override
    public String nameOf(MigrationProject project) {
        return project.migrationProjectName();
    }

    @Override
    public Outcome<List<Reference>> creation(CreateMigrationProjectRequest request) {
        return Outcome.unless(
                Identifiers.free("MigrationProjectName", request.migrationProjectName())
                        .or(() -> none("SourceDataProviderDescriptors", request.sourceDataProviderDescriptors()))
                        .or(() -> none("TargetDataProviderDescriptors", request.targetDataProviderDescriptors())),
                references(
                        request.instanceProfileIdentifier(),
                        request.sourceDataProviderDescriptors(),
                        request.targetDataProviderDescriptors()));
    }

    @Override
    public Outcome<List<Reference>> modification(ModifyMigrationProjectRequest request) {
        return Outcome.unless(
                Identifiers.free("MigrationProjectName", request.migrationProjectName())
                        .or(() -> request.hasSourceDataProviderDescriptors()
                                ? none("SourceDataProviderDescriptors", request.sourceDataProviderDescriptors())
                                : Optional.empty())
                        .or(() -> request.hasTargetDataProviderDescriptors()
                                ? none("TargetDataProviderDescriptors", request.targetDataProviderDescriptors())
                                : Optional.empty()),
                references(
                        request.instanceProfileIdentifier(),
                        request.sourceDataProviderDescriptors(),
                        request.targetDataProviderDescriptors()));
    }

    @Override
    public Outcome<MigrationProject> create(Occasion occasion, CreateMigrationProjectRequest request) {
        Reference.Resolved profile = occasion.resolved(InstanceProfiles.ARN_TYPE, request.instanceProfileIdentifier());
        return Outcome.done(MigrationProject.builder()
                .migrationProjectArn(occasion.arn().toString())
                .migrationProjectName(Objects.requireNonNullElseGet(
                        request.migrationProjectName(), () -> Identifiers.made(ARN_TYPE, occasion.arn())))
                .migrationProjectCreationTime(occasion.at())
                .instanceProfileArn(profile.arn())
                .instanceProfileName(profile.name())
                .sourceDataProviderDescriptors(descriptors(occasion, request.sourceDataProviderDescriptors()))
                .targetDataProviderDescriptors(descriptors(occasion, request.targetDataProviderDescriptors()))
                .transformationRules(Texts.kept(request.transformationRules()))
                .description(Texts.kept(request.description()))
                .schemaConversionApplicationAttributes(request.schemaConversionApplicationAttributes())
                .build());
    }

    @Override
    public Outcome<MigrationProject> modify(
            Occasion occasion, MigrationProject project, ModifyMigrationProjectRequest request) {
        return Outcome.done(project.copy(next -> {
            next.migrationProjectName(
                            Objects.requireNonNullElse(request.migrationProjectName(), project.migrationProjectName()))
                    .transformationRules(Texts.changed(project.transformationRules(), request.transformationRules()))
                    .description(Texts.changed(project.description(), request.description()));
            if (request.instanceProfileIdentifier() != null) {
                Reference.Resolved profile =
                        occasion.resolved(InstanceProfiles.ARN_TYPE, request.instanceProfileIdentifier());
                next.instanceProfileArn(profile.arn()).instanceProfileName(profile.name());
            }
            if (request.hasSourceDataProviderDescriptors()) {
                next.sourceDataProviderDescriptors(descriptors(occasion, request.sourceDataProviderDescriptors()));
            }
            if (request.hasTargetDataProviderDescriptors()) {
                next.targetDataProviderDescriptors(descriptors(occasion, request.targetDataProviderDescriptors()));
            }
            if (request.schemaConversionApplicationAttributes() != null) {
                next.schemaConversionApplicationAttributes(request.schemaConversionApplicationAttributes());
            }
        }));
    }

    @Override
    public List<String> uses(Scope scope, MigrationProject project) {
        Stream<String> providers = Stream.concat(
                        project.sourceDataProviderDescriptors().stream(),
                        project.targetDataProviderDescriptors().stream())
                .map(DataProviderDescriptor::dataProviderArn);
        return Stream.concat(Stream.of(project.instanceProfileArn()), providers)
                .distinct()
                .toList();
    }

    @Override
    public Fault notFound() {
        return Fault.notFound("Migration project could not be found.");
    }

    @Override
    public Fault alreadyExists() {
        return Fault.alreadyExists("The resource you are attempting to create already exists.");
    }

    @Override
    public Fault inUse(String verb, String name, String dependent) {
        return Fault.invalidState("Cannot " + verb + " the migration project '" + name + "' because of " + dependent
                + ", a data migration or a running request of the project.");
    }

    private static List<Reference> references(
            String profile,
            List<DataProviderDescriptorDefinition> sources,
            List<DataProviderDescriptorDefinition> targets) {
        Stream<Reference> providers = Stream.concat(sources.stream(), targets.stream())
                .map(each -> new Reference(DataProviders.ARN_TYPE, each.dataProviderIdentifier()));
        return Stream.concat(
                        Stream.ofNullable(profile).map(name -> new Reference(InstanceProfiles.ARN_TYPE, name)),
                        providers)
                .toList();
    }

    private static List<DataProviderDescriptor> descriptors(
            Occasion occasion, List<DataProviderDescriptorDefinition> definitions) {
        return definitions.stream()
                .map(each -> {
                    Reference.Resolved provider =
                            occasion.resolved(DataProviders.ARN_TYPE, each.dataProviderIdentifier());
                    return DataProviderDescriptor.builder()
                            .dataProviderArn(provider.arn())
                            .dataProviderName(provider.name())
                            .secretsManagerSecretId(each.secretsManagerSecretId())
                            .secretsManagerAccessRoleArn(each.secretsManagerAccessRoleArn())
                            .build();
                })
                .toList();
    }

    private static Optional<Fault> none(String parameter, List<?> given) {
        return given.isEmpty()
                ? Optional.of(Fault.invalidValue("The parameter " + parameter + " must have at least one descriptor."))
                : Optional.empty();
    }
}
