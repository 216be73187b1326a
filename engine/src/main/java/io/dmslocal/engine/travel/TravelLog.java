package io.dmslocal.engine.travel;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.settings.TimeTravelSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Lines of a task that wait to become an object: {@code FOLDER/TASK/YYYY/MM/DD/hh/...csv}. An object is written each hour, at the end of a session, and when it
 * has grown. One thread at a time.
 *
 * <p>Source: "Time Travel task settings", AWS DMS user guide.
 */
public final class TravelLog {

    /** In tt_record_type. */
    public static final String CAPTURED = "SOURCE_CAPTURE";

    public static final String APPLIED = "TARGET_APPLY";

    private static final int GROWN = 16 << 20; // characters
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/HH", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Assumed: AWS does not document the names of objects. */
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final TimeTravelSettings settings;
    private final String taskArn;
    private final TimeTravelStore store;
    private final TimeTravelRecords records;
    private final Consumer<String> warnings;
    private final Clock clock;
    private final StringBuilder waiting = new StringBuilder();
    private Instant since = Instant.MIN;
    private int written;
    private boolean failing;

    /** An object that FailTaskOnTTFailure does not let be lost; the message is for people. */
    public static final class NotKept extends RuntimeException {
        private NotKept(String message) {
            super(message);
        }
    }

    /** @param warnings told what is lost */
    public TravelLog(
            TimeTravelSettings settings,
            String taskArn,
            TimeTravelStore store,
            Consumer<String> warnings,
            Clock clock) {
        this.settings = settings;
        this.taskArn = taskArn;
        this.store = store;
        this.records = new TimeTravelRecords(settings);
        this.warnings = warnings;
        this.clock = clock;
    }

    /** @param component {@link #CAPTURED} or {@link #APPLIED} */
    public void keep(String component, Change change) {
        Instant now = clock.instant();
        records.line(component, change, now).ifPresent(line -> {
            if (waiting.isEmpty()) {
                since = now;
                waiting.append(TimeTravelRecords.HEADER);
            }
            waiting.append(line);
        });
    }

    /** Writes what waits if its hour is over, or if it has grown; to be called from time to time, also when nothing comes. */
    public void look() {
        if (!waiting.isEmpty()
                && (waiting.length() > GROWN || !HOUR.format(since).equals(HOUR.format(clock.instant())))) {
            write();
        }
    }

    /** At the end of a session: what is left. */
    public void finish() {
        if (!waiting.isEmpty()) {
            write();
        }
    }

    private void write() {
        String name = settings.folderOf(taskArn) + "/" + HOUR.format(since) + "/" + NAME.format(since) + "-" + ++written
                + ".csv";
        try {
            store.put(taskArn, settings, name, waiting.toString());
            failing = false;
        } catch (RuntimeException e) {
            String what = "The time travel log " + name + " cannot be written to the bucket " + settings.bucket() + ": "
                    + e.getMessage();
            if (settings.failsTask()) {
                throw new NotKept(what);
            }
            if (!failing) {
                warnings.accept(
                        what + ". Its records are lost; the task goes on, because FailTaskOnTTFailure is false");
            }
            failing = true;
        } finally {
            waiting.setLength(0);
        }
    }
}
