/**
 * Why a task does what it does, failed, stopped or captured nothing: {@link io.dmslocal.engine.why.Why} makes one document of what the task, its last run
 * and its tables say, and {@link io.dmslocal.engine.why.Suggestions} knows what usually helps. Pure: no actor, no database.
 */
package io.dmslocal.engine.why;
