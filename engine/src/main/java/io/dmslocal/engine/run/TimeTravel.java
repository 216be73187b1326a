package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Commit;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.settings.TimeTravelSettings;
import io.dmslocal.engine.travel.AppliedChanges;
import io.dmslocal.engine.travel.TimeTravelStore;
import io.dmslocal.engine.travel.TravelLog;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A session's changes on their way into the {@link TravelLog}: as the source has them when they come, as the target has them when it has committed.
 *
 * <pre>
 * reader -> captured -> applier -> writer that notes what the target takes -> applied
 * </pre>
 *
 * Only where the task asks for it; its source is PostgreSQL and its target PostgreSQL or MySQL, as on AWS. Owned by the applier's thread.
 */
final class TimeTravel {

    private final HiddenValues hidden;
    private final TravelLog log;
    private final RunLog runLog;
    private final AppliedChanges applied = new AppliedChanges();

    private TimeTravel(Session session, TimeTravelSettings settings, TimeTravelStore store, Clock clock) {
        this.hidden = new HiddenValues(session);
        this.runLog = session.log();
        this.log = new TravelLog(settings, session.plan().taskArn(), store, runLog::addOn, clock);
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

    /** Keeps what comes before it is applied, and what was applied after it. */
    Predicate<List<Change>> around(Predicate<List<Change>> applier) {
        return changes -> {
            changes.forEach(this::captured);
            boolean goesOn = applier.test(changes);
            keepApplied();
            try {
                log.look();
            } catch (TravelLog.NotKept lost) {
                throw new RunFailure(lost.getMessage());
            }
            return goesOn;
        };
    }

    /** The same writer, which notes what the target takes. */
    ChangeWriter noting(ChangeWriter writer) {
        return new NotingWriter(writer);
    }

    /** At the end of a session: what is left. */
    void finish() {
        keepApplied();
        try {
            log.finish();
        } catch (TravelLog.NotKept lost) {
            throw new RunFailure(lost.getMessage());
        }
    }

    /** After a session that broke: what is left, as far as it can be kept. */
    void close() {
        try {
            finish();
        } catch (RunFailure notKept) {
            runLog.addOn(notKept.getMessage());
        }
    }

    private void captured(Change change) {
        if (change instanceof RowChange row) {
            hidden.captured(row).ifPresent(shown -> log.keep(TravelLog.CAPTURED, shown));
        } else {
            if (change instanceof Commit end) {
                applied.ended(end);
            }
            log.keep(TravelLog.CAPTURED, change);
        }
    }

    private void keepApplied() {
        for (Change change : applied.take()) {
            if (change instanceof RowChange row) {
                hidden.applied(row).ifPresent(shown -> log.keep(TravelLog.APPLIED, shown));
            } else {
                log.keep(TravelLog.APPLIED, change);
            }
        }
    }

    private final class NotingWriter implements ChangeWriter {

        private final ChangeWriter writer;

        private NotingWriter(ChangeWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(List<RowChange> changes, Conflicts conflicts, Refusals refusals) {
            applied.given(changes);
            whole(() -> writer.write(changes, conflicts, noting(refusals)));
        }

        @Override
        public void flush(Refusals refusals) {
            whole(() -> writer.flush(noting(refusals)));
        }

        @Override
        public void commit(Refusals refusals) {
            whole(() -> writer.commit(noting(refusals)));
            applied.committed();
        }

        /** Who throws has given up what was not committed. */
        private void whole(Runnable work) {
            try {
                work.run();
            } catch (RuntimeException broken) {
                applied.takenBack();
                throw broken;
            }
        }

        private Refusals noting(Refusals judge) {
            return new Refusals() {
                @Override
                public Verdict refused(RowChange change, Rejected rejected) {
                    applied.refused(change);
                    return judge.refused(change, rejected);
                }

                @Override
                public void skipped(RowChange change) {
                    applied.refused(change);
                    judge.skipped(change);
                }
            };
        }

        @Override
        public void put(String schema, ControlTable table, List<Map<String, Object>> rows) {
            writer.put(schema, table, rows);
        }

        @Override
        public void empty(TableId table) {
            writer.empty(table);
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
