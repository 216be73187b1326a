package io.dmslocal.engine;

import io.dmslocal.engine.entity.serverless.ReplicationDocument;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Create;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Describe;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Described;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Modify;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reply;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.SubnetGroups;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;

/**
 * How replication configs are made and changed, as far as endpoints and subnet groups have a say in it. Source: API_CreateReplicationConfig,
 * API_ModifyReplicationConfig.
 */
public final class ReplicationDefinitions {

    private final Engine engine;
    private final EndpointRoles endpoints;

    ReplicationDefinitions(Engine engine) {
        this.engine = engine;
        this.endpoints = new EndpointRoles(engine);
    }

    /** All that the request refers to exists and plays its part; asked before a name is claimed. */
    public CompletionStage<Outcome<CreateReplicationConfigRequest>> references(
            Scope scope, CreateReplicationConfigRequest request) {
        return references(
                        scope,
                        Optional.of(request.sourceEndpointArn()),
                        Optional.of(request.targetEndpointArn()),
                        ReplicationDocument.subnetGroup(request.computeConfig()))
                .thenApply(outcome -> outcome.map(ignored -> request));
    }

    /** The same, of what a modification names. */
    public CompletionStage<Outcome<ModifyReplicationConfigRequest>> references(
            Scope scope, ModifyReplicationConfigRequest request) {
        return references(
                        scope,
                        Optional.ofNullable(request.sourceEndpointArn()),
                        Optional.ofNullable(request.targetEndpointArn()),
                        ReplicationDocument.subnetGroup(request.computeConfig()))
                .thenApply(outcome -> outcome.map(ignored -> request));
    }

    /** Makes the config, which then holds its endpoints and its subnet group. */
    public CompletionStage<Outcome<Described>> create(
            String arn, CreateReplicationConfigRequest request, Tags tags, Instant now) {
        return ReplicationDocument.create(arn, request, now)
                .then(made -> hold(arn, ReplicationDocument.uses(made.config()))
                        .thenCompose(held -> held.then(done -> engine.replication(
                                        arn, replyTo -> new Create(made.config(), made.prepModeGiven(), tags, replyTo))
                                .thenApply(Reply::outcome)))
                        .thenApply(outcome -> {
                            if (outcome.fault().isPresent()) {
                                engine.gone(arn, ReplicationDocument.uses(made.config()));
                            }
                            return outcome;
                        }));
    }

    /** What it names anew is held before, what it has no more is let go after. A crash between leaves a hold until the config is deleted. */
    public CompletionStage<Outcome<Described>> modify(String arn, ModifyReplicationConfigRequest request) {
        return engine.replication(arn, Describe::new)
                .thenApply(Reply::outcome)
                .thenCompose(known -> known.then(before -> {
                    Set<String> used = ReplicationDocument.uses(before.config());
                    Set<String> wanted = ReplicationDocument.uses(named(before.config(), request));
                    return hold(arn, wanted)
                            .thenCompose(held ->
                                    held.then(done -> engine.replication(arn, replyTo -> new Modify(request, replyTo))
                                            .thenApply(Reply::outcome)))
                            .thenApply(outcome -> {
                                boolean isDone = outcome.fault().isEmpty();
                                engine.release(arn, without(isDone ? used : wanted, isDone ? wanted : used));
                                return outcome;
                            });
                }));
    }

    private static ReplicationConfig named(ReplicationConfig before, ModifyReplicationConfigRequest request) {
        return before.copy(config -> {
            Optional.ofNullable(request.sourceEndpointArn()).ifPresent(config::sourceEndpointArn);
            Optional.ofNullable(request.targetEndpointArn()).ifPresent(config::targetEndpointArn);
            ReplicationDocument.subnetGroup(request.computeConfig())
                    .ifPresent(group -> config.computeConfig(
                            before.computeConfig().copy(compute -> compute.replicationSubnetGroupId(group))));
        });
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        return some.stream().filter(arn -> !others.contains(arn)).collect(Collectors.toSet());
    }

    private CompletionStage<Outcome<String>> references(
            Scope scope, Optional<String> source, Optional<String> target, Optional<String> group) {
        CompletionStage<Outcome<String>> nothing = CompletableFuture.completedFuture(Outcome.done(""));
        return source.map(arn -> endpoints.check(arn, "source"))
                .orElse(nothing)
                .thenCompose(found -> found.then(done ->
                        target.map(arn -> endpoints.check(arn, "target")).orElse(nothing)))
                .thenCompose(found -> found.then(done -> group.map(name -> engine.resources()
                                .of(SubnetGroups.class)
                                .describe(scope, name)
                                .thenApply(outcome -> outcome.map(any -> name)))
                        .orElse(nothing)));
    }

    private CompletionStage<Outcome<String>> hold(String arn, Set<String> used) {
        CompletionStage<Outcome<String>> held = CompletableFuture.completedFuture(Outcome.done(arn));
        for (String each : used) {
            held = held.thenCompose(sofar -> sofar.then(done -> hold(arn, each)));
        }
        return held;
    }

    private CompletionStage<Outcome<String>> hold(String arn, String used) {
        Arn parsed = Arn.parse(used).orElseThrow();
        return parsed.type().equals("subgrp")
                ? engine.resources()
                        .of(SubnetGroups.class)
                        .attach(parsed.scope(), parsed.id(), arn)
                        .thenApply(group -> group.map(any -> arn))
                : endpoints.attach(arn, used).thenApply(endpoint -> endpoint.map(any -> arn));
    }
}
