/**
 * How far a run has got, as it is kept where the run itself may be lost: the documents, their JSON, and what can be read of them without running.
 *
 * <p>Imports {@code record, connector.spi, persistence} and the rooms of what is kept: {@code run.definition, run.reason, run.statistics, run.validation}. Open
 * {@link io.dmslocal.engine.run.checkpoint.RunCheckpoint} first: it lists the documents. Who saves when is {@code run}'s {@code CheckpointKeeper} and
 * {@code SharedLoad}.
 *
 * <p><b>Decision: who writes which document.</b> {@code run} is written once per run, {@code table/x} by the load of x and, once
 * that is over, by the applier when the target has followed a changed definition, {@code changes} by the applier. A gate opens only after its {@code table/x} is saved, and while it is closed the position in {@code changes} stays before
 * the first change that waits behind it. So the documents need no common transaction.
 *
 * <p><b>Decision: a journal that cannot be written to is a broken connection.</b> {@link io.dmslocal.engine.run.checkpoint.RetriedCheckpoint} makes it one, so that a
 * run pauses and tries again as the recoverable-error settings say. Only a fence is none: another run has the task by then.
 */
package io.dmslocal.engine.run.checkpoint;
