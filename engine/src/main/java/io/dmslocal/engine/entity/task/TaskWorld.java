package io.dmslocal.engine.entity.task;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.persistence.checkpoint.CheckpointStore;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/**
 * What a task needs of the rest of the engine; the engine connects it.
 *
 * @param resolve an endpoint's connection data, by ARN
 * @param spill a directory of this node for changes that wait on disk
 * @param notices what the tasks of this node say of themselves while nothing runs
 */
public record TaskWorld(
        Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve,
        Connectors connectors,
        CheckpointStore checkpoints,
        Path spill,
        Noticeboard<ReplicationTask> notices) {}
