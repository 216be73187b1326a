package io.dmslocal.engine.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.record.Change.RowChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Record;

/** A stream that is busy: what it refuses is sent again, and keeps its place before what comes later of its key. */
class KinesisRefusalsTest extends KinesisFixture {

    @Test
    void refusedRecordsAreSentAgainUntilTheLastOfEachKeyIsTheNewest() {
        try (RefusingKinesis busy = new RefusingKinesis(server.uri(), 0.02);
                Target target = target(busy.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            writer.write(inserts(0, 1_000), Conflicts.IDEMPOTENT, KinesisFixture::never);
            writer.commit(KinesisFixture::never);
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
            writer.write(changes, Conflicts.IDEMPOTENT, KinesisFixture::never);
            writer.commit(KinesisFixture::never);

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
            writer.write(changes, Conflicts.IDEMPOTENT, KinesisFixture::never);
            writer.commit(KinesisFixture::never);
        }

        assertEquals(List.of(0L), ids(server.records(stream), "orders"));
        List<Long> items = ids(server.records(stream), "items");
        assertEquals(1_500, items.size());
        for (int i = 0; i < items.size(); i++) {
            assertEquals(i, items.get(i));
        }
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
            writer.write(inserts(0, 3), Conflicts.IDEMPOTENT, KinesisFixture::never);

            ConnectorException failure =
                    assertThrows(ConnectorException.class, () -> writer.commit(KinesisFixture::never));

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
}
