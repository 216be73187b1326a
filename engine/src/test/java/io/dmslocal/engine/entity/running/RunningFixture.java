package io.dmslocal.engine.entity.running;

import static io.dmslocal.engine.Eventually.eventually;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.entity.Answer;
import io.dmslocal.engine.entity.EntityFixture;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.MemoryCheckpoints;
import io.dmslocal.engine.run.MemoryConnector;
import io.dmslocal.engine.run.MemoryDatabase;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.RunPlan;
import io.dmslocal.engine.run.log.TaskLogs;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** What the tests of entities with runs stand on: a source and a target in memory, with one table. */
public abstract class RunningFixture<C, E, S, R extends Answer<R>> extends EntityFixture<C, E, S, R> {

    protected static final String SELECTION = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}}]}
            """;

    /** With something in every place. */
    protected static final RunSummary SUMMARY = new RunSummary(
            100, 3, 0, 0, 1, Optional.of(NOON), Optional.of(NOON), Optional.of("checkpoint:V1#1#0/1#0#0#*#0#5"));

    protected final MemoryConnector source = new MemoryConnector("postgres");
    protected final MemoryConnector target = new MemoryConnector("mysql");
    protected final MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    protected final TableId orders = new TableId("shop", "orders");

    /** ARNs of those who asked to leave. */
    protected final Queue<String> left = new ConcurrentLinkedQueue<>();

    /** What came after that. */
    protected final Queue<C> late = new ConcurrentLinkedQueue<>();

    /** What could not be removed from the source. */
    protected final Queue<Leftover> leftovers = new ConcurrentLinkedQueue<>();

    /** Done when that is remembered. */
    protected volatile CompletableFuture<Void> remembering = CompletableFuture.completedFuture(null);

    protected final RunWorld runs(Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve) {
        return new RunWorld(
                resolve,
                new Connectors(List.of(source, target)),
                checkpoints,
                Path.of("target"),
                new TaskLogs(Path.of("target", "logs")),
                arn -> CompletableFuture.completedFuture(Optional.empty()),
                new MeteredRuns(),
                RunPlan.EXPRESSION_DEADLINE,
                Duration.ofSeconds(5),
                Optional.empty(),
                leftover -> {
                    leftovers.add(leftover);
                    return remembering;
                });
    }

    protected final Place<C> place(String arn) {
        return new Place<>(arn, self -> left.add(arn), late::add);
    }

    /** The endpoint "source" is of postgres, "target" of mysql. */
    protected static EndpointSettings endpoint(String arn) {
        String engineName = arn.equals("source") ? "postgres" : "mysql";
        return new EndpointSettings(arn, engineName, "127.0.0.1", 1, "u", "p", "", "none", "", Map.of());
    }

    protected final void createOrders() {
        source.database().create(MemoryDatabase.schema("shop", "orders", true));
    }

    protected final void insert(long id) {
        source.database().transaction(tx -> tx.insert(orders, id, "new", id));
    }

    protected final void arrives(long id) {
        eventually(
                "row " + id + " in " + target.database().content(orders),
                () -> target.database().content(orders).contains("[" + id + ", new, " + id + "]"));
    }
}
