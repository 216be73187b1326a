/**
 * What leaves for CloudWatch, where an endpoint is configured: task logs ({@link io.dmslocal.engine.cloudwatch.LogShipping}) and metrics ({@link
 * io.dmslocal.engine.cloudwatch.MetricPost}). Blocking, never on a run's way: a run writes files and bumps counters, and knows nothing of this.
 *
 * <p><b>Decision: requests signed by the SDK's signer, as for EventBridge, instead of two more of its clients.</b> The client of CloudWatch sends CBOR in Smithy's
 * RPC protocol, which not every local server reads; the JSON and query protocols they all speak. Price: what a call may hold, and trying again, is decided in
 * {@link io.dmslocal.engine.cloudwatch.LogShipping} and {@link io.dmslocal.engine.cloudwatch.MetricPost}.
 *
 * <p>Under amazonaws.com the node's own credentials sign. CloudWatch itself takes no namespace that begins with AWS/, so that metrics go to local servers only; logs go
 * to both.
 */
package io.dmslocal.engine.cloudwatch;
