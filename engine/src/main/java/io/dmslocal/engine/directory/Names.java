package io.dmslocal.engine.directory;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.model.Scope;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The way to the directories of all accounts, regions and kinds. */
@FunctionalInterface
public interface Names {

    CompletionStage<Directory.Reply> ask(
            Scope scope, Kind kind, Function<ActorRef<Directory.Reply>, Directory.Command> command);

    /** Confirmed names, sorted. */
    default CompletionStage<List<Directory.Entry>> list(Scope scope, Kind kind) {
        return ask(scope, kind, Directory.Names::new).thenApply(reply -> ((Directory.Listed) reply).entries());
    }

    /** Is there a resource, or one being created, with this ARN? */
    default CompletionStage<Boolean> holds(Scope scope, Kind kind, String arn) {
        return ask(scope, kind, replyTo -> new Directory.Holds(arn, replyTo))
                .thenApply(reply -> ((Directory.Held) reply).held());
    }
}
