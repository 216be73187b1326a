package io.dmslocal.api.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.api.operation.Operations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes below {@code /_dms}, health where other local emulators have it, and metrics where Prometheus asks. Everything here only reads, also what takes
 * a question by POST.
 */
public final class Console {

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);

    private static final String HEALTH = "/_dms/health";
    private static final String EMULATORS_HEALTH = "/_localstack/health";
    /** What Prometheus asks for, unless it is told otherwise. */
    public static final String METRICS = "/metrics";

    private static final String OPERATIONS = "/_dms/operations";
    private static final String JOURNAL = "/_dms/journal/";
    private static final String EXPLAIN = "/_dms/mappings/explain";

    private final OperationsTable table;
    private final Health.Check health;
    private final JournalRoutes journal;
    private final ExplainRoute explain;
    private final List<ConsoleRoute> more;

    public Console(Operations operations, Health.Check health, JournalRoutes journal, ExplainRoute explain) {
        this(operations, health, journal, explain, List.of());
    }

    /** @param more what else the process has to show */
    public Console(
            Operations operations,
            Health.Check health,
            JournalRoutes journal,
            ExplainRoute explain,
            List<ConsoleRoute> more) {
        this.explain = explain;
        this.more = List.copyOf(more);
        this.table = new OperationsTable(operations);
        this.health = health;
        this.journal = journal;
    }

    /** Whether a path is the console's, known or not; the API has all others. */
    public static boolean serves(String path) {
        return path.startsWith("/_dms/")
                || path.equals("/_dms")
                || path.startsWith("/_localstack/")
                || path.equals("/_localstack")
                || path.equals(METRICS);
    }

    /** Health that other containers ask for under a name that this machine does not know. It says nothing that a page could use. */
    public boolean isOpenToAnyHost(String path) {
        return path.equals(EMULATORS_HEALTH);
    }

    /** Whether a request's body is read: it asks a question, and changes nothing. */
    public static boolean takesBody(String method, String path) {
        return method.equals("POST") && path.equals(EXPLAIN);
    }

    /**
     * Never fails.
     *
     * @param body of a request that {@link #takesBody}; empty for the others
     */
    public CompletionStage<Page> answer(String method, String path, Map<String, String> query, byte[] body) {
        if (!isKnown(path)) {
            String routes = Stream.concat(
                            Stream.of(HEALTH, EMULATORS_HEALTH, OPERATIONS, JOURNAL + "{arn}", EXPLAIN),
                            more.stream().map(ConsoleRoute::template))
                    .collect(Collectors.joining(", "));
            return page(Page.error(404, "There is no " + path + ". There are " + routes + "."));
        }
        boolean asks = takesBody(method, path);
        if (path.equals(EXPLAIN) && !asks) {
            return page(Page.error(405, path + " takes a question: use POST."));
        }
        if (!asks && !method.equals("GET") && !method.equals("HEAD")) {
            return page(Page.error(405, path + " can only be read: use GET."));
        }
        try {
            return (asks ? explain.answer(query, body) : known(path, query))
                    .exceptionally(failure -> failed(path, failure));
        } catch (RuntimeException defect) {
            return page(failed(path, defect));
        }
    }

    private boolean isKnown(String path) {
        return more.stream().anyMatch(route -> route.serves(path))
                || path.equals(HEALTH)
                || path.equals(EMULATORS_HEALTH)
                || path.equals(OPERATIONS)
                || path.equals(EXPLAIN)
                || (path.startsWith(JOURNAL) && path.length() > JOURNAL.length());
    }

    private CompletionStage<Page> known(String path, Map<String, String> query) {
        if (path.equals(OPERATIONS)) {
            return page(operations(query.getOrDefault("format", "json")));
        }
        if (path.startsWith(JOURNAL)) {
            String arn = ConsoleRoute.decoded(path.substring(JOURNAL.length()));
            return journal.answer(arn, query);
        }
        Optional<ConsoleRoute> other =
                more.stream().filter(route -> route.serves(path)).findFirst();
        if (other.isPresent()) {
            return other.get().answer(path, query);
        }
        return health.health().thenApply(Console::health);
    }

    private Page operations(String format) {
        return switch (format) {
            case "json" -> Page.json(200, table.json());
            case "markdown" -> Page.text(200, "text/markdown; charset=UTF-8", table.markdown());
            case "differences" -> Page.text(200, "text/markdown; charset=UTF-8", table.differences());
            default -> Page.error(400, "format is json, markdown or differences; \"" + format + "\" is none of them.");
        };
    }

    /** In the form that emulators share: a status per service. */
    private static Page health(Health health) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("status", health.node());
        document.putObject("services").put("dms", health.service());
        health.details().forEach(document::put);
        return Page.json(health.isOk() ? 200 : 503, document);
    }

    private static Page failed(String path, Throwable failure) {
        LOG.error("{} failed", path, failure);
        return Page.error(500, "dms-local failed; its log says why.");
    }

    private static CompletionStage<Page> page(Page page) {
        return CompletableFuture.completedFuture(page);
    }
}
