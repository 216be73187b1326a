package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Packet;
import java.util.zip.CRC32;

/**
 * What stands before an event's body. Behind the body may stand a checksum, which is no part of it.
 *
 * @param seconds when the statement began, or 0 where the server makes the event up
 * @param length of the event, bytes
 * @param end its end in the file; 0 where the server does not say
 * @param checksums whether the events that follow have one
 */
record EventHead(long seconds, int type, long length, long end, boolean checksums) {

    private static final int TYPE_OFFSET = 4; // behind the time
    private static final int CHECKSUM_BYTES = 4;
    private static final int CRC32_CHECKSUM = 1;

    /**
     * Leaves the event's body to be read.
     *
     * @param checksums whether the file's events have one
     */
    static EventHead read(Packet event, boolean checksums) {
        boolean hasChecksum = checksums && event.peekAt(TYPE_OFFSET) != EventType.ROTATE || hasTrueChecksum(event);
        long seconds = event.int4() & 0xFFFFFFFFL;
        int type = event.int1();
        event.skip(4); // server id
        long length = event.int4() & 0xFFFFFFFFL;
        long end = event.int4() & 0xFFFFFFFFL;
        event.skip(2); // flags
        boolean following = type == EventType.FORMAT_DESCRIPTION
                ? event.fromEnd(CHECKSUM_BYTES + 1) == CRC32_CHECKSUM // behind it only its own checksum
                : checksums;
        if (hasChecksum) {
            event.trim(CHECKSUM_BYTES); // TCP has one too
        }
        return new EventHead(seconds, type, length, end, following);
    }

    /** A rotation that the server makes up has a checksum or none, whatever the file has. */
    private static boolean hasTrueChecksum(Packet event) {
        if (event.peekAt(TYPE_OFFSET) != EventType.ROTATE) {
            return false;
        }
        int covered = event.length() - CHECKSUM_BYTES;
        CRC32 checksum = new CRC32();
        checksum.update(event.bytes(), event.at(), covered);
        long found = 0;
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            found |= (long) event.peekAt(covered + i) << 8 * i;
        }
        return checksum.getValue() == found;
    }
}
