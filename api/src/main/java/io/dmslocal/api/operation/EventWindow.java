package io.dmslocal.api.operation;

import io.dmslocal.engine.event.Chronicle;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventsRequest;

/**
 * The time that DescribeEvents asks for: the last hour unless it says otherwise.
 *
 * @param from first moment
 * @param to last moment
 */
record EventWindow(Instant from, Instant to) {

    private static final Duration USUAL = Duration.ofMinutes(60);

    /** Which of StartTime, EndTime and Duration wins where all are given is assumed: the two times. */
    static Outcome<EventWindow> of(DescribeEventsRequest request, Instant now) {
        Instant start = request.startTime();
        Instant end = request.endTime();
        if (start != null && end != null && start.isAfter(end)) {
            return Outcome.refused(
                    Fault.invalidCombination("StartTime " + start + " is after EndTime " + end + ": exchange them."));
        }
        long most = Chronicle.KEPT.toMinutes();
        Integer minutes = request.duration();
        if (minutes != null && (minutes < 1 || minutes > most)) {
            return Outcome.refused(Fault.invalidValue("Invalid value " + minutes
                    + " for Duration. Must be between 1 and " + most + " minutes, the 14 days that events are kept."));
        }
        Duration duration = minutes == null ? USUAL : Duration.ofMinutes(minutes);
        if (start != null) {
            Instant last = end != null ? end : minutes == null ? now : start.plus(duration);
            return Outcome.done(within(now, start, last));
        }
        Instant last = end == null ? now : end;
        return Outcome.done(within(now, last.minus(duration), last));
    }

    private static EventWindow within(Instant now, Instant from, Instant to) {
        Instant oldest = now.minus(Chronicle.KEPT);
        return new EventWindow(from.isBefore(oldest) ? oldest : from, to);
    }
}
