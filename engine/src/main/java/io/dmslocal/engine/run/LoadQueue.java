package io.dmslocal.engine.run;

import io.dmslocal.engine.run.TableState.Phase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** Which tables wait for their load, and which of the subtasks are free to load them. Owned by the run's actor. */
final class LoadQueue {

    private final Deque<TableState> waiting = new ArrayDeque<>();
    private final Deque<Integer> freeSubtasks = new ArrayDeque<>();
    private int loading;

    /** @param subtasks loads at once, at most (AWS: MaxFullLoadSubTasks) */
    LoadQueue(List<TableState> tables, int subtasks) {
        tables.stream().filter(table -> table.phase() == Phase.BEFORE_LOAD).forEach(waiting::add);
        for (int number = 1; number <= subtasks; number++) {
            freeSubtasks.add(number);
        }
    }

    /** In the order in which they load. */
    List<TableState> waiting() {
        return List.copyOf(waiting);
    }

    /** Nothing waits and nothing loads. */
    boolean isEmpty() {
        return waiting.isEmpty() && loading == 0;
    }

    boolean isLoading() {
        return loading > 0;
    }

    /** Gives every free subtask a table, while there are any. */
    void start(ObjIntConsumer<TableState> load) {
        while (!waiting.isEmpty() && !freeSubtasks.isEmpty()) {
            loading++;
            load.accept(waiting.poll(), freeSubtasks.poll());
        }
    }

    /** The subtask's load has ended, well or not. */
    void ended(int subtask) {
        loading--;
        freeSubtasks.push(subtask);
    }
}
