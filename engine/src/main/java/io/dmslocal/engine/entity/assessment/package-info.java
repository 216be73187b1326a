/**
 * A run of premigration assessments: its lifecycle, and the questions that it asks while it is running. Open {@link
 * io.dmslocal.engine.entity.assessment.AssessmentRunEntity} first; what is asked is in {@code engine.assessment}.
 *
 * <p>Decision: a run that was running when its node was lost goes on. Answers are events; questions that have none yet are asked again, after the source has
 * been looked at anew. Price: an answer that came and could not be written is asked for twice, which is harmless, as questions change nothing. The run is
 * awoken by its task, which asks after its tester every few seconds.
 *
 * <p>Decision: the task is the guard. It is put into {@code testing} before the run exists and given back by the run when it has ended; the run repeats that
 * until the task has answered, after a restart too.
 *
 * <p>Decision: a serverless replication that is assessed before it begins is a client as a task is, told of each answer because it shows them itself. Its
 * runs are in no directory, so no list has them; that AWS does not list them either is assumed.
 *
 * <p>Decision: {@code running} of an individual assessment is told, not written: the journal has requests and answers only.
 *
 * <p>Decision: the old-style assessment of a whole task (StartReplicationTaskAssessment) is a run with one question and without a report in S3. Its ARN, which
 * no caller sees, is made of the task's, so that a new one replaces the last.
 */
package io.dmslocal.engine.entity.assessment;
