/**
 * Changes that wait behind closed gates while their tables load. Open {@link io.dmslocal.engine.run.cache.CachedChanges}.
 *
 * <p>Imports {@code record}, {@code connector.spi} and {@code persistence.spill}; the applier's thread owns all of it.
 *
 * <p><b>Decision: what waits lies in memory and on this node's disk, and in no journal.</b> The checkpoint stays before the first change that waits, so a run that
 * breaks, or moves to another node, captures them again. Price: it reads that part of the source's log twice.
 *
 * <p><b>Decision: one budget of memory for all tables of a run.</b> Where it is spent, changes go to disk, table by table, and come back in order. Price: a
 * table that comes late may find nothing left of it.
 */
package io.dmslocal.engine.run.cache;
