package io.dmslocal.engine.run.reason;

import io.dmslocal.engine.connector.spi.LockWait;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run waits for at one of its sides, for whoever asks why.
 *
 * @param side {@code source} or {@code target}
 * @param table whose lock; empty when nobody says
 * @param statement what waits for it, its first words; empty when the server says nothing at all
 * @param holders of the lock; empty when nobody says
 * @param message all of it in a sentence
 */
public record Wait(String side, String table, String statement, Instant since, List<Holder> holders, String message) {

    /** @param since when its transaction began or, where the server does not know that, its state */
    public record Holder(String session, String user, String application, String state, Instant since) {

        private static Holder of(LockWait.Holder told, Instant now) {
            return new Holder(
                    told.session(), told.user(), told.application(), told.state(), before(now, told.lasting()));
        }

        private String words() {
            List<String> known = List.of(
                    user.isEmpty() ? "" : "user " + user,
                    application,
                    state.isEmpty() ? "" : state + " since " + since);
            return "session " + session + " ("
                    + known.stream().filter(word -> !word.isEmpty()).collect(Collectors.joining(", ")) + ")";
        }
    }

    public Wait {
        holders = List.copyOf(holders);
    }

    public static Wait of(String side, LockWait told, Instant now) {
        List<Holder> holders =
                told.holders().stream().map(holder -> Holder.of(holder, now)).toList();
        Instant since = before(now, told.waited());
        String by = holders.isEmpty()
                ? "The server does not say who holds it."
                : "It is held by " + holders.stream().map(Holder::words).collect(Collectors.joining(" and ")) + ".";
        String message = (told.statement() + " " + told.table()).strip() + " has waited on the " + side + " since "
                + since + " for a lock. " + by;
        return new Wait(side, told.table(), told.statement(), since, holders, message);
    }

    /** A server that says nothing, not even what it is waited for. */
    public static Wait silent(String side, Instant since, String why) {
        Instant shown = before(since, Duration.ZERO);
        String message = "Something is waited for since " + shown + ", and the " + side + " does not answer: " + why;
        return new Wait(side, "", "", shown, List.of(), message);
    }

    private static Instant before(Instant now, Duration length) {
        return now.minus(length).truncatedTo(ChronoUnit.SECONDS);
    }

    /** As it was seen before, where it was: who looks again measures a second more or less, and nothing has changed. */
    public Wait orAsIn(List<Wait> before) {
        return before.stream().filter(this::isLike).findFirst().orElse(this);
    }

    /** Whether it is the same wait, seen later. */
    public boolean isLike(Wait earlier) {
        return side.equals(earlier.side)
                && table.equals(earlier.table)
                && statement.equals(earlier.statement)
                && sessions().equals(earlier.sessions());
    }

    private List<String> sessions() {
        return holders.stream().map(Holder::session).toList();
    }
}
