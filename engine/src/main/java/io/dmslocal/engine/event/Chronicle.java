package io.dmslocal.engine.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dmslocal.persistence.serialization.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import scala.collection.Iterator;
import scala.collection.immutable.HashMap;
import scala.math.Ordering;

/** What an {@link EventLog} knows. Immutable; an event more costs as little among ten thousand as among ten. */
public final class Chronicle implements Message {

    /** AWS keeps events for 14 days. */
    public static final Duration KEPT = Duration.ofDays(14);

    private static final Chronicle EMPTY = new Chronicle(
            0,
            new HashMap<>(),
            scala.collection.immutable.TreeMap$.MODULE$.empty(Ordering.String$.MODULE$),
            scala.collection.immutable.TreeMap$.MODULE$.empty(Ordering.String$.MODULE$));

    private final long newest;
    private final HashMap<String, Long> noted;
    private final scala.collection.immutable.TreeMap<String, Happening> byTime;
    private final scala.collection.immutable.TreeMap<String, Happening> byNumber;

    private Chronicle(
            long newest,
            HashMap<String, Long> noted,
            scala.collection.immutable.TreeMap<String, Happening> byTime,
            scala.collection.immutable.TreeMap<String, Happening> byNumber) {
        this.newest = newest;
        this.noted = noted;
        this.byTime = byTime;
        this.byNumber = byNumber;
    }

    /** As it lies in snapshots. */
    record Form(long newest, Map<String, Long> noted, List<Happening> happenings) {}

    static Chronicle empty() {
        return EMPTY;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Chronicle of(Form form) {
        Chronicle chronicle = EMPTY;
        for (Map.Entry<String, Long> each : form.noted().entrySet()) {
            chronicle = chronicle.read(each.getKey(), each.getValue());
        }
        for (Happening each : form.happenings()) {
            chronicle = chronicle.with(each);
        }
        return new Chronicle(form.newest(), chronicle.noted, chronicle.byTime, chronicle.byNumber);
    }

    @JsonValue
    Form form() {
        Map<String, Long> numbers = new TreeMap<>();
        for (Iterator<scala.Tuple2<String, Long>> each = noted.iterator(); each.hasNext(); ) {
            scala.Tuple2<String, Long> next = each.next();
            numbers.put(next._1(), next._2());
        }
        return new Form(newest, numbers, after(0, Integer.MAX_VALUE));
    }

    /** Also forgets what has been kept long enough. */
    Chronicle noted(EventLog.Noted event) {
        Chronicle next = read(event.arn(), event.sequenceNumber());
        for (Happening each : event.happenings()) {
            next = next.with(each);
        }
        return next.without(event.at().minus(KEPT));
    }

    private Chronicle read(String arn, long sequenceNumber) {
        return new Chronicle(newest, noted.updated(arn, sequenceNumber), byTime, byNumber);
    }

    private Chronicle with(Happening happening) {
        return new Chronicle(
                Math.max(newest, happening.number()),
                noted,
                byTime.updated(happening.key(), happening),
                byNumber.updated(Happening.ordinal(happening.number()), happening));
    }

    private Chronicle without(Instant older) {
        Chronicle next = this;
        for (Iterator<Happening> each = byTime.valuesIterator(); each.hasNext(); ) {
            Happening oldest = each.next();
            if (!oldest.at().isBefore(older)) {
                return next;
            }
            next = new Chronicle(
                    next.newest,
                    next.noted,
                    next.byTime.removed(oldest.key()),
                    next.byNumber.removed(Happening.ordinal(oldest.number())));
        }
        return next;
    }

    /** The number of the last event of an ARN that was noted; 0 when none was. */
    long notedOf(String arn) {
        return noted.getOrElse(arn, () -> 0L);
    }

    /** The number of the newest happening there ever was. */
    long newest() {
        return newest;
    }

    boolean isEmpty() {
        return noted.isEmpty();
    }

    /** Newest last. */
    List<Happening> matching(EventQuery query) {
        List<Happening> found = new ArrayList<>();
        String begin = "%015d".formatted(Math.max(0, query.from().toEpochMilli()));
        String start = query.after().compareTo(begin) > 0 ? query.after() : begin;
        Iterator<Happening> each = byTime.valuesIteratorFrom(start);
        while (each.hasNext() && found.size() < query.most()) {
            Happening next = each.next();
            if (next.at().isAfter(query.to())) {
                return found;
            }
            if (!next.key().equals(query.after()) && query.fits(next)) {
                found.add(next);
            }
        }
        return found;
    }

    /** Those with greater numbers, in the order of their numbers. */
    List<Happening> after(long number, int most) {
        List<Happening> found = new ArrayList<>();
        Iterator<Happening> each = byNumber.valuesIteratorFrom(Happening.ordinal(number + 1));
        while (each.hasNext() && found.size() < most) {
            found.add(each.next());
        }
        return found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Chronicle chronicle && form().equals(chronicle.form());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(newest);
    }

    @Override
    public String toString() {
        return form().toString();
    }
}
