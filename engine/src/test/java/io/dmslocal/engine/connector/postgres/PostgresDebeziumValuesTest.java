package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Unreadable;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** All types once more, with changes that come through Debezium, and what Debezium cannot do. */
class PostgresDebeziumValuesTest extends PostgresValuesTest {

    @Override
    PostgresConnector connector() {
        return new PostgresConnector(ChangeCapture.DEBEZIUM);
    }

    @Override
    boolean isRead(String type) {
        return !type.equals("timetz");
    }

    @Nested
    class WhatDebeziumCannotDo {

        private static final ContractDatabase DATABASE = PostgresServer.shared().database("debezium_limits");
        private static final TableId TABLE = new TableId("d", "t");

        @Test
        void aTimeWithZoneIsRefusedBecauseItsZoneIsLost() throws Exception {
            DATABASE.createSchema("d");
            DATABASE.run("create table d.t (id int primary key, at timetz)");

            List<Change> changes = changes(1, "insert into d.t values (1, '10:00:00+05')");

            Unreadable change = (Unreadable) changes.get(0);
            assertEquals(TABLE, change.table());
            assertTrue(change.rejected().message().contains("Column at: Debezium"), change.toString());
        }

        @Test
        void aTableWithoutKeyIsRefusedByName() throws Exception {
            DATABASE.createSchema("d");
            DATABASE.run("create table d.t (id int)");

            ConnectorException e = assertThrows(ConnectorException.class, () -> changes(1, "select 1"));

            assertTrue(
                    e.getMessage().contains("d.t") && e.getMessage().contains("REPLICA IDENTITY FULL"), e.getMessage());
        }

        @Test
        void whatTheLogDoesNotHaveIsAbsent() throws Exception {
            DATABASE.createSchema("d");
            DATABASE.run(
                    "create table d.t (id int primary key, large text, n int)",
                    "alter table d.t alter large set storage external",
                    "insert into d.t values (1, repeat('x', 100000), 1)");

            List<Change> changes = changes(
                    3,
                    "update d.t set n = 2 where id = 1",
                    "update d.t set id = 2 where id = 1",
                    "delete from d.t where id = 2");

            assertEquals(Row.ABSENT, ((RowChange) changes.get(0)).after().value(1));
            RowChange moved = (RowChange) changes.get(1);
            assertEquals(1L, moved.before().value(0));
            assertTrue(moved.before().isAbsent(1) && moved.before().isAbsent(2), "the log has the key alone");
            assertTrue(moved.after().isAbsent(1));
            RowChange deleted = (RowChange) changes.get(2);
            assertEquals(2L, deleted.before().value(0));
            assertTrue(deleted.before().isAbsent(2));
        }

        /** Changes of d.t that these statements make, without commits and progress. */
        private List<Change> changes(int count, String... statements) throws Exception {
            Source source = connector().source(DATABASE.endpoint());
            CaptureRequest request = new CaptureRequest("limits", Set.of(TABLE), new ListMemory(), false);
            try {
                Position start = source.startCapture(request);
                for (String statement : statements) {
                    DATABASE.run(statement);
                }
                List<Change> changes = new ArrayList<>();
                try (ChangeReader reader = source.changes(request, start)) {
                    Eventually.eventually(() -> count + " changes, seen " + changes, () -> {
                        for (Change change : reader.next(Duration.ofMillis(100))) {
                            if (!change.endsTransaction()) {
                                changes.add(change);
                            }
                        }
                        return changes.size() >= count;
                    });
                }
                return changes;
            } finally {
                source.endCapture("limits");
                source.close();
            }
        }
    }
}
