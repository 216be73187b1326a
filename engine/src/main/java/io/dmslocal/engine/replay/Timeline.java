package io.dmslocal.engine.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.persistence.journal.JournalEntry;
import io.dmslocal.persistence.journal.JournalReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What happened to an entity, as JSON, secrets hidden:
 *
 * <pre>
 * {"arn": "arn:aws:dms:...", "kind": "ReplicationInstance", "events": [
 *   {"number": 1, "time": "2026-11-20T10:00:00.120Z", "type": "CreationRequested", "event": {...}}]}
 * </pre>
 *
 * An event with a member {@code cause} has it beside its type too. A part that is not the last says in {@code next} which event follows it. Only so
 * many events as are asked for lie in memory, however long the journal is.
 */
public final class Timeline {

    private final JournalReader journal;
    private final List<EntityKind<?, ?>> kinds;
    private final Executor blocking;

    /** @param blocking runs JDBC */
    public Timeline(JournalReader journal, List<EntityKind<?, ?>> kinds, Executor blocking) {
        this.journal = journal;
        this.kinds = List.copyOf(kinds);
        this.blocking = blocking;
    }

    /**
     * A part of the story; without events when the journal ends before {@code from}.
     *
     * @param from number of the first event, from 1
     * @param limit at most so many events
     * @return empty when the journal has nothing of the ARN
     */
    public CompletionStage<Optional<JsonNode>> of(String arn, long from, int limit) {
        return EntityKind.of(arn, kinds)
                .map(kind -> CompletableFuture.supplyAsync(() -> read(arn, kind, from, limit), blocking))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private Optional<JsonNode> read(String arn, EntityKind<?, ?> kind, long from, int limit) {
        List<JournalEntry> entries = kind.entries(arn, journal, from, limit);
        if (entries.isEmpty() && kind.entries(arn, journal, 1, 1).isEmpty()) {
            return Optional.empty();
        }
        ObjectNode timeline = JsonNodeFactory.instance.objectNode();
        timeline.put("arn", arn).put("kind", kind.name());
        ArrayNode events = timeline.putArray("events");
        entries.forEach(entry -> events.add(event(entry)));
        if (entries.size() == limit) {
            kind.entries(arn, journal, entries.get(limit - 1).sequenceNumber() + 1, 1)
                    .forEach(next -> timeline.put("next", next.sequenceNumber()));
        }
        return Optional.of(timeline);
    }

    private static ObjectNode event(JournalEntry entry) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("number", entry.sequenceNumber());
        event.put("time", entry.time().toString());
        event.put("type", entry.name());
        JsonNode cause = entry.event().path("cause");
        if (cause.isTextual()) {
            event.set("cause", cause);
        }
        event.set("event", entry.event());
        return event;
    }
}
