package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dmslocal.engine.Engine;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.DataProviders;
import io.dmslocal.engine.resource.type.InstanceProfiles;
import io.dmslocal.engine.resource.type.MigrationProjects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.services.databasemigration.model.CreateDataProviderRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateMigrationProjectRequest;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;

/** Migration projects for tests of schema conversion. */
record ConversionProjects(Engine engine, Scope scope) {

    private static final AtomicInteger MADE = new AtomicInteger();

    /** @return the message */
    static String refused(String code, Executable call) {
        DatabaseMigrationException refused = assertThrows(DatabaseMigrationException.class, call);
        assertEquals(
                code,
                refused.awsErrorDetails().errorCode(),
                refused.awsErrorDetails().errorMessage());
        return refused.awsErrorDetails().errorMessage();
    }

    /** A new one, between two virtual providers. */
    MigrationProject next() {
        String name = "project-" + MADE.incrementAndGet();
        String profile = done(engine.resources()
                        .of(InstanceProfiles.class)
                        .create(scope, CreateInstanceProfileRequest.builder().build(), Tags.none()))
                .instanceProfileArn();
        String source = provider(name + "-source");
        String target = provider(name + "-target");
        return done(engine.resources()
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
        return done(engine.resources()
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
