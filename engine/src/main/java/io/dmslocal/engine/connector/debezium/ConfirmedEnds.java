package io.dmslocal.engine.connector.debezium;

import io.dmslocal.engine.record.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Ends of transactions that were read and are not confirmed: what Debezium may be told when the checkpoint has come so far. Thread-safe.
 *
 * @param <E> Debezium's event at the end
 */
final class ConfirmedEnds<E> {

    /** While a table loads, nothing is confirmed for hours: then every second end is left out, which only makes confirming coarser. */
    private static final int MOST = 10_000;

    private record End<E>(Position position, E event) {}

    private Deque<End<E>> ends = new ArrayDeque<>();
    private Position confirmed;

    synchronized void read(Position position, E event) {
        if (ends.size() >= MOST) {
            thin();
        }
        ends.add(new End<>(position, event));
    }

    private void thin() {
        List<End<E>> kept = new ArrayList<>();
        boolean keep = false;
        for (End<E> end : ends) {
            if (keep) {
                kept.add(end);
            }
            keep = !keep;
        }
        ends = new ArrayDeque<>(kept);
    }

    synchronized void confirm(Position position) {
        if (confirmed == null || position.compareTo(confirmed) > 0) {
            confirmed = position;
        }
    }

    /** The last end that is confirmed and was not taken before. */
    synchronized Optional<E> take() {
        E last = null;
        while (confirmed != null && !ends.isEmpty() && ends.peek().position.compareTo(confirmed) <= 0) {
            last = ends.poll().event;
        }
        return Optional.ofNullable(last);
    }
}
