/**
 * The words of the data plane: what a table, a row, a change and a position are. Imports the JDK only.
 *
 * <p>Open {@link io.dmslocal.engine.record.DmsType} first: it says in which Java form a value of each AWS DMS type travels.
 *
 * <p>Decision: a load moves {@link io.dmslocal.engine.record.RowBatch}es, a change moves {@link io.dmslocal.engine.record.Row}s.
 * Loads are read and written by the million and carry no decision per row, so they travel column by column in primitive arrays (or, when
 * source and target speak the same bytes and nothing is done per row, as the untouched bytes of the source). Changes arrive one by one as
 * objects, carry a decision each, and stay objects. Price: two forms, and {@link io.dmslocal.engine.record.RowBatch.Columns#row} between them.
 */
package io.dmslocal.engine.record;
