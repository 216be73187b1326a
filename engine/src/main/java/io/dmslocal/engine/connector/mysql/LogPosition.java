package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Position;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the binary log: the end of an event, from which reading would go on.
 *
 * @param file the log file's name; its number orders files
 * @param offset in the file, bytes
 * @param event what ended here; {@link Event#NONE} for a bare place
 */
record LogPosition(String file, long offset, Event event) implements Position {

    /** {@code mysql-bin-changelog.000024:373}; more fields may follow, as in checkpoints and in stream positions. */
    private static final Pattern FORM = Pattern.compile("([^:#\\s]+\\.(\\d+)):(\\d+)(?::.*)?");

    /** {@link #exactText}: offset, then the event's start, row, transaction and its beginning. */
    private static final Pattern EXACT =
            Pattern.compile("([^:#\\s]+\\.\\d+):(\\d+)@(\\d+):(-?\\d+):(-?\\d+):([^:]*):(\\d+)");

    /**
     * The event of a change.
     *
     * @param start where it starts in the file
     * @param row the row's number in it, from 0; -1 for the end of a transaction
     * @param transaction the transaction's number
     * @param beginFile where the transaction begins
     * @param beginOffset where the transaction begins
     */
    record Event(long start, int row, long transaction, String beginFile, long beginOffset) {
        static final Event NONE = new Event(0, -1, 0, "", 0);
    }

    LogPosition(String file, long offset) {
        this(file, offset, Event.NONE);
    }

    static LogPosition parse(String text) {
        Matcher exact = EXACT.matcher(text.strip());
        if (exact.matches()) {
            Event event = new Event(
                    Long.parseLong(exact.group(3)),
                    Integer.parseInt(exact.group(4)),
                    Long.parseLong(exact.group(5)),
                    exact.group(6),
                    Long.parseLong(exact.group(7)));
            return new LogPosition(exact.group(1), Long.parseLong(exact.group(2)), event);
        }
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw ConnectorException.fatal(
                    "'" + text + "' is not a position in a MySQL or MariaDB binary log; one looks like"
                            + " mysql-bin-changelog.000024:373 (file name, colon, offset).");
        }
        return new LogPosition(matcher.group(1), Long.parseLong(matcher.group(3)));
    }

    /** The running number at the end of a log file's name. */
    static long number(String file) {
        int digits = file.length();
        while (digits > 0 && Character.isDigit(file.charAt(digits - 1))) {
            digits--;
        }
        return digits == file.length() ? 0 : Long.parseLong(file.substring(digits));
    }

    @Override
    public String text() {
        return file + ":" + offset;
    }

    @Override
    public String exactText() {
        return event == Event.NONE
                ? text()
                : text() + "@" + event.start + ":" + event.row + ":" + event.transaction + ":" + event.beginFile + ":"
                        + event.beginOffset;
    }

    /**
     * AWS's six parts, as seen in messages: where the event starts, its row, where it ends, the transaction's number, where that begins. The meaning of
     * the parts is inferred from samples.
     */
    @Override
    public String streamText() {
        if (event == Event.NONE) {
            return text();
        }
        return file + ":" + event.start + ":" + event.row + ":" + offset + ":" + event.transaction + ":"
                + event.beginFile + ":" + event.beginOffset;
    }

    @Override
    public int compareTo(Position other) {
        LogPosition that = (LogPosition) other;
        int files = Long.compare(number(file), number(that.file));
        return files != 0 ? files : Long.compare(offset, that.offset);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogPosition that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number(file) * 31 + offset);
    }
}
