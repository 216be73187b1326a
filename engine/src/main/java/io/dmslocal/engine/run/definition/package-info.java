/**
 * How definitions of a source's tables follow each other: what became of columns, and on which way a table that follows gets there without losing a value. Pure.
 *
 * <p>Imports {@code record} and {@code mapping}. {@link io.dmslocal.engine.run.definition.ColumnRenames} is the way forward,
 * {@link io.dmslocal.engine.run.definition.PastNames} the way back, for rows of a definition that is left behind. Who alters tables is {@code run}'s
 * {@code Alterations}.
 *
 * <p><b>Decision: the target never follows a definition backwards.</b> The checkpoint says which definition of the source the target's table follows,
 * and since which position; a change from before it is applied without an alteration, its values going where its columns went: under their new names, or nowhere when
 * their name is another column's by now. The checkpoint has the renames that changes may still come from before of. So a repetition after a restart, or a start
 * in the past, drops no column. Price: columns that the target no longer has are left out of such changes.
 *
 * <p><b>Decision: the way to a definition is taken in steps that are noted.</b> Before the first the checkpoint says how far the target is, so that whoever goes on
 * from there brings few rows of a definition that the target may have left behind. A name that one column leaves is free for another, so that an alteration done twice may
 * take a column for another one; so before each step the checkpoint says where the way leads and how many steps are done, and the last one alone may be done again. A
 * session goes the rest of an earlier one's way before it brings a row. Price: two writes of the checkpoint per alteration, and one per further step where columns swap
 * names or are made anew.
 */
package io.dmslocal.engine.run.definition;
