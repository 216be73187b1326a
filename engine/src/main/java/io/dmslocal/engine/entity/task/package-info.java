/** The replication task: its lifecycle, and the run that it owns while it runs. Open {@link io.dmslocal.engine.entity.task.ReplicationTaskEntity} first. */
package io.dmslocal.engine.entity.task;
