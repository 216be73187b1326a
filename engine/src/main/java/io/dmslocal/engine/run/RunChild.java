package io.dmslocal.engine.run;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.Materializer;
import akka.stream.javadsl.RunnableGraph;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The actor around one stream of a run: opens it, ends it when asked, and stops when it has ended and everything is closed.
 *
 * <pre>
 * opening -> streaming -> stopped, with the outcome in a future that is complete before the actor stops
 * </pre>
 */
final class RunChild {

    /** A stream with its connections; every method may block. */
    interface Work {
        /** Connects; the graph then runs. */
        RunnableGraph<ConnectorStreams.Running> open();

        /** The stream came to its end and nobody asked for it; throws when the end cannot be made good. */
        void finish();

        /** The stream was ended by {@link Stop}. */
        void stopped();

        /** Closes whatever is open; called once, in any case. */
        void close();
    }

    /** How it ended. */
    sealed interface Outcome {
        record Finished() implements Outcome {}

        record Stopped() implements Outcome {}

        record Failed(Throwable cause) implements Outcome {}
    }

    sealed interface Command {}

    record Stop() implements Command {}

    private record Opened(RunnableGraph<ConnectorStreams.Running> graph) implements Command {}

    private record Ended(Outcome outcome) implements Command {}

    private final ActorContext<Command> context;
    private final Work work;
    private final CompletableFuture<Outcome> end;
    private final Executor blocking;
    private volatile boolean stopping;

    private RunChild(ActorContext<Command> context, Work work, CompletableFuture<Outcome> end) {
        this.context = context;
        this.work = work;
        this.end = end;
        this.blocking = Blocking.executor(context.getSystem());
    }

    static Behavior<Command> create(Work work, CompletableFuture<Outcome> end) {
        return Behaviors.setup(context -> new RunChild(context, work, end).opening());
    }

    private Behavior<Command> opening() {
        CompletableFuture<RunnableGraph<ConnectorStreams.Running>> opened =
                CompletableFuture.supplyAsync(work::open, blocking);
        context.pipeToSelf(
                opened.handleAsync(
                        (graph, failure) -> failure == null && !stopping
                                ? new Opened(graph)
                                : new Ended(outcome(Optional.ofNullable(failure))),
                        blocking),
                (message, impossible) -> message);
        return Behaviors.receive(Command.class)
                .onMessage(Opened.class, this::opened)
                .onMessage(Stop.class, stop -> {
                    stopping = true;
                    return Behaviors.same();
                })
                .onMessage(Ended.class, this::ended)
                .build();
    }

    private Behavior<Command> opened(Opened opened) {
        ConnectorStreams.Running running = opened.graph().run(Materializer.createMaterializer(context));
        context.pipeToSelf(
                running.done().handleAsync((done, failure) -> outcome(Optional.ofNullable(failure)), blocking),
                (outcome, impossible) -> new Ended(outcome));
        if (stopping) {
            running.stop().shutdown();
        }
        return Behaviors.receive(Command.class)
                .onMessage(Stop.class, stop -> {
                    stopping = true;
                    running.stop().shutdown();
                    return Behaviors.same();
                })
                .onMessage(Ended.class, this::ended)
                .build();
    }

    private Behavior<Command> ended(Ended ended) {
        end.complete(ended.outcome());
        return Behaviors.stopped();
    }

    private Outcome outcome(Optional<Throwable> failure) {
        try {
            if (failure.isPresent()) {
                return new Outcome.Failed(cause(failure.get()));
            }
            if (stopping) {
                work.stopped();
                return new Outcome.Stopped();
            }
            work.finish();
            return new Outcome.Finished();
        } catch (RuntimeException failed) {
            return new Outcome.Failed(failed);
        } finally {
            work.close();
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
