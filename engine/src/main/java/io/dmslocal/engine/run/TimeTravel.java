package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.settings.TimeTravelSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was captured and what was applied, change by change, as CSV objects: {@code FOLDER/TASK/YYYY/MM/DD/hh/...csv}. An object is written each hour, at
 * the end of a session, and when it has grown. AWS lets objects grow to a gigabyte; ours are written at some megabytes, because they wait in memory.
 *
 * <p>Rows are written as the source has them, before rules; values of columns that a mask hides are not written.
 *
 * <p>Only where the task asks for it; its source is PostgreSQL and its target PostgreSQL or MySQL, as on AWS. Owned by the applier's thread.
 *
 * <p>Source: "Time Travel task settings", AWS DMS user guide.
 */
final class TimeTravel {

    private static final Logger LOG = LoggerFactory.getLogger("dms.ADDONS");
    private static final int GROWN = 16 << 20; // characters
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/HH", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Assumed: AWS does not document the names of objects. */
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final TimeTravelSettings settings;
    private final String taskArn;
    private final TimeTravelStore store;
    private final HiddenValues hidden;
    private final TimeTravelRecords records;
    private final Clock clock;
    private final StringBuilder waiting = new StringBuilder();
    private Instant since = Instant.MIN;
    private int written;
    private boolean failing;

    private TimeTravel(Session session, TimeTravelSettings settings, TimeTravelStore store, Clock clock) {
        this.settings = settings;
        this.taskArn = session.plan().taskArn();
        this.store = store;
        this.clock = clock;
        this.records = new TimeTravelRecords(settings);
        this.hidden = new HiddenValues(session);
    }

    /** Empty unless the task asks for it. */
    static Optional<TimeTravel> of(Session session, Clock clock) {
        TimeTravelSettings settings = session.plan().settings().timeTravel();
        Optional<TimeTravelStore> store = session.plan().timeTravel();
        if (!settings.enabled() || store.isEmpty()) {
            return Optional.empty();
        }
        Connector source = session.plan().source().connector();
        String to = session.plan().target().connector().family();
        if (!source.family().equals("postgres") || !Set.of("postgres", "mysql").contains(to)) {
            session.log()
                    .taskWarning(
                            "TTSettings.EnableTT has no effect: time travel is for PostgreSQL sources, and PostgreSQL and"
                                    + " MySQL targets");
            return Optional.empty();
        }
        return Optional.of(new TimeTravel(session, settings, store.get(), clock));
    }

    /** The source delivered these. */
    void captured(List<Change> changes) {
        keep("SOURCE_CAPTURE", changes);
    }

    /** The target has taken these. */
    void applied(List<Change> changes) {
        keep("TARGET_APPLY", changes);
    }

    private void keep(String component, List<Change> changes) {
        Instant now = clock.instant();
        if (!waiting.isEmpty()
                && (waiting.length() > GROWN || !HOUR.format(since).equals(HOUR.format(now)))) {
            write();
        }
        for (Change change : changes) {
            boolean isRow = change instanceof Change.RowChange;
            if (!isRow || hidden.knows(((Change.RowChange) change).table())) {
                Change shown = isRow ? hidden.shown((Change.RowChange) change) : change;
                records.line(component, shown, now).ifPresent(line -> {
                    if (waiting.isEmpty()) {
                        since = now;
                        waiting.append(TimeTravelRecords.HEADER);
                    }
                    waiting.append(line);
                });
            }
        }
    }

    /** At the end of a session: what is left. */
    void finish() {
        if (!waiting.isEmpty()) {
            write();
        }
    }

    /** After a session that broke: what is left, as far as it can be kept. */
    void close() {
        try {
            finish();
        } catch (RunFailure notKept) {
            LOG.warn("{}", notKept.getMessage());
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
                throw new RunFailure(what);
            }
            if (!failing) {
                LOG.warn("{}. Its records are lost; the task goes on, because FailTaskOnTTFailure is false", what);
            }
            failing = true;
        } finally {
            waiting.setLength(0);
        }
    }
}
