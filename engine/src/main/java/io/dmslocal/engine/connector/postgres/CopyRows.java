package io.dmslocal.engine.connector.postgres;

/** Rows {@code from} (inclusive) to {@code to} (exclusive) of a heap, ready to be sent. */
record CopyRows(byte[] heap, int[] ends, int from, int to) {

    int size() {
        return to - from;
    }

    int start() {
        return from == 0 ? 0 : ends[from - 1];
    }

    int bytes() {
        return to == from ? 0 : ends[to - 1] - start();
    }

    /** Rows {@code first} to {@code last} of these, counted from 0. */
    CopyRows part(int first, int last) {
        return new CopyRows(heap, ends, from + first, from + last);
    }
}
