package io.dmslocal.engine;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.RunningEngine.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Create;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Delete;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Describe;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Reply;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.DataProviders;
import io.dmslocal.engine.resource.type.InstanceProfiles;
import io.dmslocal.engine.resource.type.MigrationProjects;
import io.dmslocal.engine.resource.type.SubnetGroups;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.CreateDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateDataProviderRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateMigrationProjectRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationSubnetGroupRequest;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.ModifyInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;

/** One engine ends, another begins on the same journal. */
class EngineRestartTest {

    private static final Scope SCOPE = new Scope("111111111111", "us-east-1");
    private static final String SLOW =
            "dms-local.engine.timings.local.instance { creating = 1h, deleting = 1h }, dms-local.engine.quotas.ReplicationInstances = 200";
    private static final String QUICK =
            "dms-local.engine.timings.local.instance { creating = 1ms, deleting = 1ms }, dms-local.engine.quotas.ReplicationInstances = 200";

    @TempDir
    Path data;

    @Test
    void whatWasCreatingBecomesAvailableAndWhatWasDeletingGoes() {
        String arn;
        try (RunningEngine first = RunningEngine.in(data, SLOW)) {
            arn = await(create(first.engine(), "alpha")).value().orElseThrow().replicationInstanceArn();
            await(first.engine().changeTags(arn, new TagChange(Map.of("team", "blue"), List.of())));
            assertEquals("creating", status(first.engine(), arn));
        }
        try (RunningEngine second = RunningEngine.in(data, QUICK)) {
            Engine engine = second.engine();
            assertEquals(List.of("alpha"), names(engine));
            eventually("alpha is available", () -> status(engine, arn).equals("available"));
            assertEquals(
                    new Tags(Map.of("team", "blue")),
                    await(engine.changeTags(arn, TagChange.none()))
                            .outcome()
                            .value()
                            .orElseThrow());
            assertEquals(
                    List.of(arn),
                    await(engine.resources().of(SubnetGroups.class).dependents(SCOPE, "default"))
                            .arns());
        }
        try (RunningEngine third = RunningEngine.in(data, SLOW)) {
            assertTrue(await(third.engine().instance(arn, Delete::new))
                    .outcome()
                    .value()
                    .isPresent());
            assertEquals("deleting", status(third.engine(), arn));
        }
        try (RunningEngine fourth = RunningEngine.in(data, QUICK)) {
            Engine engine = fourth.engine();
            eventually(
                    "alpha is gone",
                    () -> status(engine, arn).equals("gone") && names(engine).isEmpty());
            assertTrue(await(create(engine, "alpha")).value().isPresent());
        }
    }

    @Test
    void aNameOfACreationThatWasCutShortIsFreeAtOnce() {
        String ghost = "arn:aws:dms:us-east-1:111111111111:rep:GHOST";
        try (RunningEngine first = RunningEngine.in(data, SLOW)) {
            await(first.engine().ask(SCOPE, Kind.INSTANCE, replyTo -> new Directory.Claim("alpha", ghost, 9, replyTo)));
        }
        try (RunningEngine second = RunningEngine.in(data, SLOW)) {
            Outcome<ReplicationInstance> created = await(create(second.engine(), "alpha"));

            assertTrue(created.value().isPresent(), created::toString);
            assertEquals(List.of("alpha"), names(second.engine()));
        }
    }

    @Test
    void whatWasCreatedAndNotConfirmedKeepsItsName() {
        String arn = "arn:aws:dms:us-east-1:111111111111:rep:MADE";
        try (RunningEngine first = RunningEngine.in(data, SLOW)) {
            await(first.engine().ask(SCOPE, Kind.INSTANCE, replyTo -> new Directory.Claim("alpha", arn, 9, replyTo)));
            assertTrue(await(make(first.engine(), "alpha", arn)).value().isPresent());
        }
        try (RunningEngine second = RunningEngine.in(data, SLOW)) {
            Outcome<ReplicationInstance> another = await(create(second.engine(), "alpha"));

            assertEquals(arn, another.fault().orElseThrow().members().get("resourceArn"));
            assertEquals(List.of("alpha"), names(second.engine()));
            assertEquals("creating", status(second.engine(), arn));
        }
    }

    @Test
    void resourcesWithGeneratedArnsKeepThemAndWhatTheyHold() {
        String arn;
        try (RunningEngine first = RunningEngine.in(data, SLOW)) {
            var groups = first.engine().resources().of(SubnetGroups.class);
            var profiles = first.engine().resources().of(InstanceProfiles.class);
            await(groups.create(
                    SCOPE,
                    CreateReplicationSubnetGroupRequest.builder()
                            .replicationSubnetGroupIdentifier("red")
                            .replicationSubnetGroupDescription("red")
                            .subnetIds("subnet-1", "subnet-2")
                            .build(),
                    Tags.none()));
            arn = await(profiles.create(
                            SCOPE,
                            CreateInstanceProfileRequest.builder()
                                    .instanceProfileName("One")
                                    .subnetGroupIdentifier("RED")
                                    .build(),
                            new Tags(Map.of("team", "blue"))))
                    .value()
                    .orElseThrow()
                    .instanceProfileArn();
            await(profiles.modify(
                    SCOPE,
                    "one",
                    ModifyInstanceProfileRequest.builder()
                            .instanceProfileName("Two")
                            .build()));
        }
        try (RunningEngine second = RunningEngine.in(data, SLOW)) {
            var profiles = second.engine().resources().of(InstanceProfiles.class);
            assertEquals(
                    arn,
                    await(profiles.describe(SCOPE, "two")).value().orElseThrow().instanceProfileArn());
            assertEquals(
                    new Tags(Map.of("team", "blue")),
                    await(second.engine().changeTags(arn, TagChange.none()))
                            .outcome()
                            .value()
                            .orElseThrow());
            var groups = second.engine().resources().of(SubnetGroups.class);
            assertEquals(
                    "Cannot delete the subnet group 'red' because at least one database instance: Two is still using it.",
                    await(groups.delete(SCOPE, "red")).fault().orElseThrow().message());
            assertTrue(await(profiles.delete(SCOPE, arn)).value().isPresent());
            eventually(
                    "the group is free",
                    () -> await(groups.delete(SCOPE, "red")).value().isPresent());
        }
    }

    @Test
    void aDataMigrationGoesOnAndHoldsItsProject() {
        String arn;
        try (RunningEngine first = RunningEngine.in(data, "")) {
            project(first.engine());
            CreateDataMigrationRequest request = CreateDataMigrationRequest.builder()
                    .dataMigrationName("Nightly")
                    .dataMigrationType("cdc")
                    .migrationProjectIdentifier("project")
                    .serviceAccessRoleArn("arn:aws:iam::111111111111:role/mover")
                    .build();
            DataMigrations migrations = first.engine().dataMigrations();
            arn = await(migrations.create(SCOPE, request, Tags.none()))
                    .value()
                    .orElseThrow()
                    .dataMigrationArn();
            await(migrations.start(SCOPE, arn, "start-replication"));
        }
        try (RunningEngine second = RunningEngine.in(data, "")) {
            DataMigrations migrations = second.engine().dataMigrations();
            eventually("running", () -> migrationStatus(migrations, arn).equals("running"));
            assertEquals(
                    "Cannot delete the migration project 'project' because of Nightly, a data migration or a running request"
                            + " of the project.",
                    await(second.engine()
                                    .resources()
                                    .of(MigrationProjects.class)
                                    .delete(SCOPE, "project"))
                            .fault()
                            .orElseThrow()
                            .message());
            await(migrations.stop(SCOPE, "nightly"));
            eventually("stopped", () -> migrationStatus(migrations, arn).equals("stopped"));
        }
    }

    private static void project(Engine engine) {
        await(engine.resources()
                .of(DataProviders.class)
                .create(
                        SCOPE,
                        CreateDataProviderRequest.builder()
                                .dataProviderName("db")
                                .engine("mysql")
                                .settings(settings -> settings.mySqlSettings(mysql -> mysql.serverName("localhost")))
                                .build(),
                        Tags.none()));
        await(engine.resources()
                .of(InstanceProfiles.class)
                .create(
                        SCOPE,
                        CreateInstanceProfileRequest.builder()
                                .instanceProfileName("profile")
                                .build(),
                        Tags.none()));
        DataProviderDescriptorDefinition database = DataProviderDescriptorDefinition.builder()
                .dataProviderIdentifier("db")
                .build();
        await(engine.resources()
                .of(MigrationProjects.class)
                .create(
                        SCOPE,
                        CreateMigrationProjectRequest.builder()
                                .migrationProjectName("project")
                                .instanceProfileIdentifier("profile")
                                .sourceDataProviderDescriptors(database)
                                .targetDataProviderDescriptors(database)
                                .build(),
                        Tags.none()));
    }

    private static String migrationStatus(DataMigrations migrations, String arn) {
        return await(migrations.describe(List.of(arn))).get(0).dataMigrationStatus();
    }

    @Test
    void aDirectoryBeginsFromItsSnapshot() {
        List<String> made =
                IntStream.range(0, 150).mapToObj(i -> String.format("i%03d", i)).toList();
        try (RunningEngine first = RunningEngine.in(data, SLOW)) {
            List<CompletionStage<Outcome<ReplicationInstance>>> calls =
                    made.stream().map(name -> create(first.engine(), name)).toList();
            calls.forEach(RunningEngine::await);
        }
        try (RunningEngine second = RunningEngine.in(data, SLOW)) {
            assertEquals(made, names(second.engine()));
        }
    }

    private static CompletionStage<Outcome<ReplicationInstance>> create(Engine engine, String identifier) {
        return engine.registrar()
                .register(
                        new Registration(SCOPE, Kind.INSTANCE, identifier, Optional.empty()),
                        arn -> make(engine, identifier, arn));
    }

    private static CompletionStage<Outcome<ReplicationInstance>> make(Engine engine, String identifier, String arn) {
        CreateReplicationInstanceRequest request = CreateReplicationInstanceRequest.builder()
                .replicationInstanceIdentifier(identifier)
                .replicationInstanceClass("dms.t3.micro")
                .build();
        return engine.resources()
                .of(SubnetGroups.class)
                .attach(SCOPE, SubnetGroups.DEFAULT, arn)
                .thenCompose(attached -> attached.then(group -> engine.instance(
                                arn, replyTo -> new Create(request, group, Tags.none(), replyTo))
                        .thenApply(Reply::outcome)));
    }

    private static List<String> names(Engine engine) {
        return await(engine.list(SCOPE, Kind.INSTANCE)).stream()
                .map(Directory.Entry::identifier)
                .toList();
    }

    private static String status(Engine engine, String arn) {
        return await(engine.instance(arn, Describe::new))
                .outcome()
                .fold(ReplicationInstance::replicationInstanceStatus, fault -> "gone");
    }
}
