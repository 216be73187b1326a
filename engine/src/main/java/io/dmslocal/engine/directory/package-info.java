/**
 * Who is called what: identifiers and ARNs of everything with a life. Open {@link io.dmslocal.engine.directory.Registrar} first. Imports {@code model}
 * and persistence.
 *
 * <p>Decision: the name is claimed before the resource exists and forgotten after it is gone, so one identifier never names two resources. A crash in
 * between leaves a claim without a resource (released by a timer that asks the resource) or a name whose resource is gone (released by the next who
 * wants the name). Price: two journal entries more for each creation; those that come at once share a write, because a
 * {@link io.dmslocal.engine.directory.Desk} gathers them.
 *
 * <p>Decision: an idle task leaves its document on the {@link io.dmslocal.engine.directory.Noticeboard} of its node, so that listing a hundred costs no message
 * and the document stays one object, whose JSON is made once. Price: a second copy of each idle task's document.
 */
package io.dmslocal.engine.directory;
