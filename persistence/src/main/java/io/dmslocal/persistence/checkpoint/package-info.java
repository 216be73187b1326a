/**
 * How far a run has got: small JSON documents and append-only lists, per owner (a task's ARN), in the journal's database. Blocking JDBC: call it
 * from a thread that may block.
 *
 * <p>Decision: fencing. Opening a checkpoint takes the next epoch of its owner; a handle whose epoch is no longer the newest is refused by every
 * write. So a run that was paused while another node took its task over cannot move the checkpoint back. Price: one compare in every write.
 */
package io.dmslocal.persistence.checkpoint;
