package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.record.RowBatch;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Readers that blocking threads wait on, so that another thread can hang them up: closing takes no lock that a reading thread holds. Any thread. */
final class OpenReaders implements AutoCloseable {

    private final Set<RowReader> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    boolean isClosed() {
        return isClosed;
    }

    /** @throws IllegalStateException when all were closed meanwhile; the reader is closed too then */
    RowReader add(RowReader reader) {
        open.add(reader);
        if (isClosed) {
            end(reader);
            throw new IllegalStateException("The comparison was ended while it read");
        }
        return reader;
    }

    void end(RowReader reader) {
        open.remove(reader);
        reader.close();
    }

    /** Reads it to its end and closes it. */
    void readAll(RowReader opened, BiConsumer<RowReader, RowBatch> taker) {
        readAll(opened, taker, new Stopwatch());
    }

    /** @param waited runs while the reader is asked */
    void readAll(RowReader opened, BiConsumer<RowReader, RowBatch> taker, Stopwatch waited) {
        RowReader reader = add(opened);
        try {
            for (Optional<RowBatch> batch = waited.during(reader::next);
                    batch.isPresent();
                    batch = waited.during(reader::next)) {
                taker.accept(reader, batch.get());
            }
        } finally {
            end(reader);
        }
    }

    /** Ends them, whoever is reading; who reads on fails. */
    @Override
    public void close() {
        isClosed = true;
        open.forEach(RowReader::close);
    }
}
