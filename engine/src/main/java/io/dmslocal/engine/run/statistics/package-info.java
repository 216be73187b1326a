/**
 * What a run has counted, as it is told: by table, and in all. Values only; who counts is {@code run}'s {@code TableState}.
 *
 * <p>Imports {@code record}, {@code run.validation}'s and {@code engine.comparison}'s counts. Open {@link io.dmslocal.engine.run.statistics.RunStatistics}.
 *
 * <p><b>Decision: what is told is a snapshot, and outlives those who counted.</b> It is taken between two commits, kept with the checkpoint, and read without asking
 * the run; a table's state stands in it in AWS's word, so that what an earlier version has kept can still be told. Price: numbers may be some milliseconds old.
 */
package io.dmslocal.engine.run.statistics;
