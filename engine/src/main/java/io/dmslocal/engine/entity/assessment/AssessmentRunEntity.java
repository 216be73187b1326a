package io.dmslocal.engine.entity.assessment;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.CommandHandlerWithReplyBuilderByState;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.SignalHandler;
import io.dmslocal.engine.assessment.Examination;
import io.dmslocal.engine.assessment.Report;
import io.dmslocal.engine.assessment.Result;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.entity.Answer;
import io.dmslocal.engine.entity.Refusal;
import io.dmslocal.engine.entity.Resident;
import io.dmslocal.engine.entity.assessment.AssessmentState.Absent;
import io.dmslocal.engine.entity.assessment.AssessmentState.Cancellable;
import io.dmslocal.engine.entity.assessment.AssessmentState.Cancelling;
import io.dmslocal.engine.entity.assessment.AssessmentState.Deleting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Ended;
import io.dmslocal.engine.entity.assessment.AssessmentState.Present;
import io.dmslocal.engine.entity.assessment.AssessmentState.Provisioning;
import io.dmslocal.engine.entity.assessment.AssessmentState.Run;
import io.dmslocal.engine.entity.assessment.AssessmentState.Starting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Unfinished;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskIndividualAssessment;

/**
 * A run of premigration assessments (AWS: Working with premigration assessments; API_ReplicationTaskAssessmentRun).
 *
 * <pre>
 *  Absent --Create--> starting --> provisioning --> running --> passed, warning, failed, error-executing --Delete--> deleting
 *                         |             |   |          |                      ^
 *                         |             |   +----------|--> error-provisioning|
 *                         +-------------+----Cancel----+--> cancelling --> failed
 * </pre>
 *
 * While it has not ended its task is {@code testing}; or its client is a serverless replication, which waits for it before it begins.
 */
public final class AssessmentRunEntity
        extends Resident<
                AssessmentRunEntity.Command, AssessmentRunEntity.Event, AssessmentState, AssessmentRunEntity.Reply> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** @param run without results; its task is testing already */
    public record Create(Run run, ActorRef<Reply> replyTo) implements Call {}

    public record Describe(ActorRef<Reply> replyTo) implements Call {}

    public record Cancel(ActorRef<Reply> replyTo) implements Call {}

    public record Delete(ActorRef<Reply> replyTo) implements Call {}

    /** Its client is gone, or needs it no more. */
    public record Vanish() implements Call {}

    public record AskResults(ActorRef<Reply> replyTo) implements Call {}

    public record ChangeTags(TagChange change, ActorRef<TagReply> replyTo) implements Call {}

    public record Leave() implements Call {}

    /** What a transitional status waited for is done. */
    record Finish(String status) implements Note {}

    /** @param failure empty when reports can be kept */
    record Checked(Optional<String> failure) implements Note {}

    /** The task has been looked at. */
    record Prepared(Outcome<Examination> examination) implements Note {}

    record Examined(Result result) implements Note {}

    /**
     * @param failure empty when the report was written
     * @param url where an old-style assessment's file lies
     */
    record Written(Optional<String> failure, Optional<String> url) implements Note {}

    /** The client does not know yet that the run has ended. */
    record TellClient() implements Note {}

    /** @param failure empty when the client knows that the run has ended */
    record ClientTold(Optional<String> failure) implements Note {}

    public sealed interface Reply extends Answer<Reply> {

        default Outcome<Described> outcome() {
            return as(Described.class);
        }
    }

    public record Described(
            ReplicationTaskAssessmentRun document, List<ReplicationTaskIndividualAssessment> individuals)
            implements Reply {}

    /**
     * @param status of the run
     * @param report where its file lies; empty when there is none
     */
    public record Results(String status, Instant createdAt, List<Result> results, Optional<String> report)
            implements Reply {}

    public record Refused(Fault fault) implements Reply, Refusal {}

    public sealed interface Event extends Message {}

    public record RunRequested(Run run, Instant at) implements Event {}

    public record ProvisioningStarted(Instant at) implements Event {}

    public record ExecutionStarted(Instant at) implements Event {}

    public record Assessed(List<Result> results, Instant at) implements Event {}

    public record CancelRequested(Instant at) implements Event {}

    /** @param message empty when it went well */
    public record RunEnded(String status, String message, Instant at) implements Event {}

    /** The file of an old-style assessment was written. */
    public record ReportKept(String url, Instant at) implements Event {}

    public record TagsChanged(Tags tags, Instant at) implements Event {}

    public record DeletionRequested(Instant at) implements Event {}

    public record Deleted(Instant at) implements Event {}

    private final AssessmentEffects effects;

    public static Behavior<Command> create(
            String arn, AssessmentDelays delays, Clock clock, Residents residents, AssessmentWorld world) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new AssessmentRunEntity(arn, delays, clock, residents, world, context, timers)));
    }

    private AssessmentRunEntity(
            String arn,
            AssessmentDelays delays,
            Clock clock,
            Residents residents,
            AssessmentWorld world,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        super("AssessmentRun", Kind.ASSESSMENT_RUN, arn, clock, residents);
        this.effects = new AssessmentEffects(arn, context, timers, delays, clock, world);
    }

    @Override
    public AssessmentState emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, AssessmentState> commandHandler() {
        return absent().orElse(starting())
                .orElse(provisioning())
                .orElse(cancellable())
                .orElse(cancelling())
                .orElse(unfinished())
                .orElse(ended())
                .orElse(deleting())
                .orElse(present())
                .orElse(anyStatus())
                .build();
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Absent, AssessmentState> absent() {
        return inStatus(Absent.class)
                .onCommand(
                        Create.class,
                        (state, command) ->
                                persist(new RunRequested(command.run(), clock.instant()), command.replyTo()));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Starting, AssessmentState> starting() {
        return inStatus(Starting.class)
                .onCommand(
                        Finish.class,
                        (state, command) -> command.status().equals(state.status())
                                ? persist(new ProvisioningStarted(clock.instant()))
                                : Effect().noReply());
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Provisioning, AssessmentState> provisioning() {
        return inStatus(Provisioning.class)
                .onCommand(Finish.class, (state, command) -> {
                    if (command.status().equals(state.status())) {
                        effects.check(state);
                    }
                    return Effect().noReply();
                })
                .onCommand(
                        Checked.class,
                        (state, command) -> persist(command.failure()
                                .<Event>map(failure -> new RunEnded("error-provisioning", failure, clock.instant()))
                                .orElseGet(() -> new ExecutionStarted(clock.instant()))));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Cancellable, AssessmentState> cancellable() {
        return inStatus(Cancellable.class)
                .onCommand(
                        Cancel.class,
                        (state, command) -> state.isCancellable()
                                ? persist(new CancelRequested(clock.instant()), command.replyTo())
                                : refuse(command.replyTo(), tooLate()));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Cancelling, AssessmentState> cancelling() {
        return inStatus(Cancelling.class)
                .onCommand(
                        Finish.class,
                        (state, command) -> command.status().equals(state.status())
                                ? persist(new Assessed(
                                        state.run().open().stream()
                                                .map(Result::cancelled)
                                                .toList(),
                                        clock.instant()))
                                : Effect().noReply())
                .onCommand(
                        Written.class,
                        (state, command) -> persist(new RunEnded(
                                "failed",
                                command.failure()
                                        .map(failure -> "The run was cancelled, and its report could not be written: "
                                                + failure)
                                        .orElse("The run was cancelled."),
                                clock.instant())));
    }

    /** What the questions say. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, Unfinished, AssessmentState> unfinished() {
        return inStatus(Unfinished.class)
                .onCommand(Prepared.class, this::prepared)
                .onCommand(Examined.class, this::examined)
                .onCommand(Written.class, this::written);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Ended, AssessmentState> ended() {
        return inStatus(Ended.class)
                .onCommand(Create.class, this::again)
                .onCommand(
                        Delete.class,
                        (state, command) -> persist(new DeletionRequested(clock.instant()), command.replyTo()))
                .onCommand(TellClient.class, (state, command) -> quietly(() -> effects.tellEnd(state)))
                .onCommand(
                        ClientTold.class,
                        (state, command) -> quietly(
                                () -> command.failure().ifPresent(failure -> effects.tellEndLater(state, failure))));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Deleting, AssessmentState> deleting() {
        return inStatus(Deleting.class)
                .onCommand(
                        Finish.class,
                        (state, command) -> command.status().equals(state.status())
                                ? vanish(new Deleted(clock.instant()), List.of())
                                : Effect().noReply())
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> tellTags(
                                state.run().tags(),
                                command.change(),
                                command.replyTo(),
                                what -> wrongStatus(state, what, "any status but deleting")));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Present, AssessmentState> present() {
        return inStatus(Present.class)
                .onCommand(Describe.class, (state, command) -> describe(state, command.replyTo()))
                .onCommand(
                        AskResults.class,
                        (state, command) -> Effect()
                                .reply(
                                        command.replyTo(),
                                        new Results(
                                                state.status(),
                                                state.run().document().replicationTaskAssessmentRunCreationDate(),
                                                state.run().results(),
                                                state instanceof Ended ended ? ended.report() : Optional.empty())))
                .onCommand(Vanish.class, (state, command) -> vanish(new Deleted(clock.instant()), List.of()))
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> changeTags(
                                state.run().tags(),
                                command.change(),
                                command.replyTo(),
                                tags -> new TagsChanged(tags, clock.instant())));
    }

    /** Refuses what the status above did not take. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, AssessmentState, AssessmentState> anyStatus() {
        return inStatus(AssessmentState.class)
                .onCommand(Create.class, (state, command) -> refuse(command.replyTo(), alreadyThere()))
                .onCommand(
                        Cancel.class,
                        (state, command) -> refuse(
                                command.replyTo(),
                                wrongStatus(
                                        state,
                                        "CancelReplicationTaskAssessmentRun",
                                        "status starting, provisioning or running")))
                .onCommand(
                        Delete.class,
                        (state, command) -> refuse(
                                command.replyTo(),
                                wrongStatus(state, "DeleteReplicationTaskAssessmentRun", "a run that has ended")))
                .onCommand(Describe.class, (state, command) -> refuse(command.replyTo(), notFound()))
                .onCommand(AskResults.class, (state, command) -> refuse(command.replyTo(), notFound()))
                .onCommand(ChangeTags.class, (state, command) -> refuseTags(command.replyTo()))
                .onCommand(Vanish.class, (state, command) -> Effect().noReply())
                .onCommand(Note.class, (state, command) -> Effect().noReply())
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply());
    }

    // ---- the questions

    /** Whoever cannot reach the source has no answer to anything. */
    private ReplyEffect<Event, AssessmentState> prepared(Unfinished state, Prepared command) {
        return command.examination()
                .fold(
                        examination -> quietly(() -> effects.begin(state, examination)),
                        fault -> persist(new Assessed(
                                state.run().open().stream()
                                        .map(key -> Result.error(key, fault.message()))
                                        .toList(),
                                clock.instant())));
    }

    private ReplyEffect<Event, AssessmentState> examined(Unfinished state, Examined command) {
        Result result = command.result();
        effects.answered(result.key());
        return state.run().result(result.key()).isPresent()
                ? Effect().noReply()
                : persist(new Assessed(List.of(result), clock.instant()));
    }

    private ReplyEffect<Event, AssessmentState> written(Unfinished state, Written command) {
        Instant now = clock.instant();
        List<Result> results = state.run().results();
        boolean needsReport = !AssessmentDocument.isInManagedBucket(state.run().document());
        String status = needsReport && command.failure().isPresent() ? "error-executing" : Report.status(results);
        String message = command.failure()
                .or(() -> results.stream()
                        .filter(result -> result.status().equals("error"))
                        .findFirst()
                        .map(result -> result.key() + " could not be examined: " + result.sentence()))
                .orElse("");
        List<Event> events = new ArrayList<>(List.of(new RunEnded(status, message, now)));
        command.url().ifPresent(url -> events.add(new ReportKept(url, now)));
        return Effect().persist(events).thenRun(this::align).thenNoReply();
    }

    private ReplyEffect<Event, AssessmentState> again(Ended state, Create command) {
        return state.run().classic()
                ? persist(new RunRequested(command.run(), clock.instant()), command.replyTo())
                : refuse(command.replyTo(), alreadyThere());
    }

    // ---- replies

    @Override
    protected Reply described(AssessmentState state) {
        return state instanceof Present present
                ? new Described(
                        AssessmentDocument.describe(present),
                        present.run().individuals().stream()
                                .map(each -> AssessmentDocument.describe(present, each, effects.underWay()))
                                .toList())
                : new Refused(notFound());
    }

    @Override
    protected Reply refused(Fault fault) {
        return new Refused(fault);
    }

    private Fault wrongStatus(AssessmentState state, String operation, String wanted) {
        return state instanceof Absent
                ? notFound()
                : Fault.invalidState("Assessment run " + arn + " is in status " + state.status() + "; " + operation
                        + " needs " + wanted + ".");
    }

    private Fault tooLate() {
        return Fault.invalidState(
                "Assessment run " + arn
                        + " has all its answers and is writing its report; CancelReplicationTaskAssessmentRun needs an open question.");
    }

    // ---- transitions

    @Override
    public EventHandler<AssessmentState, Event> eventHandler() {
        return AssessmentTransitions.table();
    }

    @Override
    public SignalHandler<AssessmentState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), effects::awoken)
                .build();
    }

    @Override
    protected void align(AssessmentState state) {
        effects.align(state);
    }
}
