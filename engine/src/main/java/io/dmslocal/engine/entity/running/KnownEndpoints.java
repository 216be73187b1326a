package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.RunPlan.Side;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Endpoints as they are now, with their connectors.
 *
 * @param resolve an endpoint's connection data, by ARN
 */
record KnownEndpoints(Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve, Connectors connectors) {

    CompletionStage<Outcome<Side>> of(String endpointArn) {
        return resolve.apply(endpointArn).thenApply(settings -> settings.flatMap(this::side));
    }

    private Outcome<Side> side(EndpointSettings settings) {
        return connectors
                .of(settings.engineName())
                .map(connector -> Outcome.done(new Side(connector, settings)))
                .orElseGet(() -> Outcome.refused(Fault.invalidValue(connectors.missing(settings.engineName()))));
    }
}
