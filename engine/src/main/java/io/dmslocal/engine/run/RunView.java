package io.dmslocal.engine.run;

import io.dmslocal.engine.meter.RunMeter;
import io.dmslocal.engine.run.reason.CallsUnderWay;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.run.statistics.RunStatistics;
import java.time.Clock;
import java.util.Optional;

/** Shows a run's statistics to its task while it runs and after it; read by any thread, without asking anybody. */
public final class RunView {

    private final RunMeter meter = new RunMeter();
    private final CallsUnderWay calls = new CallsUnderWay();
    private final Reasons reasons = new Reasons(Clock.systemUTC());
    private volatile Optional<Session> session = Optional.empty();
    private volatile Optional<RunStatistics> last = Optional.empty();

    void entered(Session now) {
        session = Optional.of(now);
    }

    boolean isOpen() {
        return session.isPresent();
    }

    /** What was counted stays to be seen. */
    void left() {
        last = session.map(Session::statistics).or(() -> last);
        session = Optional.empty();
    }

    /** What is counted for CloudWatch and Prometheus. */
    public RunMeter meter() {
        return meter;
    }

    /** What is waited for. */
    CallsUnderWay calls() {
        return calls;
    }

    /** What went wrong; kept with the checkpoint. */
    Reasons reasons() {
        return reasons;
    }

    /** Empty while nothing was opened yet. */
    public Optional<RunStatistics> known() {
        return session.map(Session::statistics).or(() -> last);
    }

    public RunStatistics statistics() {
        return known().orElse(RunStatistics.NONE);
    }
}
