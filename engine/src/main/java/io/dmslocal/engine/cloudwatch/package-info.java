/**
 * What leaves for CloudWatch, where an endpoint is configured: task logs ({@link io.dmslocal.engine.cloudwatch.LogShipping}) and metrics ({@link
 * io.dmslocal.engine.cloudwatch.MetricPost}). Blocking, never on a run's way: a run writes files and bumps counters, and knows nothing of this.
 *
 * <p>Decision: signed HTTP, as for EventBridge, instead of two more SDK clients: the JSON and query protocols are what every local server speaks, and the
 * distribution stays small.
 */
package io.dmslocal.engine.cloudwatch;
