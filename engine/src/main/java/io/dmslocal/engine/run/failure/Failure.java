package io.dmslocal.engine.run.failure;

import io.dmslocal.engine.record.Change.TableEvent.Untold;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.TableId;

/**
 * Something that went wrong, for whoever asks why.
 *
 * @param table on the source; empty when it concerns the whole task
 * @param cause what kind of failure: {@code DUPLICATE_KEY}, {@code TABLE}, {@code CONNECTION}, {@code UNTOLD}, {@code HINDERED}, {@code RULE}
 * @param decision what the run did about it: {@code SKIP}, {@code SUSPEND_TABLE}, {@code STOP_TASK}, {@code RETRY}; {@code NONE} where it goes on
 * @param message the database's own words, or ours
 * @param key which row; empty when it is no row's trouble
 * @param statement what was tried; may be empty
 */
public record Failure(String table, String cause, String decision, String message, String key, String statement) {

    /** A record that source, rules or target could not work with. */
    public static Failure ofRecord(TableId table, Rejected rejected, FailurePolicy.Step decision) {
        return new Failure(
                table.toString(),
                rejected.cause().name(),
                decision.name(),
                rejected.message(),
                rejected.key(),
                rejected.statement());
    }

    /** A table that goes no further. */
    public static Failure ofTable(TableId table, String message) {
        return new Failure(table.toString(), "TABLE", FailurePolicy.Step.SUSPEND_TABLE.name(), message, "", "");
    }

    /** Something of a table that goes on, and differs from the source. */
    public static Failure untold(Untold event) {
        return new Failure(event.part().toString(), "UNTOLD", "NONE", event.sentence(), "", "");
    }

    /** A table that is not taken yet. */
    public static Failure hindered(TableId table, String sentence) {
        return new Failure(table.toString(), "HINDERED", "NONE", sentence, "", "");
    }

    /** A message that another sentence follows: with its full stop, unless it ends with one, or with a statement's end. */
    public static String sentence(String message) {
        return message.endsWith(".") || message.endsWith(";") ? message : message + ".";
    }

    /** The run as a whole. */
    public static Failure ofTask(String cause, String decision, String message) {
        return new Failure("", cause, decision, message, "", "");
    }
}
