package io.dmslocal.engine.event;

import akka.persistence.typed.javadsl.EventHandler;
import io.dmslocal.engine.event.Catalogue.Told;
import io.dmslocal.persistence.journal.Journals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * How the journal of one kind of entity becomes events that AWS tells.
 *
 * @param kind the type hint of its persistence ids: {@code ReplicationInstance}
 * @param arnType {@code rep}
 * @param event the sealed interface of its events
 * @param initial the state before the first event
 * @param transitions the entity's own table
 * @param news what an event tells, given the state that it met
 */
public record Story<S, E>(
        String kind,
        String arnType,
        Class<E> event,
        S initial,
        EventHandler<S, E> transitions,
        BiFunction<S, E, List<Told>> news) {

    /** What a journal told, and when. */
    record Line(Told told, Instant at) {}

    /**
     * How far a journal has been read.
     *
     * @param read number of the last event
     * @param told number of the last event that told something; those after it were silent
     * @param state the entity's after the last event
     */
    record Bookmark<S>(long read, long told, S state) {}

    /** @param lines what was new */
    record Reading<S>(Bookmark<S> bookmark, List<Line> lines) {}

    String persistenceId(String arn) {
        return kind + "|" + arn;
    }

    Bookmark<S> beginning() {
        return new Bookmark<>(0, 0, initial);
    }

    /**
     * Blocking.
     *
     * @param from where the last reading ended
     * @param known number of the last event that is known already: it and those before are folded and not told
     */
    Reading<S> read(String arn, Bookmark<S> from, long known, Journals journals) {
        Pass<S, E> pass = new Pass<>(this, from, known);
        journals.events(persistenceId(arn), from.read(), pass);
        return new Reading<>(new Bookmark<>(pass.read, pass.told, pass.state), List.copyOf(pass.lines));
    }

    /** One reading while it goes on. */
    private static final class Pass<S, E> implements Journals.Reading {

        private final Story<S, E> story;
        private final long known;
        private final List<Line> lines = new ArrayList<>();
        private long read;
        private long told;
        private S state;

        private Pass(Story<S, E> story, Bookmark<S> from, long known) {
            this.story = story;
            this.known = known;
            this.read = from.read();
            this.told = from.told();
            this.state = from.state();
        }

        @Override
        public void event(long sequenceNumber, Instant time, Object event) {
            E fact = story.event.cast(event);
            if (sequenceNumber > known) {
                for (Told each : story.news.apply(state, fact)) {
                    lines.add(new Line(each, time));
                    told = sequenceNumber;
                }
            }
            state = story.transitions.apply(state, fact);
            read = sequenceNumber;
        }
    }
}
