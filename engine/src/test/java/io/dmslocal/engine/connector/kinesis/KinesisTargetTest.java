package io.dmslocal.engine.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ChangeWriter.Refusals.Verdict;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
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
import io.dmslocal.engine.settings.ObjectMapping;
import io.dmslocal.engine.settings.TaskSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Record;

class KinesisTargetTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static final TableSchema ORDERS = new TableSchema(
            new TableId("shop", "orders"),
            List.of(
                    new Column("id", DmsType.of(Kind.INT8), "bigint", false),
                    new Column("note", DmsType.sized(Kind.WSTRING, 100), "varchar(100)", true)),
            List.of("id"));

    private static final TableSchema ITEMS =
            new TableSchema(new TableId("shop", "items"), ORDERS.columns(), List.of("id"));

    private static KinesisServer server;

    private String stream;

    @BeforeAll
    static void startServer() {
        server = KinesisServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void createStream() {
        stream = "stream-" + STREAMS.incrementAndGet();
        server.createStream(stream, 2);
    }

    @Test
    void anActiveStreamPassesTheCheck() {
        try (Target target = target(server.uri())) {
            target.check();
        }
    }

    @Test
    void aMissingStreamIsNamedWithTheCommandThatCreatesIt() {
        stream = "nowhere";
        try (Target target = target(server.uri())) {
            ConnectorException failure = assertThrows(ConnectorException.class, target::check);

            assertFalse(failure.isRecoverable());
            assertTrue(failure.getMessage().contains("create-stream --stream-name nowhere"), failure.getMessage());
        }
    }

    @Test
    void anEndpointWithoutAStreamArnIsToldWhatOneLooksLike() {
        stream = "";
        try (Target target = target(server.uri())) {
            ConnectorException failure = assertThrows(ConnectorException.class, target::check);

            assertTrue(failure.getMessage().contains("KinesisSettings.StreamArn"), failure.getMessage());
        }
    }

    @Test
    void aServiceThatDoesNotAnswerIsWorthAnotherTry() {
        try (Target target = target(URI.create("http://127.0.0.1:9"))) {
            ConnectorException failure = assertThrows(ConnectorException.class, target::check);

            assertTrue(failure.isRecoverable());
            assertTrue(failure.getMessage().contains("http://127.0.0.1:9"), failure.getMessage());
        }
    }

    @Test
    void aTableIsAnnouncedAsItsPreparationSays() {
        try (Target target = target(server.uri())) {
            for (Preparation preparation : Preparation.values()) {
                target.prepare(new TablePlan(ORDERS, preparation, false, true));
            }
            target.prepare(new TablePlan(ORDERS, Preparation.DROP_AND_CREATE, false, false));
        }

        assertEquals(
                List.of("create-table", "drop-table", "create-table", "truncate-table", "create-table"),
                operations(server.records(stream)));
    }

    @Test
    void aTaskWithChangesAnnouncesTheExceptionsTable() {
        try (Target target = target(server.uri())) {
            target.changes(new ChangeSettings("TASK", "", true)).close();
        }

        Record record = server.records(stream).get(0);
        assertEquals("TASK..awsdms_apply_exceptions", record.partitionKey());
        assertEquals("create-table", json(record).at("/metadata/operation").asText());
    }

    @Test
    void capturedDdlIsSentOnlyWhereItIsAskedFor() {
        TableSchema wider = new TableSchema(
                ORDERS.table(),
                List.of(
                        ORDERS.columns().get(0),
                        ORDERS.columns().get(1),
                        new Column("total", DmsType.numeric(12, 2), "numeric(12,2)", true)),
                ORDERS.key());
        try (Target silent = target(server.uri());
                Target telling = target(server.uri(), "includetablealteroperations", "true")) {
            silent.alter(ORDERS, wider);
            silent.truncate(ORDERS.table());
            telling.alter(ORDERS, wider);
            telling.truncate(ORDERS.table());
            telling.drop(ORDERS.table());
        }

        assertEquals(List.of("add-column", "truncate-table", "drop-table"), operations(server.records(stream)));
    }

    @Test
    void loadedRowsAreSpreadByTheirKeyAndAllArrive() {
        RowBatch.Columns batch = batch(0, 10_000, "row");
        try (Target target = target(server.uri());
                TableWriter writer = target.load(plan(), 10_000)) {
            assertEquals(List.of(), writer.write(batch));
            assertEquals(List.of(), writer.finish());

            assertEquals(10_000, writer.committed());
        }

        Set<String> keys = new HashSet<>();
        for (Record record : server.records(stream)) {
            keys.add(record.partitionKey());
            assertEquals("load", json(record).at("/metadata/operation").asText());
        }
        assertEquals(10_000, keys.size());
    }

    @Test
    void changesOfATableStayInOrder() {
        try (Target target = target(server.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            for (int from = 0; from < 10_000; from += 1_000) {
                writer.write(inserts(from, 1_000), Conflicts.IDEMPOTENT, KinesisTargetTest::never);
            }
            writer.commit(KinesisTargetTest::never);
        }

        List<Long> ids = ids(server.records(stream));
        assertEquals(10_000, ids.size());
        for (int i = 0; i < ids.size(); i++) {
            assertEquals(i, ids.get(i));
        }
    }

    @Test
    void refusedRecordsAreSentAgainUntilTheLastOfEachKeyIsTheNewest() {
        try (RefusingKinesis busy = new RefusingKinesis(server.uri(), 0.02);
                Target target = target(busy.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            writer.write(inserts(0, 1_000), Conflicts.IDEMPOTENT, KinesisTargetTest::never);
            writer.commit(KinesisTargetTest::never);
            assertTrue(busy.refusals() > 0);
        }

        Map<Long, Integer> last = new HashMap<>();
        List<Long> ids = ids(server.records(stream));
        for (int i = 0; i < ids.size(); i++) {
            last.put(ids.get(i), i);
        }
        assertEquals(1_000, last.size());
        for (long id = 1; id < 1_000; id++) {
            assertTrue(last.get(id - 1) < last.get(id), "the last " + id + " stands before the last " + (id - 1));
        }
    }

    @Test
    void afterARefusalNothingLaterOfTheKeyIsSentBeforeTheRefusedRecordIsTaken() {
        AtomicInteger refusals = new AtomicInteger();
        // the sixth order meets a busy shard four times; the other table shares the calls
        try (RefusingKinesis busy = new RefusingKinesis(
                        server.uri(), record -> isOrder(record, 5) && refusals.incrementAndGet() <= 4);
                Target target = target(busy.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            List<RowChange> changes = new ArrayList<>();
            for (int id = 0; id < 40; id++) {
                changes.add(insert(id, "order"));
                changes.add(insert(ITEMS, id, "item"));
            }
            writer.write(changes, Conflicts.IDEMPOTENT, KinesisTargetTest::never);
            writer.commit(KinesisTargetTest::never);

            assertEquals(5, refusals.get(), "four refusals, then taken");
            int tries = 0;
            for (List<JsonNode> call : busy.calls()) {
                List<Long> orders = call.stream()
                        .filter(record -> table(record).equals("orders"))
                        .map(record -> data(record).at("/data/id").asLong())
                        .toList();
                if (tries > 0 && tries < 5) {
                    assertTrue(orders.stream().allMatch(id -> id <= 5), "try " + tries + " went with " + orders);
                }
                tries += orders.contains(5L) ? 1 : 0;
            }
        }

        List<Record> records = server.records(stream);
        Map<Long, Integer> last = new HashMap<>();
        List<Long> orders = ids(records, "orders");
        for (int i = 0; i < orders.size(); i++) {
            last.put(orders.get(i), i);
        }
        assertEquals(40, last.size());
        for (long id = 1; id < 40; id++) {
            assertTrue(last.get(id - 1) < last.get(id), "the last " + id + " stands before the last " + (id - 1));
        }
        assertEquals(40, ids(records, "items").size(), "a key that was not refused is neither held up nor repeated");
    }

    @Test
    void otherKeysGoOnWhileOneIsHeldBack() {
        AtomicInteger itemsTaken = new AtomicInteger();
        try (RefusingKinesis busy = new RefusingKinesis(server.uri(), record -> {
                    if (table(record).equals("items")) {
                        itemsTaken.incrementAndGet();
                    }
                    return table(record).equals("orders") && itemsTaken.get() < 1_200;
                });
                Target target = target(busy.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            List<RowChange> changes = new ArrayList<>();
            changes.add(insert(0, "order"));
            for (int id = 0; id < 1_500; id++) {
                changes.add(insert(ITEMS, id, "item"));
            }
            writer.write(changes, Conflicts.IDEMPOTENT, KinesisTargetTest::never);
            writer.commit(KinesisTargetTest::never);
        }

        assertEquals(List.of(0L), ids(server.records(stream), "orders"));
        List<Long> items = ids(server.records(stream), "items");
        assertEquals(1_500, items.size());
        for (int i = 0; i < items.size(); i++) {
            assertEquals(i, items.get(i));
        }
    }

    @Test
    void aSkippedTableGoesOnAfterTheCommitWhenTheRunSendsItsChangesAgain() {
        RowChange large = insert(1, "x".repeat(1 << 20));
        try (Target target = target(server.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            writer.write(List.of(large, insert(2, "")), Conflicts.IDEMPOTENT, (change, why) -> Verdict.SKIP_TABLE);
            writer.commit(KinesisTargetTest::never);
            writer.write(List.of(insert(3, "")), Conflicts.IDEMPOTENT, KinesisTargetTest::never);
            writer.commit(KinesisTargetTest::never);
        }

        assertEquals(List.of(3L), ids(server.records(stream)));
    }

    @Test
    void loadedRowsSurviveRefusalsWithoutRepetition() {
        try (RefusingKinesis busy = new RefusingKinesis(server.uri(), 0.2);
                Target target = target(busy.uri());
                TableWriter writer = target.load(plan(), 10_000)) {
            writer.write(batch(0, 1_000, "row"));
            writer.finish();
        }

        // Every row has a key of its own, so that a refusal repeats nothing else.
        assertEquals(1_000, server.records(stream).size());
    }

    @Test
    void aStreamThatTakesNothingEndsTheWriterWithAnErrorWorthAnotherTry() {
        try (RefusingKinesis shut = new RefusingKinesis(server.uri(), 1);
                Target target = target(shut.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            writer.write(inserts(0, 3), Conflicts.IDEMPOTENT, KinesisTargetTest::never);

            ConnectorException failure =
                    assertThrows(ConnectorException.class, () -> writer.commit(KinesisTargetTest::never));

            assertTrue(failure.isRecoverable());
            assertTrue(failure.getMessage().contains("throughput"), failure.getMessage());
        }
    }

    @Test
    void whatIsRefusedAgainAndAgainIsNamedByTableAndShardAndNotByItsPartitionKey() {
        try (RefusingKinesis shut = new RefusingKinesis(server.uri(), 1);
                StreamClient client =
                        new StreamClient(StreamArn.of(KinesisServer.endpoint(stream)), Optional.of(shut.uri()))) {
            RecordSender sender = new RecordSender(client, 3);
            sender.send(ORDERS.table(), new Message("jane@example.org", new byte[] {'{', '}'}));

            ConnectorException failure = assertThrows(ConnectorException.class, sender::flush);

            assertEquals(
                    "Stream " + stream + " at " + shut.uri()
                            + " refused records of one partition key of table shop.orders"
                            + " on shardId-000000000001 3 times in a row for exceeded throughput; 1 records wait."
                            + " More shards would help.",
                    failure.getMessage());
        }
    }

    @Test
    void aRecordLargerThanAMebibyteIsRejectedAndTheRestGoesOn() {
        try (Target target = target(server.uri());
                TableWriter writer = target.load(plan(), 10_000)) {
            List<Rejected> rejected = new ArrayList<>(writer.write(batch(0, 1, "x".repeat(1 << 20))));
            rejected.addAll(writer.write(batch(1, 1, "small")));
            rejected.addAll(writer.finish());

            assertEquals(1, rejected.size());
            assertEquals(Rejected.Cause.DATA, rejected.get(0).cause());
            assertEquals("id = 0", rejected.get(0).key());
            assertEquals("load shop.orders", rejected.get(0).statement());
            assertEquals(1, writer.committed());
        }
    }

    @Test
    void theRunDecidesAboutAChangeThatIsTooLarge() {
        RowChange large = insert(1, "x".repeat(1 << 20));
        try (Target target = target(server.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            writer.write(List.of(large, insert(2, "")), Conflicts.IDEMPOTENT, (change, why) -> Verdict.SKIP);
            writer.write(List.of(large, insert(3, "")), Conflicts.IDEMPOTENT, (change, why) -> Verdict.SKIP_TABLE);
            writer.commit(KinesisTargetTest::never);
        }
        try (Target target = target(server.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            List<RowChange> changes = List.of(insert(4, ""), large);

            assertThrows(
                    ChangeWriter.StoppedByPolicy.class,
                    () -> writer.write(changes, Conflicts.IDEMPOTENT, (change, why) -> Verdict.STOP));
        }

        assertEquals(List.of(2L), ids(server.records(stream)));
    }

    @Test
    void anObjectMappingShapesItsTableOnly() {
        ObjectMapping constant = new ObjectMapping(
                ObjectMapping.Form.RECORD,
                Optional.of("sales"),
                Optional.empty(),
                Optional.of(ObjectMapping.KeyType.CONSTANT),
                "",
                "all",
                List.of("NOTE"),
                List.of());
        try (Target target = target(server.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            target.shape(ORDERS.table(), constant);
            writer.write(List.of(insert(1, "hidden")), Conflicts.IDEMPOTENT, KinesisTargetTest::never);
            writer.commit(KinesisTargetTest::never);
        }

        Record record = server.records(stream).get(0);
        assertEquals("all", record.partitionKey());
        assertEquals("{\"id\":1}", json(record).get("data").toString());
        assertEquals("sales", json(record).at("/metadata/table-name").asText());
    }

    @Test
    void detailsNameTheChangeBefore() {
        try (Target target = target(server.uri(), "includetransactiondetails", "true");
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            writer.write(inserts(7, 2), Conflicts.IDEMPOTENT, KinesisTargetTest::never);
            writer.commit(KinesisTargetTest::never);
        }

        List<Record> records = server.records(stream);
        assertTrue(json(records.get(0)).at("/metadata/prev-transaction-id").isMissingNode());
        assertEquals(7, json(records.get(1)).at("/metadata/prev-transaction-id").asInt());
    }

    private Target target(URI uri, String... attributes) {
        Target target = new KinesisConnector(Optional.of(uri)).target(KinesisServer.endpoint(stream, attributes));
        target.begin(new MessageSettings("TASK", false, new TaskSettings.BeforeImage(false, "", "")));
        return target;
    }

    private static TablePlan plan() {
        return new TablePlan(ORDERS, Preparation.DO_NOTHING, false, false);
    }

    private static Verdict never(RowChange change, Rejected rejected) {
        throw new AssertionError("refused: " + rejected.message());
    }

    private static RowBatch.Columns batch(int from, int rows, String note) {
        RowBatch.Columns batch = new RowBatch.Columns(ORDERS.columns(), rows);
        byte[] text = note.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < rows; i++) {
            batch.vector(0).append(from + i);
            batch.vector(1).append(text, 0, text.length);
        }
        return batch;
    }

    private static List<RowChange> inserts(int from, int count) {
        List<RowChange> changes = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            changes.add(insert(i, "change"));
        }
        return changes;
    }

    private static RowChange insert(long id, String note) {
        return insert(ORDERS, id, note);
    }

    private static RowChange insert(TableSchema table, long id, String note) {
        return new RowChange(
                table,
                Change.Operation.INSERT,
                Row.NONE,
                new Row(new Object[] {id, note}),
                new Change.Transaction(id, Instant.EPOCH),
                1,
                new Place(id));
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

    private static List<String> operations(List<Record> records) {
        return records.stream()
                .map(record -> json(record).at("/metadata/operation").asText())
                .toList();
    }

    private static List<Long> ids(List<Record> records) {
        return records.stream()
                .map(record -> json(record).at("/data/id").asLong())
                .toList();
    }

    private static List<Long> ids(List<Record> records, String table) {
        return ids(records.stream()
                .filter(record ->
                        json(record).at("/metadata/table-name").asText().equals(table))
                .toList());
    }

    /** What a record of a request holds. */
    private static JsonNode data(JsonNode record) {
        try {
            return JSON.readTree(record.get("Data").binaryValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String table(JsonNode record) {
        return data(record).at("/metadata/table-name").asText();
    }

    private static boolean isOrder(JsonNode record, long id) {
        return table(record).equals("orders") && data(record).at("/data/id").asLong() == id;
    }

    private static JsonNode json(Record record) {
        try {
            return JSON.readTree(record.data().asByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
