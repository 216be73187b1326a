package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Change.RowChange;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What {@code $AR_H_...} says of a change, or of a loaded row. Source: "Adding change headers to target tables with expressions", AWS DMS user guide.
 *
 * <pre>
 *                          change                                  load
 * AR_H_STREAM_POSITION     the source's position                   empty
 * AR_H_TIMESTAMP           commit on the source: logs tell no other now
 * AR_H_COMMIT_TIMESTAMP    commit on the source                    now
 * AR_H_OPERATION           INSERT, UPDATE, DELETE                  INSERT
 * AR_H_USER                empty                                   empty
 * AR_H_CHANGE_SEQ          commit to hundredths, then a counter    empty
 * </pre>
 *
 * Times are UTC, {@code YYYY-MM-DD HH:MM:SS.ffffff} (assumed).
 */
final class Headers {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SEQUENCE =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Map<String, Function<Headers, String>> BY_NAME = Map.of(
            "AR_H_STREAM_POSITION", h -> h.isLoad() ? "" : h.change.position().text(),
            "AR_H_TIMESTAMP", h -> STAMP.format(h.time()),
            "AR_H_COMMIT_TIMESTAMP", h -> STAMP.format(h.time()),
            "AR_H_OPERATION", h -> h.isLoad() ? "INSERT" : h.change.operation().name(),
            "AR_H_USER", h -> "",
            "AR_H_CHANGE_SEQ", h -> h.isLoad() ? "" : SEQUENCE.format(h.time()) + String.format("%019d", h.counter));

    private final Clock clock;
    private RowChange change;
    private long counter;

    Headers(Clock clock) {
        this.clock = clock;
    }

    static boolean has(String name) {
        return BY_NAME.containsKey(name);
    }

    static Function<Headers, String> of(String name) {
        return BY_NAME.get(name);
    }

    void of(RowChange now) {
        change = now;
        counter++;
    }

    void ofLoad() {
        change = null;
    }

    private boolean isLoad() {
        return change == null;
    }

    private Instant time() {
        return isLoad() ? clock.instant() : change.transaction().commitTime();
    }
}
