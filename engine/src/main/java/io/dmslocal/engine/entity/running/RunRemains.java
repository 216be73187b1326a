package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.run.checkpoint.SavedRun;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.settings.TimeTravelSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all runs of an entity leave behind: at the source, in a bucket, in the checkpoint. */
final class RunRemains {

    private static final Logger LOG = LoggerFactory.getLogger("dms.TASK_MANAGER");

    private final String arn;
    private final RunWorld world;
    private final Executor blocking;
    private final SourceCaptures captures;

    RunRemains(String arn, RunWorld world, Executor blocking) {
        this.arn = arn;
        this.world = world;
        this.blocking = blocking;
        this.captures = new SourceCaptures(world.resolve(), world.connectors(), blocking);
    }

    /**
     * Removes it, as far as it can be reached; that is done after some time at the earliest. Where nobody will ask again, one thing that stays keeps no other.
     *
     * @param mayFail whether it is better not to be done than to leave something behind
     * @return what hindered, if that may be: then the checkpoint stays, and all of it may be asked for again
     */
    CompletionStage<Optional<String>> remove(RunOrder order, Duration after, boolean mayFail) {
        TimeTravelSettings timeTravel = TaskSettings.parse(order.settings()).timeTravel();
        Executor later = CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS, blocking);
        return CompletableFuture.supplyAsync(() -> mayBeCaptured(order), blocking)
                .thenCompose(captured ->
                        captured ? endCapture(order, mayFail) : CompletableFuture.completedFuture(Optional.empty()))
                .exceptionally(defect -> left("The source may still remember " + arn + ": " + defect.getMessage()))
                .thenApplyAsync(
                        hindrance -> mayFail && hindrance.isPresent() ? hindrance : deleteTimeTravel(timeTravel),
                        blocking)
                .thenApplyAsync(hindrance -> mayFail && hindrance.isPresent() ? hindrance : forgotten(), later);
    }

    private Optional<String> forgotten() {
        world.metered().forget(arn);
        world.checkpoints().delete(arn);
        return Optional.empty();
    }

    /** By its type, as a run may have been cut short; or by its checkpoint, as the type may have been modified since. Blocking. */
    private boolean mayBeCaptured(RunOrder order) {
        return order.run() > 0 && (order.captures() || SavedRun.captures(world.checkpoints(), arn));
    }

    /** What the source could not be told now is told later, by others: the entity goes, unless it is to fail. */
    private CompletionStage<Optional<String>> endCapture(RunOrder order, boolean mayFail) {
        return captures.end(new Leftover(order.sourceArn(), arn, order.captureName(), "", ""))
                .thenCompose(result -> {
                    if (result instanceof SourceCaptures.StillLeft still && !mayFail) {
                        return remember(still.left());
                    }
                    return CompletableFuture.completedFuture(
                            result instanceof SourceCaptures.StillLeft still
                                    ? Optional.of("The source still remembers " + arn + ": "
                                            + still.left().why())
                                    : result instanceof SourceCaptures.Unreachable unreachable
                                            ? left("The source may still remember " + arn + ": " + unreachable.why())
                                            : Optional.empty());
                });
    }

    private CompletionStage<Optional<String>> remember(Leftover left) {
        return world.leftovers()
                .remember(left)
                .thenApply(remembered -> Optional.<String>empty())
                .exceptionally(defect -> left("What " + arn + " left on its source is not remembered ("
                        + defect.getMessage() + "): " + left.why()));
    }

    private Optional<String> deleteTimeTravel(TimeTravelSettings kept) {
        if (!kept.enabled() || !kept.deletedWithTask()) {
            return Optional.empty();
        }
        try {
            world.timeTravel().ifPresent(store -> store.delete(arn, kept));
            return Optional.empty();
        } catch (RuntimeException e) {
            return left(
                    "The time travel logs of " + arn + " stay in the bucket " + kept.bucket() + ": " + e.getMessage());
        }
    }

    private static Optional<String> left(String what) {
        LOG.warn(what);
        return Optional.of(what);
    }
}
