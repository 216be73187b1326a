package io.dmslocal.engine.record;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long LOB values of some columns may be, and how many were cut: limited LOB mode. Owned by the thread that moves the rows; whoever reads the counts comes
 * after it.
 *
 * <p>The limit counts bytes, of texts those of UTF-8, and a text is cut between two characters (assumed: AWS says kilobytes and not of what). A value that means
 * something only whole (JSON, an array, a geometry that stays one on the target) cannot be cut: its row is rejected (assumed: the real service sends
 * the piece, and the target refuses it).
 */
public final class LobLimits {

    /** Nothing is limited. */
    public static final LobLimits NONE = new LobLimits(List.of(), 0, true);

    /** Declared types whose values may end anywhere. */
    private static final Set<String> DIVISIBLE =
            Set.of("text", "bytea", "mediumtext", "longtext", "mediumblob", "longblob");

    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final List<Column> columns;
    private final int limit;
    private final boolean mayCut;
    private final int[] most;
    private final long[] cut;

    /**
     * @param columns in the order of the rows
     * @param limit bytes; 0 for none
     * @param mayCut whether a value may be cut at all, or its row must be rejected
     */
    public LobLimits(List<Column> columns, int limit, boolean mayCut) {
        this.columns = columns;
        this.limit = limit;
        this.mayCut = mayCut;
        this.most = new int[columns.size()];
        this.cut = new long[columns.size()];
        for (int i = 0; i < most.length; i++) {
            most[i] = limit > 0 && columns.get(i).type().kind().isLob() ? limit : UNLIMITED;
        }
    }

    /** Whether no column is limited. */
    public boolean isNone() {
        return Arrays.stream(most).allMatch(bytes -> bytes == UNLIMITED);
    }

    /** A row that takes no more bytes than this has no value that is too long. */
    public int harmless() {
        return isNone() ? UNLIMITED : limit;
    }

    public boolean isTooLong(int column, int bytes) {
        return bytes > most[column];
    }

    /** Whether a value of the column that is too long is cut; else its row is rejected. */
    public boolean isCut(int column) {
        Column of = columns.get(column);
        return mayCut && (!of.isNative() || DIVISIBLE.contains(of.nativeType()));
    }

    /**
     * Bytes that are left of a value that is too long, which is counted.
     *
     * @param heap holds the value at {@code start}
     */
    public int cut(int column, byte[] heap, int start) {
        cut[column]++;
        int end = most[column];
        if (isText(column)) {
            while (end > 0 && (heap[start + end] & 0xC0) == 0x80) {
                end--;
            }
        }
        return end;
    }

    /** Whether a value of a {@link Row} is too long. */
    public boolean isTooLong(int column, Object value) {
        if (most[column] == UNLIMITED) {
            return false;
        }
        if (value instanceof byte[] bytes) {
            return bytes.length > most[column];
        }
        if (!(value instanceof String text)) {
            return false;
        }
        if (isHexadecimal(column, text)) {
            return (text.length() - 2) / 2 > most[column];
        }
        return text.length() > most[column] / 3 && utf8Length(text) > most[column];
    }

    /** What is left of a {@link Row}'s value that is too long; not counted. */
    public Object cut(int column, Object value) {
        if (value instanceof byte[] bytes) {
            return Arrays.copyOf(bytes, most[column]);
        }
        String text = (String) value;
        return isHexadecimal(column, text) ? text.substring(0, 2 + 2 * most[column]) : beginning(text, most[column]);
    }

    /** Bytes as PostgreSQL's log prints them. */
    private boolean isHexadecimal(int column, String text) {
        return !isText(column) && text.startsWith("\\x");
    }

    private boolean isText(int column) {
        return columns.get(column).type().kind() != DmsType.Kind.BLOB;
    }

    private static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // two halves of a pair make four
        }
        return bytes;
    }

    private static String beginning(String text, int bytes) {
        CharBuffer whole = CharBuffer.wrap(text);
        StandardCharsets.UTF_8
                .newEncoder()
                .encode(whole, ByteBuffer.allocate(bytes), true); // stops where no whole character fits
        return text.substring(0, whole.position());
    }

    /** Why a row is rejected whose value is too long and cannot be cut. */
    public String reason(int column) {
        String why = mayCut
                ? " of type " + columns.get(column).nativeType()
                        + " means nothing when it is cut; FullLobMode moves it whole"
                : " may not be cut: DataTruncationErrorPolicy";
        return "Column " + columns.get(column).name() + ": a value longer than " + limit / 1024 + " KB (LobMaxSize)"
                + why + ".";
    }

    /** How many values were cut, by the column's name; only where any were. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < cut.length; i++) {
            if (cut[i] > 0) {
                counts.put(columns.get(i).name(), cut[i]);
            }
        }
        return counts;
    }
}
