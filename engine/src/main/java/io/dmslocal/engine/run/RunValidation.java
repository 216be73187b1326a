package io.dmslocal.engine.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.stream.Blocking;
import io.dmslocal.engine.run.validation.Resync;
import io.dmslocal.engine.run.validation.Validations;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The validation of a run's present session, and the repair of what it finds, as its run sees them; nothing where the task wants neither. The run's actor owns it.
 */
final class RunValidation {

    private Optional<ActorRef<Validations.Command>> validations = Optional.empty();
    private Optional<ActorRef<Resync.Command>> resync = Optional.empty();

    /**
     * @param changes the stream of changes, when there is one
     * @param ended what the run hears when one of both is over, for whatever reason
     */
    <C> void begin(
            ActorContext<C> run,
            Session session,
            Supplier<Optional<ChangeStream>> changes,
            Clock clock,
            Function<ActorRef<?>, C> ended) {
        ValidatedSession compared = new ValidatedSession(session);
        Executor blocking = Blocking.executor(run.getSystem());
        if (session.plan().settings().validation().enabled()) {
            ActorRef<Validations.Command> begun = run.spawnAnonymous(Validations.create(compared, clock, blocking));
            run.watchWith(begun, ended.apply(begun));
            validations = Optional.of(begun);
        }
        if (session.plan().settings().resync().enabled() && !session.plan().validatesOnly()) {
            ActorRef<Resync.Command> begun = run.spawnAnonymous(
                    Resync.create(compared, work -> write(session, changes.get(), work, blocking), clock, blocking));
            run.watchWith(begun, ended.apply(begun));
            resync = Optional.of(begun);
        }
    }

    /** By the applier where changes are applied, else by a writer of its own. */
    private static CompletableFuture<Void> write(
            Session session, Optional<ChangeStream> changes, Consumer<ChangeWriter> work, Executor blocking) {
        if (session.capture().isPresent()) {
            return changes.map(stream -> stream.between(work))
                    .orElseGet(() ->
                            CompletableFuture.failedFuture(new IllegalStateException("No changes are applied now")));
        }
        RunPlan plan = session.plan();
        ChangeSettings settings = new ChangeSettings(
                plan.taskName().toUpperCase(Locale.ROOT),
                plan.settings().controlTables().controlSchema(),
                false);
        return CompletableFuture.runAsync(
                () -> {
                    try (ChangeWriter writer = session.target().changes(settings)) {
                        work.accept(writer);
                    }
                },
                blocking);
    }

    /** What the table's load, and what waited behind its gate, has made of it may be compared with the source. */
    void arrived(TableState table) {
        tell(new Validations.Loaded(table));
    }

    void again(Set<TableId> tables) {
        tell(new Validations.Revalidate(tables));
    }

    /** @param done called, by any thread, when nothing is left to be compared or repaired; at once where nothing is to be */
    void whenDone(Runnable done) {
        Runnable repair = resync.<Runnable>map(these -> () -> these.tell(new Resync.Now(done)))
                .orElse(done);
        validations.ifPresentOrElse(these -> these.tell(new Validations.WhenDone(repair)), repair);
    }

    void stop() {
        tell(new Validations.Stop());
        resync.ifPresent(these -> these.tell(new Resync.Stop()));
    }

    /** One of them is over. */
    void ended(ActorRef<?> child) {
        validations = validations.filter(these -> !these.equals(child));
        resync = resync.filter(these -> !these.equals(child));
    }

    boolean isOver() {
        return validations.isEmpty() && resync.isEmpty();
    }

    private void tell(Validations.Command command) {
        validations.ifPresent(these -> these.tell(command));
    }
}
