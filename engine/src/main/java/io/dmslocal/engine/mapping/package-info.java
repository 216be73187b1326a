/**
 * Which tables a task takes and what becomes of their names, columns and rows: pure functions over {@code settings} and {@code record}.
 *
 * <pre>
 * Selection       table            -> taken or not, and why; with the filters of the rule that takes it
 * Transformation  table's columns  -> TableMapping: the target's table, and how each of its columns is filled; once per definition
 * RowWork         rows             -> rows, where that takes more than a choice of columns; made by RowWorks, one per thread
 * RuleUse         what each rule does to each thing that it names, from the same decisions, for people
 * </pre>
 *
 * <p>Decision: columns whose values a rule looks at or changes travel as their DMS types say, also between databases of one family; the others stay in
 * the databases' own form, and a table that no rule works passes as it does without rules. Such a column is still declared as the source's is where its
 * type stays. Price: what a DMS type cannot hold is lost in a column that a rule only looks at.
 *
 * <p>Decision: large objects are renamed, converted, masked and read by expressions like any other column, though AWS allows only to remove them: nothing
 * here makes them special, and a rule that silently does nothing helps nobody.
 *
 * <p>Decision: where the source's log leaves a value out (an unchanged large value, a delete with the key alone), a filter lets the change pass and an
 * expression leaves its column as it is on the target. {@code REPLICA IDENTITY FULL} gives PostgreSQL's changes all values.
 */
package io.dmslocal.engine.mapping;
