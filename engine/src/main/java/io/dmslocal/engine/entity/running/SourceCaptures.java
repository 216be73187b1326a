package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.RunPlan.Side;
import io.dmslocal.engine.settings.EndpointSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lets sources forget what they keep for tasks. Answers later and never fails: what went wrong is part of the answer. */
public final class SourceCaptures {

    public sealed interface Result {}

    /**
     * The source keeps nothing of it.
     *
     * @param removed as its server calls them: {@code replication slot dms_x}
     */
    public record Ended(List<String> removed) implements Result {}

    /** It is there yet, or may be. */
    public record StillLeft(Leftover left) implements Result {}

    /** No endpoint leads there any more. */
    public record Unreachable(String why) implements Result {}

    /** So long a source may take; whoever deletes a task waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KnownEndpoints endpoints;
    private final Executor blocking;
    private final Duration patience;

    /** @param resolve an endpoint's connection data, by ARN */
    public SourceCaptures(
            Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve,
            Connectors connectors,
            Executor blocking) {
        this(resolve, connectors, blocking, PATIENCE);
    }

    SourceCaptures(
            Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve,
            Connectors connectors,
            Executor blocking,
            Duration patience) {
        this.patience = patience;
        this.endpoints = new KnownEndpoints(resolve, connectors);
        this.blocking = blocking;
    }

    public CompletionStage<Result> end(Leftover wanted) {
        return endpoints
                .of(wanted.sourceArn())
                .thenApplyAsync(
                        side -> side.fold(source -> end(wanted, source), fault -> unresolved(wanted, fault)), blocking)
                .exceptionally(defect -> unanswered(wanted, words(defect)));
    }

    private Result end(Leftover wanted, Side side) {
        EndpointSettings endpoint = side.endpoint();
        String place = endpoint.serverName() + ":" + endpoint.port() + "/" + endpoint.databaseName();
        if (!wanted.place().isEmpty() && !wanted.place().equals(place)) {
            return new Unreachable("Endpoint " + wanted.sourceArn() + " leads to " + place + " now, not to "
                    + wanted.place() + " any more.");
        }
        try (Source source = side.connector().source(endpoint)) {
            return end(wanted, place, source);
        } catch (ConnectorException e) {
            return new StillLeft(wanted.at(wanted.place(), e.getMessage()));
        }
    }

    /**
     * Where it is not known in which database it is, one that does not answer proves nothing: the endpoint may lead to the wrong one for a while. The endpoint of a
     * task that goes now leads where the task has been (assumed), or else a server that is away when its tasks are deleted would be forgotten for any other.
     */
    private Result end(Leftover wanted, String place, Source source) {
        try {
            return new Ended(patiently(source, () -> source.endCapture(wanted.captureName())));
        } catch (ConnectorException e) {
            boolean isThere = !wanted.place().isEmpty() || wanted.isOfNow() || answers(source);
            return new StillLeft(wanted.at(isThere ? place : "", e.getMessage()));
        }
    }

    private boolean answers(Source source) {
        try {
            return patiently(source, () -> {
                source.check();
                return true;
            });
        } catch (ConnectorException away) {
            return false;
        }
    }

    /** What hangs fails when the source is cut off. */
    private <T> T patiently(Source source, Supplier<T> call) {
        Executor later = CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS, blocking);
        CompletableFuture<Void> impatience = CompletableFuture.runAsync(source::cut, later);
        try {
            return call.get();
        } finally {
            impatience.cancel(false);
        }
    }

    /** An endpoint that is gone does not come back; a secret or a certificate may. */
    private static Result unresolved(Leftover wanted, Fault fault) {
        return fault.equals(Kind.ENDPOINT.notFound())
                ? new Unreachable("Endpoint " + wanted.sourceArn() + " is gone.")
                : unanswered(wanted, fault.message());
    }

    /** What was known before says more. */
    private static Result unanswered(Leftover wanted, String why) {
        return new StillLeft(wanted.why().isEmpty() ? wanted.at(wanted.place(), why) : wanted);
    }

    private static String words(Throwable defect) {
        Throwable cause =
                defect instanceof CompletionException && defect.getCause() != null ? defect.getCause() : defect;
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
