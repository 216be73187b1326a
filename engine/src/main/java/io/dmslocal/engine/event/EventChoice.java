package io.dmslocal.engine.event;

import io.dmslocal.persistence.serialization.Message;
import java.util.List;
import java.util.Optional;

/**
 * Which events somebody wants: those that fit every part.
 *
 * @param identifiers of resources, in any case; empty: of all
 * @param categories empty: all
 */
public record EventChoice(Optional<String> sourceType, List<String> identifiers, List<String> categories)
        implements Message {

    public EventChoice {
        identifiers = List.copyOf(identifiers);
        categories = List.copyOf(categories);
    }

    public boolean fits(Happening happening) {
        return sourceType.filter(type -> !type.equals(happening.sourceType())).isEmpty()
                && (identifiers.isEmpty()
                        || identifiers.stream().anyMatch(happening.sourceIdentifier()::equalsIgnoreCase))
                && (categories.isEmpty() || categories.contains(happening.category()));
    }
}
