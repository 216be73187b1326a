/**
 * Time travel: what was captured of a task's changes and what was applied, kept as CSV objects, hour by hour. {@link
 * io.dmslocal.engine.travel.TravelLog} writes the objects, {@link io.dmslocal.engine.travel.TimeTravelRecords} their lines, {@link
 * io.dmslocal.engine.travel.AppliedChanges} knows what the target has of what it was given; {@code run.TimeTravel} stands between these and a run.
 *
 * <p>Imports {@code record, settings}; knows no run, no database and no S3: where objects go is a {@link io.dmslocal.engine.travel.TimeTravelStore}.
 *
 * <p><b>Decision: captured is what the source said, applied is what the target has committed</b>, by the target's names and with the rules' values: a row that a
 * filter left out or the target refused is captured and not applied. Price: with batches the applied changes are the net changes.
 *
 * <p><b>Decision: what a mask hides is in no object</b>, neither as it was, nor in a column that an expression made of it, nor where the column itself is removed. A
 * masked value is not written either, because DataMaskingErrorPolicy may have let it through.
 *
 * <p><b>Decision: objects wait in memory and are written at 16 MiB</b>; AWS lets them grow to a gigabyte on disk. Price: more and smaller objects.
 */
package io.dmslocal.engine.travel;
