package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.connector.spi.TableSnapshot;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.RowBatch;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A table's moment, seen by some sessions that began together: a reader takes one, and gives it back when it has read everything. Whoever finds none waits
 * for one.
 */
final class SharedSnapshot implements TableSnapshot {

    private final Sessions sessions;
    private final ReadRequest table;
    private final LogImage image;
    // under the lock of this
    private final Deque<Snapshot> free;
    private boolean closed;

    SharedSnapshot(Sessions sessions, ReadRequest table, int readers) {
        this.sessions = sessions;
        this.table = table;
        boolean placed = !table.captureName().isEmpty();
        try {
            List<Snapshot> opened = Snapshot.open(sessions, table.schema().table(), placed, readers);
            this.image = opened.get(0).image();
            this.free = new ArrayDeque<>(opened);
        } catch (IOException e) {
            throw sessions.failure("share a snapshot of table " + table.schema().table() + " among readers", e);
        }
    }

    @Override
    public TableImage image() {
        return image;
    }

    @Override
    public RowReader rows(ReadRequest part) {
        Snapshot mine = take();
        TableReader reader;
        try {
            reader = new TableReader(sessions, part, () -> mine);
        } catch (RuntimeException e) {
            mine.session().close();
            close(); // nobody shall wait for the session that broke
            throw e;
        }
        return new Part(reader, mine);
    }

    private synchronized Snapshot take() {
        while (free.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ConnectorException.recoverable("Interrupted while other segments were read.", e);
            }
        }
        if (closed) {
            throw ConnectorException.recoverable(
                    "The snapshot of table " + table.schema().table() + " is gone: reading another segment failed.",
                    null);
        }
        return free.pop();
    }

    private synchronized void giveBack(Snapshot snapshot) {
        if (closed) {
            snapshot.session().close();
            return;
        }
        free.push(snapshot);
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        free.forEach(snapshot -> snapshot.session().close());
        free.clear();
        notifyAll();
    }

    /** One part's reader. */
    private final class Part implements RowReader {

        private final TableReader reader;
        private final Snapshot snapshot;
        private boolean isClosed;

        Part(TableReader reader, Snapshot snapshot) {
            this.reader = reader;
            this.snapshot = snapshot;
        }

        @Override
        public TableImage image() {
            return image;
        }

        @Override
        public Optional<RowBatch> next() {
            return reader.next();
        }

        @Override
        public List<Rejected> rejected() {
            return reader.rejected();
        }

        @Override
        public void close() {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (reader.hasEnded()) {
                giveBack(snapshot);
            } else {
                reader.close();
                SharedSnapshot.this.close();
            }
        }
    }
}
