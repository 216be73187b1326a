package io.dmslocal.engine.replay;

import akka.persistence.typed.javadsl.EventHandler;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.persistence.journal.JournalReader;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A kind of entity that can be replayed.
 *
 * @param name the type hint of its persistence ids: {@code ReplicationInstance}
 * @param arnType the type in its ARNs: {@code rep}
 * @param event the sealed interface of its events
 * @param initial the state before the first event, of the entity with this ARN
 * @param transitions the entity's own table
 * @param describe the document that a Describe call shows of a state; empty when nothing exists
 */
public record EntityKind<S, E>(
        String name,
        String arnType,
        Class<E> event,
        Function<String, S> initial,
        EventHandler<S, E> transitions,
        Function<S, Optional<? extends SdkPojo>> describe) {

    /** The kind that an ARN belongs to. */
    static Optional<EntityKind<?, ?>> of(String arn, List<EntityKind<?, ?>> kinds) {
        return Arn.parse(arn)
                .flatMap(parsed -> kinds.stream()
                        .filter(kind -> kind.arnType().equals(parsed.type()))
                        .findFirst());
    }

    String persistenceId(String arn) {
        return name + "|" + arn;
    }

    /** A state and how many events made it. */
    private record Folded<S>(S state, long events) {}

    /**
     * The document after so many events.
     *
     * @param missing what to answer when the journal has fewer
     * @param found makes the answer of the document
     */
    <R> R at(
            long number, String arn, JournalReader journal, R missing, Function<Optional<? extends SdkPojo>, R> found) {
        Folded<S> folded = journal.fold(
                persistenceId(arn),
                number,
                new Folded<>(initial.apply(arn), 0),
                (before, each) ->
                        new Folded<>(transitions.apply(before.state(), event.cast(each)), before.events() + 1));
        return folded.events() < number ? missing : found.apply(describe.apply(folded.state()));
    }
}
