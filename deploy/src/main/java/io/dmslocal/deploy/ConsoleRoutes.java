package io.dmslocal.deploy;

import io.dmslocal.api.console.Console;
import io.dmslocal.api.console.ConsoleRoute;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.metrics.PrometheusPage;
import io.dmslocal.engine.settings.MappingSchema;
import java.util.List;

/** What the console shows of the engine, beside health, operations and journal. */
final class ConsoleRoutes {

    private ConsoleRoutes() {}

    static List<ConsoleRoute> of(Engine engine) {
        return List.of(
                ConsoleRoute.json(
                        "/_dms/tasks/{arn}/why",
                        "There is no such task or replication config.",
                        values -> engine.taskReasons().of(values.get(0))),
                ConsoleRoute.text(Console.METRICS, PrometheusPage.CONTENT_TYPE, engine.metrics()::text),
                ConsoleRoute.text(
                        "/_dms/mappings/schema",
                        "application/schema+json",
                        () -> MappingSchema.document().toPrettyString()));
    }
}
