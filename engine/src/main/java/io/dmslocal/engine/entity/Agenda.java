package io.dmslocal.engine.entity;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What an entity will say to itself, and when. All of it is lost with the node and asked for again from the state; since that knows when something began,
 * only the rest of its time is waited for. Owned by the entity's thread.
 *
 * <p>Whatever is put down under a key takes the place of what was there.
 *
 * @param <C> commands of the entity
 */
public final class Agenda<C> {

    private final TimerScheduler<C> timers;
    private final Clock clock;

    public Agenda(TimerScheduler<C> timers, Clock clock) {
        this.timers = timers;
        this.clock = clock;
    }

    /** When that which began has lasted for its whole time. */
    public void after(Object key, C command, Instant since, Duration whole) {
        in(key, command, rest(since, whole));
    }

    /** At once when it is late. */
    public void at(Object key, C command, Instant due) {
        after(key, command, due, Duration.ZERO);
    }

    public void in(Object key, C command, Duration pause) {
        timers.startSingleTimer(key, command, pause);
    }

    public void cancel(Object key) {
        timers.cancel(key);
    }

    public void cancelAll() {
        timers.cancelAll();
    }

    /** How much longer it lasts; zero when it is over. */
    public Duration rest(Instant since, Duration whole) {
        Duration rest = whole.minus(Duration.between(since, clock.instant()));
        return rest.isNegative() ? Duration.ZERO : rest;
    }
}
