package io.dmslocal.engine.connector.messages;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Prints JSON as cJSON does, into bytes that are used again for the next message: with tabs and line feeds, or without any white space. Used by
 * one thread.
 */
final class JsonBuffer {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOWER_HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final boolean pretty;
    private byte[] bytes = new byte[4096];
    private int size;
    private int depth;
    /** Bit n: the object or array at depth n has a member. */
    private long begun;

    JsonBuffer(boolean pretty) {
        this.pretty = pretty;
    }

    /** A member's name as {@link #member(byte[])} takes it: quoted, escaped, with its colon. */
    static byte[] name(String name) {
        JsonBuffer buffer = new JsonBuffer(false);
        buffer.string(name);
        buffer.raw(':');
        return Arrays.copyOf(buffer.bytes, buffer.size);
    }

    void reset() {
        size = 0;
        depth = 0;
        begun = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Copies what was printed from {@code from} on. */
    String textFrom(int from) {
        return new String(bytes, from, size - from, StandardCharsets.UTF_8);
    }

    int size() {
        return size;
    }

    void open() {
        raw('{');
        if (pretty) {
            raw('\n');
        }
        depth++;
        begun &= ~(1L << depth);
    }

    void close() {
        if (pretty && (begun & 1L << depth) != 0) {
            raw('\n');
        }
        depth--;
        tabs();
        raw('}');
    }

    void openArray() {
        raw('[');
        depth++;
        begun &= ~(1L << depth);
    }

    void item() {
        if ((begun & 1L << depth) != 0) {
            ascii(pretty ? ", " : ",");
        }
        begun |= 1L << depth;
    }

    void closeArray() {
        depth--;
        raw(']');
    }

    void member(byte[] name) {
        if ((begun & 1L << depth) != 0) {
            raw(',');
            if (pretty) {
                raw('\n');
            }
        }
        begun |= 1L << depth;
        tabs();
        raw(name, 0, name.length);
        if (pretty) {
            raw('\t');
        }
    }

    void member(byte[] name, String value) {
        member(name);
        string(value);
    }

    void string(String text) {
        int length = text.length();
        need(length + 2);
        raw('"');
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] rest = text.substring(i).getBytes(StandardCharsets.UTF_8);
                escape(rest, 0, rest.length);
                break;
            }
            escape((byte) c);
        }
        raw('"');
    }

    /** A string of UTF-8 bytes. */
    void string(byte[] text, int from, int length) {
        need(length + 2);
        raw('"');
        escape(text, from, length);
        raw('"');
    }

    /** A string of bytes in upper-case hexadecimal digits. */
    void hex(byte[] value, int from, int length, boolean prefix) {
        need(2 * length + 4);
        raw('"');
        if (prefix) {
            ascii("0x");
        }
        for (int i = from; i < from + length; i++) {
            raw(HEX[value[i] >> 4 & 0xf]);
            raw(HEX[value[i] & 0xf]);
        }
        raw('"');
    }

    /** A whole number, digit by digit. */
    void digits(long value) {
        if (value == Long.MIN_VALUE) {
            ascii(Long.toString(value));
            return;
        }
        need(20);
        if (value < 0) {
            raw('-');
            value = -value;
        }
        int count = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            count++;
        }
        for (int i = size + count - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + value % 10);
            value /= 10;
        }
        size += count;
    }

    /** A whole number of at least {@code width} digits, with zeros in front. */
    void digits(long value, int width) {
        for (long limit = power(width - 1); limit > 1 && value < limit; limit /= 10) {
            raw('0');
        }
        digits(value);
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    void ascii(String text) {
        need(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    void raw(int c) {
        need(1);
        bytes[size++] = (byte) c;
    }

    void raw(byte[] source, int from, int length) {
        need(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    private void escape(byte[] text, int from, int length) {
        int start = from;
        int end = from + length;
        for (int i = from; i < end; i++) {
            byte c = text[i];
            if (c == '"' || c == '\\' || (c >= 0 && c < 0x20)) {
                raw(text, start, i - start);
                escape(c);
                start = i + 1;
            }
        }
        raw(text, start, end - start);
    }

    private void escape(byte c) {
        switch (c) {
            case '"', '\\' -> escaped(c);
            case '\b' -> escaped('b');
            case '\f' -> escaped('f');
            case '\n' -> escaped('n');
            case '\r' -> escaped('r');
            case '\t' -> escaped('t');
            default -> {
                if (c < 0x20) {
                    ascii("\\u00");
                    raw(LOWER_HEX[c >> 4]);
                    raw(LOWER_HEX[c & 0xf]);
                } else {
                    raw(c);
                }
            }
        }
    }

    private void escaped(int c) {
        raw('\\');
        raw(c);
    }

    private void tabs() {
        if (pretty) {
            for (int i = 0; i < depth; i++) {
                raw('\t');
            }
        }
    }

    private void need(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
