/**
 * A journal read again, for people: what happened ({@link io.dmslocal.engine.replay.Timeline}) and what was true then ({@link
 * io.dmslocal.engine.replay.Replay}). Imports {@code model} and the journal; of an entity it knows the transition table alone, handed in as an
 * {@link io.dmslocal.engine.replay.EntityKind}.
 *
 * <p>Decision: replay folds with the entity's own table, never with a copy of it: what it shows is what the entity was.
 */
package io.dmslocal.engine.replay;
