package io.dmslocal.engine.entity.endpoint;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.EngineName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reaches databases through their connectors, on threads that may block. */
public final class ConnectorProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger("dms.TEST_CONNECTION");

    private final Connectors connectors;
    private final Function<EndpointSettings, CompletionStage<Outcome<EndpointSettings>>> complete;
    private final Executor blocking;
    private final Duration timeout;

    /**
     * @param complete adds what stands elsewhere: the endpoint's certificate, its secret
     * @param timeout after which no answer is a failure
     */
    public ConnectorProbe(
            Connectors connectors,
            Function<EndpointSettings, CompletionStage<Outcome<EndpointSettings>>> complete,
            Executor blocking,
            Duration timeout) {
        this.connectors = connectors;
        this.complete = complete;
        this.blocking = blocking;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<Finding> test(Definition endpoint) {
        return test(endpoint.settings(), endpoint.isSource());
    }

    /** The same, of what somebody else has resolved. */
    public CompletionStage<Finding> test(EndpointSettings endpoint, boolean isSource) {
        return within(endpoint, (connector, settings) -> {
            if (isSource) {
                try (Source source = connector.source(settings)) {
                    source.check();
                }
            } else {
                try (Target target = connector.target(settings)) {
                    target.check();
                }
            }
            return List.of();
        });
    }

    @Override
    public CompletionStage<Finding> schemas(Definition endpoint) {
        return within(endpoint.settings(), (connector, settings) -> {
            if (!connector.capabilities().contains(Capability.SOURCE)) {
                throw ConnectorException.fatal("The engine " + settings.engineName() + " has no schemas.");
            }
            try (Source source = connector.source(settings)) {
                return source.schemas().stream().sorted().toList();
            }
        });
    }

    private interface Question {
        List<String> ask(Connector connector, EndpointSettings settings);
    }

    private CompletionStage<Finding> within(EndpointSettings settings, Question question) {
        return complete.apply(settings)
                .toCompletableFuture()
                .thenApplyAsync(
                        outcome ->
                                outcome.fold(known -> ask(known, question), fault -> Finding.failed(fault.message())),
                        blocking)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(problem -> Finding.failed(
                        problem instanceof TimeoutException
                                ? "No answer from " + place(settings) + " within " + timeout.toSeconds() + " s."
                                : reason(problem)));
    }

    private Finding ask(EndpointSettings settings, Question question) {
        Optional<String> obstacle = obstacle(settings);
        return connectors
                .of(settings.engineName())
                .map(connector -> {
                    if (obstacle.isPresent()) {
                        return Finding.failed(obstacle.get());
                    }
                    try {
                        return new Finding(question.ask(connector, settings), "");
                    } catch (ConnectorException | UnsupportedOperationException | IllegalArgumentException e) {
                        return Finding.failed(reason(e));
                    } catch (RuntimeException e) {
                        LOG.warn("The connector of {} failed unexpectedly", settings, e);
                        return Finding.failed(reason(e));
                    }
                })
                .orElseGet(() -> Finding.failed(connectors.missing(settings.engineName())));
    }

    /** Why there is nothing to connect to: without a server's name drivers would take their own machine for it. */
    public static Optional<String> obstacle(EndpointSettings settings) {
        boolean isDatabase = EngineName.of(settings.engineName())
                .filter(EngineName::isDatabase)
                .isPresent();
        return isDatabase && settings.serverName().isBlank()
                ? Optional.of("The endpoint has no ServerName; ModifyEndpoint can give it one.")
                : Optional.empty();
    }

    private static String place(EndpointSettings settings) {
        return settings.serverName().isEmpty() ? settings.endpointArn() : settings.serverName() + ":" + settings.port();
    }

    private static String reason(Throwable problem) {
        return problem.getMessage() == null || problem.getMessage().isBlank()
                ? problem.getClass().getSimpleName()
                : problem.getMessage();
    }
}
