package io.dmslocal.persistence.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One event of one entity, for people.
 *
 * @param persistenceId whose
 * @param sequenceNumber from 1, without gaps
 * @param time when it was written, to the millisecond, by the writing node's clock
 * @param type the event's class as it was named then
 * @param event its JSON, secrets hidden
 */
public record JournalEntry(String persistenceId, long sequenceNumber, Instant time, String type, JsonNode event) {

    /** The event's name alone: {@code StartRequested}. */
    public String name() {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }
}
