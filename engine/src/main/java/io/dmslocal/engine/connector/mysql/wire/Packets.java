package io.dmslocal.engine.connector.mysql.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Packets in and out of one connection. Reads as much as the socket gives and hands out packets in place.
 *
 * <p>A read that times out may be tried again: bytes are taken from the buffer only when a packet is complete.
 */
final class Packets {

    private static final int LARGEST = 0xFFFFFF;

    private final InputStream in;
    private final OutputStream out;
    private final Packet packet = new Packet();
    private byte[] buffer = new byte[1 << 18];
    private int from;
    private int to;
    private int sequence;

    Packets(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The next packet; blocks. */
    Packet read() throws IOException {
        need(4);
        int length = lengthAt(from);
        if (length == LARGEST) {
            return readJoined();
        }
        need(4 + length);
        sequence = (buffer[from + 3] & 0xFF) + 1;
        return window(buffer, from + 4, length, 4 + length);
    }

    void await() throws IOException {
        need(4);
        need(4 + lengthAt(from));
    }

    /** Whether {@link #read} will not block. */
    boolean isReady() throws IOException {
        if (to - from < 4 + (to - from >= 4 ? lengthAt(from) : 0) && in.available() > 0) {
            fill(to - from + 1);
        }
        return to - from >= 4 && to - from >= 4 + lengthAt(from);
    }

    /** A packet of 16 MB or more comes in pieces. */
    private Packet readJoined() throws IOException {
        int total = 0;
        int offset = 0;
        int length;
        do {
            need(offset + 4);
            length = lengthAt(from + offset);
            need(offset + 4 + length);
            sequence = (buffer[from + offset + 3] & 0xFF) + 1;
            total += length;
            offset += 4 + length;
        } while (length == LARGEST);
        byte[] joined = new byte[total];
        int read = from;
        for (int done = 0; done < total; ) {
            int piece = lengthAt(read);
            System.arraycopy(buffer, read + 4, joined, done, piece);
            done += piece;
            read += 4 + piece;
        }
        return window(joined, 0, total, offset);
    }

    private Packet window(byte[] bytes, int at, int length, int consumed) {
        packet.bytes = bytes;
        packet.at = at;
        packet.end = at + length;
        from += consumed;
        return packet;
    }

    private int lengthAt(int at) {
        return buffer[at] & 0xFF | (buffer[at + 1] & 0xFF) << 8 | (buffer[at + 2] & 0xFF) << 16;
    }

    private void need(int bytes) throws IOException {
        while (to - from < bytes) {
            fill(bytes);
        }
    }

    private void fill(int wanted) throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (buffer.length - from < wanted || to == buffer.length) {
            byte[] next = buffer.length < wanted ? new byte[Math.max(wanted, buffer.length * 2)] : buffer;
            System.arraycopy(buffer, from, next, 0, to - from);
            to -= from;
            from = 0;
            buffer = to == next.length ? Arrays.copyOf(next, next.length * 2) : next;
        }
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw new EOFException("The server closed the connection.");
        }
        to += count;
    }

    /** Starts a new exchange: the next packet written is number 0. */
    void begin() {
        sequence = 0;
    }

    /** Writes one logical packet, in pieces where it is 16 MB or more. */
    void write(byte[] payload, int length) throws IOException {
        int done = 0;
        int piece;
        do {
            piece = Math.min(LARGEST, length - done);
            byte[] head = {(byte) piece, (byte) (piece >> 8), (byte) (piece >> 16), (byte) sequence++};
            if (piece < 1 << 12) {
                byte[] whole = Arrays.copyOf(head, 4 + piece);
                System.arraycopy(payload, done, whole, 4, piece);
                out.write(whole);
            } else {
                out.write(head);
                out.write(payload, done, piece);
            }
            done += piece;
        } while (piece == LARGEST);
        out.flush();
    }

    /** The same conversation on the encrypted streams. */
    Packets over(InputStream encryptedIn, OutputStream encryptedOut) {
        Packets next = new Packets(encryptedIn, encryptedOut);
        next.sequence = sequence;
        return next;
    }
}
