package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * How the tests of sources reach theirs, and their words.
 *
 * <p>Tables have an {@code id} and plain integers and texts, so that the same statements run everywhere; types are each connector's own tests.
 */
@Timeout(
        value = 120,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a server that does not answer fails one test, not the build
public abstract class SourceFixture {

    protected static final String SCHEMA = "contract_src";
    static final Duration WAIT = Duration.ofMillis(200);

    ContractDatabase database;
    Source source;
    CaptureRequest capture;

    protected abstract Connector connector();

    protected abstract ContractDatabase database();

    /** Statements that make the log carry whole old rows of a table without key, where the database must be told to. */
    protected List<String> logOldRows(TableId table) {
        return List.of();
    }

    @BeforeEach
    void openSource() throws Exception {
        database = database();
        database.createSchema(SCHEMA);
        source = connector().source(database.endpoint());
    }

    @AfterEach
    void closeSource() {
        if (capture != null) {
            source.endCapture(capture.captureName());
        }
        source.close();
    }

    // ---- words of the tests

    protected final Source source() {
        return source;
    }

    protected final TableId id(String name) {
        return new TableId(SCHEMA, name);
    }

    /** A table's name as SQL writes it. */
    protected final String t(String name) {
        return database.quote(id(name));
    }

    protected final Position startCapture(String... tables) {
        capture = new CaptureRequest(
                "contract_capture",
                Arrays.stream(tables).map(this::id).collect(Collectors.toSet()),
                new ListMemory(),
                false);
        return source.startCapture(capture);
    }

    protected final CaptureRequest capture() {
        return capture;
    }

    protected final RowReader open(String table, int batchBytes) {
        TableSchema schema = source.schema(id(table));
        return source.rows(new ReadRequest(
                schema, schema.columns(), Set.of(), batchBytes, capture == null ? "" : capture.captureName()));
    }

    protected final List<Row> readAll(String table, int batchBytes) {
        try (RowReader reader = open(table, batchBytes)) {
            return drain(reader);
        }
    }

    /** Everything from a position until that many row changes and the commit of the last have come. */
    protected final List<Change> changesFrom(Position from, int rowChanges) {
        try (ChangeReader reader = source.changes(capture, from)) {
            return take(reader, rowChanges);
        }
    }

    List<Change> take(ChangeReader reader, int rowChanges) {
        List<Change> all = new ArrayList<>();
        Eventually.eventually(() -> rowChanges + " row changes, seen " + all, () -> {
            all.addAll(reader.next(WAIT));
            List<Change> inTransactions =
                    all.stream().filter(c -> !(c instanceof Change.Progress)).toList();
            return rowChanges(all).size() >= rowChanges
                    && inTransactions.get(inTransactions.size() - 1) instanceof Change.Commit;
        });
        return all;
    }

    List<Change> changesUntil(Position from, Position to) {
        List<Change> all = new ArrayList<>();
        try (ChangeReader reader = source.changes(capture, from)) {
            AtomicReference<Position> reached = new AtomicReference<>(from);
            Eventually.eventually(() -> "changes up to " + to.text() + ", seen " + all, () -> {
                reader.next(WAIT).forEach(c -> {
                    all.add(c);
                    reached.set(c.position());
                });
                return reached.get().compareTo(to) >= 0;
            });
        }
        return all;
    }

    protected static List<RowChange> rowChanges(List<? extends Change> changes) {
        return changes.stream()
                .filter(RowChange.class::isInstance)
                .map(RowChange.class::cast)
                .toList();
    }

    protected static List<Row> drain(RowReader reader) {
        List<Row> rows = new ArrayList<>();
        for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
            assertEquals(List.of(), reader.rejected());
            rows.addAll(rowsOf(batch.get()));
        }
        return rows;
    }

    protected static List<Row> rowsOf(RowBatch batch) {
        RowBatch.Columns columns = (RowBatch.Columns) batch;
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            rows.add(columns.row(i));
        }
        return rows;
    }

    protected static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.value(i));
        }
        return values;
    }

    static Map<Object, Row> byId(List<Row> rows) {
        Map<Object, Row> byId = new TreeMap<>();
        rows.forEach(r -> assertEquals(null, byId.put(r.value(0), r), "came twice"));
        return byId;
    }

    static List<String> names(TableSchema schema) {
        return schema.columns().stream().map(Column::name).toList();
    }

    static List<Object> longs(int from, int to) {
        List<Object> longs = new ArrayList<>();
        for (long i = from; i <= to; i++) {
            longs.add(i);
        }
        return longs;
    }

    void insertMany(String table, int rows) throws SQLException {
        List<String> inserts = new ArrayList<>();
        for (int from = 0; from < rows; from += 500) {
            StringBuilder sql = new StringBuilder("insert into " + t(table) + " values ");
            for (int i = from; i < Math.min(rows, from + 500); i++) {
                sql.append(i == from ? "" : ",").append("(" + i + ", 'row " + i + "', " + i * 2 + ")");
            }
            inserts.add(sql.toString());
        }
        database.run(inserts.toArray(String[]::new));
    }

    void assumeCapture() {
        assumeTrue(connector().capabilities().contains(Capability.CAPTURE));
    }

    static EndpointSettings with(EndpointSettings e, int port, String password) {
        return new EndpointSettings(
                e.endpointArn(),
                e.engineName(),
                e.serverName(),
                port,
                e.username(),
                password,
                e.databaseName(),
                e.sslMode(),
                e.certificatePem(),
                e.attributes());
    }
}
