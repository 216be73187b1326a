package io.dmslocal.engine.directory;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Scope;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The way to the directories of all accounts, regions and kinds. */
@FunctionalInterface
public interface Names {

    CompletionStage<Directory.Reply> ask(
            Scope scope, Kind kind, Function<ActorRef<Directory.Reply>, Directory.Command> command);

    /** Confirmed names, sorted. */
    default CompletionStage<List<Directory.Entry>> list(Scope scope, Kind kind) {
        return ask(scope, kind, Directory.Names::new).thenApply(reply -> ((Directory.Listed) reply).entries());
    }

    /**
     * Some confirmed names, in order.
     *
     * @param after in lower case; empty for the first ones
     */
    default CompletionStage<List<Directory.Entry>> list(Scope scope, Kind kind, String after, int most) {
        return ask(scope, kind, replyTo -> new Directory.SomeNames(after, most, replyTo))
                .thenApply(reply -> ((Directory.Listed) reply).entries());
    }

    /**
     * Confirmed names of what there is, in order.
     *
     * @param wanted identifiers in any case, and ARNs
     */
    default CompletionStage<List<Directory.Entry>> find(Scope scope, Kind kind, List<String> wanted) {
        return ask(scope, kind, replyTo -> new Directory.Find(wanted, replyTo))
                .thenApply(reply -> ((Directory.Listed) reply).entries());
    }

    /** Is there a resource, or one being created, with this ARN? */
    default CompletionStage<Boolean> holds(Scope scope, Kind kind, String arn) {
        return ask(scope, kind, replyTo -> new Directory.Holds(arn, replyTo))
                .thenApply(reply -> ((Directory.Held) reply).held());
    }

    /** Asks a resource that has, or is about to have, a name; no entity awakes for any other ARN. */
    default <R> CompletionStage<R> ifHeld(String arn, Kind kind, R otherwise, Supplier<CompletionStage<R>> question) {
        return Arn.parse(arn)
                .filter(parsed -> Kind.of(parsed).filter(kind::equals).isPresent())
                .map(parsed -> holds(parsed.scope(), kind, arn)
                        .thenCompose(held -> held ? question.get() : CompletableFuture.completedFuture(otherwise)))
                .orElseGet(() -> CompletableFuture.completedFuture(otherwise));
    }
}
