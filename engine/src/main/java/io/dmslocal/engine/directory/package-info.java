/**
 * Who is called what: identifiers and ARNs of everything with a life. Open {@link io.dmslocal.engine.directory.Registrar} first. Imports {@code model}
 * and persistence.
 *
 * <p>Decision: the name is claimed before the resource exists and forgotten after it is gone, so one identifier never names two resources. A crash in
 * between leaves a claim without a resource (released by a timer that asks the resource) or a name whose resource is gone (released by the next who
 * wants the name). Price: two journal entries more for each creation; those that come at once share a write, because a
 * {@link io.dmslocal.engine.directory.Desk} gathers them.
 *
 * <p>Decision: Confirm is waited for: a creation is answered when its name is confirmed, not when its resource exists. Listings know confirmed names only, and a
 * Describe right after a Create must show what was created. Price: the caller waits for a third write.
 *
 * <p>Decision: a directory that awakes asks the resources of unconfirmed claims at once when their claimers cannot be there any more: the claim is older than
 * this node, and the node is alone in its cluster. A resource that exists by the name gets it, else the name is free; who wants it meanwhile waits for that
 * answer. So a creation that {@code kill -9} cut short does not hold its name. In a cluster the claimer may be another node that is at it still: there the
 * question comes after a quarter of the usual time, because a resource that is asked too early is not there <em>yet</em>. Price: the clocks of one node's two
 * lives must not run backwards; where they do, the quarter of the time is waited.
 *
 * <p>Decision: a creation or rename that took longer than its claim was kept, so that Confirm finds the name with another, is refused like any that comes second,
 * and undone: the resource is deleted, or named back, as soon as its status allows. Two resources of one name would be worse, and one that no listing shows as
 * bad. Price: for a moment there is a resource that nobody can list; a crash in that moment leaves it, reachable by its ARN alone.
 *
 * <p>Decision: an idle task leaves its document on the {@link io.dmslocal.engine.directory.Noticeboard} of its node, so that listing a hundred costs no message
 * and the document stays one object, whose JSON is made once. Price: a second copy of each idle task's document.
 */
package io.dmslocal.engine.directory;
