package io.dmslocal.engine.entity;

import akka.actor.typed.ActorRef;
import java.time.Duration;

/** How a remembered entity that does not exist leaves its node. Owned by the entity's thread. */
public final class Departure<C> {

    /** How long one that does not exist waits for whoever asks next, or creates it. */
    public static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Place<C> place;
    private boolean leaving;

    public Departure(Place<C> place) {
        this.place = place;
    }

    public void awoken() {
        leaving = false;
    }

    public void leave(ActorRef<C> self) {
        leaving = true;
        place.leave().accept(self);
    }

    /** Once it asked to leave it will be stopped: what is created then belongs to its next life. */
    public boolean comesTooLate(C creation) {
        if (leaving) {
            place.again().accept(creation);
        }
        return leaving;
    }
}
