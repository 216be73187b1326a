package io.dmslocal.engine.run.validation;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.BehaviorBuilder;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.comparison.Difference;
import io.dmslocal.engine.comparison.ValidationState;
import io.dmslocal.engine.meter.ValidationMeter.Overall;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.validation.TablePass.Found;
import io.dmslocal.engine.run.validation.TableValidation.Look;
import io.dmslocal.engine.run.validation.ValidationMemory.Document;
import io.dmslocal.engine.settings.ValidationSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Validates the tables of one session: gives looks to at most ThreadCount blocking threads, keeps the books. Can never fail a task, and neither a load nor a change
 * waits for it.
 *
 * <pre>
 * Loaded(table) -> prepare -> partitions of the whole table -> keys of changes, rows that differ: again and again
 * </pre>
 */
public final class Validations {

    public sealed interface Command {}

    /** The table's rows are on the target, and what waited behind its gate is applied. */
    public record Loaded(ValidatedTable table) implements Command {}

    /** ReloadTables with validate-only. */
    public record Revalidate(Set<TableId> tables) implements Command {}

    /** Tells {@code done} when nothing is left to be compared: for tasks that only load. */
    public record WhenDone(Runnable done) implements Command {}

    /** Looks that are under way end, what is known is saved, then the actor stops. */
    public record Stop() implements Command {}

    private record Tick() implements Command {}

    private record Restored(Map<TableId, Document> documents) implements Command {}

    private record Ended(TableValidation of, Runnable then, Optional<Throwable> failure) implements Command {}

    /** @param readable failures that the checkpoint has since */
    private record Saved(Map<TableValidation, Integer> readable) implements Command {}

    /** Whoever stops waits no longer for a database that does not answer: what hangs is left to end by itself. */
    private record GiveUp() implements Command {}

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int TICKS_PER_SAVE = 10;

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ValidatedRun run;
    private final Clock clock;
    private final Executor blocking;
    private final ValidationSettings settings;
    private final ValidationRules rules;
    private final ValidationFailures failures;
    private final ToldStates told;
    private final Map<TableId, TableValidation> tables = new LinkedHashMap<>();

    private int underWay;
    private int ticks;
    private boolean isSaving;
    private boolean isSuspended;
    private Optional<Runnable> whenDone = Optional.empty();

    private Validations(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ValidatedRun run,
            Clock clock,
            Executor blocking) {
        this.context = context;
        this.timers = timers;
        this.run = run;
        this.clock = clock;
        this.blocking = blocking;
        this.settings = run.settings().validation();
        this.rules = new ValidationRules(run.mappings());
        this.failures = new ValidationFailures(run);
        this.told = new ToldStates(run, clock);
        run.tables().forEach(t -> tables.put(t.source(), new TableValidation(run, t, clock)));
        timers.startTimerWithFixedDelay(new Tick(), TICK);
    }

    /** @param blocking threads that may wait for databases */
    public static Behavior<Command> create(ValidatedRun run, Clock clock, Executor blocking) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Validations(context, timers, run, clock, blocking).restoring()));
    }

    /** What the checkpoint knows comes first; whatever is said meanwhile waits. */
    private Behavior<Command> restoring() {
        List<TableId> ids = List.copyOf(tables.keySet());
        CompletableFuture<Map<TableId, Document>> loading = CompletableFuture.supplyAsync(
                () -> {
                    Map<TableId, Document> documents = new HashMap<>();
                    ids.forEach(id -> documents.put(id, ValidationMemory.load(run.checkpoint(), id)));
                    return documents;
                },
                blocking);
        context.pipeToSelf(loading, (documents, failure) -> new Restored(documents == null ? Map.of() : documents));
        return Behaviors.withStash(
                1_000_000,
                stash -> Behaviors.receive(Command.class)
                        .onMessage(Restored.class, restored -> {
                            restored.documents()
                                    .forEach((id, document) -> tables.get(id).restore(document));
                            // nothing can be cached behind the gate of a table that was loaded before this session
                            tables.values().stream()
                                    .filter(t -> t.table().isLoaded())
                                    .forEach(TableValidation::begin);
                            publish();
                            save(false);
                            return stash.unstashAll(validating());
                        })
                        .onMessage(Tick.class, tick -> Behaviors.same())
                        .onAnyMessage(other -> {
                            stash.stash(other);
                            return Behaviors.same();
                        })
                        .build());
    }

    private Behavior<Command> validating() {
        return commands()
                .onMessage(Loaded.class, loaded -> {
                    tables.get(loaded.table().source()).begin();
                    return goOn();
                })
                .onMessage(Revalidate.class, again -> {
                    again.tables()
                            .forEach(id -> Optional.ofNullable(tables.get(id)).ifPresent(TableValidation::again));
                    return goOn();
                })
                .onMessage(WhenDone.class, asked -> {
                    whenDone = Optional.of(asked.done());
                    return goOn();
                })
                .onMessage(Tick.class, tick -> {
                    ticks++;
                    return goOn();
                })
                .onMessage(Stop.class, stop -> {
                    timers.startSingleTimer(new GiveUp(), PATIENCE);
                    return stopping();
                })
                .build();
    }

    private Behavior<Command> stopping() {
        tables.values().forEach(TableValidation::close);
        if (underWay > 0 || isSaving) {
            return Behaviors.receive(Command.class)
                    .onMessage(Ended.class, ended -> {
                        ended(ended);
                        return stopping();
                    })
                    .onMessage(Saved.class, saved -> {
                        saved(saved);
                        return stopping();
                    })
                    .onMessage(GiveUp.class, hanging -> lastSave())
                    .onAnyMessage(late -> Behaviors.same())
                    .build();
        }
        return lastSave();
    }

    private Behavior<Command> lastSave() {
        save(true);
        return Behaviors.receive(Command.class)
                .onMessage(Saved.class, saved -> {
                    saved(saved);
                    publish();
                    return Behaviors.stopped();
                })
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private BehaviorBuilder<Command> commands() {
        return Behaviors.receive(Command.class)
                .onMessage(Ended.class, ended -> {
                    ended(ended);
                    return goOn();
                })
                .onMessage(Saved.class, saved -> {
                    saved(saved);
                    return goOn();
                })
                .onSignal(PostStop.class, gone -> {
                    tables.values().forEach(TableValidation::close);
                    return Behaviors.same();
                });
    }

    private Behavior<Command> goOn() {
        giveWork();
        suspendIfTooMuch();
        if (!isSaving && (ticks >= TICKS_PER_SAVE || tables.values().stream().anyMatch(TableValidation::isToBeSaved))) {
            ticks = 0;
            save(false);
        }
        publish();
        // failures that are being written count: whoever repairs them looks for them there
        if (whenDone.isPresent() && underWay == 0 && tables.values().stream().allMatch(TableValidation::isDone)) {
            whenDone.get().run();
            whenDone = Optional.empty();
        }
        return Behaviors.same();
    }

    // ---- work

    /** To the tables in turn, those first that have least: threads of one table wait for each other's reading. */
    private void giveWork() {
        boolean isGiven = !isSuspended;
        while (isGiven && underWay < settings.threadCount()) {
            isGiven = tables.values().stream()
                    .sorted(Comparator.comparingInt(TableValidation::underWay))
                    .anyMatch(this::follow);
        }
    }

    /** @return whether one more thread works for it */
    private boolean follow(TableValidation table) {
        if (table.table().isSuspended()) {
            return false;
        }
        if (table.isToPrepare()) {
            run(table, () -> {
                Prepared prepared = table.prepare(rules);
                return () -> table.prepared(prepared);
            });
            return true;
        }
        Optional<Look> look = table.nextLook(applied());
        if (look.isPresent()) {
            look(table, look.get());
            return true;
        }
        Optional<TablePass> pass = table.passToGoOn();
        pass.ifPresent(next -> compare(table, next));
        return pass.isPresent();
    }

    private void look(TableValidation table, Look look) {
        run(table, () -> {
            Found found;
            try {
                found = TablePass.look(look.table(), look.keys(), table.lookReaders());
            } catch (RuntimeException failed) {
                if (table.lookReaders().isClosed()) {
                    return () -> table.cut(look);
                }
                throw failed;
            }
            Optional<Position> end = found.differences().isEmpty() ? Optional.empty() : endOfLog();
            return () -> {
                table.looked();
                report(table, table.found(found, look.isSettled(), end));
            };
        });
    }

    private void compare(TableValidation table, TablePass pass) {
        run(table, () -> {
            Optional<Found> found = pass.next();
            Optional<Position> end =
                    found.filter(f -> !f.differences().isEmpty()).flatMap(f -> endOfLog());
            if (found.isEmpty()) {
                return pass.isClosed() ? table::cut : table::noMore;
            }
            return () -> report(table, table.found(found.get(), false, end));
        });
    }

    /** Everything that a look has seen of the source is before it. */
    private Optional<Position> endOfLog() {
        return run.followsChanges() ? Optional.of(run.source().now()) : Optional.empty();
    }

    private Optional<Position> applied() {
        return run.reached();
    }

    /** @param work on a blocking thread; what it returns is done by the actor */
    private void run(TableValidation table, Callable<Runnable> work) {
        underWay++;
        table.started();
        CompletableFuture<Runnable> future = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (Exception failed) {
                        throw new CompletionException(failed);
                    }
                },
                blocking);
        context.pipeToSelf(future, (then, failure) -> new Ended(table, then, Optional.ofNullable(failure)));
    }

    private void ended(Ended ended) {
        underWay--;
        if (ended.failure().isEmpty()) {
            ended.then().run();
            return;
        }
        String cause = Cause.text(ended.failure().get());
        run.warn(ended.of().table().source(), "cannot be validated: " + cause);
        ended.of().failed(cause);
    }

    /** New failures go to the target's table; that it cannot be written is no trouble of the validated table. */
    private void report(TableValidation table, List<Difference> news) {
        if (news.isEmpty()) {
            return;
        }
        TableId id = table.table().source();
        run.warn(id, news.size() + " records differ on source and target");
        underWay++;
        CompletableFuture<Void> writing =
                CompletableFuture.runAsync(() -> failures.write(id, news, clock.instant()), blocking);
        context.pipeToSelf(
                writing,
                (done, failure) -> new Ended(
                        table,
                        () -> {
                            table.recorded(news.size());
                            if (failure != null) {
                                run.warn(id, "failures could not be written to the target: " + Cause.text(failure));
                            }
                        },
                        Optional.empty()));
    }

    /** FailureMaxCount of the whole task. */
    private void suspendIfTooMuch() {
        int failed = tables.values().stream().mapToInt(t -> t.book().failed()).sum();
        if (isSuspended || failed < settings.failureMaxCount()) {
            return;
        }
        isSuspended = true;
        run.warn("Validation of the task is suspended: " + failed
                + " records failed (ValidationSettings.FailureMaxCount)");
        tables.values()
                .forEach(t -> t.end(
                        t.book().failed() > 0 ? ValidationState.MISMATCHED_RECORDS : ValidationState.SUSPENDED_RECORDS,
                        "Validation of the task is suspended: " + failed
                                + " records failed (ValidationSettings.FailureMaxCount)"));
    }

    // ---- what others see

    private void publish() {
        long failed = 0;
        long suspended = 0;
        long pending = 0;
        for (TableValidation table : tables.values()) {
            ValidationStatistics now = table.statistics();
            table.table().validated(now);
            told.look(table.table().source(), now);
            failed += now.failed();
            suspended += now.suspended();
            pending += now.pending();
        }
        run.meter().overall(new Overall(failed, suspended, pending));
    }

    private void saved(Saved saved) {
        isSaving = false;
        saved.readable().forEach(TableValidation::readable);
    }

    private void save(boolean isLast) {
        Map<TableId, Document> documents = new HashMap<>();
        tables.forEach((id, table) -> {
            if (isLast || table.isDirty()) {
                documents.put(id, table.document(isLast));
            }
        });
        Map<TableValidation, Integer> readable = new HashMap<>();
        tables.values().stream()
                .filter(TableValidation::isToBeSaved)
                .forEach(table -> readable.put(table, table.takeRecorded()));
        if (documents.isEmpty() && !isLast) {
            readable.forEach(TableValidation::readable); // an earlier checkpoint has them
            return;
        }
        isSaving = true;
        CompletableFuture<Void> saving =
                CompletableFuture.runAsync(() -> ValidationMemory.save(run.checkpoint(), documents), blocking);
        context.pipeToSelf(saving, (done, failure) -> {
            if (failure != null) {
                run.warn("The validation's checkpoint could not be saved: " + Cause.text(failure));
            }
            return new Saved(readable);
        });
    }
}
