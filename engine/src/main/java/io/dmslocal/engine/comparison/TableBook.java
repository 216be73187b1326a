package io.dmslocal.engine.comparison;

import io.dmslocal.engine.record.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of one table's validation: which rows differ, since when, and whether that is certain.
 *
 * <pre>
 * seen different ---> watched ---> failed      it stayed so, and the target had followed
 *      ^                 |  \---> suspended    it keeps changing
 *      |                 v           |
 *      +------------- equal <--------+--- failed rows too: they are looked at again and again
 * </pre>
 *
 * Owned by one thread at a time.
 */
public final class TableBook {

    /** A row that differs. */
    public static final class Entry {

        private Difference difference;
        private final Instant first;
        private Instant next;
        private Optional<Position> end = Optional.empty();
        /** What was known when it was handed out to be looked at again. */
        private Optional<Difference> due = Optional.empty();

        private int looks;
        private boolean reported;
        private boolean suspended;

        private Entry(Difference difference, Instant now) {
            this.difference = difference;
            this.first = now;
            this.next = now;
        }

        /** The source's row is what it was before the target followed; other looks meanwhile do not count. */
        private boolean isAsWhenDue(Difference found) {
            return due.filter(before -> before.sourceMark() == found.sourceMark() && before.type() == found.type())
                    .isPresent();
        }

        public Difference difference() {
            return difference;
        }

        /** When it was seen to differ for the first time. */
        public Instant first() {
            return first;
        }

        public boolean isReported() {
            return reported;
        }

        public boolean isSuspended() {
            return suspended;
        }
    }

    private final ValidationPolicy policy;
    private final Map<KeyPair, Entry> entries = new LinkedHashMap<>();
    private int failed;
    private int suspended;

    public TableBook(ValidationPolicy policy) {
        this.policy = policy;
    }

    /** What an earlier session knew. */
    public void restore(Difference difference, Instant first, boolean wasReported, boolean wasSuspended) {
        Entry entry = new Entry(difference, first);
        entry.reported = wasReported;
        entry.suspended = wasSuspended;
        failed += wasReported ? 1 : 0;
        suspended += wasSuspended ? 1 : 0;
        entries.put(difference.key(), entry);
    }

    /**
     * Notes what a look has found.
     *
     * @param looked the keys that were looked at: those without a difference are equal
     * @param isSettled whether these rows were {@link #due}: then what stayed the same is wrong
     * @param end of the source's log after the look; empty when nothing is applied
     * @return entries that are failures from now on, and are to be written down
     */
    public List<Entry> looked(
            Collection<KeyPair> looked,
            List<Difference> found,
            boolean isSettled,
            Optional<Position> end,
            Instant now) {
        Set<KeyPair> different = new HashSet<>();
        found.forEach(difference -> different.add(difference.key()));
        looked.stream().filter(key -> !different.contains(key)).forEach(this::forget);
        List<Entry> news = new ArrayList<>();
        for (Difference difference : found) {
            note(difference, isSettled, end, now).ifPresent(news::add);
        }
        return news;
    }

    private Optional<Entry> note(Difference difference, boolean isSettled, Optional<Position> end, Instant now) {
        Entry entry = entries.get(difference.key());
        boolean isNew = entry == null;
        if (isNew) {
            if (isFull()) {
                return Optional.empty();
            }
            entry = new Entry(difference, now);
            entries.put(difference.key(), entry);
        }
        boolean isSame = !isNew && isSettled && entry.isAsWhenDue(difference);
        entry.difference = difference;
        entry.end = end;
        entry.looks++;
        entry.next = now.plus(policy.pause(entry.looks, entry.reported || entry.suspended));
        if (entry.reported) {
            return Optional.empty();
        }
        if (policy.isAtOnce() || isSame && !now.isBefore(entry.first.plus(policy.failureDelay()))) {
            suspended -= entry.suspended ? 1 : 0;
            entry.suspended = false;
            entry.reported = true;
            failed++;
            return Optional.of(entry);
        }
        if (!isSame && !entry.suspended && now.isAfter(entry.first.plus(policy.suspendDelay()))) {
            entry.suspended = true;
            suspended++;
        }
        return Optional.empty();
    }

    private void forget(KeyPair key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            failed -= entry.reported ? 1 : 0;
            suspended -= entry.suspended ? 1 : 0;
        }
    }

    /**
     * Those that are to be looked at again, the longest waiting first: their pause is over, and the target has followed the source past their last look.
     *
     * @param applied how far the target has followed; empty when nothing is applied
     */
    public List<KeyPair> due(Instant now, int most, Optional<Position> applied) {
        List<Entry> due = entries.values().stream()
                .filter(entry -> !entry.next.isAfter(now) && hasFollowed(entry, applied))
                .sorted(Comparator.comparing(entry -> entry.next))
                .limit(most)
                .toList();
        due.forEach(entry -> entry.due = Optional.of(entry.difference));
        return due.stream().map(entry -> entry.difference.key()).toList();
    }

    private static boolean hasFollowed(Entry entry, Optional<Position> applied) {
        return entry.end.isEmpty() || applied.isPresent() && applied.get().compareTo(entry.end.get()) >= 0;
    }

    /** So many rows failed that the table is not validated further (TableFailureMaxCount). */
    public boolean isFull() {
        return failed >= policy.tableFailureMaxCount();
    }

    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    public int failed() {
        return failed;
    }

    public int suspended() {
        return suspended;
    }

    /** Rows that differ, and it is not certain yet what that means. */
    public int watched() {
        return entries.size() - failed - suspended;
    }

    public void clear() {
        entries.clear();
        failed = 0;
        suspended = 0;
    }

    /** What a table is whose rows are being looked at, or were. */
    public ValidationState state(long waiting) {
        if (failed > 0) {
            return ValidationState.MISMATCHED_RECORDS;
        }
        if (waiting + watched() > 0) {
            return ValidationState.PENDING_RECORDS;
        }
        return suspended > 0 ? ValidationState.SUSPENDED_RECORDS : ValidationState.VALIDATED;
    }
}
