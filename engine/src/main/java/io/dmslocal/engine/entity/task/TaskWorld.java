package io.dmslocal.engine.entity.task;

import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.entity.Hosting;
import io.dmslocal.engine.entity.running.RunWorld;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/**
 * What a task needs of the rest of the engine; the engine connects it.
 *
 * @param notices what the tasks of this node say of themselves while nothing runs
 */
public record TaskWorld(RunWorld runs, Hosting hosting, Noticeboard<ReplicationTask> notices) {}
