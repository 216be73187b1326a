package io.dmslocal.engine.connector.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.spi.ChangeWriter.Refusals.Verdict;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.MessageSettings;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TaskSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.kinesis.model.Record;

/** A stream of its own for each test, and what is written to it. */
abstract class KinesisFixture {

    static final ObjectMapper JSON = new ObjectMapper();
    static final AtomicInteger STREAMS = new AtomicInteger();
    static final TableSchema ORDERS = new TableSchema(
            new TableId("shop", "orders"),
            List.of(
                    new Column("id", DmsType.of(Kind.INT8), "bigint", false),
                    new Column("note", DmsType.sized(Kind.WSTRING, 100), "varchar(100)", true)),
            List.of("id"));

    static final TableSchema ITEMS = new TableSchema(new TableId("shop", "items"), ORDERS.columns(), List.of("id"));

    final KinesisServer server = KinesisServer.shared();

    String stream;

    @BeforeEach
    void createStream() {
        stream = "stream-" + STREAMS.incrementAndGet();
        server.createStream(stream, 2);
    }

    Target target(URI uri, String... attributes) {
        Target target = new KinesisConnector(Optional.of(uri)).target(KinesisServer.endpoint(stream, attributes));
        target.begin(new MessageSettings("TASK", false, new TaskSettings.BeforeImage(false, "", "")));
        return target;
    }

    static TablePlan plan() {
        return new TablePlan(ORDERS, Preparation.DO_NOTHING, false, false);
    }

    static Verdict never(RowChange change, Rejected rejected) {
        throw new AssertionError("refused: " + rejected.message());
    }

    static RowBatch.Columns batch(int from, int rows, String note) {
        RowBatch.Columns batch = new RowBatch.Columns(ORDERS.columns(), rows);
        byte[] text = note.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < rows; i++) {
            batch.vector(0).append(from + i);
            batch.vector(1).append(text, 0, text.length);
        }
        return batch;
    }

    static List<RowChange> inserts(int from, int count) {
        List<RowChange> changes = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            changes.add(insert(i, "change"));
        }
        return changes;
    }

    static RowChange insert(long id, String note) {
        return insert(ORDERS, id, note);
    }

    static RowChange insert(TableSchema table, long id, String note) {
        return new RowChange(
                table,
                Change.Operation.INSERT,
                Row.NONE,
                new Row(new Object[] {id, note}),
                new Change.Transaction(id, Instant.EPOCH),
                1,
                new Place(id));
    }

    record Place(long number) implements Position {

        @Override
        public String text() {
            return Long.toString(number);
        }

        @Override
        public int compareTo(Position other) {
            return Long.compare(number, ((Place) other).number);
        }
    }

    static List<String> operations(List<Record> records) {
        return records.stream()
                .map(record -> json(record).at("/metadata/operation").asText())
                .toList();
    }

    static List<Long> ids(List<Record> records) {
        return records.stream()
                .map(record -> json(record).at("/data/id").asLong())
                .toList();
    }

    static List<Long> ids(List<Record> records, String table) {
        return ids(records.stream()
                .filter(record ->
                        json(record).at("/metadata/table-name").asText().equals(table))
                .toList());
    }

    /** What a record of a request holds. */
    static JsonNode data(JsonNode record) {
        try {
            return JSON.readTree(record.get("Data").binaryValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String table(JsonNode record) {
        return data(record).at("/metadata/table-name").asText();
    }

    static boolean isOrder(JsonNode record, long id) {
        return table(record).equals("orders") && data(record).at("/data/id").asLong() == id;
    }

    static JsonNode json(Record record) {
        try {
            return JSON.readTree(record.data().asByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
