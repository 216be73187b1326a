package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.TableId;
import java.util.List;
import java.util.Map;

/**
 * Applies changes. Everything written between two {@link #commit}s is one transaction of a target that has {@link Capability#TRANSACTIONS}. The run
 * commits at ends of source transactions only, several at a time where many arrive.
 */
public interface ChangeWriter extends AutoCloseable {

    /** Decides about a change that the target refused: the run's FailurePolicy. */
    interface Refusals {

        /** What the writer does next. */
        enum Verdict {
            /** Leave this change out. */
            SKIP,
            /** Leave this change and all later ones of its table out. */
            SKIP_TABLE,
            /** Roll back to the last commit and throw {@link StoppedByPolicy}. */
            STOP
        }

        /** Called in the order of the changes, by the thread that writes. */
        Verdict refused(RowChange change, Rejected rejected);

        /** The change was left out, because its table was since an earlier refusal. */
        default void skipped(RowChange change) {}
    }

    /** Thrown by {@link #write} and {@link #commit} after {@link Refusals.Verdict#STOP}. */
    final class StoppedByPolicy extends RuntimeException {
        public StoppedByPolicy(String message) {
            super(message);
        }
    }

    /**
     * Applies changes in order. Target names and columns already; a target may hold them back until {@link #commit}.
     *
     * <p>Without a key in the schema, updates and deletes find rows by all columns of the old image and touch one row.
     */
    void write(List<RowChange> changes, Conflicts conflicts, Refusals refusals);

    /** Applies what is held back, so that all of it is judged, and leaves it to {@link #commit} to make it durable. */
    default void flush(Refusals refusals) {}

    /** Makes everything written durable; for streams: acknowledged. */
    void commit(Refusals refusals);

    /**
     * Puts rows of a control table into the transaction that the next {@link #commit} ends, at this place among its statements. The table is there.
     * Only targets with {@link Target#controlTables} take any.
     *
     * @param schema as given to {@link Target#controlTables}
     * @param rows with the same columns
     */
    default void put(String schema, ControlTable table, List<Map<String, Object>> rows) {
        throw new UnsupportedOperationException("This target has no control tables: " + table.name());
    }

    /**
     * Empties a table within the transaction that the next {@link #commit} ends, where {@link Target#truncate} has one of its own. Nothing of the table is
     * written but not committed. Only targets with {@link Target#controlTables} do.
     */
    default void empty(TableId table) {
        throw new UnsupportedOperationException("This target does not empty tables among changes: " + table);
    }

    /** Gives up what is not committed. Called by any thread: breaks a blocked call. Never throws for a connection that is already broken. */
    @Override
    void close();
}
