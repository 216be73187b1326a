package io.dmslocal.engine.event;

import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.List;

/**
 * What DescribeEvents asks for.
 *
 * @param from first moment wanted
 * @param to last moment wanted
 * @param choices an event must fit them all
 * @param after a {@link Happening#key}; empty for the first ones
 * @param most so many at most
 */
public record EventQuery(Instant from, Instant to, List<EventChoice> choices, String after, int most)
        implements Message {

    public EventQuery {
        choices = List.copyOf(choices);
    }

    boolean fits(Happening happening) {
        return !happening.at().isBefore(from)
                && !happening.at().isAfter(to)
                && choices.stream().allMatch(choice -> choice.fits(happening));
    }
}
