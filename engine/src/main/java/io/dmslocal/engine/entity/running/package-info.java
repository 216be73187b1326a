/**
 * What a task and a serverless replication have in common: a run, its plan and what is told of it. Open {@link
 * io.dmslocal.engine.entity.running.RunKeeper} first. The only room beside the entities' own that they may import; it imports none of them.
 *
 * <p>Decision: one run, two lives. An entity says in its own words what it runs ({@link io.dmslocal.engine.entity.running.RunOrder}) and hears the run's
 * reports; how a run is planned, made, lost, taken over, stopped and looked back at is known here alone. Events stay the entities' own, because journals
 * are: {@link io.dmslocal.engine.entity.running.RunFacts} asks for them.
 */
package io.dmslocal.engine.entity.running;
