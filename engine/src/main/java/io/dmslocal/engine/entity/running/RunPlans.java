package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.mapping.ExpressionCheck;
import io.dmslocal.engine.mapping.Selection;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.RunPlan;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Side;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.log.TaskLog;
import io.dmslocal.engine.settings.CdcStart;
import io.dmslocal.engine.settings.CdcStop;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Makes the plan of a next run: endpoints as they are now, documents parsed. */
final class RunPlans {

    private final RunWorld world;
    private final Executor blocking;
    private final KnownEndpoints endpoints;

    RunPlans(RunWorld world, Executor blocking) {
        this.world = world;
        this.blocking = blocking;
        this.endpoints = new KnownEndpoints(world.resolve(), world.connectors());
    }

    CompletionStage<Outcome<RunPlan>> plan(RunOrder order) {
        return instance(order).thenCompose(identifier -> {
            world.metered().planned(order.arn(), identifier);
            return side(order.sourceArn())
                    .thenCompose(source -> source.then(from -> side(order.targetArn())
                            .thenApplyAsync(
                                    target -> target.flatMap(to -> plan(order, identifier, from, to)), blocking)));
        });
    }

    /** Empty for serverless. */
    private CompletionStage<String> instance(RunOrder order) {
        return order.instanceArn().isEmpty()
                ? CompletableFuture.completedFuture("")
                : world.identifiers().apply(order.instanceArn()).thenApply(found -> found.orElse(""));
    }

    /** Asks the source. Blocking. */
    static Outcome<Integer> selectedTables(RunOrder order, Side side) {
        return TableMappings.parse(order.mappings()).map(mappings -> {
            try (var source = side.connector().source(side.endpoint())) {
                TableMappings read = mappings.readBy(side.endpoint());
                Selection selection =
                        new Selection(source.ignoresCase() ? read.inAnyCase() : read, order.migrationType());
                List<SourceTable> tables = source.tables();
                List<Selection.Decision> decisions = tables.stream()
                        .map(each -> selection.decide(each.table(), each.isView()))
                        .toList();
                return (int) selection.settled(decisions, SourceTable.partitions(tables)).stream()
                        .filter(Selection.Decision::isTaken)
                        .count();
            }
        });
    }

    CompletionStage<Outcome<Side>> side(String endpointArn) {
        return endpoints.of(endpointArn);
    }

    /** Works out expressions, each for as long as its deadline. Blocking. */
    private Outcome<RunPlan> plan(RunOrder order, String instance, Side source, Side target) {
        EngineName engine = EngineName.of(source.endpoint().engineName()).orElseThrow();
        MigrationType type = MigrationType.of(order.migrationType());
        TaskSettings settings = TaskSettings.parse(order.settings());
        TaskLog log = new TaskLog(world.logs().of(order.arn()), settings.logging());
        String slot = source.endpoint().attribute("slotName").orElse("");
        Outcome<CdcStart> start = type.captures()
                ? CdcStart.parse(order.cdcStartTime(), order.cdcStartPosition(), engine, slot)
                : Outcome.done(new CdcStart.Now());
        return start.flatMap(from -> CdcStop.parse(order.cdcStopPosition())
                .flatMap(until -> mappings(order, log)
                        .map(mappings -> new RunPlan(
                                order.arn(),
                                order.resourceId(),
                                instance,
                                order.run(),
                                order.captureName(),
                                type,
                                startOf(order.startType()),
                                settings,
                                mappings.readBy(source.endpoint()),
                                source,
                                target,
                                from,
                                until,
                                world.spill(),
                                Optional.of(log),
                                world.expressionDeadline(),
                                world.timeTravel()))));
    }

    /** Tells what an earlier version may have accepted and is refused now of a document that arrives, and what may go wrong with every row. */
    private Outcome<TableMappings> mappings(RunOrder order, TaskLog log) {
        RunLog told = new RunLog(order.arn(), Optional.of(log), "");
        return TableMappings.parse(
                        order.mappings(),
                        slip -> told.taskWarning("A member of the table mappings is passed over. " + slip.message()))
                .map(mappings -> {
                    ExpressionCheck.doubts(mappings, world.expressionDeadline()).forEach(told::taskWarning);
                    return mappings;
                });
    }

    private static Start startOf(String startType) {
        return switch (startType) {
            case "resume-processing" -> Start.RESUME;
            case "reload-target" -> Start.RELOAD;
            default -> Start.FRESH;
        };
    }
}
