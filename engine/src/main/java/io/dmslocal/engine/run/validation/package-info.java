/**
 * The comparison of a run's tables on both sides, and the repair of what differs: who reads which rows when.
 *
 * <pre>
 * Validations          the actor: gives looks to threads, keeps the books, saves what is known
 *   TableValidation    one table: which look comes next
 *     TablePass        a look at the whole table, partition by partition, or at the rows of some keys
 *       ComparedTable  how its rows are read on both sides
 *       SourceKeys     which rows the source has, readable or not
 *   ChangedKeys        keys of changed rows, from the thread that applies changes
 * Resync               the actor of repairs: windows by the schedule
 *   Repairs            failures of the target's table, a piece at a time
 *     RepairedTable    the changes that make rows good
 * </pre>
 *
 * Imports {@code record, settings, mapping, meter, comparison, connector.spi} and {@code persistence}; what it needs of the run stands in
 * {@link io.dmslocal.engine.run.validation.ValidatedRun} and {@link io.dmslocal.engine.run.validation.ValidatedTable}. What is one, what is a failure and when:
 * {@code engine.comparison}. Open {@link io.dmslocal.engine.run.validation.Validations} first.
 *
 * <p><b>Decision: the run hands in what is needed, and this room never asks the run back.</b> So a change of the run's session, gates or loads cannot break a
 * comparison without the compiler's word. Price: two interfaces with one implementation each.
 *
 * <p><b>Decision: validation can fail no task and holds up none.</b> Its looks run on blocking threads; stopping closes their readers without a lock that a reading
 * thread holds, and a look that was cut short is taken again by the next session. What cannot be compared is that table's state.
 *
 * <p><b>Decision: the source's rows are made once more by the same mapping.</b> A compared row goes through the stages of the load, so that filters, expressions,
 * substitutions and computed types are no differences. Price: what a rule makes of the moment or of chance is left out and named in the table's details.
 *
 * <p><b>Decision: the tables of failures are a history.</b> What is found again, after a reload or validate-only, is written again, and FAILURE_TIME tells findings apart:
 * AWS says of the second version that failures of before are ignored, not that they go. Repairs ignore them, and so does the table's own count. Price: who
 * counts the table's rows counts findings.
 *
 * <p><b>Decision: records first, then the counter.</b> A failure is counted once the target's table and the checkpoint have it, so that whoever sees it counted can
 * read it. Until then it counts as pending.
 */
package io.dmslocal.engine.run.validation;
