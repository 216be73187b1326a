package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.entity.running.RunFacts;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.CapacityCalculated;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.CapacityProvisioned;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Deprovisioned;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.DeprovisioningStarted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Event;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.LoadFinished;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.MetadataFetched;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.PremigrationEnded;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.PremigrationRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ReloadBegun;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunFailed;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunInterrupted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunStarted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunStopped;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StartRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StatusReached;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.TableLoaded;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.TableSuspended;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AssessmentTold;
import io.dmslocal.engine.entity.serverless.ReplicationState.Assessing;
import io.dmslocal.engine.entity.serverless.ReplicationState.Idle;
import io.dmslocal.engine.entity.serverless.ReplicationState.Present;
import io.dmslocal.engine.entity.serverless.ReplicationState.Resting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Starting;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.StopReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationRequest;

/**
 * What the journal keeps of a replication's way to running, and of its run's reports.
 *
 * @param summary of what the run has done so far
 * @param deprovision when its capacity will be given back if it ends now
 */
record ReplicationFacts(Present state, RunSummary summary, Optional<Instant> deprovision, Instant now)
        implements RunFacts<Event> {

    /** What a start leaves behind. */
    static Outcome<List<Event>> started(Idle state, StartReplicationRequest request, Instant now) {
        Event start = new StartRequested(
                request.startReplicationType(),
                ReplicationRules.runType(state, request.startReplicationType()),
                Optional.ofNullable(request.cdcStartTime()),
                Optional.ofNullable(request.cdcStartPosition()).filter(p -> !p.isBlank()),
                Optional.ofNullable(request.cdcStopPosition()).filter(p -> !p.isBlank()),
                now);
        return Optional.ofNullable(request.premigrationAssessmentSettings())
                .filter(settings -> !settings.isBlank())
                .map(settings -> Premigration.requested(state.serverless().config(), settings, now)
                        .map(wanted -> List.of(start, new PremigrationRequested(wanted, now))))
                .orElseGet(() -> Outcome.done(List.of(start)));
    }

    /** @param tables selected, known after metadata were fetched */
    static Event after(Starting state, int tables, Instant now) {
        return switch (state.step()) {
            case FETCHING_METADATA -> new MetadataFetched(tables, now);
            case CALCULATING_CAPACITY ->
                new CapacityCalculated(
                        Capacity.units(state.serverless().config().computeConfig(), state.tables()), now);
            case PROVISIONING_CAPACITY -> new CapacityProvisioned(now);
            default -> new StatusReached(state.step().next().word(), now);
        };
    }

    /**
     * What the assessment before a start changes; nothing while it goes on. Its end is kept also when nobody waits for it any more, because the replication
     * was stopped.
     *
     * @param failure what ends the way to running, for a reason
     */
    static List<Event> told(Present state, AssessmentTold told, Function<String, Event> failure, Instant now) {
        Optional<Premigration> open = state.serverless()
                .premigration()
                .filter(known -> told.hasEnded() && known.isOpen() && known.isOf(told.status()));
        Optional<Event> failed = open.filter(known -> state instanceof Assessing)
                .flatMap(known -> known.refusal(told.status()))
                .map(failure);
        return Stream.concat(
                        open
                                .<Event>map(known -> new PremigrationEnded(
                                        known.with(told.status()).status(), now))
                                .stream(),
                        failed.stream())
                .toList();
    }

    /** @param capacity its state, which has lasted long enough */
    static Optional<Event> provisionOver(Resting state, String capacity, Instant now) {
        return state.serverless()
                .provision()
                .filter(provision -> provision.state().equals(capacity))
                .<Event>map(provision -> provision.isGoing() ? new Deprovisioned(now) : new DeprovisioningStarted(now));
    }

    @Override
    public Optional<Event> began(int tables) {
        return state instanceof Starting ? Optional.of(new RunStarted(tables, now)) : Optional.empty();
    }

    @Override
    public Event tableLoaded(TableId table, long rows, long errorRows) {
        return new TableLoaded(table.schema(), table.name(), rows, errorRows, now);
    }

    @Override
    public Event tableSuspended(TableId table, String reason) {
        return new TableSuspended(table.schema(), table.name(), reason, now);
    }

    @Override
    public Event loadFinished() {
        return new LoadFinished(now);
    }

    @Override
    public Event reloadBegun(List<TableId> tables) {
        return new ReloadBegun(tables, now);
    }

    @Override
    public Event interrupted(int attempt, long pauseSeconds, String message) {
        return new RunInterrupted(attempt, pauseSeconds, message, now);
    }

    @Override
    public Event stopped(StopReason reason) {
        return new RunStopped(reason.text(), summary, deprovision, now);
    }

    @Override
    public Event failed(StopReason reason, String message) {
        return new RunFailed(reason.text(), message, summary, deprovision, now);
    }
}
