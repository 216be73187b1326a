package io.dmslocal.engine.run;

import io.dmslocal.engine.record.TableId;
import java.util.List;

/** What a run tells its task: sparse facts, never a row. */
public sealed interface RunReport {

    /** The same, with what did not go well on the way out; only ends have room for it. */
    default RunReport besides(String trouble) {
        return this;
    }

    /** Both sides are connected and the tables are known: the task is running. */
    record Began(int tables) implements RunReport {}

    record TableLoaded(TableId table, long rows, long errorRows) implements RunReport {}

    record TableSuspended(TableId table, String reason) implements RunReport {}

    /** No table is left to load. */
    record LoadFinished() implements RunReport {}

    /** From here on the checkpoint says that these are to be loaded once more; whoever dies now need not be told again. */
    record ReloadBegun(List<TableId> tables) implements RunReport {

        public ReloadBegun {
            tables = List.copyOf(tables);
        }
    }

    /** A connection broke; the run goes on by itself after a pause. */
    record Retrying(int attempt, long pauseSeconds, String message) implements RunReport {}

    /** The last report of a run. */
    sealed interface End extends RunReport {}

    /**
     * The run is over by its own or its user's will.
     *
     * @param warning what did not go well on the way out, so that a resume has more to repeat; empty when all did
     */
    record Stopped(StopReason reason, String warning) implements End {
        public Stopped(StopReason reason) {
            this(reason, "");
        }

        @Override
        public RunReport besides(String trouble) {
            return new Stopped(reason, warning.isEmpty() ? trouble : warning + "; " + trouble);
        }
    }

    /** The run is over because it could not go on. */
    record Failed(StopReason reason, String message) implements End {

        @Override
        public RunReport besides(String trouble) {
            return new Failed(reason, message + " Besides: " + trouble);
        }
    }

    /** Another run owns the task now; nothing is to be concluded from this one's end. */
    record Superseded() implements End {}
}
