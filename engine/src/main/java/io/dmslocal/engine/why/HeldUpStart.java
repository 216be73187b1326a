package io.dmslocal.engine.why;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What helps when open transactions held up a source's start for longer than the task waits: the message names them. */
final class HeldUpStart {

    private static final Pattern TOLD =
            Pattern.compile("for (\\d+) s \\(FullLoadSettings\\.TransactionConsistencyTimeout\\)");
    private static final Pattern SESSION = Pattern.compile("[:;] process (\\d+), user ");
    private static final Pattern PREPARED = Pattern.compile("[:;] prepared ('(?:[^']|'')*') in (.*?), user ");

    private HeldUpStart() {}

    /** Empty when the message tells of something else. */
    static Optional<String> suggestion(String message) {
        return TOLD.matcher(message)
                .results()
                .findFirst()
                .map(told -> statements(message) + "The task waits " + told.group(1)
                        + " s; a larger FullLoadSettings.TransactionConsistencyTimeout lets it wait longer, 0 for as long as they"
                        + " take. It tries again by itself, as the RecoverableError settings say.");
    }

    private static String statements(String message) {
        Stream<String> sessions =
                results(SESSION, message).map(found -> "SELECT pg_terminate_backend(" + found.group(1) + ")");
        Stream<String> prepared = results(PREPARED, message)
                .map(found -> "ROLLBACK PREPARED " + found.group(1) + " in database " + found.group(2));
        List<String> all = Stream.concat(sessions, prepared).toList();
        return all.isEmpty()
                ? ""
                : all.stream()
                        .collect(Collectors.joining(
                                "; ",
                                "Let the transactions that are open on the source commit or roll back, or end them there: ",
                                ". "));
    }

    private static Stream<MatchResult> results(Pattern wanted, String message) {
        return wanted.matcher(message).results();
    }
}
