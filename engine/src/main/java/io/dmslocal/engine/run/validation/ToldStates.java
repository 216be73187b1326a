package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.ValidationState;
import io.dmslocal.engine.record.TableId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Says to the task's log which state a table's validation comes to. One that is left again at once, as each change of a validated table makes it, is not told. The
 * validation's thread.
 */
final class ToldStates {

    private static final Duration LASTING = Duration.ofSeconds(5);

    private record Told(String state, Instant at) {}

    private final ValidatedRun run;
    private final Clock clock;
    private final Map<TableId, Told> told = new HashMap<>();

    ToldStates(ValidatedRun run, Clock clock) {
        this.run = run;
        this.clock = clock;
    }

    void look(TableId table, ValidationStatistics now) {
        Told before = told.get(table);
        if (before != null && before.state().equals(now.state()) || !isToTell(before, now.state())) {
            return;
        }
        told.put(table, new Told(now.state(), clock.instant()));
        run.say(
                table,
                "validation is in state " + now.state() + ": " + now.pending() + " records pending, " + now.failed()
                        + " failed, " + now.suspended() + " suspended"
                        + (now.details().isEmpty() ? "" : ". " + now.details()));
    }

    private boolean isToTell(Told before, String state) {
        boolean isPassing =
                state.equals(ValidationState.PENDING_RECORDS.word()) || state.equals(ValidationState.VALIDATED.word());
        return before == null
                || !isPassing
                || before.state().equals(ValidationState.PREPARING_TABLE.word())
                || Duration.between(before.at(), clock.instant()).compareTo(LASTING) >= 0;
    }
}
