package io.dmslocal.engine.entity.instance;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.CommandHandlerWithReplyBuilderByState;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.SignalHandler;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.journal.JournalBackoff;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.RebootReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationSubnetGroup;

/**
 * A replication instance (AWS: Working with an AWS DMS replication instance, Replication instance statuses).
 *
 * <pre>
 *  Absent --Create--> creating --> available --Modify, applied at once--> modifying | upgrading --> available
 *     ^                               |  ^
 *     |                               |  +---- rebooting <--Reboot-- available
 *     +---- deleting <----Delete------+
 * </pre>
 *
 * A modification that is not applied at once waits in PendingModifiedValues for the maintenance window or for the next that is. Only an instance without
 * tasks can be deleted.
 */
public final class ReplicationInstanceEntity
        extends EventSourcedBehaviorWithEnforcedReplies<
                ReplicationInstanceEntity.Command, ReplicationInstanceEntity.Event, ReplicationInstanceEntity.State> {

    public sealed interface Command extends Message {}

    /** @param request checked by {@link InstanceRules#creation} */
    public record Create(
            CreateReplicationInstanceRequest request, ReplicationSubnetGroup group, Tags tags, ActorRef<Reply> replyTo)
            implements Command {}

    public record Describe(ActorRef<Reply> replyTo) implements Command {}

    public record Modify(ModifyReplicationInstanceRequest request, ActorRef<Reply> replyTo) implements Command {}

    public record Reboot(RebootReplicationInstanceRequest request, ActorRef<Reply> replyTo) implements Command {}

    public record Delete(ActorRef<Reply> replyTo) implements Command {}

    /** A task begins to use the instance. */
    public record Attach(String dependent, ActorRef<Reply> replyTo) implements Command {}

    public record Detach(String dependent, ActorRef<Reply> replyTo) implements Command {}

    public record AskDependents(ActorRef<Dependents> replyTo) implements Command {}

    public record ChangeTags(TagChange change, ActorRef<TagReply> replyTo) implements Command {}

    public record Stop() implements Command {}

    /** What a transitional status waited for is done. */
    private record Finish(String status) implements Command {}

    private record WindowOpened() implements Command {}

    public sealed interface Reply extends Message {
        default Outcome<ReplicationInstance> outcome() {
            return this instanceof Described described
                    ? Outcome.done(described.document())
                    : Outcome.refused(((Refused) this).fault());
        }
    }

    public record Described(ReplicationInstance document) implements Reply {}

    public record Refused(Fault fault) implements Reply {}

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

    public record Attached(String dependent, Instant at) implements Event {}

    public record Detached(String dependent, Instant at) implements Event {}

    public record TagsChanged(Tags tags, Instant at) implements Event {}

    public record DeletionRequested(Instant at) implements Event {}

    public record Deleted(Instant at) implements Event {}

    /**
     * What an instance is in every status.
     *
     * @param document without its status
     * @param dependents ARNs of the tasks that use it
     */
    public record Instance(ReplicationInstance document, Tags tags, List<String> dependents) {

        public Instance {
            dependents = List.copyOf(dependents);
        }

        private Instance with(ReplicationInstance newDocument) {
            return new Instance(newDocument, tags, dependents);
        }

        private Instance with(Tags newTags) {
            return new Instance(document, newTags, dependents);
        }

        private Instance attached(String dependent) {
            List<String> more = new ArrayList<>(dependents);
            more.add(dependent);
            return new Instance(document, tags, more);
        }

        private Instance detached(String dependent) {
            return new Instance(
                    document,
                    tags,
                    dependents.stream().filter(each -> !each.equals(dependent)).toList());
        }
    }

    public sealed interface State extends Message {

        /** AWS's word. */
        String status();
    }

    public record Absent() implements State {
        @Override
        public String status() {
            return "absent";
        }

        private Creating creating(CreationRequested event) {
            return new Creating(new Instance(event.document(), event.tags(), List.of()), event.at());
        }
    }

    /** There is an instance. */
    public sealed interface Present extends State {

        Instance instance();

        Present with(Instance instance);

        default ReplicationInstance describe() {
            return instance().document().copy(document -> document.replicationInstanceStatus(status()));
        }
    }

    /** Lasts for a time, then {@link Finish}. */
    public sealed interface Transitional extends Present {

        Instant since();
    }

    public record Creating(Instance instance, Instant since) implements Transitional {
        @Override
        public String status() {
            return "creating";
        }

        @Override
        public Creating with(Instance changed) {
            return new Creating(changed, since);
        }

        private Available available(CreationFinished event) {
            return new Available(instance.with(InstanceDocument.opened(instance.document(), event.at())));
        }
    }

    public record Available(Instance instance) implements Present {
        @Override
        public String status() {
            return "available";
        }

        @Override
        public Available with(Instance changed) {
            return new Available(changed);
        }

        private Available modified(Modified event) {
            return new Available(instance.with(event.document()));
        }

        private Modifying modifying(ModificationStarted event) {
            return new Modifying(instance, event.at());
        }

        private Upgrading upgrading(UpgradeStarted event) {
            return new Upgrading(instance, event.at());
        }

        private Rebooting rebooting(RebootRequested event) {
            return new Rebooting(instance, event.failover(), event.at());
        }

        private Deleting deleting(DeletionRequested event) {
            return new Deleting(instance, event.at());
        }
    }

    public record Modifying(Instance instance, Instant since) implements Transitional {
        @Override
        public String status() {
            return "modifying";
        }

        @Override
        public Modifying with(Instance changed) {
            return new Modifying(changed, since);
        }

        private Available available(ModificationFinished event) {
            return new Available(instance.with(InstanceDocument.pendingApplied(instance.document())));
        }
    }

    public record Upgrading(Instance instance, Instant since) implements Transitional {
        @Override
        public String status() {
            return "upgrading";
        }

        @Override
        public Upgrading with(Instance changed) {
            return new Upgrading(changed, since);
        }

        private Available available(ModificationFinished event) {
            return new Available(instance.with(InstanceDocument.pendingApplied(instance.document())));
        }
    }

    public record Rebooting(Instance instance, boolean failover, Instant since) implements Transitional {
        @Override
        public String status() {
            return "rebooting";
        }

        @Override
        public Rebooting with(Instance changed) {
            return new Rebooting(changed, failover, since);
        }

        private Available available(RebootFinished event) {
            return new Available(failover ? instance.with(InstanceDocument.failedOver(instance.document())) : instance);
        }
    }

    public record Deleting(Instance instance, Instant since) implements Transitional {
        @Override
        public String status() {
            return "deleting";
        }

        @Override
        public Deleting with(Instance changed) {
            return new Deleting(changed, since);
        }

        private Absent absent(Deleted event) {
            return new Absent();
        }
    }

    private static final String TIMER = "transition";

    private final String arn;
    private final TimerScheduler<Command> timers;
    private final InstanceDelays delays;
    private final Clock clock;
    private final Residents residents;

    public static Behavior<Command> create(String arn, InstanceDelays delays, Clock clock, Residents residents) {
        return Behaviors.withTimers(timers -> new ReplicationInstanceEntity(arn, timers, delays, clock, residents));
    }

    private ReplicationInstanceEntity(
            String arn, TimerScheduler<Command> timers, InstanceDelays delays, Clock clock, Residents residents) {
        super(PersistenceId.of("ReplicationInstance", arn), JournalBackoff.strategy());
        this.arn = arn;
        this.timers = timers;
        this.delays = delays;
        this.clock = clock;
        this.residents = residents;
    }

    @Override
    public State emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
        return absent().orElse(transitional())
                .orElse(available())
                .orElse(deleting())
                .orElse(present())
                .orElse(anyStatus())
                .build();
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Absent, State> absent() {
        return inStatus(Absent.class).onCommand(Create.class, this::create);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Transitional, State> transitional() {
        return inStatus(Transitional.class).onCommand(Finish.class, this::finish);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Available, State> available() {
        return inStatus(Available.class)
                .onCommand(Modify.class, this::modify)
                .onCommand(WindowOpened.class, this::applyPending)
                .onCommand(Reboot.class, this::reboot)
                .onCommand(Attach.class, this::attach)
                .onCommand(Delete.class, this::delete);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Deleting, State> deleting() {
        return inStatus(Deleting.class)
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> command.change().changesNothing()
                                ? Effect()
                                        .reply(
                                                command.replyTo(),
                                                new TagReply.Tagged(
                                                        state.instance().tags()))
                                : Effect()
                                        .reply(
                                                command.replyTo(),
                                                new TagReply.Refused(refusal(state, "Changing tags"))));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Present, State> present() {
        return inStatus(Present.class)
                .onCommand(
                        Describe.class,
                        (state, command) -> Effect().reply(command.replyTo(), new Described(state.describe())))
                .onCommand(Detach.class, this::detach)
                .onCommand(
                        AskDependents.class,
                        (state, command) -> Effect()
                                .reply(
                                        command.replyTo(),
                                        new Dependents(state.instance().dependents())))
                .onCommand(ChangeTags.class, this::changeTags);
    }

    /** Refuses what the status above did not take. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, State, State> anyStatus() {
        return inStatus(State.class)
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
                        Attach.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "A new replication task")))
                .onCommand(Describe.class, (state, command) -> refuse(command.replyTo(), Kind.INSTANCE.notFound()))
                .onCommand(Detach.class, (state, command) -> refuse(command.replyTo(), Kind.INSTANCE.notFound()))
                .onCommand(
                        AskDependents.class,
                        (state, command) -> Effect().reply(command.replyTo(), new Dependents(List.of())))
                .onCommand(
                        ChangeTags.class,
                        (state, command) ->
                                Effect().reply(command.replyTo(), new TagReply.Refused(Kind.INSTANCE.notFound())))
                .onCommand(Finish.class, (state, command) -> Effect().noReply())
                .onCommand(WindowOpened.class, (state, command) -> Effect().noReply())
                .onCommand(Stop.class, (state, command) -> Effect().stop().thenNoReply());
    }

    private <S extends State> CommandHandlerWithReplyBuilderByState<Command, Event, S, State> inStatus(
            Class<S> status) {
        return newCommandHandlerWithReplyBuilder().forStateType(status);
    }

    private ReplyEffect<Event, State> create(Absent state, Create command) {
        ReplicationInstance document = InstanceDocument.of(arn, command.request(), command.group());
        return persist(new CreationRequested(document, command.tags(), clock.instant()), command.replyTo());
    }

    private ReplyEffect<Event, State> modify(Available state, Modify command) {
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

    private ReplyEffect<Event, State> applyPending(Available state, WindowOpened command) {
        ReplicationInstance document = state.instance().document();
        return InstanceDocument.hasPending(document)
                ? Effect().persist(applying(document)).thenRun(this::align).thenNoReply()
                : Effect().noReply();
    }

    private Event applying(ReplicationInstance document) {
        return document.pendingModifiedValues().engineVersion() == null
                ? new ModificationStarted(clock.instant())
                : new UpgradeStarted(clock.instant());
    }

    private ReplyEffect<Event, State> reboot(Available state, Reboot command) {
        return InstanceRules.reboot(state.instance().document(), command.request())
                .fold(
                        failover -> persist(new RebootRequested(failover, clock.instant()), command.replyTo()),
                        fault -> refuse(command.replyTo(), fault));
    }

    private ReplyEffect<Event, State> attach(Available state, Attach command) {
        return state.instance().dependents().contains(command.dependent())
                ? Effect().reply(command.replyTo(), new Described(state.describe()))
                : persist(new Attached(command.dependent(), clock.instant()), command.replyTo());
    }

    private ReplyEffect<Event, State> detach(Present state, Detach command) {
        return state.instance().dependents().contains(command.dependent())
                ? persist(new Detached(command.dependent(), clock.instant()), command.replyTo())
                : Effect().reply(command.replyTo(), new Described(state.describe()));
    }

    private ReplyEffect<Event, State> changeTags(Present state, ChangeTags command) {
        return state.instance()
                .tags()
                .apply(command.change())
                .fold(
                        tags -> command.change().changesNothing()
                                ? Effect().reply(command.replyTo(), new TagReply.Tagged(tags))
                                : Effect()
                                        .persist(new TagsChanged(tags, clock.instant()))
                                        .thenReply(command.replyTo(), next -> new TagReply.Tagged(tags)),
                        fault -> Effect().reply(command.replyTo(), new TagReply.Refused(fault)));
    }

    private ReplyEffect<Event, State> delete(Available state, Delete command) {
        List<String> dependents = state.instance().dependents();
        return dependents.isEmpty()
                ? persist(new DeletionRequested(clock.instant()), command.replyTo())
                : refuse(
                        command.replyTo(),
                        Fault.invalidState("Replication instance \"" + arn + "\" has one or more replication tasks: "
                                + String.join(", ", dependents)));
    }

    private ReplyEffect<Event, State> finish(Transitional state, Finish command) {
        if (!state.status().equals(command.status())) {
            return Effect().noReply();
        }
        if (state instanceof Deleting) {
            Set<String> used = InstanceDocument.uses(arn, state.instance().document());
            return Effect()
                    .persist(new Deleted(clock.instant()))
                    .thenRun(this::align)
                    .thenRun(() -> residents.gone(arn, used))
                    .thenNoReply();
        }
        Event finished = state instanceof Creating
                ? new CreationFinished(clock.instant())
                : state instanceof Rebooting
                        ? new RebootFinished(clock.instant())
                        : new ModificationFinished(clock.instant());
        return Effect().persist(finished).thenRun(this::align).thenNoReply();
    }

    private ReplyEffect<Event, State> persist(Event event, ActorRef<Reply> replyTo) {
        return Effect().persist(event).thenRun(this::align).thenReply(replyTo, this::described);
    }

    private Reply described(State state) {
        return state instanceof Present present
                ? new Described(present.describe())
                : new Refused(Kind.INSTANCE.notFound());
    }

    private ReplyEffect<Event, State> refuse(ActorRef<Reply> replyTo, Fault fault) {
        return Effect().reply(replyTo, new Refused(fault));
    }

    private Fault refusal(State state, String command) {
        return state instanceof Absent
                ? Kind.INSTANCE.notFound()
                : Fault.invalidState("Replication instance " + arn + " is in status " + state.status() + "; " + command
                        + " needs status available.");
    }

    private Fault alreadyThere() {
        return Fault.alreadyExists("The resource you are attempting to create already exists.", arn);
    }

    @Override
    public EventHandler<State, Event> eventHandler() {
        return transitions();
    }

    public static EventHandler<State, Event> transitions() {
        EventHandlerBuilder<State, Event> transitions = EventHandlerBuilder.builder();
        transitions.forStateType(Absent.class).onEvent(CreationRequested.class, Absent::creating);
        transitions.forStateType(Creating.class).onEvent(CreationFinished.class, Creating::available);
        transitions
                .forStateType(Available.class)
                .onEvent(Modified.class, Available::modified)
                .onEvent(ModificationStarted.class, Available::modifying)
                .onEvent(UpgradeStarted.class, Available::upgrading)
                .onEvent(RebootRequested.class, Available::rebooting)
                .onEvent(DeletionRequested.class, Available::deleting);
        transitions.forStateType(Modifying.class).onEvent(ModificationFinished.class, Modifying::available);
        transitions.forStateType(Upgrading.class).onEvent(ModificationFinished.class, Upgrading::available);
        transitions.forStateType(Rebooting.class).onEvent(RebootFinished.class, Rebooting::available);
        transitions.forStateType(Deleting.class).onEvent(Deleted.class, Deleting::absent);
        transitions
                .forStateType(Present.class)
                .onEvent(
                        Attached.class,
                        (state, event) -> state.with(state.instance().attached(event.dependent())))
                .onEvent(
                        Detached.class,
                        (state, event) -> state.with(state.instance().detached(event.dependent())))
                .onEvent(
                        TagsChanged.class,
                        (state, event) -> state.with(state.instance().with(event.tags())));
        return transitions.build();
    }

    @Override
    public SignalHandler<State> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::align)
                .build();
    }

    /** A transitional status waits for its time; an available instance with pending values for its maintenance window; nobody else waits. */
    private void align(State state) {
        if (state instanceof Transitional transitional) {
            Duration passed = Duration.between(transitional.since(), clock.instant());
            Duration rest = delay(transitional).minus(passed);
            timers.startSingleTimer(TIMER, new Finish(state.status()), rest.isNegative() ? Duration.ZERO : rest);
        } else if (state instanceof Available available
                && InstanceDocument.hasPending(available.instance().document())) {
            String window = available.instance().document().preferredMaintenanceWindow();
            timers.startSingleTimer(TIMER, new WindowOpened(), MaintenanceWindow.until(window, clock.instant()));
        } else {
            timers.cancel(TIMER);
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
        return state instanceof Upgrading ? delays.upgrading() : delays.modifying();
    }
}
