package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.RowFilter;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.MemoryDatabase.At;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Reads a {@link MemoryDatabase}: snapshots in small batches, changes in pieces that ignore where transactions end. */
final class MemorySource implements Source {

    private static final int BATCH_ROWS = 10;

    private final MemoryDatabase database;
    private final Faults faults;

    MemorySource(MemoryDatabase database, Faults faults) {
        this.database = database;
        this.faults = faults;
        faults.opened();
    }

    /** Everything up to the end of the log at the moment of the snapshot. */
    record Image(At end) implements TableImage {
        @Override
        public boolean holds(Change change) {
            return change.position().compareTo(end) <= 0;
        }

        @Override
        public String text() {
            return end.text();
        }
    }

    @Override
    public void check() {
        faults.pass(Point.CHECK);
    }

    @Override
    public void checkCapture() {}

    @Override
    public List<String> schemas() {
        return database.tables().stream().map(TableId::schema).distinct().toList();
    }

    @Override
    public List<SourceTable> tables() {
        return database.tables().stream().map(t -> new SourceTable(t, false)).toList();
    }

    @Override
    public TableSchema schema(TableId table) {
        faults.pass(Point.READ_DEFINITION);
        if (!database.has(table)) {
            throw ConnectorException.fatal("There is no table " + table);
        }
        return database.schema(table);
    }

    @Override
    public RowReader rows(ReadRequest request) {
        if (!database.has(request.schema().table())) {
            throw ConnectorException.fatal(
                    "There is no table " + request.schema().table());
        }
        MemoryDatabase.Snapshot snapshot = database.snapshot(request.schema().table());
        RowFilter filter = new RowFilter(request.where(), request.schema());
        List<Object[]> rows = snapshot.rows().stream()
                .filter(row -> filter.takes(new Row(row)))
                .toList();
        return new RowReader() {
            private int next;

            @Override
            public TableImage image() {
                return new Image(snapshot.end());
            }

            @Override
            public Optional<RowBatch> next() {
                faults.pass(Point.READ_ROWS);
                if (next >= rows.size()) {
                    return Optional.empty();
                }
                List<Object[]> batch = rows.subList(next, Math.min(next + BATCH_ROWS, rows.size()));
                next += batch.size();
                return Optional.of(columns(request, batch));
            }

            @Override
            public List<Rejected> rejected() {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }

    private static RowBatch columns(ReadRequest request, List<Object[]> rows) {
        RowBatch.Columns batch = new RowBatch.Columns(request.columns(), rows.size());
        for (Object[] row : rows) {
            for (int c = 0; c < request.columns().size(); c++) {
                Column column = request.columns().get(c);
                append(
                        batch.vector(c),
                        row[request.schema().indexOf(column.name()).orElseThrow()]);
            }
        }
        return batch;
    }

    private static void append(ColumnVector vector, Object value) {
        if (value == null) {
            vector.appendNull();
        } else if (value instanceof Long number) {
            vector.append(number);
        } else {
            byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
            vector.append(bytes, 0, bytes.length);
        }
    }

    @Override
    public Position startCapture(CaptureRequest request) {
        database.capture(request.captureName(), true);
        request.memory().clear("started");
        request.memory().append("started", database.now().text());
        return database.now();
    }

    @Override
    public ChangeReader changes(CaptureRequest request, Position from) {
        return new ChangeReader() {
            private final Random random = new Random(42);
            private At read = (At) from;
            private volatile boolean closed;

            @Override
            public List<Change> next(Duration wait) {
                faults.pass(Point.READ_CHANGES);
                long deadline = System.nanoTime() + wait.toNanos();
                while (true) {
                    if (closed) {
                        throw ConnectorException.recoverable("The reader was closed", null);
                    }
                    List<Change> changes = database.after(read, 1 + random.nextInt(7));
                    if (!changes.isEmpty()) {
                        read = (At) changes.get(changes.size() - 1).position();
                        return changes;
                    }
                    if (System.nanoTime() >= deadline) {
                        return List.of();
                    }
                    LockSupport.parkNanos(200_000);
                }
            }

            @Override
            public void confirm(Position position) {}

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    @Override
    public List<String> endCapture(String captureName) {
        faults.pass(Point.END_CAPTURE);
        database.capture(captureName, false);
        return List.of();
    }

    @Override
    public Position now() {
        return database.now();
    }

    @Override
    public Position position(String text) {
        return new At(Long.parseLong(text));
    }

    @Override
    public TableImage image(String text) {
        return new Image(new At(Long.parseLong(text)));
    }

    @Override
    public void close() {
        faults.closed();
    }
}
