package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.settings.CdcStop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says when CdcStopPosition is reached. The applier's thread. */
final class StopWatch {

    /** How long a source whose position does not move on may be silent after the moment, before that counts as "nothing more before it". */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Session session;
    private final Clock clock;
    private final Optional<Instant> moment;
    private final boolean byClock;
    private Optional<Position> endOfLog = Optional.empty();
    private Instant silentSince;
    private Optional<StopReason> reason = Optional.empty();

    StopWatch(Session session, Clock clock) {
        this.session = session;
        this.clock = clock;
        this.byClock = session.plan().cdcStop() instanceof CdcStop.AtServerTime;
        this.moment = moment(session.plan().cdcStop());
        this.silentSince = clock.instant();
    }

    private static Optional<Instant> moment(CdcStop stop) {
        if (stop instanceof CdcStop.AtServerTime server) {
            return Optional.of(server.time());
        }
        return stop instanceof CdcStop.AtCommitTime commit ? Optional.of(commit.time()) : Optional.empty();
    }

    Optional<StopReason> reason() {
        return reason;
    }

    /** Whether this transaction was committed after the moment: it is not applied. */
    boolean isPast(Transaction transaction) {
        if (moment.isPresent() && transaction.commitTime().isAfter(moment.get())) {
            reason = Optional.of(byClock ? StopReason.STOPPED_AT_SERVER_TIME : StopReason.STOPPED_AT_COMMIT_TIME);
        }
        return reason.isPresent();
    }

    /** Whether the clock has passed the moment and everything committed before it was applied. */
    boolean isReached(Position applied, boolean heard) {
        Instant now = clock.instant();
        if (heard) {
            silentSince = now;
        }
        if (!byClock || moment.isEmpty() || now.isBefore(moment.get())) {
            return false;
        }
        if (endOfLog.isEmpty()) {
            endOfLog = Optional.of(session.source().now());
            silentSince = now;
        }
        boolean passed = applied.compareTo(endOfLog.get()) >= 0 || now.isAfter(silentSince.plus(SILENCE));
        if (passed) {
            reason = Optional.of(StopReason.STOPPED_AT_SERVER_TIME);
        }
        return passed;
    }
}
