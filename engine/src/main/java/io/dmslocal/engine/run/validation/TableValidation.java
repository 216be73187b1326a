package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.Difference;
import io.dmslocal.engine.comparison.KeyPair;
import io.dmslocal.engine.comparison.ResyncStatistics;
import io.dmslocal.engine.comparison.TableBook;
import io.dmslocal.engine.comparison.ValidationPolicy;
import io.dmslocal.engine.comparison.ValidationState;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.run.validation.TablePass.Found;
import io.dmslocal.engine.run.validation.ValidationMemory.Document;
import io.dmslocal.engine.run.validation.ValidationMemory.Known;
import io.dmslocal.engine.settings.ValidationSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One table's validation in one session: which look comes next, and what the looks have found.
 *
 * <pre>
 * WAITING ---> PREPARING ---> COMPARING ---> FOLLOWING (keys of changes, rows that differ)
 *    its rows arrive              ^              |
 *                                 +--------------+ all of it anew
 * OVER: it cannot be compared, or is not to be compared further
 * </pre>
 *
 * Owned by the actor of {@link Validations}, but for the looks themselves, which are made by blocking threads.
 */
final class TableValidation {

    /** Where it is. */
    enum Stage {
        WAITING,
        PREPARING,
        COMPARING,
        FOLLOWING,
        OVER
    }

    /** Rows that are looked at once more together. */
    private static final int AGAIN = 1_000;

    private final ValidatedRun run;
    private final ValidatedTable table;
    private final Clock clock;
    private final TableBook book;

    private Stage stage = Stage.WAITING;
    private ValidationState waitingAs = ValidationState.PENDING_VALIDATION;
    private ValidationState over = ValidationState.ERROR;
    /** Which columns are left out. */
    private String leftOut = "";

    private String details = "";
    private Optional<ComparedTable> compared = Optional.empty();
    private Optional<TablePass> pass = Optional.empty();
    private Optional<ChangedKeys> changed = Optional.empty();
    private List<KeyPair> earlierKeys = List.of();
    /** What was found before is forgotten. */
    private Instant since = Instant.EPOCH;

    /** All its partitions are taken. */
    private boolean isExhausted;

    private boolean isPassed;
    private boolean isEnough;
    private int underWay;
    /** One look at a time: two would not know of each other what they have seen. */
    private boolean isLooking;

    private final OpenReaders lookReaders = new OpenReaders();

    /** Failures that nobody can read yet: neither the target's table nor the checkpoint has them. They are counted when both do. */
    private int unwritten;
    /** Of these, so many are in the target's table. */
    private int onTarget;

    private long unreadable;
    private boolean isDirty;
    /** What was found is forgotten, and can still be read. */
    private boolean isForgotten;

    TableValidation(ValidatedRun run, ValidatedTable table, Clock clock) {
        this.run = run;
        this.table = table;
        this.clock = clock;
        this.book = new TableBook(ValidationPolicy.of(settings(), run.captures()));
    }

    private ValidationSettings settings() {
        return run.settings().validation();
    }

    ValidatedTable table() {
        return table;
    }

    Stage stage() {
        return stage;
    }

    TableBook book() {
        return book;
    }

    /** What an earlier session has left; nothing of a table that is loaded anew. */
    void restore(Document document) {
        since = document.since();
        if (!table.isLoaded()) {
            anew();
            return;
        }
        isDirty = true; // from here on it is not closed
        isPassed = document.isPassed();
        isEnough = document.isEnough();
        earlierKeys = document.waiting();
        for (Known known : document.known()) {
            book.restore(known.difference(), known.first(), known.reported(), known.suspended());
        }
    }

    /** Its rows are on the target, as far as they will come by a load. */
    void begin() {
        if (stage == Stage.WAITING) {
            stage = Stage.PREPARING;
        }
    }

    /** Everything is to be compared once more, and what was found is forgotten. */
    void again() {
        if (stage == Stage.WAITING) {
            return;
        }
        book.clear();
        unwritten = 0;
        onTarget = 0;
        unreadable = 0;
        details = "";
        anew();
        endPass();
        isPassed = false;
        isEnough = false;
        earlierKeys = List.of();
        stage = Stage.PREPARING;
        waitingAs = ValidationState.PENDING_REVALIDATION;
        isDirty = true;
        isForgotten = true;
    }

    private void anew() {
        since = clock.instant();
        table.resync().ifPresent(counted -> table.resync(ResyncStatistics.NONE));
    }

    // ---- what is next

    boolean isToPrepare() {
        return stage == Stage.PREPARING && underWay == 0;
    }

    /** Blocking: looks at both sides' definitions; any thread. */
    Prepared prepare(ValidationRules rules) {
        return Prepared.of(run, table, rules);
    }

    void prepared(Prepared prepared) {
        underWay--;
        if (stage != Stage.PREPARING) {
            return;
        }
        if (prepared.obstacle().isPresent()) {
            end(prepared.obstacle().get().state(), prepared.obstacle().get().details());
            return;
        }
        ComparedTable ready = prepared.table().orElseThrow();
        compared = Optional.of(ready);
        leftOut = ready.notCompared().isEmpty() ? "" : "Not compared: " + String.join(", ", ready.notCompared()) + ".";
        if (run.followsChanges()) {
            ChangedKeys keys = new ChangedKeys(
                    ready::pairs,
                    clock,
                    Duration.ofSeconds(settings().queryCdcDelaySeconds()),
                    settings().maxKeyColumnSize());
            keys.restore(earlierKeys);
            earlierKeys = List.of();
            changed = Optional.of(keys);
            table.changedKeys(keys);
        }
        if (isEnough) {
            stage = Stage.FOLLOWING;
        } else {
            stage = Stage.COMPARING;
            isExhausted = false;
            pass = Optional.of(new TablePass(ready, settings().partitionSize()));
        }
        isDirty = true;
    }

    /** Whether a partition may be given to one more thread. */
    Optional<TablePass> passToGoOn() {
        return stage == Stage.COMPARING && !isExhausted && !book.isFull() ? pass : Optional.empty();
    }

    /** A look at single rows that is to be made now. */
    record Look(ComparedTable table, Collection<KeyPair> keys, boolean isSettled) {}

    /**
     * @param applied how far the target has followed; empty when nothing is applied
     */
    Optional<Look> nextLook(Optional<Position> applied) {
        if (compared.isEmpty() || stage == Stage.OVER || stage == Stage.PREPARING || isLooking) {
            return Optional.empty();
        }
        if (changed.isPresent()) {
            if (changed.get().takeEverything()) {
                again();
                return Optional.empty();
            }
            Set<KeyPair> keys = changed.get().take(Math.min(settings().partitionSize(), AGAIN));
            if (!keys.isEmpty()) {
                isLooking = true;
                return Optional.of(new Look(compared.get(), keys, false));
            }
        }
        List<KeyPair> due = book.due(clock.instant(), AGAIN, applied);
        isLooking = !due.isEmpty();
        return due.isEmpty() ? Optional.empty() : Optional.of(new Look(compared.get(), due, true));
    }

    /** The look is over. */
    void looked() {
        isLooking = false;
    }

    /** What looks at single rows read; closed with the run. */
    OpenReaders lookReaders() {
        return lookReaders;
    }

    /** A partition was not compared to its end, because its pass is closed. */
    void cut() {
        underWay--;
    }

    /** The session ended while the look was under way: the next session takes its keys again. */
    void cut(Look look) {
        cut();
        looked();
        if (!look.isSettled()) {
            changed.ifPresent(keys -> keys.restore(look.keys()));
        }
    }

    void started() {
        underWay++;
    }

    /** Threads that work for it. */
    int underWay() {
        return underWay;
    }

    // ---- what was found

    /** @return failures that are new */
    List<Difference> found(Found found, boolean isSettled, Optional<Position> end) {
        underWay--;
        if (stage == Stage.OVER || stage == Stage.PREPARING) {
            return List.of();
        }
        run.meter()
                .compared(
                        found.rows(),
                        Math.max(found.rows() - found.differences().size(), 0));
        Instant now = clock.instant();
        if (stage == Stage.COMPARING && isExhausted && underWay == 0) {
            passed();
        }
        List<Difference> news = book.looked(found.looked(), found.differences(), isSettled, end, now).stream()
                .map(TableBook.Entry::difference)
                .toList();
        found.unreadable().ifPresent(reason -> {
            unreadable++;
            details = "Some rows cannot be read, so they are not compared: " + reason;
        });
        unwritten += news.size();
        isDirty |= !news.isEmpty() || !found.looked().isEmpty();
        if (book.isFull() && stage == Stage.COMPARING) {
            passed();
        }
        if (book.isFull()) {
            details = "Validation of the table is suspended: " + book.failed()
                    + " records failed (ValidationSettings.TableFailureMaxCount)";
        }
        return news;
    }

    /** So many failures are in the target's table now. */
    void recorded(int failures) {
        onTarget += failures;
    }

    boolean isToBeSaved() {
        return onTarget > 0 || isForgotten;
    }

    /** How many failures the next checkpoint makes readable. */
    int takeRecorded() {
        int taken = onTarget;
        onTarget = 0;
        isForgotten = false;
        return taken;
    }

    /** Whoever sees them counted can read them. */
    void readable(int failures) {
        unwritten = Math.max(0, unwritten - failures);
    }

    /** A thread found no further partition. */
    void noMore() {
        underWay--;
        isExhausted = true;
        if (stage == Stage.COMPARING && underWay == 0) {
            passed();
        }
    }

    private void passed() {
        endPass();
        isPassed = true;
        stage = Stage.FOLLOWING;
        if (details.isEmpty() && !compared.orElseThrow().knowsSourceKeys()) {
            details = "Rows that only the target has are not looked for: its key is made by a rule";
        }
        isDirty = true;
    }

    private void endPass() {
        pass.ifPresent(TablePass::close);
        pass = Optional.empty();
    }

    /** It could not be looked at. */
    void failed(String why) {
        underWay--;
        isLooking = false;
        end(ValidationState.ERROR, why);
    }

    void end(ValidationState state, String why) {
        endPass();
        stage = Stage.OVER;
        over = state;
        details = why;
        isDirty = true;
    }

    /** Nothing of it is left to do, unless rows change. */
    boolean isDone() {
        boolean ended = stage == Stage.OVER || stage == Stage.WAITING && table.isSuspended();
        boolean isQuiet = underWay == 0 && waiting() == 0 && book.watched() == 0;
        return unwritten == 0 && (ended || stage == Stage.FOLLOWING && isQuiet);
    }

    private long waiting() {
        return changed.map(ChangedKeys::size).orElse(0);
    }

    // ---- what others see

    ValidationStatistics statistics() {
        return new ValidationStatistics(
                state().word(),
                waiting() + book.watched() + book.failed() - failed(),
                failed(),
                book.suspended(),
                details());
    }

    private int failed() {
        return Math.max(0, book.failed() - unwritten);
    }

    private String details() {
        return leftOut.isEmpty() || details.isEmpty() ? leftOut + details : details + ". " + leftOut;
    }

    private ValidationState state() {
        if (table.isSuspended()) {
            return ValidationState.TABLE_ERROR;
        }
        return switch (stage) {
            case WAITING -> waitingAs;
            case PREPARING ->
                waitingAs == ValidationState.PENDING_REVALIDATION ? waitingAs : ValidationState.PREPARING_TABLE;
            case COMPARING -> failed() > 0 ? ValidationState.MISMATCHED_RECORDS : ValidationState.PENDING_RECORDS;
            case FOLLOWING -> {
                if (book.failed() > 0) {
                    yield failed() > 0 ? ValidationState.MISMATCHED_RECORDS : ValidationState.PENDING_RECORDS;
                }
                yield unreadable > 0 ? ValidationState.SUSPENDED_RECORDS : book.state(waiting());
            }
            case OVER -> over;
        };
    }

    boolean isDirty() {
        return isDirty;
    }

    /** For the checkpoint. */
    Document document(boolean isClosed) {
        isDirty = false;
        List<Known> known = book.entries().stream()
                .map(e -> new Known(e.difference(), e.first(), e.isReported(), e.isSuspended()))
                .toList();
        List<KeyPair> waiting = changed.map(ChangedKeys::all).orElse(earlierKeys);
        boolean fits = waiting.size() <= ValidationMemory.MOST_KEYS;
        return new Document(isPassed && fits, isClosed, known, isClosed && fits ? waiting : List.of(), since);
    }

    void close() {
        endPass();
        lookReaders.close();
    }
}
