/**
 * Premigration assessments: which there are ({@link io.dmslocal.engine.assessment.Catalogue}), who answers them ({@link
 * io.dmslocal.engine.assessment.Examination}), and the report ({@link io.dmslocal.engine.assessment.Report}). Plain blocking Java, no actors; imports {@code
 * connector}, {@code mapping}, {@code settings} and below. A run's life is in {@code entity.assessment}.
 *
 * <p><b>Decision: the catalogue is a text file.</b> AWS has some 220 keys, most of them for engines that this version cannot reach; they are data, a line
 * each, and what applies to a task follows from engines and migration type alone. A key without anybody who answers it is skipped by name, never passed.
 *
 * <p><b>Decision: three who answer.</b> What follows from tables, keys, types and rules is asked here once, over the SPI's words, whatever the engine (a
 * target that can be a source too is read as one). What needs the server's own catalogue is asked by its connector ({@link
 * io.dmslocal.engine.connector.spi.Connector#assessments}). The rest is skipped with the reason. A key with an engine's prefix speaks of the source, unless
 * the catalogue says that it looks at the target: then the target must be of that engine.
 *
 * <p><b>Decision: the source is looked at once.</b> The selected tables and their definitions are read before the first question, so that all speak of the
 * same tables. Price: where the source cannot be reached the whole run is an error; a target that cannot be reached fails only the questions about it.
 *
 * <p><b>Decision: a run's status.</b> failed if one failed; else error-executing if one could not be examined; else warning if one warns, or if nothing
 * could be examined at all; else passed.
 *
 * <p><b>Decision: reports without an S3.</b> Where no S3 is configured ({@code dms-local.engine.s3-endpoint}), the report lies as files in this node's
 * data directory, {@code reports/BUCKET/FOLDER/}: a run must not fail for a bucket that a local user does not have. With one configured, a bucket that is
 * not there refuses the start, as on AWS.
 *
 * <p><b>Decision: the service's own bucket.</b> Old-style assessments, and those before a serverless start, go to a bucket that is AWS's own there. Here it is
 * made on a server of one's own, is never made in S3 itself, and an assessment stands also when its report could not be written.
 */
package io.dmslocal.engine.assessment;
