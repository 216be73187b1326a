/**
 * The replication task: its lifecycle, and the run that it owns while it runs. Open {@link
 * io.dmslocal.engine.entity.task.ReplicationTaskEntity} first.
 *
 * <p>Decision: tasks are remembered. Sharding starts each one again when its node is lost or the cluster starts, without anybody asking, because a run
 * must go on. Price: whatever awakes stays on that list; so operations ask the directory before they ask a task, and a task that is absent leaves by
 * its {@link io.dmslocal.engine.entity.Place}.
 *
 * <p>Decision: the checkpoint is fenced, not the task. When a node is lost the task awakes elsewhere while the old run may still be writing; opening
 * the checkpoint anew makes every later write of the old run fail, so that at most a few changes are applied twice, which is harmless.
 *
 * <p>Decision: a run is launched after recovery from what endpoints and settings are <em>now</em>, not from a plan in the journal, which would hold a
 * password. Only a refusal ends the task; whoever does not answer, as after a crash of its node, is asked again after a pause.
 *
 * <p>Decision: what the source remembers for a task (slot, publication) is known to the checkpoint, not to the document, whose type may be modified
 * between two runs: Delete looks there too.
 *
 * <p>Decision: when the journal fails, the entity begins again after a pause and its run with it, from the checkpoint: a status that could not be
 * written was never true.
 *
 * <p>Decision: a task that is tested knows by whom, and looks every few seconds whether that one still exists. Price: a question now and then. Gain: a
 * crash between two writes cannot leave a task in testing for ever, and a tester whose node was lost is awoken by the question.
 *
 * <p>Decision: a task that is stopped for its instance (reboot, another class or engine version) is stopped for everybody who looks, and remembers for whom.
 * It asks that instance until it is open again, and then resumes by itself; so nothing is lost with the node of either. Whoever modifies, moves or starts
 * it meanwhile has taken it in hand: then it does what they say. Price: a question every half second while an instance is being changed.
 *
 * <p>Decision: a move holds the new instance before the task says that it is moving, and lets go of the old one before it says that it has arrived; both
 * may be repeated, so a crash at any moment leaves no instance that cannot be deleted, and none that is deleted under a task.
 */
package io.dmslocal.engine.entity.task;
