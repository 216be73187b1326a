package io.dmslocal.engine;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.RunningEngine.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Attach;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Create;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Delete;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Describe;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Modify;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Reply;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.SubnetGroups;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;

class EngineTest {

    private static RunningEngine running;
    private static Engine engine;

    @BeforeAll
    static void start() {
        running = new RunningEngine("""
                dms-local.engine.timings.local.instance { creating = 300ms, deleting = 300ms }
                dms-local.engine.quotas.ReplicationInstances = 20
                """);
        engine = running.engine();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void anInstanceIsCreatedListedAndDeleted() {
        Scope scope = new Scope("111111111111", "us-east-1");

        ReplicationInstance created = await(create(scope, "Alpha")).value().orElseThrow();

        assertEquals("creating", created.replicationInstanceStatus());
        String arn = created.replicationInstanceArn();
        assertEquals(List.of("alpha"), names(scope));
        eventually("alpha is available", () -> status(arn).equals("available"));
        assertEquals(
                List.of("alpha"),
                await(engine.instances(List.of(arn, arn + "X"))).stream()
                        .map(ReplicationInstance::replicationInstanceIdentifier)
                        .toList());
        assertEquals(
                List.of(arn),
                await(engine.resources().of(SubnetGroups.class).dependents(scope, "default"))
                        .arns());

        assertEquals(
                "deleting",
                await(engine.instance(arn, Delete::new))
                        .outcome()
                        .value()
                        .orElseThrow()
                        .replicationInstanceStatus());

        eventually(
                "alpha is gone",
                () -> status(arn).equals("gone") && names(scope).isEmpty());
        eventually(
                "the subnet group is free",
                () -> await(engine.resources().of(SubnetGroups.class).dependents(scope, "default"))
                        .arns()
                        .isEmpty());
    }

    @Test
    void ofManyConcurrentCreationsOfOneIdentifierExactlyOneSucceeds() {
        Scope scope = new Scope("222222222222", "us-east-1");

        List<CompletionStage<Outcome<ReplicationInstance>>> calls =
                IntStream.range(0, 50).mapToObj(i -> create(scope, "same")).toList();
        List<Outcome<ReplicationInstance>> outcomes =
                calls.stream().map(RunningEngine::await).toList();

        List<ReplicationInstance> winners =
                outcomes.stream().flatMap(outcome -> outcome.value().stream()).toList();
        assertEquals(1, winners.size());
        List<Fault> faults =
                outcomes.stream().flatMap(outcome -> outcome.fault().stream()).toList();
        assertTrue(faults.stream()
                .allMatch(fault -> fault.code().equals("ResourceAlreadyExistsFault")
                        && fault.members()
                                .get("resourceArn")
                                .equals(winners.get(0).replicationInstanceArn())));
    }

    @Test
    void theQuotaHoldsUnderConcurrentCreations() {
        Scope scope = new Scope("333333333333", "us-east-1");

        List<CompletionStage<Outcome<ReplicationInstance>>> calls = IntStream.range(0, 30)
                .mapToObj(i -> create(scope, "instance-" + i))
                .toList();
        List<Outcome<ReplicationInstance>> outcomes =
                calls.stream().map(RunningEngine::await).toList();

        assertEquals(
                20,
                outcomes.stream().filter(outcome -> outcome.value().isPresent()).count());
        assertEquals(20, names(scope).size());
        assertTrue(outcomes.stream()
                .flatMap(outcome -> outcome.fault().stream())
                .allMatch(fault -> fault.code().equals("ResourceQuotaExceededFault")));
    }

    @Test
    void aRefusedCreationGivesItsNameBack() {
        Scope scope = new Scope("444444444444", "us-east-1");
        Registration wanted = new Registration(scope, Kind.INSTANCE, "beta", Optional.empty());

        Outcome<String> refused = await(engine.registrar()
                .register(
                        wanted,
                        arn -> CompletableFuture.completedFuture(Outcome.<String>refused(Fault.invalidState("no")))));

        assertEquals("no", refused.fault().orElseThrow().message());
        assertTrue(await(create(scope, "beta")).value().isPresent());
    }

    @Test
    void aChosenResourceIdentifierIsUniqueToo() {
        Scope scope = new Scope("555555555555", "us-east-1");
        assertTrue(await(create(scope, "one", Optional.of("Mine"))).value().isPresent());

        Fault fault = await(create(scope, "two", Optional.of("Mine"))).fault().orElseThrow();

        assertEquals("ResourceAlreadyExistsFault", fault.code());
        assertEquals(
                "arn:aws:dms:us-east-1:555555555555:rep:Mine", fault.members().get("resourceArn"));
    }

    @Test
    void aNameWhoseResourceIsGoneIsFree() {
        Scope scope = new Scope("666666666666", "us-east-1");
        String ghost = "arn:aws:dms:us-east-1:666666666666:rep:GHOST";
        await(engine.ask(scope, Kind.INSTANCE, replyTo -> new Directory.Claim("ghost", ghost, 9, replyTo)));
        await(engine.ask(scope, Kind.INSTANCE, replyTo -> new Directory.Confirm("ghost", ghost, replyTo)));

        assertTrue(await(create(scope, "ghost")).value().isPresent());
    }

    @Test
    void aCreationThatComesTooLateForItsNameIsRefusedAndUndone() {
        Scope scope = new Scope("121212121212", "us-east-1");
        Registration wanted = new Registration(scope, Kind.INSTANCE, "late", Optional.empty());
        List<String> made = new CopyOnWriteArrayList<>();

        Outcome<ReplicationInstance> late = await(engine.registrar()
                .register(
                        wanted,
                        arn -> instance(scope, "late", arn).thenCompose(done -> {
                            made.add(arn);
                            return lost(scope, "late", arn)
                                    .thenCompose(lost -> create(scope, "late"))
                                    .thenApply(another -> done);
                        })));

        Fault fault = late.fault().orElseThrow();
        assertEquals("ResourceAlreadyExistsFault", fault.code());
        String winner = await(engine.list(scope, Kind.INSTANCE)).get(0).arn();
        assertEquals(winner, fault.members().get("resourceArn"));
        assertNotEquals(List.of(winner), made);
        eventually(
                "it goes, once it is no more being created",
                () -> status(made.get(0)).equals("gone"));
        assertEquals(List.of("late"), names(scope));
        assertNotEquals("gone", status(winner));
    }

    @Test
    void aRenameThatComesTooLateIsRefusedAndUndone() {
        Scope scope = new Scope("131313131313", "us-east-1");
        String arn = await(create(scope, "old")).value().orElseThrow().replicationInstanceArn();
        eventually("old is available", () -> status(arn).equals("available"));
        List<String> names = new CopyOnWriteArrayList<>();

        Outcome<ReplicationInstance> late = await(engine.registrar()
                .rename(
                        scope,
                        Kind.INSTANCE,
                        arn,
                        "new",
                        name -> modify(arn, name).thenCompose(done -> {
                            names.add(name);
                            return names.size() > 1
                                    ? CompletableFuture.completedFuture(done)
                                    : lost(scope, "new", arn)
                                            .thenCompose(lost -> create(scope, "new"))
                                            .thenApply(another -> done);
                        })));

        assertEquals("ResourceAlreadyExistsFault", late.fault().orElseThrow().code());
        eventually(
                "it has its old name again",
                () -> await(engine.identifierOf(arn)).equals(Optional.of("old")));
        assertEquals(List.of("new", "old"), names(scope));
    }

    /** As if the claim had been checked too early. */
    private static CompletionStage<Directory.Reply> lost(Scope scope, String identifier, String arn) {
        return engine.ask(scope, Kind.INSTANCE, replyTo -> new Directory.Release(identifier, arn, replyTo));
    }

    private static CompletionStage<Outcome<ReplicationInstance>> modify(String arn, String identifier) {
        ModifyReplicationInstanceRequest request = ModifyReplicationInstanceRequest.builder()
                .replicationInstanceIdentifier(identifier)
                .applyImmediately(true)
                .build();
        return engine.instance(arn, replyTo -> new Modify(request, replyTo)).thenApply(Reply::outcome);
    }

    @Test
    void attachmentsOfTheDeadAreReleased() {
        Scope scope = new Scope("777777777777", "us-east-1");
        String arn = await(create(scope, "gamma")).value().orElseThrow().replicationInstanceArn();
        eventually("gamma is available", () -> status(arn).equals("available"));
        String dead = "arn:aws:dms:us-east-1:777777777777:task:DEAD";
        await(engine.instance(arn, replyTo -> new Attach(dead, replyTo)));
        Fault refused =
                await(engine.instance(arn, Delete::new)).outcome().fault().orElseThrow();
        assertTrue(refused.message().contains("has one or more replication tasks"), refused.message());

        assertEquals(List.of(), await(engine.releaseDead(arn)));

        assertTrue(await(engine.instance(arn, Delete::new)).outcome().value().isPresent());
    }

    @Test
    void tagsAreChangedByArnOfAnyType() {
        Scope scope = new Scope("888888888888", "us-east-1");
        String arn = await(create(scope, "delta")).value().orElseThrow().replicationInstanceArn();
        String group = "arn:aws:dms:us-east-1:888888888888:subgrp:default";

        for (String each : List.of(arn, group)) {
            await(engine.changeTags(each, new TagChange(Map.of("team", "a"), List.of())));
            assertEquals(
                    Map.of("team", "a"),
                    await(engine.changeTags(each, TagChange.none()))
                            .outcome()
                            .value()
                            .orElseThrow()
                            .byKey());
        }
        TagReply unknown = await(engine.changeTags(arn + "X", TagChange.none()));
        assertEquals(
                "ResourceNotFoundFault", unknown.outcome().fault().orElseThrow().code());
    }

    private static CompletionStage<Outcome<ReplicationInstance>> create(Scope scope, String identifier) {
        return create(scope, identifier, Optional.empty());
    }

    private static CompletionStage<Outcome<ReplicationInstance>> create(
            Scope scope, String identifier, Optional<String> resourceIdentifier) {
        return engine.registrar()
                .register(
                        new Registration(scope, Kind.INSTANCE, identifier, resourceIdentifier),
                        arn -> instance(scope, identifier, arn));
    }

    private static CompletionStage<Outcome<ReplicationInstance>> instance(Scope scope, String identifier, String arn) {
        CreateReplicationInstanceRequest request = CreateReplicationInstanceRequest.builder()
                .replicationInstanceIdentifier(identifier)
                .replicationInstanceClass("dms.t3.micro")
                .build();
        return engine.resources()
                .of(SubnetGroups.class)
                .attach(scope, SubnetGroups.DEFAULT, arn)
                .thenCompose(attached -> attached.then(group -> engine.instance(
                                arn, replyTo -> new Create(request, group, Tags.none(), replyTo))
                        .thenApply(Reply::outcome)));
    }

    private static List<String> names(Scope scope) {
        return await(engine.list(scope, Kind.INSTANCE)).stream()
                .map(Directory.Entry::identifier)
                .toList();
    }

    private static String status(String arn) {
        return await(engine.instance(arn, Describe::new))
                .outcome()
                .fold(ReplicationInstance::replicationInstanceStatus, fault -> "gone");
    }
}
