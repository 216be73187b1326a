/**
 * The replication instance: a lifecycle and a document; it runs nothing itself, but tasks and connection tests need one that is available. Open {@link
 * io.dmslocal.engine.entity.instance.ReplicationInstanceEntity} first.
 *
 * <p>Decision: it counts its tasks by attachments, not by asking around: who begins to use it says so before it exists itself, and a deletion cannot
 * overtake a creation. A crash in between leaves an attachment of nobody; whoever deletes lets the directories say who is alive first. Price: two
 * events for each task.
 *
 * <p>Decision: instances are not remembered. Time that passes while nobody asks changes nothing that anybody sees: a transitional status knows since
 * when it lasts. Price: pending values wait for the first maintenance window after somebody asked for the instance.
 *
 * <p>Decision: an instance tells its tasks that it begins something, and they ask when it is over ({@link io.dmslocal.engine.entity.Hosting}). AWS
 * documents the stop reasons RECONFIGURATION_RESTART and RECYCLE_TASK, not when they are used; we take the first for another class or engine version
 * and the second for a reboot (assumed).
 */
package io.dmslocal.engine.entity.instance;
