package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunOrder;
import io.dmslocal.engine.entity.running.RunRules;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Described;
import io.dmslocal.engine.entity.serverless.ReplicationState.Active;
import io.dmslocal.engine.entity.serverless.ReplicationState.Present;
import io.dmslocal.engine.entity.serverless.ReplicationState.Serverless;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.SettingsDocument;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.ReplicationStats;

/**
 * How a replication config is made, changed and shown, and its replication with it. Pure. Source: API_CreateReplicationConfig, API_ReplicationConfig,
 * API_Replication.
 */
public final class ReplicationDocument {

    /** The group that is there without having been created. */
    private static final String DEFAULT_GROUP = "default";

    /** A config, checked. */
    public record New(ReplicationConfig config, boolean prepModeGiven) {}

    private ReplicationDocument() {}

    /** What can be said without knowing whether what it refers to exists. */
    public static Optional<Fault> fault(CreateReplicationConfigRequest request) {
        return Identifiers.named("ReplicationConfigIdentifier", request.replicationConfigIdentifier())
                .or(() -> Optional.ofNullable(request.resourceIdentifier()).flatMap(Identifiers::resource))
                .or(() -> RunRules.type("ReplicationType", request.replicationTypeAsString()))
                .or(() -> Capacity.fault(request.computeConfig()))
                .or(() -> RunRules.documents(request.tableMappings(), settings(request)));
    }

    /** @param request without a {@link #fault} */
    public static Outcome<New> create(String arn, CreateReplicationConfigRequest request, Instant now) {
        return settings(request)
                .map(settings -> new New(
                        ReplicationConfig.builder()
                                .replicationConfigArn(arn)
                                .replicationConfigIdentifier(request.replicationConfigIdentifier())
                                .sourceEndpointArn(request.sourceEndpointArn())
                                .targetEndpointArn(request.targetEndpointArn())
                                .replicationType(request.replicationTypeAsString())
                                .computeConfig(request.computeConfig())
                                .replicationSettings(settings.json())
                                .supplementalSettings(request.supplementalSettings())
                                .tableMappings(request.tableMappings())
                                .replicationConfigCreateTime(now)
                                .replicationConfigUpdateTime(now)
                                .isReadOnly(false)
                                .build(),
                        settings.prepModeGiven()));
    }

    static Outcome<New> modify(Serverless before, ModifyReplicationConfigRequest request, Instant now) {
        ReplicationConfig config = before.config();
        String type = Objects.requireNonNullElse(request.replicationTypeAsString(), config.replicationTypeAsString());
        String mappings = Objects.requireNonNullElse(request.tableMappings(), config.tableMappings());
        ComputeConfig compute = request.computeConfig() == null
                ? config.computeConfig()
                : Capacity.merged(config.computeConfig(), request.computeConfig());
        String given = Objects.requireNonNullElse(request.replicationSettings(), "{}");
        return Outcome.unless(Capacity.fault(compute), given)
                .flatMap(settings -> TaskSettings.complete(settings(before), settings, type))
                .flatMap(settings -> Outcome.unless(RunRules.conflict(settings, mappings), settings))
                .map(settings -> new New(
                        config.copy(c -> {
                            c.replicationType(type).tableMappings(mappings).computeConfig(compute);
                            c.replicationSettings(settings.json()).replicationConfigUpdateTime(now);
                            Optional.ofNullable(request.replicationConfigIdentifier())
                                    .ifPresent(c::replicationConfigIdentifier);
                            Optional.ofNullable(request.sourceEndpointArn()).ifPresent(c::sourceEndpointArn);
                            Optional.ofNullable(request.targetEndpointArn()).ifPresent(c::targetEndpointArn);
                            Optional.ofNullable(request.supplementalSettings()).ifPresent(c::supplementalSettings);
                        }),
                        settings.prepModeGiven()));
    }

    /** A modification of a config that exists has to ask for something. */
    public static Optional<Fault> asksNothing(ModifyReplicationConfigRequest request) {
        boolean asksNothing = request.equals(ModifyReplicationConfigRequest.builder()
                .replicationConfigArn(request.replicationConfigArn())
                .build());
        return asksNothing
                ? Optional.of(Fault.invalidCombination("No modifications were requested on the replication config"))
                : Optional.empty();
    }

    /** What can be said of a modification's values without knowing the config. */
    public static Optional<Fault> fault(ModifyReplicationConfigRequest request) {
        return Optional.ofNullable(request.replicationConfigIdentifier())
                .flatMap(name -> Identifiers.named("ReplicationConfigIdentifier", name))
                .or(() -> Optional.ofNullable(request.replicationTypeAsString())
                        .flatMap(type -> RunRules.type("ReplicationType", type)))
                .or(() -> Optional.ofNullable(request.computeConfig()).flatMap(Capacity::values))
                .or(() -> Optional.ofNullable(request.tableMappings()).flatMap(RunRules::mappings));
    }

    /** The subnet group that it names, as it is stored; empty for none and for the one that is always there. */
    public static Optional<String> subnetGroup(ComputeConfig compute) {
        return Optional.ofNullable(compute)
                .map(ComputeConfig::replicationSubnetGroupId)
                .filter(name -> !name.isBlank())
                .map(Identifiers::stored)
                .filter(name -> !name.equals(DEFAULT_GROUP));
    }

    /** ARNs of all that it holds. */
    public static Set<String> uses(ReplicationConfig config) {
        Set<String> uses = new LinkedHashSet<>(List.of(config.sourceEndpointArn(), config.targetEndpointArn()));
        Arn arn = Arn.parse(config.replicationConfigArn()).orElseThrow();
        subnetGroup(config.computeConfig())
                .ifPresent(name -> uses.add(new Arn(arn.scope(), "subgrp", name).toString()));
        return uses;
    }

    /** What its next run, or the present one, does. */
    static RunOrder order(Serverless serverless) {
        ReplicationConfig config = serverless.config();
        Replication replication = serverless.replication();
        return new RunOrder(
                config.replicationConfigArn(),
                "",
                config.sourceEndpointArn(),
                config.targetEndpointArn(),
                config.replicationTypeAsString(),
                settings(serverless),
                config.tableMappings(),
                Optional.ofNullable(replication.cdcStartTime()),
                text(replication.cdcStartPosition()),
                text(replication.cdcStopPosition()),
                serverless.history().count(),
                serverless.history().startType(),
                serverless.history().reloads());
    }

    /** As the journal knows it: statistics are those of the last run that ended. */
    public static Described describe(Present state) {
        return describe(
                state,
                Optional.empty(),
                Optional.empty(),
                state.history().latest().orElse(Instant.EPOCH));
    }

    /**
     * Both views, as callers see them.
     *
     * @param running of its run, while there is one
     * @param assessing of the assessment before its start, while there is one
     */
    static Described describe(
            Present state, Optional<RunSummary> running, Optional<Premigration> assessing, Instant now) {
        Serverless serverless = state.serverless();
        ReplicationConfig config = serverless.config();
        RunHistory history = serverless.history();
        RunSummary summary = state instanceof Active ? running.orElse(history.last()) : history.last();
        Replication replication = serverless.replication().copy(r -> {
            r.replicationConfigIdentifier(config.replicationConfigIdentifier())
                    .replicationConfigArn(config.replicationConfigArn())
                    .sourceEndpointArn(config.sourceEndpointArn())
                    .targetEndpointArn(config.targetEndpointArn())
                    .replicationType(config.replicationTypeAsString())
                    .status(state.status())
                    .replicationStats(stats(history, summary, now))
                    .isReadOnly(false);
            serverless.provision().map(Provision::describe).ifPresent(r::provisionData);
            serverless
                    .premigration()
                    .map(known -> assessing
                            .filter(told -> known.isOpen() && known.isOf(told.status()))
                            .orElse(known))
                    .filter(known -> !known.isOpen())
                    .ifPresent(known -> r.premigrationAssessmentStatuses(known.status()));
            if (state instanceof Active) {
                summary.recoveryCheckpoint().ifPresent(r::recoveryCheckpoint);
            }
        });
        return new Described(config, replication);
    }

    private static ReplicationStats stats(RunHistory history, RunSummary summary, Instant now) {
        ReplicationStats.Builder stats = ReplicationStats.builder()
                .fullLoadProgressPercent(summary.progressPercent())
                .elapsedTimeMillis(history.elapsed(now).toMillis())
                .tablesLoaded(summary.loaded())
                .tablesLoading(summary.loading())
                .tablesQueued(summary.queued())
                .tablesErrored(summary.errored());
        history.freshStart().ifPresent(stats::freshStartDate);
        history.start().ifPresent(stats::startDate);
        history.stop().ifPresent(stats::stopDate);
        summary.loadStart().ifPresent(stats::fullLoadStartDate);
        summary.loadFinish().ifPresent(stats::fullLoadFinishDate);
        return stats.build();
    }

    private static SettingsDocument settings(Serverless serverless) {
        return new SettingsDocument(serverless.config().replicationSettings(), serverless.prepModeGiven());
    }

    private static Outcome<SettingsDocument> settings(CreateReplicationConfigRequest request) {
        return TaskSettings.complete(text(request.replicationSettings()), request.replicationTypeAsString());
    }

    private static String text(String given) {
        return Objects.requireNonNullElse(given, "");
    }
}
