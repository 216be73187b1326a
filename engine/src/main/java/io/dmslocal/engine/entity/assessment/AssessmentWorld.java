package io.dmslocal.engine.entity.assessment;

import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/**
 * What a run needs of the rest of the engine; the engine connects it.
 *
 * @param task by ARN
 * @param resolve an endpoint's connection data, by ARN
 * @param endTest gives the task (first) back by whom it is tested (second); answers when the task has
 */
public record AssessmentWorld(
        Function<String, CompletionStage<Outcome<ReplicationTask>>> task,
        Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve,
        BiFunction<String, String, CompletionStage<?>> endTest,
        Connectors connectors,
        ReportStore reports) {}
