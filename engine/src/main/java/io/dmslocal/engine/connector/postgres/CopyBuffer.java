package io.dmslocal.engine.connector.postgres;

import java.util.Arrays;

/** Rows of COPY as they are written, and where each ends. */
final class CopyBuffer {

    private byte[] bytes;
    private int size;
    private int[] ends = new int[1024];
    private int rows;

    CopyBuffer(int bytes) {
        this.bytes = new byte[Math.max(bytes, 1024)];
    }

    void putByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void putShort(int value) {
        room(2);
        BinaryFields.SHORT.set(bytes, size, (short) value);
        size += 2;
    }

    void putInt(int value) {
        room(4);
        BinaryFields.INT.set(bytes, size, value);
        size += 4;
    }

    void putLong(long value) {
        room(8);
        BinaryFields.LONG.set(bytes, size, value);
        size += 8;
    }

    void put(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    int size() {
        return size;
    }

    void endRow() {
        endRow(size);
    }

    /** A row ends where bytes will be put that are still to come. */
    void endRow(int end) {
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, rows * 2);
        }
        ends[rows++] = end;
    }

    /** Takes back what was put since the last row ended. */
    void dropRow() {
        size = rows == 0 ? 0 : ends[rows - 1];
    }

    CopyRows rows() {
        return new CopyRows(bytes, Arrays.copyOf(ends, rows), 0, rows);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
