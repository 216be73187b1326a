/**
 * What tasks left on their sources when they were deleted while these did not answer: replication slots and publications, above all. A slot that nobody reads
 * holds back its server's log until the disk is full, so it is remembered and removed when the source answers again. Open {@link
 * io.dmslocal.engine.entity.leftover.LeftoversEntity} first.
 *
 * <p>Decision: a deletion does not wait for the source. On AWS a task can be deleted whatever has become of its databases; so the task goes, and what it left is
 * the business of an entity of its own, one for each source endpoint, remembered only while there is something left. Not the endpoint's own: endpoints are not
 * remembered, and a hundred of them should not be started with each node for the sake of one. Price: the endpoint is asked for its connection, secret included, at
 * each attempt, and does not know that it is in debt; who deletes it, or lets it lead to another database, ends the attempts. Then the log and the
 * journal of this entity say what is left where, and the statements that remove it.
 *
 * <p>Decision: who sets FailTaskWhenCleanTaskResourceFailed wants to know at once, and to clean up by himself: then nothing is remembered here, and the task stays, failed.
 *
 * <p>Decision: what an attempt learns is kept, since a deletion may not have known the database at all: its secret could not be read. From then on another
 * database that has no such slot does not pay the debt. A place is learned only of a server that answers; until then any database to which the endpoint leads pays.
 *
 * <p>Decision: no attempt while a task of the same ARN exists, which can be made with a chosen id: it uses the same names, and removes them when it goes.
 * That its source is another endpoint does not tell that it is another database: two endpoints may lead to one server, and its slot there would be removed under a
 * task that runs. Price: while a task of that ARN with a source elsewhere lives, the old slot stays, and its server's log with it; the log says how it is removed
 * by hand, and once that task is gone, attempts begin again.
 */
package io.dmslocal.engine.entity.leftover;
