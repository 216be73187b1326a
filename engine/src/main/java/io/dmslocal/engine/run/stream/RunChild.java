package io.dmslocal.engine.run.stream;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.Materializer;
import akka.stream.javadsl.RunnableGraph;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actor around one stream of a run: opens it, ends it when asked, and stops when it has ended and everything is closed.
 *
 * <pre>
 * opening -> streaming -> stopped, with the outcome in a future that is complete before the actor stops
 * </pre>
 */
public final class RunChild {

    /** A stream with its connections; every method may block. */
    public interface Work {
        /** Connects; the graph then runs. */
        RunnableGraph<ConnectorStreams.Running> open();

        /** The stream came to its end and nobody asked for it; throws when the end cannot be made good. */
        void finish();

        /** The stream was ended by {@link Stop}. */
        void stopped();

        /** It broke; called before {@link #close}. */
        default void failed(Throwable cause) {}

        /** Closes whatever is open; called once, in any case. */
        void close();
    }

    /** How it ended. */
    public sealed interface Outcome {
        record Finished() implements Outcome {}

        record Stopped() implements Outcome {}

        record Failed(Throwable cause) implements Outcome {}

        default Optional<Throwable> failure() {
            return this instanceof Failed failed ? Optional.of(failed.cause()) : Optional.empty();
        }
    }

    public sealed interface Command {}

    public record Stop() implements Command {}

    private record Opened(RunnableGraph<ConnectorStreams.Running> graph) implements Command {}

    private record Ended(Outcome outcome) implements Command {}

    private static final Logger LOG = LoggerFactory.getLogger("dms.TASK_MANAGER");

    private final ActorContext<Command> context;
    private final Work work;
    private final CompletableFuture<Outcome> end;
    private final Executor blocking;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean stopping;

    private RunChild(ActorContext<Command> context, Work work, CompletableFuture<Outcome> end) {
        this.context = context;
        this.work = work;
        this.end = end;
        this.blocking = Blocking.executor(context.getSystem());
    }

    public static Behavior<Command> create(Work work, CompletableFuture<Outcome> end) {
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
                (message, failure) -> failure == null ? message : new Ended(new Outcome.Failed(cause(failure))));
        return Behaviors.receive(Command.class)
                // what arrives when nobody is here any more is closed at least
                .onSignal(PostStop.class, gone -> {
                    opened.whenCompleteAsync((graph, failure) -> close(), blocking);
                    return Behaviors.same();
                })
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
                (outcome, failure) -> new Ended(failure == null ? outcome : new Outcome.Failed(cause(failure))));
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
                return failed(cause(failure.get()));
            }
            if (stopping) {
                work.stopped();
                return new Outcome.Stopped();
            }
            work.finish();
            return new Outcome.Finished();
        } catch (Throwable failed) {
            // an Error too: an end that nobody hears of would be taken for a good one
            return failed(failed);
        } finally {
            close();
        }
    }

    private Outcome failed(Throwable cause) {
        try {
            work.failed(cause);
        } catch (Throwable another) {
            cause.addSuppressed(another);
        }
        return new Outcome.Failed(cause);
    }

    /** What was decided before stands: a connection that cannot be closed makes no row undone. */
    private void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            work.close();
        } catch (Throwable failed) {
            LOG.warn("A stream of the run could not be closed: {}", failed.toString(), failed);
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
