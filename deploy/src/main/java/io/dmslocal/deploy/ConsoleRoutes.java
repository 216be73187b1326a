package io.dmslocal.deploy;

import io.dmslocal.api.console.Console;
import io.dmslocal.api.console.ConsoleRoute;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.metrics.PrometheusPage;
import io.dmslocal.engine.settings.MappingSchema;
import java.util.List;

/** What the console shows of the engine, beside health, operations and journal. */
final class ConsoleRoutes {

    /** Rows that differ, in one answer. */
    private static final int MOST_ROWS = 100;

    private ConsoleRoutes() {}

    static List<ConsoleRoute> of(Engine engine) {
        return List.of(
                ConsoleRoute.json(
                        "/_dms/tasks/{arn}/why",
                        "There is no such task or replication config.",
                        values -> engine.taskReasons().of(values.get(0))),
                ConsoleRoute.parts(
                        "/_dms/tasks/{arn}/validation/{table}",
                        "There is no such task or replication config, or it has no such table: it is named schema.table.",
                        MOST_ROWS,
                        (values, from, limit) ->
                                engine.taskReasons().validation(values.get(0), values.get(1), from, limit)),
                ConsoleRoute.text(Console.METRICS, PrometheusPage.CONTENT_TYPE, engine.metrics()::text),
                ConsoleRoute.text(
                        "/_dms/mappings/schema",
                        "application/schema+json",
                        () -> MappingSchema.document().toPrettyString()));
    }
}
