package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Position;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in PostgreSQL's write-ahead log, and within a transaction.
 *
 * <p>Row changes of a transaction lie at the log place of its commit, told apart by their ordinal: changes arrive in the order of commits, not in
 * the order in which they were written. The commit itself lies at the end of its record, from where reading goes on with the next transaction.
 *
 * @param lsn byte in the log
 * @param ordinal of the change in its transaction, from 1; 0 for a place that is no row change
 */
record LogPosition(long lsn, int ordinal) implements Position {

    private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})(?:\\.(\\d{1,9}))?");

    static LogPosition at(long lsn) {
        return new LogPosition(lsn, 0);
    }

    /** {@code 4AF/B00000D0} or padded as in checkpoints, {@code 000004AF/B00000D0}; a change's ordinal may follow after a point. */
    static LogPosition parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw ConnectorException.fatal(
                    "'" + text + "' is not a position of PostgreSQL's log; one looks like 4AF/B00000D0.");
        }
        long lsn = Long.parseLong(matcher.group(1), 16) << 32 | Long.parseLong(matcher.group(2), 16);
        return new LogPosition(lsn, matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String text() {
        return String.format(Locale.ROOT, "%X/%X", lsn >>> 32, lsn & 0xFFFFFFFFL);
    }

    @Override
    public String exactText() {
        return ordinal == 0 ? text() : text() + "." + ordinal;
    }

    /** Source: messages that AWS DMS sent to streams, {@code 00000002/7C007178.3.00000002/7C007178}; that the middle is the ordinal is assumed. */
    @Override
    public String streamText() {
        String padded = padded();
        return padded + "." + ordinal + "." + padded;
    }

    String padded() {
        return String.format(Locale.ROOT, "%08X/%08X", lsn >>> 32, lsn & 0xFFFFFFFFL);
    }

    @Override
    public int compareTo(Position other) {
        LogPosition that = (LogPosition) other;
        int order = Long.compareUnsigned(lsn, that.lsn);
        return order != 0 ? order : Integer.compare(ordinal, that.ordinal);
    }
}
