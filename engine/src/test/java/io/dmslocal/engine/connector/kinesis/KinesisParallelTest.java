package io.dmslocal.engine.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.connector.spi.Target.MessageSettings;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.Senders;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TaskSettings.BeforeImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Several threads that send one table's rows, or changes. */
@Timeout(60)
class KinesisParallelTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static final TableSchema ORDERS = new TableSchema(
            new TableId("shop", "orders"),
            List.of(
                    new Column("id", DmsType.of(Kind.INT8), "bigint", false),
                    new Column("n", DmsType.of(Kind.INT8), "bigint", true)),
            List.of("id"));

    private final KinesisServer server = KinesisServer.shared();

    private String stream;

    @BeforeEach
    void createStream() {
        stream = "parallel-" + STREAMS.incrementAndGet();
        server.createStream(stream, 2);
    }

    @Test
    void rowsOfALoadAllArriveOnce() {
        try (Target target = target(server.uri(), new Senders(4, 50, 5));
                TableWriter writer = target.load(plan(), 10_000)) {
            writer.write(batch(0, 3_000));
            writer.write(batch(3_000, 3_000));
            assertEquals(List.of(), writer.finish());

            assertEquals(6_000, writer.committed());
        }

        Set<Long> ids = new HashSet<>();
        List<Record> records = server.records(stream);
        records.forEach(record -> ids.add(json(record).at("/data/id").asLong()));
        assertEquals(6_000, records.size());
        assertEquals(6_000, ids.size());
    }

    @Test
    void changesOfARowKeepTheirOrder() {
        try (Target target = target(server.uri(), new Senders(8, 100, 1));
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            writer.write(updates(100, 20), Conflicts.IDEMPOTENT, KinesisParallelTest::never);
            writer.commit(KinesisParallelTest::never);
        }

        Map<Long, List<Long>> byRow = new HashMap<>();
        for (Record record : server.records(stream)) {
            JsonNode data = json(record).path("data");
            byRow.computeIfAbsent(data.path("id").asLong(), id -> new ArrayList<>())
                    .add(data.path("n").asLong());
        }
        assertEquals(100, byRow.size());
        List<Long> inOrder = new ArrayList<>();
        for (long n = 0; n < 20; n++) {
            inOrder.add(n);
        }
        byRow.forEach((id, values) -> assertEquals(inOrder, values, "row " + id));
    }

    @Test
    void theLastOfARowIsTheNewestAlsoWhereRecordsAreRefused() {
        try (RefusingKinesis busy = new RefusingKinesis(server.uri(), 0.05);
                Target target = target(busy.uri(), new Senders(4, 20, 2));
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            writer.write(updates(50, 10), Conflicts.IDEMPOTENT, KinesisParallelTest::never);
            writer.commit(KinesisParallelTest::never);
            assertTrue(busy.refusals() > 0);
        }

        Map<Long, Long> last = new HashMap<>();
        for (Record record : server.records(stream)) {
            JsonNode data = json(record).path("data");
            last.put(data.path("id").asLong(), data.path("n").asLong());
        }
        assertEquals(50, last.size());
        last.forEach((id, n) -> assertEquals(9, n, "row " + id));
    }

    @Test
    void aStreamThatIsGoneEndsTheWriterAndNobodyWaitsForEver() {
        stream = "nowhere";
        try (Target target = target(server.uri(), new Senders(2, 5, 1));
                TableWriter writer = target.load(plan(), 100)) {
            ConnectorException failure = assertThrows(ConnectorException.class, () -> {
                writer.write(batch(0, 1_000));
                writer.finish();
            });
            assertTrue(failure.getMessage().contains("nowhere"), failure.getMessage());
            assertEquals(0, writer.committed());
        }
    }

    @Test
    void moreThreadsThanKinesisMayHaveAreRefusedByName() {
        ConnectorException failure =
                assertThrows(ConnectorException.class, () -> target(server.uri(), new Senders(64, 50, 1)));
        assertTrue(
                failure.getMessage().contains("TargetMetadata.ParallelLoadThreads is 64")
                        && failure.getMessage().contains("0 to 32"),
                failure.getMessage());
    }

    private Target target(URI uri, Senders senders) {
        Target target = new KinesisConnector(Optional.of(uri)).target(KinesisServer.endpoint(stream));
        target.begin(new MessageSettings("TASK", true, new BeforeImage(false, "", ""), senders, senders));
        return target;
    }

    private static TablePlan plan() {
        return new TablePlan(ORDERS, Preparation.DO_NOTHING, false, false);
    }

    private static ChangeWriter.Refusals.Verdict never(RowChange change, io.dmslocal.engine.record.Rejected rejected) {
        throw new AssertionError("refused: " + rejected.message());
    }

    private static RowBatch.Columns batch(int from, int rows) {
        RowBatch.Columns batch = new RowBatch.Columns(ORDERS.columns(), rows);
        for (int i = 0; i < rows; i++) {
            batch.vector(0).append(from + i);
            batch.vector(1).append(i);
        }
        return batch;
    }

    /** Of every row one after the other, then again. */
    private static List<RowChange> updates(int rows, int times) {
        List<RowChange> changes = new ArrayList<>();
        for (long n = 0; n < times; n++) {
            for (long id = 0; id < rows; id++) {
                changes.add(new RowChange(
                        ORDERS,
                        Change.Operation.UPDATE,
                        Row.NONE,
                        new Row(new Object[] {id, n}),
                        new Change.Transaction(n, Instant.EPOCH),
                        1,
                        new Place(n * rows + id)));
            }
        }
        return changes;
    }

    private record Place(long number) implements Position {

        @Override
        public String text() {
            return Long.toString(number);
        }

        @Override
        public int compareTo(Position other) {
            return Long.compare(number, ((Place) other).number);
        }
    }

    private static JsonNode json(Record record) {
        try {
            return JSON.readTree(record.data().asByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
