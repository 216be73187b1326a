package io.dmslocal.engine.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ChangeWriter.Refusals.Verdict;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.ObjectMapping;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Record;

class KinesisTargetTest extends KinesisFixture {

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
                writer.write(inserts(from, 1_000), Conflicts.IDEMPOTENT, KinesisFixture::never);
            }
            writer.commit(KinesisFixture::never);
        }

        List<Long> ids = ids(server.records(stream));
        assertEquals(10_000, ids.size());
        for (int i = 0; i < ids.size(); i++) {
            assertEquals(i, ids.get(i));
        }
    }

    @Test
    void aSkippedTableGoesOnAfterTheCommitWhenTheRunSendsItsChangesAgain() {
        RowChange large = insert(1, "x".repeat(1 << 20));
        try (Target target = target(server.uri());
                ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
            writer.write(List.of(large, insert(2, "")), Conflicts.IDEMPOTENT, (change, why) -> Verdict.SKIP_TABLE);
            writer.commit(KinesisFixture::never);
            writer.write(List.of(insert(3, "")), Conflicts.IDEMPOTENT, KinesisFixture::never);
            writer.commit(KinesisFixture::never);
        }

        assertEquals(List.of(3L), ids(server.records(stream)));
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
            writer.commit(KinesisFixture::never);
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
            writer.write(List.of(insert(1, "hidden")), Conflicts.IDEMPOTENT, KinesisFixture::never);
            writer.commit(KinesisFixture::never);
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
            writer.write(inserts(7, 2), Conflicts.IDEMPOTENT, KinesisFixture::never);
            writer.commit(KinesisFixture::never);
        }

        List<Record> records = server.records(stream);
        assertTrue(json(records.get(0)).at("/metadata/prev-transaction-id").isMissingNode());
        assertEquals(7, json(records.get(1)).at("/metadata/prev-transaction-id").asInt());
    }
}
