package io.dmslocal.engine;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.entity.endpoint.ConnectorProbe;
import io.dmslocal.engine.explain.Explainer;
import io.dmslocal.engine.explain.Explanation;
import io.dmslocal.engine.explain.Question;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Explains mapping documents, on threads that may block and within a deadline. */
public final class Explanations {

    /** A source with a thousand tables is asked about each; who waits longer than this has given up. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final EndpointRoles roles;
    private final Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve;
    private final Explainer explainer;
    private final Executor blocking;
    private final Duration deadline;

    /** @param resolve connection data of an endpoint by its ARN */
    Explanations(
            Engine engine,
            Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve,
            EngineSettings settings,
            Connectors connectors,
            Executor blocking) {
        this.roles = new EndpointRoles(engine);
        this.resolve = resolve;
        this.explainer = new Explainer(connectors, settings.expressionDeadline());
        this.blocking = blocking;
        this.deadline = DEADLINE;
    }

    public CompletionStage<Outcome<Explanation>> explain(Question question) {
        return source(question.source())
                .thenCompose(source -> source.then(from -> target(question.target())
                        .thenCompose(target -> target.then(to -> within(question, from, to)))));
    }

    private CompletionStage<Outcome<EndpointSettings>> source(Question.Origin origin) {
        if (origin instanceof Question.SourceEndpoint endpoint) {
            return resolved(endpoint.arn(), "source")
                    .thenApply(found -> found.flatMap(settings ->
                            Outcome.unless(ConnectorProbe.obstacle(settings).map(Fault::invalidOperation), settings)));
        }
        return CompletableFuture.completedFuture(Outcome.done(Explainer.written((Question.Catalogue) origin)));
    }

    private CompletionStage<Outcome<Optional<EndpointSettings>>> target(Question.Destination destination) {
        if (destination instanceof Question.TargetEndpoint endpoint) {
            return resolved(endpoint.arn(), "target").thenApply(found -> found.map(Optional::of));
        }
        return CompletableFuture.completedFuture(Outcome.done(Explainer.written(destination)));
    }

    private CompletionStage<Outcome<EndpointSettings>> resolved(String arn, String role) {
        return roles.check(arn, role).thenCompose(checked -> checked.then(resolve));
    }

    private CompletionStage<Outcome<Explanation>> within(
            Question question, EndpointSettings source, Optional<EndpointSettings> target) {
        return CompletableFuture.supplyAsync(() -> Outcome.done(explainer.explain(question, source, target)), blocking)
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> Outcome.refused(fault(failure, source)));
    }

    private Fault fault(Throwable failure, EndpointSettings source) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return new Fault(
                    "SourceTimeout",
                    source + " was not read within " + deadline.toSeconds()
                            + " s. Name fewer tables, or write the catalogue down and ask about that.",
                    504,
                    Map.of());
        }
        if (cause instanceof ConnectorException refused) {
            return refused.isRecoverable()
                    ? new Fault("SourceUnreachable", refused.getMessage(), 502, Map.of())
                    : Fault.invalidOperation(refused.getMessage());
        }
        throw cause instanceof RuntimeException defect ? defect : new IllegalStateException(cause);
    }
}
