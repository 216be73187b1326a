package io.dmslocal.engine.entity.task;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.entity.task.TaskState.Task;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.RunPlan;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Side;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.settings.CdcStart;
import io.dmslocal.engine.settings.CdcStop;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** Makes the plan of a task's next run: its endpoints as they are now, its documents parsed. */
final class RunPlans {

    private static final int CAPTURE_NAME_LENGTH = 63;

    private final TaskWorld world;

    RunPlans(TaskWorld world) {
        this.world = world;
    }

    CompletionStage<Outcome<RunPlan>> plan(Task task) {
        return side(task.document().sourceEndpointArn())
                .thenCompose(source -> source.then(from -> side(task.document().targetEndpointArn())
                        .thenApply(target -> target.flatMap(to -> plan(task, from, to)))));
    }

    /** Lets the source forget the task. Blocking; says what went wrong by {@link ConnectorException}. */
    static void endCapture(Task task, Side side) {
        try (var source = side.connector().source(side.endpoint())) {
            source.endCapture(captureName(task));
        }
    }

    CompletionStage<Outcome<Side>> side(String endpointArn) {
        return world.resolve().apply(endpointArn).thenApply(settings -> settings.flatMap(this::side));
    }

    private Outcome<Side> side(EndpointSettings settings) {
        return world.connectors()
                .of(settings.engineName())
                .map((Connector connector) -> Outcome.done(new Side(connector, settings)))
                .orElseGet(() ->
                        Outcome.refused(Fault.invalidValue(world.connectors().missing(settings.engineName()))));
    }

    private Outcome<RunPlan> plan(Task task, Side source, Side target) {
        var document = task.document();
        EngineName engine = EngineName.of(source.endpoint().engineName()).orElseThrow();
        MigrationType type = MigrationType.of(document.migrationTypeAsString());
        String slot = source.endpoint().attribute("slotName").orElse("");
        Outcome<CdcStart> start = type.captures()
                ? CdcStart.parse(task.definition().cdcStartTime(), text(document.cdcStartPosition()), engine, slot)
                : Outcome.done(new CdcStart.Now());
        return start.flatMap(from -> CdcStop.parse(text(document.cdcStopPosition()))
                .flatMap(until -> TableMappings.parse(document.tableMappings())
                        .map(mappings -> new RunPlan(
                                document.replicationTaskArn(),
                                resourceId(task),
                                task.history().count(),
                                captureName(task),
                                type,
                                startOf(task.history().startType()),
                                TaskSettings.parse(TaskDocument.settings(task)),
                                mappings,
                                source,
                                target,
                                from,
                                until,
                                world.spill()))));
    }

    private static Start startOf(String startType) {
        return switch (startType) {
            case "resume-processing" -> Start.RESUME;
            case "reload-target" -> Start.RELOAD;
            default -> Start.FRESH;
        };
    }

    private static String resourceId(Task task) {
        return Arn.parse(task.document().replicationTaskArn()).orElseThrow().id();
    }

    /** Account, region and id make it unique among all tasks that share a source. */
    static String captureName(Task task) {
        Arn arn = Arn.parse(task.document().replicationTaskArn()).orElseThrow();
        String name = ("dms_" + arn.id() + "_" + arn.scope().account() + "_"
                        + arn.scope().region())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_]", "_");
        return name.length() <= CAPTURE_NAME_LENGTH ? name : name.substring(0, CAPTURE_NAME_LENGTH);
    }

    private static String text(String given) {
        return Objects.requireNonNullElse(given, "");
    }
}
