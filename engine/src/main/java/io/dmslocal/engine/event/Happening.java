package io.dmslocal.engine.event;

import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;

/**
 * One event of DescribeEvents.
 *
 * @param number in its log, from 1, in the order in which the log learned of them
 * @param eventId {@code DMS-EVENT-0079}
 * @param arn of the resource
 * @param sourceIdentifier the resource's identifier then
 * @param sourceType {@code replication-instance} or {@code replication-task}
 * @param at when it happened
 */
public record Happening(
        long number,
        String eventId,
        String arn,
        String sourceIdentifier,
        String sourceType,
        String category,
        String message,
        Instant at)
        implements Message {

    /** Sorts by time, then by number; unique in its log. */
    public String key() {
        return "%015d/%s".formatted(at.toEpochMilli(), ordinal(number));
    }

    static String ordinal(long number) {
        return "%019d".formatted(number);
    }
}
