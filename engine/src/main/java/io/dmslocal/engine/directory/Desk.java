package io.dmslocal.engine.directory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.persistence.typed.PersistenceId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands before a directory and gathers what is asked of it while it writes: then all that waits goes into the journal in one piece. Without it, eight
 * creations at once would wait for sixteen writes, one after the other.
 */
public final class Desk extends AbstractBehavior<Directory.Command> {

    private final ActorRef<Directory.Command> directory;
    private List<Directory.Command> waiting = new ArrayList<>();

    /** Not before the directory has said so: it reads its journal first, also after the journal failed. */
    private boolean ready;

    public static Behavior<Directory.Command> create(
            PersistenceId id, Clock clock, Duration claimTimeout, Residents residents) {
        return Behaviors.setup(context -> new Desk(context, id, clock, claimTimeout, residents));
    }

    private Desk(
            ActorContext<Directory.Command> context,
            PersistenceId id,
            Clock clock,
            Duration claimTimeout,
            Residents residents) {
        super(context);
        directory = context.spawn(Directory.create(id, clock, claimTimeout, residents, context.getSelf()), "directory");
        context.watch(directory);
    }

    @Override
    public Receive<Directory.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Directory.Ready.class, done -> {
                    ready = true;
                    return handOver();
                })
                .onMessage(Directory.Leave.class, leave -> {
                    ready = true; // it keeps what comes too early until it has read its journal, and stops last
                    handOver();
                    directory.tell(leave);
                    return this;
                })
                .onSignal(Terminated.class, gone -> Behaviors.stopped())
                .onAnyMessage(command -> {
                    waiting.add(command);
                    return handOver();
                })
                .build();
    }

    private Behavior<Directory.Command> handOver() {
        if (ready && !waiting.isEmpty()) {
            directory.tell(new Directory.Several(waiting));
            waiting = new ArrayList<>();
            ready = false;
        }
        return this;
    }
}
