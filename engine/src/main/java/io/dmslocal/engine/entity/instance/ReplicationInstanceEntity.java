package io.dmslocal.engine.entity.instance;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.CommandHandlerWithReplyBuilderByState;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.SignalHandler;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.Answer;
import io.dmslocal.engine.entity.Hosting;
import io.dmslocal.engine.entity.Refusal;
import io.dmslocal.engine.entity.Resident;
import io.dmslocal.engine.entity.instance.InstanceState.Absent;
import io.dmslocal.engine.entity.instance.InstanceState.Available;
import io.dmslocal.engine.entity.instance.InstanceState.Creating;
import io.dmslocal.engine.entity.instance.InstanceState.Deleting;
import io.dmslocal.engine.entity.instance.InstanceState.Maintaining;
import io.dmslocal.engine.entity.instance.InstanceState.Modifying;
import io.dmslocal.engine.entity.instance.InstanceState.Present;
import io.dmslocal.engine.entity.instance.InstanceState.Rebooting;
import io.dmslocal.engine.entity.instance.InstanceState.Transitional;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.MaintenanceWindow;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.RebootReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationSubnetGroup;
import software.amazon.awssdk.services.databasemigration.model.ResourcePendingMaintenanceActions;

/**
 * A replication instance (AWS: Working with an AWS DMS replication instance, Replication instance statuses).
 *
 * <pre>
 *  Absent --Create--> creating --> available --Modify, applied at once--> modifying | upgrading --> available
 *     ^                               |  ^
 *     |                               |  +---- rebooting <--Reboot-- available
 *     |                               |  +---- maintenance <--Maintain, immediately or in the window-- available
 *     +---- deleting <----Delete------+
 * </pre>
 *
 * A modification that is not applied at once waits in PendingModifiedValues for the maintenance window or for the next that is. Only an instance without
 * tasks can be deleted. What no run outlives (another class or engine version, a reboot) is told to the tasks, which stop and go on by themselves when
 * the instance is available again.
 */
public final class ReplicationInstanceEntity
        extends Resident<
                ReplicationInstanceEntity.Command,
                ReplicationInstanceEntity.Event,
                InstanceState,
                ReplicationInstanceEntity.Reply> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** @param request checked by {@link InstanceRules#creation} */
    public record Create(
            CreateReplicationInstanceRequest request, ReplicationSubnetGroup group, Tags tags, ActorRef<Reply> replyTo)
            implements Call {}

    public record Describe(ActorRef<Reply> replyTo) implements Call {}

    public record Modify(ModifyReplicationInstanceRequest request, ActorRef<Reply> replyTo) implements Call {}

    public record Reboot(RebootReplicationInstanceRequest request, ActorRef<Reply> replyTo) implements Call {}

    public record Delete(ActorRef<Reply> replyTo) implements Call {}

    /** A task begins to use the instance. */
    public record Attach(String dependent, ActorRef<Reply> replyTo) implements Call {}

    public record Detach(String dependent, ActorRef<Reply> replyTo) implements Call {}

    /** What maintenance is pending? */
    public record AskMaintenance(ActorRef<Reply> replyTo) implements Call {}

    /**
     * @param action checked by {@link Maintenance#fault}
     * @param optIn checked too
     */
    public record Maintain(String action, String optIn, ActorRef<Reply> replyTo) implements Call {}

    public record AskDependents(ActorRef<Dependents> replyTo) implements Call {}

    public record ChangeTags(TagChange change, ActorRef<TagReply> replyTo) implements Call {}

    public record Leave() implements Call {}

    /** What a transitional status waited for is done. */
    private record Finish(String status) implements Note {}

    private record WindowOpened() implements Note {}

    public sealed interface Reply extends Answer<Reply> {
        default Outcome<ReplicationInstance> outcome() {
            return as(Described.class).map(Described::document);
        }
    }

    public record Described(ReplicationInstance document) implements Reply {}

    /** @param actions none when nothing is pending */
    public record Pending(ResourcePendingMaintenanceActions actions) implements Reply {}

    public record Refused(Fault fault) implements Reply, Refusal {}

    public sealed interface Event extends Message {}

    public record CreationRequested(ReplicationInstance document, Tags tags, Instant at) implements Event {}

    public record CreationFinished(Instant at) implements Event {}

    /** @param document with the new values, those that wait in PendingModifiedValues */
    public record Modified(ReplicationInstance document, Instant at) implements Event {}

    /** What is pending is being applied. */
    public record ModificationStarted(Instant at) implements Event {}

    public record UpgradeStarted(Instant at) implements Event {}

    public record ModificationFinished(Instant at) implements Event {}

    public record RebootRequested(boolean failover, Instant at) implements Event {}

    public record RebootFinished(Instant at) implements Event {}

    /** @param optIn {@code next-maintenance}, or empty when that was taken back */
    public record MaintenanceOptedIn(Optional<String> optIn, Instant at) implements Event {}

    /** @param withPending in the window, where pending values are applied too */
    public record MaintenanceStarted(boolean withPending, Instant at) implements Event {}

    public record MaintenanceFinished(Instant at) implements Event {}

    public record Attached(String dependent, Instant at) implements Event {}

    public record Detached(String dependent, Instant at) implements Event {}

    public record TagsChanged(Tags tags, Instant at) implements Event {}

    public record DeletionRequested(Instant at) implements Event {}

    public record Deleted(Instant at) implements Event {}

    private static final String TIMER = "transition";

    private final Agenda<Command> agenda;
    private final InstanceDelays delays;

    private final Hosting hosting;
    private final long mostTasks;

    /** @param limits how many tasks may use it */
    public static Behavior<Command> create(
            String arn, InstanceDelays delays, Clock clock, Residents residents, Hosting hosting, Limits limits) {
        return Behaviors.withTimers(
                timers -> new ReplicationInstanceEntity(arn, timers, delays, clock, residents, hosting, limits));
    }

    private ReplicationInstanceEntity(
            String arn,
            TimerScheduler<Command> timers,
            InstanceDelays delays,
            Clock clock,
            Residents residents,
            Hosting hosting,
            Limits limits) {
        super("ReplicationInstance", Kind.INSTANCE, arn, clock, residents);
        this.agenda = new Agenda<>(timers, clock);
        this.delays = delays;
        this.hosting = hosting;
        this.mostTasks = limits.of(Quota.REPLICATION_TASKS_PER_REPLICATION_INSTANCE);
    }

    @Override
    public InstanceState emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, InstanceState> commandHandler() {
        return absent().orElse(transitional())
                .orElse(available())
                .orElse(deleting())
                .orElse(present())
                .orElse(anyStatus())
                .build();
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Absent, InstanceState> absent() {
        return inStatus(Absent.class).onCommand(Create.class, this::create);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Transitional, InstanceState> transitional() {
        return inStatus(Transitional.class).onCommand(Finish.class, this::finish);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Available, InstanceState> available() {
        return inStatus(Available.class)
                .onCommand(Modify.class, this::modify)
                .onCommand(WindowOpened.class, this::applyPending)
                .onCommand(Reboot.class, this::reboot)
                .onCommand(Maintain.class, this::maintain)
                .onCommand(Delete.class, this::delete);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Deleting, InstanceState> deleting() {
        return inStatus(Deleting.class)
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> tellTags(
                                state.instance().tags(),
                                command.change(),
                                command.replyTo(),
                                what -> refusal(state, what)));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Present, InstanceState> present() {
        return inStatus(Present.class)
                .onCommand(Describe.class, (state, command) -> describe(state, command.replyTo()))
                .onCommand(Attach.class, this::attach)
                .onCommand(Detach.class, this::detach)
                .onCommand(AskMaintenance.class, (state, command) -> Effect().reply(command.replyTo(), pending(state)))
                .onCommand(
                        AskDependents.class,
                        (state, command) -> Effect()
                                .reply(
                                        command.replyTo(),
                                        new Dependents(state.instance().dependents())))
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> changeTags(
                                state.instance().tags(),
                                command.change(),
                                command.replyTo(),
                                tags -> new TagsChanged(tags, clock.instant())));
    }

    /** Refuses what the status above did not take. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, InstanceState, InstanceState> anyStatus() {
        return inStatus(InstanceState.class)
                .onCommand(Create.class, (state, command) -> refuse(command.replyTo(), alreadyThere()))
                .onCommand(
                        Modify.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "ModifyReplicationInstance")))
                .onCommand(
                        Reboot.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "RebootReplicationInstance")))
                .onCommand(
                        Delete.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "DeleteReplicationInstance")))
                .onCommand(
                        Maintain.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "ApplyPendingMaintenanceAction")))
                .onCommand(Attach.class, (state, command) -> refuse(command.replyTo(), notFound()))
                .onCommand(AskMaintenance.class, (state, command) -> refuse(command.replyTo(), notFound()))
                .onCommand(Describe.class, (state, command) -> refuse(command.replyTo(), notFound()))
                .onCommand(Detach.class, (state, command) -> refuse(command.replyTo(), notFound()))
                .onCommand(
                        AskDependents.class,
                        (state, command) -> Effect().reply(command.replyTo(), new Dependents(List.of())))
                .onCommand(ChangeTags.class, (state, command) -> refuseTags(command.replyTo()))
                .onCommand(Note.class, (state, command) -> Effect().noReply())
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply());
    }

    private ReplyEffect<Event, InstanceState> create(Absent state, Create command) {
        ReplicationInstance document = InstanceDocument.of(arn, command.request(), command.group());
        return persist(new CreationRequested(document, command.tags(), clock.instant()), command.replyTo());
    }

    private ReplyEffect<Event, InstanceState> modify(Available state, Modify command) {
        return InstanceRules.modification(state.instance().document(), command.request())
                .fold(
                        changed -> {
                            List<Event> events = new ArrayList<>();
                            events.add(new Modified(changed, clock.instant()));
                            if (Boolean.TRUE.equals(command.request().applyImmediately())) {
                                events.add(applying(changed));
                            }
                            return Effect()
                                    .persist(events)
                                    .thenRun(this::align)
                                    .thenReply(command.replyTo(), this::described);
                        },
                        fault -> refuse(command.replyTo(), fault));
    }

    private ReplyEffect<Event, InstanceState> applyPending(Available state, WindowOpened command) {
        ReplicationInstance document = state.instance().document();
        if (state.instance().optIn().isPresent()) {
            return persist(new MaintenanceStarted(true, clock.instant()));
        }
        return InstanceDocument.hasPending(document)
                ? persist(applying(document))
                : Effect().noReply();
    }

    private ReplyEffect<Event, InstanceState> maintain(Available state, Maintain command) {
        return Maintenance.of(state.instance().document(), command.action())
                .map(fault -> refuse(command.replyTo(), fault))
                .orElseGet(() -> persist(maintaining(command.optIn()), command.replyTo(), this::pending));
    }

    private Event maintaining(String optIn) {
        return switch (optIn) {
            case Maintenance.IMMEDIATE -> new MaintenanceStarted(false, clock.instant());
            case Maintenance.UNDO -> new MaintenanceOptedIn(Optional.empty(), clock.instant());
            default -> new MaintenanceOptedIn(Optional.of(optIn), clock.instant());
        };
    }

    private Reply pending(InstanceState state) {
        return state instanceof Present present
                ? new Pending(Maintenance.pending(arn, present, clock.instant()))
                : new Refused(notFound());
    }

    private Event applying(ReplicationInstance document) {
        return document.pendingModifiedValues().engineVersion() == null
                ? new ModificationStarted(clock.instant())
                : new UpgradeStarted(clock.instant());
    }

    private ReplyEffect<Event, InstanceState> reboot(Available state, Reboot command) {
        return InstanceRules.reboot(state.instance().document(), command.request())
                .fold(
                        failover -> persist(new RebootRequested(failover, clock.instant()), command.replyTo()),
                        fault -> refuse(command.replyTo(), fault));
    }

    private ReplyEffect<Event, InstanceState> attach(Present state, Attach command) {
        List<String> dependents = state.instance().dependents();
        if (dependents.contains(command.dependent())) {
            return describe(state, command.replyTo());
        }
        if (!(state instanceof Available)) {
            return refuse(command.replyTo(), refusal(state, "A new replication task"));
        }
        if (isTask(command.dependent())
                && dependents.stream().filter(ReplicationInstanceEntity::isTask).count() >= mostTasks) {
            return refuse(
                    command.replyTo(),
                    Fault.quotaExceeded("The quota ReplicationTasksPerReplicationInstance of " + mostTasks
                            + " is reached by " + arn + "; use another replication instance, or raise"
                            + " dms-local.engine.quotas.ReplicationTasksPerReplicationInstance."));
        }
        return persist(new Attached(command.dependent(), clock.instant()), command.replyTo());
    }

    private static boolean isTask(String dependent) {
        return Kind.of(dependent).filter(Kind.TASK::equals).isPresent();
    }

    private ReplyEffect<Event, InstanceState> detach(Present state, Detach command) {
        return state.instance().dependents().contains(command.dependent())
                ? persist(new Detached(command.dependent(), clock.instant()), command.replyTo())
                : describe(state, command.replyTo());
    }

    private ReplyEffect<Event, InstanceState> delete(Available state, Delete command) {
        List<String> dependents = state.instance().dependents();
        return dependents.isEmpty()
                ? persist(new DeletionRequested(clock.instant()), command.replyTo())
                : refuse(
                        command.replyTo(),
                        Fault.invalidState("Replication instance \"" + arn + "\" has one or more replication tasks: "
                                + String.join(", ", dependents)));
    }

    private ReplyEffect<Event, InstanceState> finish(Transitional state, Finish command) {
        if (!state.status().equals(command.status())) {
            return Effect().noReply();
        }
        if (state instanceof Deleting) {
            Set<String> used = InstanceDocument.uses(arn, state.instance().document());
            return vanish(new Deleted(clock.instant()), used);
        }
        Event finished = state instanceof Creating
                ? new CreationFinished(clock.instant())
                : state instanceof Rebooting
                        ? new RebootFinished(clock.instant())
                        : state instanceof Maintaining
                                ? new MaintenanceFinished(clock.instant())
                                : new ModificationFinished(clock.instant());
        return persist(finished);
    }

    @Override
    protected Reply described(InstanceState state) {
        return state instanceof Present present ? new Described(present.describe()) : new Refused(notFound());
    }

    @Override
    protected Reply refused(Fault fault) {
        return new Refused(fault);
    }

    private Fault refusal(InstanceState state, String command) {
        return refusal(state, command, "status available");
    }

    @Override
    public EventHandler<InstanceState, Event> eventHandler() {
        return InstanceTransitions.table();
    }

    @Override
    public SignalHandler<InstanceState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::align)
                .build();
    }

    /** A transitional status waits for its time; an available instance on which something is pending for its maintenance window; nobody else waits. */
    @Override
    protected void align(InstanceState state) {
        residents.news(arn);
        if (state instanceof Transitional transitional) {
            agenda.after(TIMER, new Finish(state.status()), transitional.since(), delay(transitional));
            transitional
                    .holds()
                    .ifPresent(reason ->
                            transitional.instance().dependents().forEach(task -> hosting.hold(task, arn, reason)));
        } else if (state instanceof Available available && available.waitsForWindow()) {
            String window = available.instance().document().preferredMaintenanceWindow();
            agenda.in(TIMER, new WindowOpened(), MaintenanceWindow.until(window, clock.instant()));
        } else {
            agenda.cancel(TIMER);
        }
    }

    private Duration delay(Transitional state) {
        if (state instanceof Creating) {
            return delays.creating();
        }
        if (state instanceof Deleting) {
            return delays.deleting();
        }
        if (state instanceof Rebooting) {
            return delays.rebooting();
        }
        return state instanceof Modifying ? delays.modifying() : delays.upgrading();
    }
}
