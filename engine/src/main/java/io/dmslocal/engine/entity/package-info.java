/**
 * Things with a lifecycle: one package each, and none imports another (but {@code running}, which those with runs stand on); they meet by ARN and message. {@link
 * io.dmslocal.engine.entity.instance.ReplicationInstanceEntity} is the one to read first, and the one to copy.
 *
 * <p>Conventions of every entity {@code XEntity}:
 *
 * <ul>
 *   <li>It extends {@link io.dmslocal.engine.entity.Resident}, which knows what all with a name do alike: the document after an event, refusals, the last
 *       event; or, where callers know no name, {@link io.dmslocal.engine.entity.Lifecycle} alone: tags, one builder per status. What is to be said later is
 *       put into its {@link io.dmslocal.engine.entity.Agenda}.
 *   <li>Its id is its ARN. {@code Command}, {@code Reply}, {@code Event} and {@code State} are sealed interfaces of records, all {@link
 *       io.dmslocal.persistence.serialization.Message}s; the file's order is diagram, commands, replies, events, states, {@code create}, command handler,
 *       transitions, effects.
 *   <li>Replies are {@link io.dmslocal.engine.entity.Answer}s: {@code Described(document)} or {@code Refused(fault)}, with {@code outcome()} for those who ask.
 *   <li>One method per status makes its part of the command handler; {@code anyStatus()} comes last, answers {@code Describe}, {@code AskDependents},
 *       {@code ChangeTags} and {@code Leave}, and refuses the rest by naming resource, status and command.
 *   <li>Its table of transitions is static and pure, so that a journal can be folded by it elsewhere; in a file of its own ({@code XTransitions}) where the
 *       entity's is long, and so is its protocol.
 *   <li>{@code align(state)} runs after each persist and after recovery: it alone starts timers and children. A transitional state knows since when it
 *       lasts, so a restart waits for the rest of the time only; an entity that nobody talks to does not wake up, and the first describe finds it late but
 *       right. Those whose life AWS tells as events say there {@code residents.news(arn)}; see package {@code event}.
 *   <li>Reference counting: who uses a resource says {@code Attach(dependent)} before it exists itself and {@code Detach(dependent)} when it is gone (see
 *       {@link io.dmslocal.engine.directory.Residents#gone}); {@code Delete} is refused while something is attached. A crash may leave a dangling
 *       attachment: whoever deletes lets {@code Engine.releaseDead(arn)} ask the directories first.
 *   <li>Tags live in the entity: one command ({@code ChangeTags}), one event ({@code TagsChanged}); the rules are in {@link
 *       io.dmslocal.engine.model.Tags}.
 *   <li>Events hold AWS strings, never the SDK's enums, and their time from the injected clock.
 *   <li>After its last event it calls {@code residents.gone(arn, used)} and is Absent again: an ARN with a chosen id may have a second life.
 * </ul>
 */
package io.dmslocal.engine.entity;
