/**
 * The serverless replication: a config and its replication, two views of one thing with one ARN. Open {@link
 * io.dmslocal.engine.entity.serverless.ReplicationEntity} first; its run is that of {@link io.dmslocal.engine.entity.running}.
 *
 * <p>Decision: the statuses before running are steps of one state, because they differ by what is waited for and nothing else. Testing connections and
 * fetching metadata are really done, each time; the other steps are seen for a while, and wait for nothing.
 *
 * <p>Decision: capacity is counted from what the source shows, without any effect on the run: there is nothing to be provisioned here. What clients wait
 * for is its state, which goes from provisioning to deprovisioned as on AWS.
 *
 * <p>Decision: an assessment before the start is waited for in fetching_metadata (assumed: AWS documents no status for it), after the metadata are there: a
 * source that cannot be read fails as without one. What the run tells is kept in memory, its end in the journal; the latest is shown, as on AWS.
 *
 * <p>Decision: replications are remembered, as tasks are, also while they are stopped: their capacity is given back by a timer. Price: one more actor for
 * each that was ever created.
 */
package io.dmslocal.engine.entity.serverless;
