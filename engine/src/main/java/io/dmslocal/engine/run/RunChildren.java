package io.dmslocal.engine.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.dmslocal.engine.run.stream.RunChild;
import io.dmslocal.engine.run.stream.RunChild.Outcome;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The streams of a run. The whole supervision: a child never restarts by itself, its end is a message to the run, and a session ends with any broken child. Owned
 * by the run's thread.
 */
final class RunChildren {

    /** A child is gone; how it ended is known by then. */
    record Ended(ActorRef<RunChild.Command> child, CompletableFuture<Outcome> end) {}

    private final ActorContext<TaskRun.Command> context;
    private final Set<ActorRef<RunChild.Command>> children = new HashSet<>();

    RunChildren(ActorContext<TaskRun.Command> context) {
        this.context = context;
    }

    void start(RunChild.Work work, Function<Ended, TaskRun.Command> whenEnded) {
        CompletableFuture<Outcome> end = new CompletableFuture<>();
        ActorRef<RunChild.Command> child = context.spawnAnonymous(RunChild.create(work, end));
        children.add(child);
        context.watchWith(child, whenEnded.apply(new Ended(child, end)));
    }

    /** To be asked once of each that ended. */
    Outcome outcome(Ended ended) {
        children.remove(ended.child());
        return ended.end()
                .getNow(new Outcome.Failed(new IllegalStateException("A child of the run stopped without an outcome")));
    }

    void stop() {
        children.forEach(child -> child.tell(new RunChild.Stop()));
    }

    boolean areGone() {
        return children.isEmpty();
    }
}
