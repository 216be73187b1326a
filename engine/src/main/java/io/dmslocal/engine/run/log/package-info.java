/**
 * What a run says of itself: sentences as AWS's task logs have them ({@link io.dmslocal.engine.run.log.RunLog}, the one to open first), what is said while changes
 * go by, what databases answered to refused records, and where all of it belongs: the node's log, and the task's own by the task's settings.
 *
 * <p>Imports {@code record, settings, mapping, connector.spi}; knows nothing of the run but a table's number and names. Who speaks asks
 * {@link io.dmslocal.engine.run.log.RunLog}; connectors have its {@link io.dmslocal.engine.run.log.RunLog#ofConnectors}.
 */
package io.dmslocal.engine.run.log;
