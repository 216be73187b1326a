package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.LoggerSeverity;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a capture leaves on the server, and who may use it. */
class PostgresSlotsTest extends CaptureFixture {

    @Test
    void whatWasWrittenWhileAPublicationWasNotThereIsSaidToBeUnreadable() throws SQLException {
        DATABASE.run(
                "drop publication if exists lost_users",
                "create table c.l (id int primary key)",
                "create publication lost_users for table c.l");
        source.close();
        source = new PostgresConnector().source(with(Map.of("publicationname", "lost_users", "captureddls", "false")));
        Position start = start("l");
        DATABASE.run(
                "drop publication lost_users",
                "insert into c.l values (1)",
                "create publication lost_users for table c.l");

        ConnectorException unreadable = assertThrows(ConnectorException.class, () -> from(start, 1));

        DATABASE.run("drop publication lost_users");
        assertFalse(unreadable.isRecoverable());
        assertTrue(
                unreadable.getMessage().contains("publication \"lost_users\" does not exist")
                        && unreadable.getMessage().contains("Start the task anew, with reload-target"),
                unreadable.getMessage());
    }

    @Nested
    class Slots {

        @Test
        void whatIsConfirmedMovesTheSlot() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            DATABASE.run("insert into c.k values (1)");
            try (ChangeReader reader = source.changes(request, start)) {
                List<Change> seen = read(reader, 1);
                Position commit = seen.get(seen.size() - 1).position();
                reader.confirm(commit);
                Eventually.eventually(() -> "the slot at " + commit.text(), () -> {
                    reader.next(Duration.ofMillis(50));
                    return commit.text()
                            .equals(
                                    one(
                                            "select confirmed_flush_lsn from pg_replication_slots where slot_name = 'capture_test'"));
                });
            }

            DATABASE.run("insert into c.k values (2)");
            ConnectorException gone = assertThrows(ConnectorException.class, () -> source.changes(request, start));
            assertFalse(gone.isRecoverable());
            assertTrue(gone.getMessage().contains("are gone"), gone.getMessage());
        }

        @Test
        void aReaderLeftByAnEarlierRunIsSentAway() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            ChangeReader left = source.changes(request, start);
            DATABASE.run("insert into c.k values (1)");

            List<RowChange> changes = rows(from(start, 1));

            assertEquals(1, changes.size());
            ConnectorException e = assertThrows(ConnectorException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    left.next(Duration.ofMillis(50));
                }
            });
            assertTrue(e.isRecoverable(), e.getMessage());
            left.close();
        }

        @Test
        void whoHasASlotNeedsNoOther() throws SQLException, IOException {
            PostgresServer server = PostgresServer.start(Map.of("max_replication_slots", "1"));
            ContractDatabase full = server.database("full");
            full.run("create table t (id int primary key)");
            CaptureRequest own =
                    new CaptureRequest("slot_owner", Set.of(new TableId("public", "t")), new ListMemory(), false);
            try (Source first = new PostgresConnector().source(full.endpoint(), of("slot_owner"));
                    Source second = new PostgresConnector().source(full.endpoint(), of("another"))) {
                first.checkCapture();
                first.startCapture(own);

                first.checkCapture();
                ConnectorException refusal = assertThrows(ConnectorException.class, second::checkCapture);

                assertTrue(refusal.getMessage().contains("All 1 replication slots are in use"), refusal.getMessage());
            }
            server.close();
        }

        /** Of a task whose capture has this name. */
        private static ConnectorLog of(String captureName) {
            return new ConnectorLog() {
                @Override
                public void say(
                        Component component, LoggerSeverity severity, String sentence, Optional<Throwable> cause) {
                    OF_NODE.say(component, severity, sentence, cause);
                }

                @Override
                public String owner() {
                    return captureName;
                }
            };
        }

        /** @param patience for transactions that are open as it starts */
        private CaptureRequest waiting(Duration patience) {
            return new CaptureRequest(
                    "capture_test",
                    Set.of(new TableId("c", "k")),
                    memory,
                    (table, column) -> false,
                    later -> false,
                    patience);
        }

        @Test
        void aTransactionThatHoldsUpTheStartForTooLongIsNamedAndTheNextAttemptSucceeds() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            request = waiting(Duration.ofMillis(200));
            try (Connection writer = DATABASE.connect();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.execute("insert into c.k values (1)");

                ConnectorException e = assertThrows(ConnectorException.class, () -> source.startCapture(request));

                assertTrue(e.isRecoverable(), e.getMessage());
                assertTrue(e.getMessage().contains("TransactionConsistencyTimeout"), e.getMessage());
                assertTrue(e.getMessage().matches(".* 1: process \\d+, user .*"), e.getMessage());
                assertEquals("0", one("select count(*) from pg_replication_slots where slot_name = 'capture_test'"));
                writer.commit();
            }
            Position start = source.startCapture(request);
            DATABASE.run("insert into c.k values (2)");
            assertEquals(1, rows(from(start, 1)).size());
        }

        @Test
        void whatEndsTheStartIsToldAndNotThatItsConnectionIsClosed() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            String waiting = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                    + " and state = 'active' and query like '%pg_create_logical_replication_slot%'";
            try (Connection writer = DATABASE.connect();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.execute("insert into c.k values (1)");
                CompletableFuture<Position> start = CompletableFuture.supplyAsync(() -> start("k"));
                Eventually.eventually(
                        () -> "nobody waits for the transaction",
                        () -> one("select count(*) " + waiting).equals("1"));

                DATABASE.run("select pg_terminate_backend(pid) " + waiting);

                CompletionException e = assertThrows(CompletionException.class, start::join);
                String message = e.getCause().getMessage();
                assertTrue(message.contains("terminating connection due to administrator command"), message);
            }
        }

        @Test
        void theLongestPatienceIsTaken() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            request = waiting(Duration.ofSeconds(Integer.MAX_VALUE));
            Position start = source.startCapture(request);
            DATABASE.run("insert into c.k values (1)");
            assertEquals(1, rows(from(start, 1)).size());
        }

        @Test
        void whatIsRemovedIsNamed() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            start("k");

            assertEquals(
                    List.of(
                            "replication slot capture_test",
                            "publication capture_test",
                            "publication capture_test_ins"),
                    source.endCapture(request.captureName()));
            assertEquals(List.of(), source.endCapture(request.captureName()));
        }

        @Test
        void aMissingSlotIsSaidWithItsCure() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            source.endCapture(request.captureName());

            ConnectorException e = assertThrows(ConnectorException.class, () -> source.changes(request, start));

            assertFalse(e.isRecoverable());
            assertTrue(e.getMessage().contains("reload-target"), e.getMessage());
        }

        @Test
        void aSlotOfTheUserIsReadAndKept() throws SQLException {
            DATABASE.run(
                    "create table c.k (id int primary key)",
                    "select pg_create_logical_replication_slot('mine', 'pgoutput')");
            try {
                source = new PostgresConnector().source(with(Map.of("slotname", "mine")));
                source.checkCapture();
                Position start = start("k");
                DATABASE.run("insert into c.k values (1)");

                assertEquals(1, rows(from(start, 1)).size());
                source.endCapture(request.captureName());
                assertEquals("1", one("select count(*) from pg_replication_slots where slot_name = 'mine'"));
            } finally {
                DATABASE.run("select pg_drop_replication_slot('mine')");
            }
        }

        @Test
        void aSlotThatAnotherTaskReadsIsRefusedAndTheOtherGoesOn() throws SQLException {
            DATABASE.run(
                    "create table c.k (id int primary key)",
                    "select pg_create_logical_replication_slot('mine', 'pgoutput')");
            try {
                source = new PostgresConnector().source(with(Map.of("slotname", "mine")));
                Position start = start("k");
                CaptureRequest second = new CaptureRequest("second_task", request.tables(), new ListMemory(), false);
                try (ChangeReader first = source.changes(request, start)) {
                    ConnectorException refused =
                            assertThrows(ConnectorException.class, () -> source.changes(second, start));
                    assertThrows(ConnectorException.class, () -> source.startCapture(second));
                    DATABASE.run("insert into c.k values (1)");

                    assertFalse(refused.isRecoverable());
                    assertTrue(refused.getMessage().contains("dms-local capture_test"), refused.getMessage());
                    assertEquals(1, rows(read(first, 1)).size());
                }
                ChangeReader left = source.changes(request, start);
                assertEquals(1, rows(from(start, 1)).size(), "the task's own reader gives way");
                left.close();
                source.endCapture(second.captureName());
            } finally {
                DATABASE.run("select pg_drop_replication_slot('mine')");
            }
        }

        @Test
        void aSlotOfAnotherPluginIsRefusedByName() throws SQLException {
            DATABASE.run("select pg_create_logical_replication_slot('other', 'test_decoding')");
            try {
                source = new PostgresConnector().source(with(Map.of("slotname", "other")));
                ConnectorException e = assertThrows(ConnectorException.class, source::checkCapture);
                assertTrue(e.getMessage().contains("test_decoding"), e.getMessage());
            } finally {
                DATABASE.run("select pg_drop_replication_slot('other')");
            }
        }

        @Test
        void endingLeavesNothingBehind() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            start("k");
            source.endCapture(request.captureName());

            assertEquals("0", one("select count(*) from pg_publication where pubname like 'capture_test%'"));
            assertEquals("0", one("select count(*) from pg_replication_slots where slot_name like 'capture_test%'"));
        }

        @Test
        void aUserWithoutRightsIsToldEachOneAndItsCure() throws SQLException {
            DATABASE.run("create role bare login password 'bare-s3cret'");
            try {
                EndpointSettings e = DATABASE.endpoint();
                source = new PostgresConnector()
                        .source(new EndpointSettings(
                                e.endpointArn(),
                                e.engineName(),
                                e.serverName(),
                                e.port(),
                                "bare",
                                "bare-s3cret",
                                e.databaseName(),
                                "none",
                                "",
                                Map.of()));
                ConnectorException said = assertThrows(ConnectorException.class, source::checkCapture);
                assertTrue(said.getMessage().contains("ALTER ROLE"), said.getMessage());
                assertTrue(said.getMessage().contains("GRANT CREATE ON DATABASE"), said.getMessage());
            } finally {
                DATABASE.run("drop role bare");
            }
        }
    }
}
