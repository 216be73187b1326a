package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.TaskRun;
import io.dmslocal.engine.run.log.TaskLogs;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.travel.TimeTravelStore;
import io.dmslocal.persistence.checkpoint.CheckpointStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What runs need of the rest of the engine; the engine connects it.
 *
 * @param resolve an endpoint's connection data, by ARN
 * @param spill a directory of this node for changes that wait on disk
 * @param logs of this node
 * @param identifiers of instances, by ARN
 * @param metered runs of this node
 * @param expressionDeadline how long one expression may take for one row
 * @param stopGrace see {@link TaskRun.Surroundings}
 * @param timeTravel where changes are kept of tasks that ask for it
 * @param leftovers remembers what could not be removed from a source
 */
public record RunWorld(
        Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve,
        Connectors connectors,
        CheckpointStore checkpoints,
        Path spill,
        TaskLogs logs,
        Function<String, CompletionStage<Optional<String>>> identifiers,
        MeteredRuns metered,
        Duration expressionDeadline,
        Duration stopGrace,
        Optional<TimeTravelStore> timeTravel,
        Leftovers leftovers) {}
