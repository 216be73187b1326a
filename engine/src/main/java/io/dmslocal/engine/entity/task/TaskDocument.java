package io.dmslocal.engine.entity.task;

import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunOrder;
import io.dmslocal.engine.entity.running.RunRules;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.task.TaskState.Active;
import io.dmslocal.engine.entity.task.TaskState.Creating;
import io.dmslocal.engine.entity.task.TaskState.Present;
import io.dmslocal.engine.entity.task.TaskState.Task;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.CdcStart;
import io.dmslocal.engine.settings.CdcStop;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.settings.SettingsDocument;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskStats;

/** How a task's document is made, changed and shown. Pure. Source: API_CreateReplicationTask, API_ReplicationTask. */
public final class TaskDocument {

    /** A new task, checked. */
    public record New(ReplicationTask document, TaskDefinition definition) {}

    /** CdcStartTime has no member in answers: AWS shows it as a position, a time in UTC to the second. Source: Terraform's acceptance tests. */
    private static final DateTimeFormatter AS_POSITION =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private TaskDocument() {}

    /** What can be said without knowing whether the instance and endpoints exist. */
    public static Optional<Fault> fault(CreateReplicationTaskRequest request) {
        return Identifiers.named("ReplicationTaskIdentifier", request.replicationTaskIdentifier())
                .or(() -> Optional.ofNullable(request.resourceIdentifier()).flatMap(Identifiers::resource))
                .or(() -> RunRules.type("MigrationType", request.migrationTypeAsString()))
                .or(() -> RunRules.documents(request.tableMappings(), settings(request)))
                .or(() -> CdcStop.parse(text(request.cdcStopPosition())).fault());
    }

    /** @param slotName of the source endpoint, empty when not given */
    public static Outcome<New> create(
            String arn, CreateReplicationTaskRequest request, EngineName source, String slotName, Instant now) {
        boolean captures = !request.migrationTypeAsString().equals("full-load"); // its CDC arguments are ignored
        Optional<Instant> startTime = Optional.ofNullable(request.cdcStartTime());
        Optional<Fault> fault = captures
                ? CdcStart.parse(startTime, text(request.cdcStartPosition()), source, slotName)
                        .fault()
                : Optional.empty();
        return Outcome.unless(fault, request)
                .flatMap(valid -> settings(valid)
                        .map(settings -> new New(
                                ReplicationTask.builder()
                                        .replicationTaskArn(arn)
                                        .replicationTaskIdentifier(
                                                Identifiers.stored(valid.replicationTaskIdentifier()))
                                        .replicationInstanceArn(valid.replicationInstanceArn())
                                        .sourceEndpointArn(valid.sourceEndpointArn())
                                        .targetEndpointArn(valid.targetEndpointArn())
                                        .migrationType(valid.migrationTypeAsString())
                                        .tableMappings(valid.tableMappings())
                                        .replicationTaskSettings(settings.json())
                                        .cdcStartPosition(valid.cdcStartPosition())
                                        .cdcStopPosition(valid.cdcStopPosition())
                                        .taskData(valid.taskData())
                                        .replicationTaskCreationDate(now)
                                        .build(),
                                new TaskDefinition(settings.prepModeGiven(), startTime))));
    }

    static Outcome<New> modify(Task task, ModifyReplicationTaskRequest request) {
        if (asksNothing(request)) {
            return Outcome.refused(Fault.invalidCombination("No modifications were requested on the task"));
        }
        ReplicationTask document = task.document();
        String type = Objects.requireNonNullElse(request.migrationTypeAsString(), document.migrationTypeAsString());
        String mappings = Objects.requireNonNullElse(request.tableMappings(), document.tableMappings());
        SettingsDocument prior = settings(task);
        Optional<Fault> fault = Optional.ofNullable(request.replicationTaskIdentifier())
                .flatMap(name -> Identifiers.named("ReplicationTaskIdentifier", name))
                .or(() -> RunRules.type("MigrationType", type))
                .or(() -> Optional.ofNullable(request.tableMappings()).flatMap(RunRules::mappings))
                .or(() -> RunRules.bothStarts(request.cdcStartTime(), request.cdcStartPosition()))
                .or(() -> CdcStop.parse(text(request.cdcStopPosition())).fault());
        String given = Objects.requireNonNullElse(request.replicationTaskSettings(), "{}");
        return Outcome.unless(fault, request)
                .flatMap(valid -> TaskSettings.complete(prior, given, type))
                .flatMap(settings -> Outcome.unless(RunRules.conflict(settings, mappings), settings))
                .map(settings -> new New(
                        document.copy(d -> {
                            d.migrationType(type).tableMappings(mappings).replicationTaskSettings(settings.json());
                            Optional.ofNullable(request.replicationTaskIdentifier())
                                    .ifPresent(name -> d.replicationTaskIdentifier(Identifiers.stored(name)));
                            if (request.cdcStartTime() != null) {
                                d.cdcStartPosition(null); // one takes the other's place
                            }
                            Optional.ofNullable(request.cdcStartPosition()).ifPresent(d::cdcStartPosition);
                            Optional.ofNullable(request.cdcStopPosition()).ifPresent(d::cdcStopPosition);
                            Optional.ofNullable(request.taskData()).ifPresent(d::taskData);
                        }),
                        new TaskDefinition(
                                settings.prepModeGiven(),
                                Optional.ofNullable(request.cdcStartTime())
                                        .or(() -> request.cdcStartPosition() == null
                                                ? task.definition().cdcStartTime()
                                                : Optional.empty()))));
    }

    /** A modification of a running task. Source: recorded refusals of the real service. */
    static Outcome<New> modifySeverities(Task task, ModifyReplicationTaskRequest request) {
        return modify(task, request)
                .flatMap(
                        changed -> isOnlySeverities(task, changed)
                                ? Outcome.done(changed)
                                : Outcome.refused(
                                        Fault.invalidState(
                                                "Replication Task, excluding logging severity task settings, cannot be modified while it is running state")));
    }

    private static boolean isOnlySeverities(Task task, New changed) {
        SettingsDocument settings = new SettingsDocument(
                changed.document().replicationTaskSettings(),
                changed.definition().prepModeGiven());
        ReplicationTask otherwise = changed.document()
                .copy(d -> d.replicationTaskSettings(task.document().replicationTaskSettings()));
        return otherwise.equals(task.document())
                && changed.definition().equals(task.definition())
                && settings.isLike(settings(task));
    }

    static SettingsDocument settings(Task task) {
        return new SettingsDocument(
                task.document().replicationTaskSettings(), task.definition().prepModeGiven());
    }

    /** ARNs of all that it holds. */
    static Set<String> uses(ReplicationTask document) {
        return Set.of(document.replicationInstanceArn(), document.sourceEndpointArn(), document.targetEndpointArn());
    }

    /** What its next run, or the present one, does. */
    static RunOrder order(Task task) {
        ReplicationTask document = task.document();
        return new RunOrder(
                document.replicationTaskArn(),
                document.replicationInstanceArn(),
                document.sourceEndpointArn(),
                document.targetEndpointArn(),
                document.migrationTypeAsString(),
                settings(task),
                document.tableMappings(),
                task.definition().cdcStartTime(),
                text(document.cdcStartPosition()),
                text(document.cdcStopPosition()),
                task.history().count(),
                task.history().startType(),
                task.history().reloads());
    }

    /** As the journal knows it: statistics are those of the last run that ended. */
    public static ReplicationTask describe(Present state) {
        return describe(state, Optional.empty(), state.history().latest().orElse(Instant.EPOCH));
    }

    /** With status and statistics, as callers see it. */
    static ReplicationTask describe(Present state, Optional<RunSummary> running, Instant now) {
        Task task = state.task();
        RunHistory history = task.history();
        RunSummary summary = state instanceof Active ? running.orElse(history.last()) : history.last();
        return task.document().copy(d -> {
            d.status(state.status());
            task.definition().cdcStartTime().ifPresent(time -> d.cdcStartPosition(AS_POSITION.format(time)));
            if (!(state instanceof Creating)) {
                d.replicationTaskStats(stats(history, summary, now));
            }
            if (state instanceof Active) {
                summary.recoveryCheckpoint().ifPresent(d::recoveryCheckpoint);
            }
        });
    }

    private static ReplicationTaskStats stats(RunHistory history, RunSummary summary, Instant now) {
        ReplicationTaskStats.Builder stats = ReplicationTaskStats.builder()
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

    private static Outcome<SettingsDocument> settings(CreateReplicationTaskRequest request) {
        return TaskSettings.complete(text(request.replicationTaskSettings()), request.migrationTypeAsString());
    }

    private static boolean asksNothing(ModifyReplicationTaskRequest request) {
        return request.replicationTaskIdentifier() == null
                && request.migrationTypeAsString() == null
                && request.tableMappings() == null
                && request.replicationTaskSettings() == null
                && request.cdcStartTime() == null
                && request.cdcStartPosition() == null
                && request.cdcStopPosition() == null
                && request.taskData() == null;
    }

    private static String text(String given) {
        return Objects.requireNonNullElse(given, "");
    }
}
