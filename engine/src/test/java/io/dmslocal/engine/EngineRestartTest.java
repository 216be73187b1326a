package io.dmslocal.engine;

import static io.dmslocal.engine.RunningEngine.await;
import static io.dmslocal.engine.RunningEngine.eventually;
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
import io.dmslocal.engine.resource.type.SubnetGroups;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
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
                    await(engine.subnetGroups().dependents(SCOPE, "default")).arns());
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
        CreateReplicationInstanceRequest request = CreateReplicationInstanceRequest.builder()
                .replicationInstanceIdentifier(identifier)
                .replicationInstanceClass("dms.t3.micro")
                .build();
        return engine.registrar()
                .register(
                        new Registration(SCOPE, Kind.INSTANCE, identifier, Optional.empty()),
                        arn -> engine.subnetGroups()
                                .attach(SCOPE, SubnetGroups.DEFAULT, arn)
                                .thenCompose(attached -> attached.then(group -> engine.instance(
                                                arn, replyTo -> new Create(request, group, Tags.none(), replyTo))
                                        .thenApply(Reply::outcome))));
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
