package io.dmslocal.engine.connector.spi;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of ours that waits for a lock, as its server tells it; without values.
 *
 * @param table {@code schema.table}; empty when the server does not say
 * @param statement its first words, {@code INSERT INTO}
 * @param waited how long by now
 * @param holders of what it waits for; empty when the server does not say
 */
public record LockWait(String table, String statement, Duration waited, List<Holder> holders) {

    /**
     * A session on the same server.
     *
     * @param session its number, by which it can be ended
     * @param user empty when the server does not say, like the following
     * @param application as it calls itself
     * @param state in the server's words, {@code idle in transaction}
     * @param lasting how long it has been in its transaction or, where the server does not know that, in its state
     */
    public record Holder(String session, String user, String application, String state, Duration lasting) {}

    private static final Pattern KIND = Pattern.compile(
            "\\s*((?:INSERT|REPLACE)(?:\\s+IGNORE)?\\s+INTO|DELETE\\s+FROM|(?:CREATE|DROP|ALTER|TRUNCATE|LOCK)\\s+(?:TABLE|DATABASE|SCHEMA)"
                    + "|LOAD\\s+DATA|\\w+).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    public LockWait {
        holders = List.copyOf(holders);
    }

    /** The first words of a statement. */
    public static String kind(String sql) {
        Matcher found = KIND.matcher(sql);
        return found.matches() ? found.group(1).toUpperCase(java.util.Locale.ROOT) : "";
    }
}
