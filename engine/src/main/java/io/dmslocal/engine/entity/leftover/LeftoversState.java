package io.dmslocal.engine.entity.leftover;

import io.dmslocal.engine.entity.leftover.LeftoversEntity.CaptureEnded;
import io.dmslocal.engine.entity.leftover.LeftoversEntity.CaptureFound;
import io.dmslocal.engine.entity.leftover.LeftoversEntity.CaptureGivenUp;
import io.dmslocal.engine.entity.leftover.LeftoversEntity.CaptureLeft;
import io.dmslocal.engine.entity.running.Leftover;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is left on one source, oldest first. */
public record LeftoversState(List<Entry> entries) implements Message {

    public LeftoversState {
        entries = List.copyOf(entries);
    }

    public record Entry(Leftover left, Instant since) {

        String name() {
            return left.captureName();
        }
    }

    public static LeftoversState nothing() {
        return new LeftoversState(List.of());
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Optional<Entry> of(String captureName) {
        return entries.stream()
                .filter(entry -> entry.name().equals(captureName))
                .findFirst();
    }

    /** A task that came into the world again under its ARN leaves the same thing. */
    LeftoversState left(CaptureLeft event) {
        Entry entry = new Entry(event.left(), event.at());
        return new LeftoversState(Stream.concat(without(entry.name()).entries.stream(), Stream.of(entry))
                .toList());
    }

    /** It is as old as it was. */
    LeftoversState found(CaptureFound event) {
        return new LeftoversState(entries.stream()
                .map(entry -> entry.name().equals(event.left().captureName())
                        ? new Entry(event.left(), entry.since())
                        : entry)
                .toList());
    }

    LeftoversState ended(CaptureEnded event) {
        return without(event.captureName());
    }

    LeftoversState givenUp(CaptureGivenUp event) {
        return without(event.captureName());
    }

    private LeftoversState without(String captureName) {
        return new LeftoversState(entries.stream()
                .filter(entry -> !entry.name().equals(captureName))
                .toList());
    }
}
