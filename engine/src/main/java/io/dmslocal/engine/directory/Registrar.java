package io.dmslocal.engine.directory;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Claim, create, confirm: how everything with a life comes into the world, and changes its name. Whatever is refused after the claim gives the name
 * back. Checks of syntax and of referenced resources come before; rules of state and quota may come in {@code create}.
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
                .thenCompose(claimed -> claimed.then(ignored -> settle(wanted, arn, () -> create.apply(arn))));
    }

    /**
     * Gives a resource a new name.
     *
     * @param modify makes the resource go by the new name, or refuses
     */
    public <D> CompletionStage<Outcome<D>> rename(
            Scope scope, Kind kind, String arn, String identifier, Supplier<CompletionStage<Outcome<D>>> modify) {
        Registration wanted = new Registration(scope, kind, identifier, Optional.empty());
        return names.ask(scope, kind, replyTo -> new Directory.Rename(identifier, arn, replyTo))
                .thenCompose(reply -> refusal(kind, reply)
                        .<CompletionStage<Outcome<D>>>map(
                                fault -> CompletableFuture.completedFuture(Outcome.refused(fault)))
                        .orElseGet(() -> settle(wanted, arn, modify)));
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

    private <D> CompletionStage<Outcome<D>> settle(
            Registration wanted, String arn, Supplier<CompletionStage<Outcome<D>>> step) {
        return step.get()
                .thenCompose(outcome -> names.ask(
                                wanted.scope(),
                                wanted.kind(),
                                replyTo -> outcome.fault().isPresent()
                                        ? new Directory.Release(wanted.identifier(), arn, replyTo)
                                        : new Directory.Confirm(wanted.identifier(), arn, replyTo))
                        .thenApply(settled -> outcome));
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
