package io.dmslocal.engine.run;

import io.dmslocal.engine.run.statistics.Phase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/**
 * Which tables wait for their load, or segments of tables that load in parts, and which of the subtasks are free to load them. Owned by the run's actor.
 */
final class LoadQueue {

    /**
     * What one subtask loads.
     *
     * @param segment its place among the table's segments, from 0; 0 for a table that loads as one
     */
    record Part(SharedLoad load, int segment) {
        TableState table() {
            return load.table();
        }
    }

    /** @param failure why a part of the table failed first; empty when all are loaded */
    record Through(TableState table, Optional<Throwable> failure) {}

    /** A table of which parts are under way. */
    private static final class UnderWay {
        private int parts;
        private Optional<Throwable> failure = Optional.empty();
    }

    private final Deque<Part> waiting = new ArrayDeque<>();
    private final Deque<Integer> freeSubtasks = new ArrayDeque<>();
    private final Map<TableState, UnderWay> loading = new HashMap<>();

    /** @param subtasks loads at once, at most (AWS: MaxFullLoadSubTasks) */
    LoadQueue(List<TableState> tables, int subtasks, Function<TableState, SharedLoad> loads) {
        tables.stream().filter(table -> table.phase() == Phase.BEFORE_LOAD).forEach(table -> {
            SharedLoad load = loads.apply(table);
            for (int segment = 0; segment < load.parts(); segment++) {
                waiting.add(new Part(load, segment));
            }
        });
        for (int number = 1; number <= subtasks; number++) {
            freeSubtasks.add(number);
        }
    }

    /** In the order in which they load. */
    List<TableState> waiting() {
        return waiting.stream().map(Part::table).distinct().toList();
    }

    /** Nothing waits and nothing loads. */
    boolean isEmpty() {
        return waiting.isEmpty() && loading.isEmpty();
    }

    boolean isLoading() {
        return !loading.isEmpty();
    }

    /** Gives every free subtask a table or a segment, while there are any. */
    void start(ObjIntConsumer<Part> load) {
        while (!waiting.isEmpty() && !freeSubtasks.isEmpty()) {
            Part part = waiting.poll();
            loading.computeIfAbsent(part.table(), table -> new UnderWay()).parts++;
            load.accept(part, freeSubtasks.poll());
        }
    }

    /**
     * The subtask's load has ended. Of a table that failed no further part begins.
     *
     * @param failure empty when it went well
     * @return present when nothing of the table is left to be done
     */
    Optional<Through> ended(Part part, int subtask, Optional<Throwable> failure) {
        freeSubtasks.push(subtask);
        TableState table = part.table();
        UnderWay underWay = loading.get(table);
        underWay.parts--;
        underWay.failure = underWay.failure.or(() -> failure);
        if (underWay.failure.isPresent()) {
            waiting.removeIf(other -> other.table() == table);
        }
        if (underWay.parts > 0 || waiting.stream().anyMatch(other -> other.table() == table)) {
            return Optional.empty();
        }
        loading.remove(table);
        return Optional.of(new Through(table, underWay.failure));
    }
}
