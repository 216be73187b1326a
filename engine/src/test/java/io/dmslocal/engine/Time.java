package io.dmslocal.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test moves. */
public final class Time extends Clock {

    private final InstantSource start;
    private volatile Duration passed = Duration.ZERO;

    private Time(InstantSource start) {
        this.start = start;
    }

    /** It goes on by itself, too. */
    public static Time goingOn() {
        return new Time(Instant::now);
    }

    /** Only the test moves it. */
    public static Time standingAt(String instant) {
        Instant start = Instant.parse(instant);
        return new Time(() -> start);
    }

    public void passes(Duration some) {
        passed = passed.plus(some);
    }

    @Override
    public Instant instant() {
        return start.instant().plus(passed);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
