package io.dmslocal.engine.connector.postgres;

import java.io.IOException;
import java.io.InputStream;

/**
 * What a server sends, with the rows of a COPY joined. The server sends a message for every row and the driver makes an array of every message: for
 * rows that are only handed on, that costs more than all the rest. Where a COPY is cut into messages says nothing, so joined ones mean the same.
 *
 * <pre>
 * 'd' length row, 'd' length row, 'd' length row, 'c' length   ->   'd' length row row row, 'c' length
 * </pre>
 *
 * Knows of the protocol no more than this: a message is a byte for its kind and an int32 for its length, itself included. Only for connections that
 * speak so from their first byte, without TLS, and that do not replicate, where each message counts. Owned by the driver's thread of the moment.
 */
final class JoinedRows extends InputStream {

    private static final int HEADER = 5;
    private static final int ROWS = 'd';
    /** Bytes: a joined message is a batch of a load. */
    private static final int BUFFER = 512 * 1024;

    private final InputStream server;
    private final byte[] buffer = new byte[BUFFER];
    // the buffer: ... | to be given | joined, gone | received, not looked at |
    private int given;
    private int ready;
    private int rest;
    private int end;
    /** Bytes of a message that did not fit into the buffer: they go past it. */
    private int passing;

    JoinedRows(InputStream server) {
        this.server = server;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (given == ready && passing == 0 && !advance()) {
            return -1;
        }
        if (given == ready) {
            int read = server.read(into, offset, Math.min(length, passing));
            passing -= Math.max(read, 0);
            return read;
        }
        int read = Math.min(length, ready - given);
        System.arraycopy(buffer, given, into, offset, read);
        given += read;
        return read;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int available() throws IOException {
        return given < ready ? ready - given : server.available();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** Makes the next message ready; false at the end of the stream. */
    private boolean advance() throws IOException {
        System.arraycopy(buffer, rest, buffer, 0, end - rest);
        end -= rest;
        given = 0;
        ready = 0;
        rest = 0;
        while (end < HEADER) {
            if (!receive()) {
                return false;
            }
        }
        if (buffer[0] != ROWS || !join()) {
            int message = message(0);
            ready = Math.min(message, end);
            rest = ready;
            passing = message - ready;
        }
        return true;
    }

    /** Joins messages of rows until the buffer is full or another kind comes; false when not one of them is complete. */
    private boolean join() throws IOException {
        int joined = HEADER;
        int at = 0;
        for (; ; ) {
            boolean begun = end - at >= HEADER;
            if (begun && buffer[at] != ROWS) {
                break;
            }
            if (!begun || end - at < message(at)) {
                if (end == buffer.length || !receiveMore()) {
                    break;
                }
                continue;
            }
            int message = message(at);
            System.arraycopy(buffer, at + HEADER, buffer, joined, message - HEADER);
            joined += message - HEADER;
            at += message;
        }
        if (at == 0) {
            return false;
        }
        BinaryFields.INT.set(buffer, 1, joined - 1);
        ready = joined;
        rest = at;
        return true;
    }

    /** Bytes of the message that begins there, with its header. */
    private int message(int at) {
        return 1 + (int) BinaryFields.INT.get(buffer, at + 1);
    }

    private boolean receive() throws IOException {
        int read = server.read(buffer, end, buffer.length - end);
        end += Math.max(read, 0);
        return read >= 0;
    }

    /** What has come is given before anything is said about a broken or silent connection: whoever reads on hears of it. */
    private boolean receiveMore() {
        try {
            return receive();
        } catch (IOException e) {
            return false;
        }
    }
}
