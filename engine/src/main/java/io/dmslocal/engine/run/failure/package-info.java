/**
 * What goes wrong in a run, and what the task's error settings make of it.
 *
 * <p>Imports {@code record, settings} and {@code connector.spi}; pure. Open {@link io.dmslocal.engine.run.failure.FailurePolicy} for bad records and tables,
 * {@link io.dmslocal.engine.run.failure.Retries} for broken connections.
 *
 * <p><b>Decision: a bad record is a value, a bad table or run an exception.</b> Records are refused by the thousand, and each is judged by the policy where it was
 * refused; a {@link io.dmslocal.engine.run.failure.TableFailure} ends one table's load, a {@link io.dmslocal.engine.run.failure.RunFailure} the run, and a
 * connector's exception the session. Whatever else is thrown is a bug, and ends the run as one.
 */
package io.dmslocal.engine.run.failure;
