package io.dmslocal.engine.settings;

import io.dmslocal.engine.model.Outcome;
import java.time.Instant;

/** When a task stops reading changes: what CdcStopPosition says. All transactions up to the moment are applied, the moment included (assumed). */
public sealed interface CdcStop {

    record Never() implements CdcStop {}

    /** By the clock of the machine that runs the task. */
    record AtServerTime(Instant time) implements CdcStop {}

    /** By the commit times of the source. */
    record AtCommitTime(Instant time) implements CdcStop {}

    /** @param position {@code server_time:2018-02-09T12:12:12} or {@code commit_time:...}, empty when not given */
    static Outcome<CdcStop> parse(String position) {
        String text = position.strip();
        return Refusal.outcome(() -> {
            if (text.isEmpty()) {
                return new Never();
            }
            if (text.startsWith("server_time:")) {
                return new AtServerTime(CdcStart.time(text.substring("server_time:".length())));
            }
            if (text.startsWith("commit_time:")) {
                return new AtCommitTime(CdcStart.time(text.substring("commit_time:".length())));
            }
            throw new Refusal(
                    "CdcStopPosition '" + text
                            + "' is not known; give server_time:2018-02-09T12:12:12 or commit_time:2018-02-09T12:12:12, in UTC.");
        });
    }
}
