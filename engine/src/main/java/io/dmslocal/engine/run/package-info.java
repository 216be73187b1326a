/**
 * One run of one task: rows travel in streams, decisions travel in messages; no row is ever an actor message.
 *
 * <pre>
 * TaskRun                 one per run; phases: preparing, loading, applyingCached, replicating, draining, pausing
 *   ChangeStream          one; opened before the loads; the only writer of changes (its thread runs ChangeApplier)
 *   TableLoad             one table's rows, while its gate is closed; at most MaxFullLoadSubTasks at once
 *   Validations           one, where the task validates (room {@code validation}): its looks run on threads of their own, so that neither load nor change waits
 *   Resync                one, where failures are repaired (room {@code validation}): by the applier between two transactions, by a writer of its own without changes
 *   LockWatch             one; while a call takes long, servers are asked what it waits for, and whoever asks why is told
 * </pre>
 *
 * Imports {@code record, settings, mapping, comparison, connector.spi} and {@code persistence}; knows no AWS model class and no connector by name.
 *
 * <p>Open {@link io.dmslocal.engine.run.TaskRun} first; a row's way is in {@code TableLoad}, a change's in {@code ChangeApplier} and {@code Delivery}. What a run
 * stands on has rooms of its own, which know neither the run nor its session:
 *
 * <pre>
 * checkpoint   how far it has got, as it is kept           stream      threads and streams of blocking connectors
 * statistics   what it has counted, as it is told          cache       changes that wait behind gates
 * reason       why it is as it is, for whoever asks        definition  how definitions of a table follow each other
 * failure      what goes wrong, and what follows of it     log         what it says
 * validation   the comparison of both sides, and repairs
 * </pre>
 *
 * <p><b>Decision: what works on a session stays in one package.</b> Opening, loads, changes and control tables share {@code Session} and {@code TableState}, of which
 * each field has one thread that may write it; that is kept by those being nobody else's. A room is made of what needs neither, or is handed what it needs. Price:
 * this package stays the largest of all.
 *
 * <p><b>Decision: a session is the whole data plane.</b> When a connection breaks anywhere, loads and changes end together, everything is closed, and
 * after the pause of the recoverable-error settings a new session resumes from the checkpoint. So a retry, a restart of the process and a
 * rebalance to another node are one path. Price: tables that were loading when a connection broke are loaded again from the beginning.
 *
 * <p><b>Decision: gates open between source transactions only</b>, so that the application of cached changes never commits half a transaction of other
 * tables. Price: during one very long source transaction no gate opens.
 *
 * <p><b>Decision: a load that is repeated under DO_NOTHING empties the target's table only when this task has committed rows there.</b> Rows that were
 * there before survive a connection that breaks earlier. Price: where several tasks load into one table, one whose load broke after its first
 * commit removes the others' rows too; and a process that dies between a commit and the note of it loads those rows twice (a keyed table
 * refuses the second ones).
 *
 * <p><b>Decision: a table that went is followed to its end.</b> A session also takes tables that the checkpoint has as followed and that the source lists no more: the
 * log has their last rows, and that they were dropped or renamed. So what happens to a table while nobody reads is done when somebody does. Price: where the
 * log no longer has it (a reader without an event trigger sees it in the catalogue), the table shows as followed until it is told.
 *
 * <p><b>Decision: a key that is made anew ends its table.</b> The source gave its rows numbers that the log does not have: the table becomes "Table error" and must be
 * reloaded.
 *
 * <p><b>Decision: a table is reloaded by a new session.</b> The present one ends in good order, and at its end, when nobody writes {@code table/x} any
 * more, the checkpoint says that x is to be loaded; so a crash after that, and a resume, load it too. Until then the
 * task's journal has it: the task tells each run that it has, after a crash the next one, until a run says that its checkpoint knows. Price: all tables'
 * changes wait for the moment of opening, and a process that dies between the checkpoint and the journal loads the table twice.
 *
 * <p><b>Decision: with TaskRecoveryTableEnabled the target says how far it is.</b> awsdms_txn_state is written in the transaction of the changes, and a resume
 * that finds it further than the checkpoint, or as far, goes on there without repeating anything; one that stayed behind while the log moved on says that
 * nothing was written since. A run without the setting removes the row. Rows of awsdms_apply_exceptions belong to the same
 * transaction. A table that is left out is in the checkpoint before it, and its exceptions are on the target before that: a process that dies between the two
 * tells them twice rather than never. A change that stops the task is an exception at once, and those beside it when they come again. The checkpoint stays: it
 * knows the tables. Price: one statement more per commit; and while tables load, when no single position is true of all, the usual repetition.
 *
 * <p><b>Decision: a batch is all or nothing.</b> With BatchApplyEnabled the net changes of a batch are written and committed at once; when the target refuses
 * one, the batch is taken back and its changes are applied one by one as without it, so that a net change never hides which change was bad.
 * Price: a batch waits in memory, and one that does not fit is sent twice.
 *
 * <p><b>Decision: a stop waits for what moves, and for nobody who hangs.</b> When nothing has moved for a grace and a server waits for a lock, or does not answer,
 * source and target are cut off; one that answers and says nothing of a lock may be at work, and is given twelve graces. Their sockets are
 * closed, and everything ends on the paths of a connection that broke. A server that can be told ends what it was asked to do; what it may have committed all the
 * same is applied again, or with TaskRecoveryTableEnabled found in awsdms_txn_state, which is read when nobody writes it any more. Price: a long statement that would
 * have ended well, like a load's primary key, is begun anew.
 *
 * <p><b>Decision: a repair does not stop the stream.</b> AWS pauses replication for a window of repairs. Here the applier takes a piece of them between two
 * transactions: it reads the source's rows as they are, writes them, and until the stream has passed that moment changes are applied as after a restart,
 * which is harmless. Price: such changes overwrite what somebody else wrote to these rows on the target.
 */
package io.dmslocal.engine.run;
