/**
 * What data validation decides, without a database and without an actor: when two values are one, how rows differ, what becomes of a row that differs, which
 * state a table is in, what a failure looks like in {@code awsdms_validation_failures_v1}, and when a repair is due.
 *
 * <pre>
 * rows of both sides -> RowComparison (a Form per column) -> Difference -> TableBook -> counters, state, failures
 * </pre>
 *
 * Imports {@code record} and {@code settings}. Open {@link io.dmslocal.engine.comparison.RowComparison} first, then
 * {@link io.dmslocal.engine.comparison.TableBook}; who reads the rows is {@code run/validation}.
 *
 * <p><b>Decision: never rely on order.</b> Two databases seldom sort alike. Partitions are whatever the source reads next; the other side's rows are found
 * by key, and rows that only the target has are found by a second pass, over the target's keys. Price: each row's key is sent once to either side.
 *
 * <p><b>Decision: a difference is reported only when it has settled.</b> While changes are applied, a row is looked at again after the target has
 * followed the source past the moment of the look before; only when the source's row stayed the same meanwhile, is the target's row wrong. The delays of
 * the settings come on top. Price: a row that changes all the time is never reported; it is suspended, as AWS does.
 *
 * <p><b>Decision: keys are remembered as text.</b> They wait in memory and in the checkpoint, and either database reads its own types from text.
 *
 * <p>Source: "AWS DMS data validation" and "AWS DMS data resync", AWS DMS user guide.
 */
package io.dmslocal.engine.comparison;
