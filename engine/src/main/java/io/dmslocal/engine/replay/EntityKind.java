package io.dmslocal.engine.replay;

import akka.persistence.typed.javadsl.EventHandler;
import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.persistence.journal.JournalEntry;
import io.dmslocal.persistence.journal.JournalReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A kind of entity that can be replayed.
 *
 * @param name for people; of entities with a journal of their own the type hint of their persistence ids: {@code ReplicationInstance}
 * @param arnType the type in its ARNs: {@code rep}
 * @param event the sealed interface of its events
 * @param initial the state before the first event, of the entity with this ARN
 * @param transitions the entity's own table
 * @param describe the document that a Describe call shows of a state; empty when nothing exists
 * @param place where in the journal its events stand
 */
public record EntityKind<S, E>(
        String name,
        String arnType,
        Class<E> event,
        Function<String, S> initial,
        EventHandler<S, E> transitions,
        Function<S, Optional<? extends SdkPojo>> describe,
        Place place) {

    private static final int AT_A_TIME = 100; // events

    /** Where in the journal the events of an ARN stand. */
    interface Place {

        String persistenceId(String arn);

        /** Whether an event that stands there is the ARN's; a collection's journal has those of others too. */
        boolean concerns(String arn, JsonNode event);
    }

    /** Of entities that have a journal each. */
    public EntityKind(
            String name,
            String arnType,
            Class<E> event,
            Function<String, S> initial,
            EventHandler<S, E> transitions,
            Function<S, Optional<? extends SdkPojo>> describe) {
        this(name, arnType, event, initial, transitions, describe, new Place() {
            @Override
            public String persistenceId(String arn) {
                return name + "|" + arn;
            }

            @Override
            public boolean concerns(String arn, JsonNode each) {
                return true;
            }
        });
    }

    /** The kind that an ARN belongs to. */
    static Optional<EntityKind<?, ?>> of(String arn, List<EntityKind<?, ?>> kinds) {
        return Arn.parse(arn)
                .flatMap(parsed -> kinds.stream()
                        .filter(kind -> kind.arnType().equals(parsed.type()))
                        .findFirst());
    }

    /**
     * The events of an ARN, in order; their numbers have gaps when others stand between them.
     *
     * @param from the first number wanted
     * @param limit at most so many, and never more than a few at a time in memory besides
     */
    List<JournalEntry> entries(String arn, JournalReader journal, long from, int limit) {
        List<JournalEntry> found = new ArrayList<>();
        long next = from;
        while (found.size() < limit) {
            List<JournalEntry> some = journal.entries(place.persistenceId(arn), next, AT_A_TIME);
            some.stream()
                    .filter(entry -> place.concerns(arn, entry.event()))
                    .limit(limit - found.size())
                    .forEach(found::add);
            if (some.size() < AT_A_TIME) {
                return found;
            }
            next = some.get(AT_A_TIME - 1).sequenceNumber() + 1;
        }
        return found;
    }

    private boolean has(String arn, long number, JournalReader journal) {
        return journal.entries(place.persistenceId(arn), number, 1).stream()
                .anyMatch(entry -> entry.sequenceNumber() == number && place.concerns(arn, entry.event()));
    }

    /**
     * The document right after an event.
     *
     * @param missing what to answer when the ARN has no event of that number
     * @param found makes the answer of the document
     */
    <R> R at(
            long number, String arn, JournalReader journal, R missing, Function<Optional<? extends SdkPojo>, R> found) {
        if (!has(arn, number, journal)) {
            return missing;
        }
        S state = journal.fold(
                place.persistenceId(arn),
                number,
                initial.apply(arn),
                (before, each) -> transitions.apply(before, event.cast(each)));
        return found.apply(describe.apply(state));
    }
}
