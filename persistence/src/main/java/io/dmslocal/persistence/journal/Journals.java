package io.dmslocal.persistence.journal;

import java.time.Instant;
import java.util.Map;

/** The journals of many entities, as the entities themselves read them: secrets open. Blocking; thread-safe. */
public interface Journals {

    /** Takes one event. */
    @FunctionalInterface
    interface Reading {

        /**
         * @param sequenceNumber from 1, without gaps
         * @param time when it was written, to the millisecond, by the writing node's clock
         */
        void event(long sequenceNumber, Instant time, Object event);
    }

    /** The events of one entity after a number, in order; a long journal never lies in memory as a whole. */
    void events(String persistenceId, long after, Reading reading);

    /** The numbers of the newest events of all entities whose persistence ids begin so. */
    Map<String, Long> newestOf(String prefix);
}
