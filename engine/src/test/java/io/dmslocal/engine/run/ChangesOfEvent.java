package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** The changes that an event of the error vectors means: written to the log of a table that has rows 0 to 2. */
record ChangesOfEvent(Kind kind, Operation operation, int times) {

    enum Kind {
        /** A row that conflicts with what the target has. */
        CONFLICT,
        TRUNCATE,
        /** A value that cannot be converted. */
        DATA,
        /** A value that would be cut. */
        TRUNCATION,
        /** A value that cannot be masked. */
        MASKING
    }

    private static final List<String> NUMBERS = List.of("one", "two", "three", "four", "five", "six", "seven");

    static ChangesOfEvent of(String event) {
        String words = event.toLowerCase(Locale.ROOT);
        Operation operation = words.contains("delete")
                ? Operation.DELETE
                : words.contains("update") ? Operation.UPDATE : Operation.INSERT;
        int number = NUMBERS.indexOf(words.split(" ")[0]);
        return new ChangesOfEvent(kind(words), operation, Math.max(number + 1, 1));
    }

    private static Kind kind(String words) {
        if (words.startsWith("truncate ")) {
            return Kind.TRUNCATE;
        } else if (words.contains("mask")) {
            return Kind.MASKING;
        } else if (words.contains("truncat") || words.contains(" cut")) {
            return Kind.TRUNCATION;
        } else if (words.contains("existing") || words.contains("missing") || words.contains("duplicate")) {
            return Kind.CONFLICT;
        } else if (words.contains("conver") || words.contains("bad data") || words.contains("cannot")) {
            return Kind.DATA;
        }
        throw new AssertionError("no such event: " + words);
    }

    Runnable once(Runs runs, TableId table) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (!done.getAndSet(true)) {
                runs.source.database().transaction(tx -> write(tx, table));
            }
        };
    }

    private void write(MemoryDatabase.Writes tx, TableId table) {
        Row row = new Row(new Object[] {operation == Operation.INSERT ? 1L : 55L, "other", 9L});
        for (int i = 0; i < times; i++) {
            switch (kind) {
                case TRUNCATE -> tx.truncate(table);
                case CONFLICT ->
                    tx.logOnly(
                            table,
                            operation,
                            operation == Operation.INSERT ? Row.NONE : row,
                            operation == Operation.DELETE ? Row.NONE : row);
                case DATA, TRUNCATION, MASKING -> tx.unreadable(table, operation, Cause.valueOf(kind.name()));
            }
        }
    }
}
