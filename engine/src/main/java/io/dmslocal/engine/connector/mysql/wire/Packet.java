package io.dmslocal.engine.connector.mysql.wire;

import java.nio.charset.StandardCharsets;

/**
 * One packet's bytes, with a place in them. A window on the reader's buffer: true until the next packet is read.
 *
 * <p>Used by one thread.
 */
public final class Packet {

    byte[] bytes = new byte[0];
    int at;
    int end;

    /** A packet with these bytes. */
    public static Packet of(byte[] bytes) {
        Packet packet = new Packet();
        packet.bytes = bytes;
        packet.end = bytes.length;
        return packet;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int at() {
        return at;
    }

    public int length() {
        return end - at;
    }

    /** Leaves out the last bytes. */
    public void trim(int count) {
        end -= count;
    }

    /** The byte that many behind the place, without moving it. */
    public int peekAt(int offset) {
        return bytes[at + offset] & 0xFF;
    }

    /** The byte that many before the end. */
    public int fromEnd(int count) {
        return bytes[end - count] & 0xFF;
    }

    public void skip(int count) {
        at += count;
    }

    /** The byte at the place, without moving it; -1 at the end. */
    public int peek() {
        return at < end ? bytes[at] & 0xFF : -1;
    }

    public int int1() {
        return bytes[at++] & 0xFF;
    }

    public int int2() {
        int value = bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
        at += 2;
        return value;
    }

    public int int4() {
        int value = bytes[at] & 0xFF
                | (bytes[at + 1] & 0xFF) << 8
                | (bytes[at + 2] & 0xFF) << 16
                | (bytes[at + 3] & 0xFF) << 24;
        at += 4;
        return value;
    }

    public long int8() {
        long low = int4() & 0xFFFFFFFFL;
        return low | (long) int4() << 32;
    }

    /** A length-encoded integer; -1 for the mark of NULL. */
    public long lengthEncoded() {
        int first = int1();
        return switch (first) {
            case 0xFB -> -1;
            case 0xFC -> int2();
            case 0xFD -> int2() | int1() << 16;
            case 0xFE -> int8();
            default -> first;
        };
    }

    /** A length-encoded string, null for NULL. */
    public String string() {
        long length = lengthEncoded();
        return length < 0 ? null : fixed((int) length);
    }

    public String fixed(int length) {
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    public String terminated() {
        int stop = at;
        while (stop < end && bytes[stop] != 0) {
            stop++;
        }
        String text = fixed(stop - at);
        at = Math.min(end, at + 1);
        return text;
    }

    byte[] fixedBytes(int length) {
        byte[] part = java.util.Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return part;
    }

    public byte[] rest() {
        byte[] rest = java.util.Arrays.copyOfRange(bytes, at, end);
        at = end;
        return rest;
    }
}
