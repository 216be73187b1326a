package io.dmslocal.api.operation;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.DataProviders;
import io.dmslocal.engine.resource.type.InstanceProfiles;
import io.dmslocal.engine.resource.type.MigrationProjects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CreateDataProviderRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateMigrationProjectRequest;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;

/** An engine with migration projects for tests of schema conversion, and AWS's SDK in front of it. */
record ConversionProjects(RunningEngine running, ServedApi api, DatabaseMigrationClient dms, Scope scope)
        implements AutoCloseable {

    /** One schema. */
    static final String RULES =
            "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"object-locator\":"
                    + "{\"server-name\":\"db\",\"schema-name\":\"shop\"},\"rule-action\":\"explicit\"}]}";

    private static final AtomicInteger MADE = new AtomicInteger();

    static ConversionProjects open(String account) {
        Scope scope = new Scope(account, "eu-west-1");
        RunningEngine running = new RunningEngine("");
        ServedApi api = ServedApi.of(AllOperations.of(running.engine()));
        return new ConversionProjects(running, api, api.client(account, scope.region()), scope);
    }

    @Override
    public void close() {
        dms.close();
        api.close();
        running.close();
    }

    /** A new one, between two virtual providers. */
    MigrationProject next() {
        String name = "project-" + MADE.incrementAndGet();
        String profile = done(running.engine()
                        .resources()
                        .of(InstanceProfiles.class)
                        .create(scope, CreateInstanceProfileRequest.builder().build(), Tags.none()))
                .instanceProfileArn();
        String source = provider(name + "-source");
        String target = provider(name + "-target");
        return done(running.engine()
                .resources()
                .of(MigrationProjects.class)
                .create(
                        scope,
                        CreateMigrationProjectRequest.builder()
                                .migrationProjectName(name)
                                .instanceProfileIdentifier(profile)
                                .sourceDataProviderDescriptors(descriptor(source))
                                .targetDataProviderDescriptors(descriptor(target))
                                .schemaConversionApplicationAttributes(s3 -> s3.s3BucketPath("s3://bucket"))
                                .build(),
                        Tags.none()));
    }

    private String provider(String name) {
        return done(running.engine()
                        .resources()
                        .of(DataProviders.class)
                        .create(
                                scope,
                                CreateDataProviderRequest.builder()
                                        .dataProviderName(name)
                                        .engine("postgres")
                                        .virtual(true)
                                        .settings(settings ->
                                                settings.postgreSqlSettings(postgres -> postgres.serverName("db")
                                                        .port(5432)
                                                        .databaseName("shop")))
                                        .build(),
                                Tags.none()))
                .dataProviderArn();
    }

    private static DataProviderDescriptorDefinition descriptor(String provider) {
        return DataProviderDescriptorDefinition.builder()
                .dataProviderIdentifier(provider)
                .build();
    }

    private static <T> T done(CompletionStage<Outcome<T>> outcome) {
        return RunningEngine.await(outcome).fold(value -> value, fault -> {
            throw new AssertionError(fault);
        });
    }
}
