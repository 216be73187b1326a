package io.dmslocal.engine.record;

import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Unreadable;
import java.util.List;

/** About how much memory a change holds, bytes: for bounds, so about right is good enough. */
public final class RowBytes {

    private static final int OBJECT = 24;
    private static final int SAMPLES = 32;

    private RowBytes() {}

    public static long of(Change change) {
        if (change instanceof RowChange row) {
            return 4 * OBJECT + of(row.before()) + of(row.after());
        }
        return change instanceof Unreadable unreadable
                ? 4 * OBJECT
                        + unreadable.rejected().message().length()
                        + unreadable.rejected().statement().length()
                : 2 * OBJECT;
    }

    /** Measures some of them and takes them for all. */
    public static long of(List<Change> changes) {
        int step = 1 + changes.size() / SAMPLES;
        long bytes = 0;
        for (int i = 0; i < changes.size(); i += step) {
            bytes += of(changes.get(i)) * step;
        }
        return bytes;
    }

    private static long of(Row row) {
        long bytes = OBJECT;
        for (int i = 0; i < row.size(); i++) {
            Object value = row.value(i);
            if (value instanceof String text) {
                bytes += OBJECT + 16 + text.length();
            } else if (value instanceof byte[] array) {
                bytes += OBJECT + array.length;
            } else {
                bytes += OBJECT;
            }
        }
        return bytes;
    }
}
