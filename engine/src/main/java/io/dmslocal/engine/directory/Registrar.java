package io.dmslocal.engine.directory;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claim, create, confirm: how everything with a life comes into the world, and changes its name. Whatever is refused after the claim gives the name
 * back; what comes too late for its name is undone. Checks of syntax and of referenced resources come before; rules of state and quota may come in {@code
 * create}.
 */
public final class Registrar {

    /**
     * What is to be registered.
     *
     * @param identifier as the caller wrote it; checked already
     * @param resourceIdentifier the id part that the caller wants in the ARN
     */
    public record Registration(Scope scope, Kind kind, String identifier, Optional<String> resourceIdentifier) {

        Arn arn() {
            return new Arn(scope, kind.arnType(), resourceIdentifier.orElseGet(Identifiers::generated));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    /** Between two tries to undo what may not be undone yet: an instance, say, that is being created cannot be deleted. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Longer than any resource takes to come into being or to change, also with AWS's own delays. */
    private static final int TRIES = 1800;

    private final Names names;
    private final Residents residents;
    private final Limits limits;

    public Registrar(Names names, Residents residents, Limits limits) {
        this.names = names;
        this.residents = residents;
        this.limits = limits;
    }

    /** @param create makes the resource with the given ARN, or refuses */
    public <D> CompletionStage<Outcome<D>> register(
            Registration wanted, Function<String, CompletionStage<Outcome<D>>> create) {
        String arn = wanted.arn().toString();
        return claim(wanted, arn, true)
                .thenCompose(claimed -> claimed.then(
                        ignored -> settle(wanted, arn, () -> create.apply(arn), () -> residents.withdraw(arn))));
    }

    /**
     * Gives a resource a new name.
     *
     * @param modify makes the resource go by the name it is given, or refuses
     */
    public <D> CompletionStage<Outcome<D>> rename(
            Scope scope,
            Kind kind,
            String arn,
            String identifier,
            Function<String, CompletionStage<Outcome<D>>> modify) {
        Registration wanted = new Registration(scope, kind, identifier, Optional.empty());
        return names.ask(scope, kind, replyTo -> new Directory.Rename(identifier, arn, replyTo))
                .thenCompose(reply -> refusal(kind, reply)
                        .<CompletionStage<Outcome<D>>>map(
                                fault -> CompletableFuture.completedFuture(Outcome.refused(fault)))
                        .orElseGet(() -> settle(
                                wanted,
                                arn,
                                () -> modify.apply(identifier),
                                () -> nameBack(scope, kind, arn, modify))));
    }

    /** To the name that the directory still has. */
    private <D> CompletionStage<Boolean> nameBack(
            Scope scope, Kind kind, String arn, Function<String, CompletionStage<Outcome<D>>> modify) {
        return names.find(scope, kind, List.of(arn))
                .thenCompose(entries -> entries.isEmpty()
                        ? CompletableFuture.completedFuture(true) // it is gone, and so is its name
                        : modify.apply(entries.get(0).identifier())
                                .thenApply(outcome -> outcome.fault().isEmpty()));
    }

    private CompletionStage<Outcome<String>> claim(Registration wanted, String arn, boolean again) {
        long limit = limits.of(wanted.kind());
        return names.ask(
                        wanted.scope(),
                        wanted.kind(),
                        replyTo -> new Directory.Claim(wanted.identifier(), arn, limit, replyTo))
                .thenCompose(reply -> again && reply instanceof Directory.Taken taken && taken.confirmed()
                        ? claimFromTheDead(wanted, arn, taken)
                        : CompletableFuture.completedFuture(Outcome.unless(refusal(wanted.kind(), reply), arn)));
    }

    /** A crash may leave the name of a resource that is gone: then the name is free. */
    private CompletionStage<Outcome<String>> claimFromTheDead(Registration wanted, String arn, Directory.Taken taken) {
        return residents
                .identifierOf(taken.arn())
                .thenCompose(alive -> alive.isPresent()
                        ? CompletableFuture.completedFuture(Outcome.unless(refusal(wanted.kind(), taken), arn))
                        : names.ask(
                                        wanted.scope(),
                                        wanted.kind(),
                                        replyTo -> new Directory.Forget(taken.arn(), replyTo))
                                .thenCompose(forgotten -> claim(wanted, arn, false)));
    }

    /** @param undo takes back what the step did; false when that cannot be yet */
    private <D> CompletionStage<Outcome<D>> settle(
            Registration wanted,
            String arn,
            Supplier<CompletionStage<Outcome<D>>> step,
            Supplier<CompletionStage<Boolean>> undo) {
        return step.get()
                .thenCompose(outcome -> names.ask(
                                wanted.scope(),
                                wanted.kind(),
                                replyTo -> outcome.fault().isPresent()
                                        ? new Directory.Release(wanted.identifier(), arn, replyTo)
                                        : new Directory.Confirm(wanted.identifier(), arn, replyTo))
                        .thenApply(reply -> outcome.fault().isEmpty() && reply instanceof Directory.Taken taken
                                ? tooLate(wanted, arn, taken, undo)
                                : outcome));
    }

    /** The step took so long that its claim was given up, and another has the name: two must not go by it. */
    private static <D> Outcome<D> tooLate(
            Registration wanted, String arn, Directory.Taken taken, Supplier<CompletionStage<Boolean>> undo) {
        LOG.warn("{} came too late for the name {}, which {} has: it is undone", arn, wanted.identifier(), taken.arn());
        undo(arn, undo, TRIES);
        return Outcome.refused(refusal(wanted.kind(), taken).orElseThrow());
    }

    private static void undo(String arn, Supplier<CompletionStage<Boolean>> step, int tries) {
        attempt(step).exceptionally(failure -> false).thenAccept(done -> {
            if (done) {
                LOG.info("{} is undone", arn);
            } else if (tries > 1) {
                CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> undo(arn, step, tries - 1));
            } else {
                LOG.error("{} exists under a name that is another's; delete it by its ARN", arn);
            }
        });
    }

    /** Not every resource can be taken back by whoever is asked for it: that is no reason to keep its fault from the caller. */
    private static CompletionStage<Boolean> attempt(Supplier<CompletionStage<Boolean>> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Optional<Fault> refusal(Kind kind, Directory.Reply reply) {
        if (reply instanceof Directory.Taken taken) {
            return Optional.of(
                    Fault.alreadyExists("The resource you are attempting to create already exists.", taken.arn()));
        }
        if (reply instanceof Directory.Full full) {
            String quota = kind.quota().map(Quota::wireName).orElse(kind.noun());
            return Optional.of(Fault.quotaExceeded("The quota " + quota + " of " + full.limit()
                    + " is reached; delete a resource of this kind, or raise dms-local.engine.quotas." + quota + "."));
        }
        return Optional.empty();
    }
}
