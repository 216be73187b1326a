/**
 * The metrics that AWS publishes of tasks and instances, as far as this node can measure them: {@link io.dmslocal.engine.metrics.TaskMetrics} is the list of a
 * task's, {@link io.dmslocal.engine.metrics.Machine} of an instance's, {@link io.dmslocal.engine.metrics.PrometheusPage} shows them, {@code cloudwatch} sends them.
 * What an instance shows is measured on the machine of the node on which its tasks run; where that is not Linux, without disk, network and AvailableMemory.
 *
 * <p>Left out, each because there is nothing to measure:
 *
 * <ul>
 *   <li>CPUUtilization, MemoryUsage and SwapUsage of a task, CPUAllocated and MemoryAllocated: one process runs all tasks, and its threads serve one after the
 *       other; an instance's CPUUtilization is that of the process.
 *   <li>CPUCreditUsage, CPUCreditBalance: a machine of one's own has no credits, whatever class its instance is said to be.
 *   <li>CapacityUtilization of a serverless replication: capacity units are told and nothing is provisioned, so that nothing of it is used.
 * </ul>
 *
 * <p>CDCChangesMemorySource and CDCChangesDiskSource are 0: they are changes that wait for the source's commit, and a source tells of a transaction when it is
 * committed; until then PostgreSQL, MySQL and MariaDB keep its changes, in memory and on disks of their own. What was read and waits counts as the target's.
 *
 * <p>Source of names and units: "Monitoring AWS DMS tasks", AWS DMS user guide.
 */
package io.dmslocal.engine.metrics;
