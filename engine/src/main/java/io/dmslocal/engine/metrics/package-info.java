/**
 * The metrics that AWS publishes of tasks and instances, as far as this node can measure them: {@link io.dmslocal.engine.metrics.TaskMetrics} is the list,
 * {@link io.dmslocal.engine.metrics.PrometheusPage} shows them, {@code cloudwatch} sends them.
 *
 * <p>Left out, because one process runs all tasks: CPUUtilization, MemoryUsage and SwapUsage of a task, CPUAllocated and MemoryAllocated. Of an instance:
 * I/O operations, network and credits. Of validation: the time of its queries. What an instance shows is measured on the machine of the node on which its tasks run.
 *
 * <p>Source of names and units: "Monitoring AWS DMS tasks", AWS DMS user guide.
 */
package io.dmslocal.engine.metrics;
