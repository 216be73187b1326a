package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log of a server where users do what users do: every kind of writing statement, settings of their own, huge rows. */
class StatementsTest {

    private static final TableId ONE = new TableId("spoken", "one");
    private static final TableId TWO = new TableId("spoken", "two");

    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    abstract static class OnAServer {

        private Source source;
        private CaptureRequest request;
        private Position start;

        abstract DatabaseServer server();

        @BeforeEach
        void capture() {
            server().execute(
                            "DROP DATABASE IF EXISTS spoken",
                            "CREATE DATABASE spoken CHARACTER SET utf8mb4",
                            "CREATE TABLE spoken.one (id INT PRIMARY KEY, v LONGTEXT)",
                            "CREATE TABLE spoken.two (id INT PRIMARY KEY, at TIMESTAMP NULL, dt DATETIME NULL)");
            source = new MySqlConnector().source(server().endpoint());
            request = new CaptureRequest("spoken", Set.of(ONE, TWO), new ListMemory(), false);
            start = source.startCapture(request);
        }

        @AfterEach
        void close() {
            source.close();
        }

        private List<Change> until(Position from, Predicate<List<Change>> enough) {
            List<Change> changes = new ArrayList<>();
            try (ChangeReader reader = source.changes(request, from)) {
                Eventually.eventually(() -> "more than " + changes, () -> {
                    changes.addAll(reader.next(Duration.ofMillis(200)));
                    return enough.test(changes);
                });
            }
            return changes;
        }

        /** Everything up to the end of the log as it is now. */
        private List<Change> all(Position from) {
            Position end = source.now();
            return until(
                    from,
                    changes -> !changes.isEmpty()
                            && changes.get(changes.size() - 1).position().compareTo(end) >= 0);
        }

        /** What came, in short: {@code I1} for an insert of key 1, {@code |} for a commit. */
        private static String inShort(List<Change> changes) {
            StringBuilder text = new StringBuilder();
            for (Change change : changes) {
                if (change instanceof RowChange row) {
                    Object key = (row.after().isNone() ? row.before() : row.after()).value(0);
                    text.append(row.operation().name().charAt(0)).append(key);
                } else if (change instanceof Change.Commit) {
                    text.append('|');
                }
            }
            return text.toString();
        }

        @Test
        void everyWayToWriteIsSeenAsRows() throws IOException {
            server().execute(
                            "REPLACE INTO spoken.one VALUES (1,'a')",
                            "REPLACE INTO spoken.one VALUES (1,'b')",
                            "INSERT INTO spoken.one VALUES (1,'x'),(2,'y') ON DUPLICATE KEY UPDATE v='c'",
                            "INSERT IGNORE INTO spoken.one VALUES (1,'never'),(3,'z')",
                            "INSERT INTO spoken.one SELECT id + 10, v FROM spoken.one WHERE id = 3",
                            "DELETE FROM spoken.one WHERE id > 2 ORDER BY id LIMIT 1");
            server().execute("SET GLOBAL local_infile=1");
            try (Session session = server().session()) {
                byte[] rows = "20\tloaded\n21\t\\N\n".getBytes(StandardCharsets.UTF_8);
                session.load("LOAD DATA LOCAL INFILE 'rows' INTO TABLE spoken.one", rows, rows.length);
            }

            List<Change> changes = all(start);

            assertEquals("I1|U1|U1I2|I3|I13|D3|I20I21|", inShort(changes));
            RowChange last = (RowChange) changes.stream()
                    .filter(RowChange.class::isInstance)
                    .reduce((a, b) -> b)
                    .orElseThrow();
            assertEquals(21L, last.after().value(0));
            assertEquals(null, last.after().value(1));
        }

        @Test
        void aTransactionOverTablesWithSavepointsIsOne() throws IOException {
            try (Session session = server().session()) {
                session.execute("BEGIN");
                session.execute("INSERT INTO spoken.one VALUES (1,'a')");
                session.execute("SAVEPOINT s");
                session.execute("INSERT INTO spoken.two VALUES (2,NULL,NULL)");
                session.execute("INSERT INTO spoken.one VALUES (3,'taken back')");
                session.execute("ROLLBACK TO s");
                session.execute("INSERT INTO spoken.two VALUES (4,NULL,NULL)");
                session.execute(
                        "UPDATE spoken.one, spoken.two SET one.v='b', two.dt=NOW() WHERE one.id=1 AND two.id=4");
                session.execute("COMMIT");
            }

            assertEquals("I1I4U1U4|", inShort(all(start)));
        }

        @Test
        void rowsOfAnXaTransactionCountFromItsCommitAlsoAfterARestartBetweenThePhases() throws IOException {
            try (Session session = server().session()) {
                session.execute("XA START 'kept'");
                session.execute("INSERT INTO spoken.one VALUES (1,'a'),(2,'b')");
                session.execute("XA END 'kept'");
                session.execute("XA PREPARE 'kept'");
            }
            try (Session session = server().session()) {
                session.execute("XA START 'dropped','branch',7");
                session.execute("INSERT INTO spoken.one VALUES (3,'never')");
                session.execute("XA END 'dropped','branch',7");
                session.execute("XA PREPARE 'dropped','branch',7");
            }
            try (Session session = server().session()) {
                session.execute("XA START 'short'");
                session.execute("INSERT INTO spoken.one VALUES (5,'at once')");
                session.execute("XA END 'short'");
                session.execute("XA COMMIT 'short' ONE PHASE");
            }
            server().execute("INSERT INTO spoken.one VALUES (4,'between')");

            List<Change> first = all(start);
            assertEquals("I5|I4|", inShort(first));
            Position between =
                    source.position(first.get(first.size() - 1).position().text());
            ended("XA COMMIT 'kept'");
            ended("XA ROLLBACK 'dropped','branch',7");
            server().execute("INSERT INTO spoken.one VALUES (6,'after')");

            assertEquals("I1I2|I6|", inShort(all(between)));
            assertEquals("I5|I4|I1I2|I6|", inShort(all(start)));
        }

        @Test
        void rowsOfAnXaTransactionThatWasPreparedBeforeTheCaptureCountFromItsCommit() throws IOException {
            try (Session session = server().session()) {
                session.execute("XA START 'early','branch',9");
                session.execute("INSERT INTO spoken.one VALUES (1,'a'),(2,'b')");
                session.execute("XA END 'early','branch',9");
                session.execute("XA PREPARE 'early','branch',9");
            }
            server().execute("INSERT INTO spoken.one VALUES (3,'told by nobody')");

            start = source.startCapture(request);
            server().execute("INSERT INTO spoken.one VALUES (4,'between')");
            ended("XA COMMIT 'early','branch',9");
            server().execute("INSERT INTO spoken.one VALUES (5,'after')");

            assertEquals("I4|I1I2|I5|", inShort(all(start)));
        }

        @Test
        void anXaTransactionWhoseRowsTheLogHasNoMoreStopsTheReader() throws IOException {
            try (Session session = server().session()) {
                session.execute("XA START 'purged'");
                session.execute("INSERT INTO spoken.one VALUES (1,'a')");
                session.execute("XA END 'purged'");
                session.execute("XA PREPARE 'purged'");
            }
            server().execute("FLUSH BINARY LOGS");
            String now = server().rows("SHOW MASTER STATUS").get(0)[0];
            start = source.startCapture(request);
            // a log that a reader of another test still holds is not purged
            Eventually.eventually(() -> "the log begins with " + now, () -> {
                server().execute("PURGE BINARY LOGS TO '" + now + "'");
                return server().rows("SHOW BINARY LOGS").get(0)[0].equals(now);
            });
            ended("XA COMMIT 'purged'");

            ConnectorException failure = assertThrows(ConnectorException.class, () -> all(start));

            assertFalse(failure.isRecoverable());
            assertTrue(failure.getMessage().contains("reload-target"), failure.getMessage());
        }

        /** A prepared transaction is free for others only when its session is gone for the server too. */
        private void ended(String statement) {
            Eventually.eventually(() -> statement, () -> {
                try (Session session = server().session()) {
                    session.execute(statement);
                    return true;
                } catch (ServerError e) {
                    return false;
                }
            });
        }

        @Test
        void checksumsMayBeTurnedOffAndOnInTheMiddle() {
            server().execute(
                            "INSERT INTO spoken.one VALUES (1,'a')",
                            "SET GLOBAL binlog_checksum=NONE",
                            "INSERT INTO spoken.one VALUES (2,'b')",
                            "SET GLOBAL binlog_checksum=CRC32",
                            "INSERT INTO spoken.one VALUES (3,'c')");

            assertEquals("I1|I2|I3|", inShort(all(start)));
        }

        @Test
        void aRowOf64MegabytesComesWhole() throws IOException {
            server().execute("SET GLOBAL max_allowed_packet=268435456");
            int length = 64 << 20;
            server().execute(
                            "INSERT INTO spoken.one VALUES (1,REPEAT('x'," + length + "))",
                            "INSERT INTO spoken.one VALUES (2,'y')");

            List<Change> changes = all(start);

            assertEquals("I1|I2|", inShort(changes));
            assertEquals(
                    length,
                    ((RowChange) changes.get(0)).after().value(1).toString().length());
        }

        @Test
        void timeZonesAndModesOfTheServerAndOfItsUsersChangeNoValue() throws IOException {
            server().execute("SET GLOBAL time_zone='+05:30'", "SET GLOBAL sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES'");
            try (Session session = server().session()) {
                session.execute("SET time_zone='-03:00'");
                session.execute(
                        "INSERT INTO \"spoken\".\"two\" VALUES (1,'2024-07-01 12:00:00','2024-07-01 12:00:00')");
                session.execute("ALTER TABLE \"spoken\".\"two\" ADD COLUMN \"more\" INT");
                session.execute("INSERT INTO spoken.two VALUES (2,'2024-07-01 12:00:00','2024-07-01 12:00:00',3)");
                session.execute(
                        "ALTER TABLE \"spoken\".\"two\" DROP COLUMN \"more\", ADD COLUMN \"other\" VARCHAR(5) DEFAULT 'a''b'");
                session.execute("INSERT INTO spoken.two VALUES (3,'2024-07-01 12:00:00','2024-07-01 12:00:00','\\')");
            } finally {
                server().execute("SET GLOBAL time_zone='SYSTEM'", "SET GLOBAL sql_mode=DEFAULT");
            }

            List<RowChange> rows = all(start).stream()
                    .filter(RowChange.class::isInstance)
                    .map(RowChange.class::cast)
                    .toList();

            assertEquals(
                    List.of(3, 4, 4),
                    rows.stream().map(row -> row.after().size()).toList());
            for (RowChange row : rows) {
                assertTrue(
                        row.after().value(1).toString().startsWith("2024-07-01T15:00"),
                        row.after().value(1).toString());
                assertTrue(
                        row.after().value(2).toString().startsWith("2024-07-01T12:00"),
                        row.after().value(2).toString());
            }
            assertEquals("more", rows.get(1).schema().columns().get(3).name());
            assertEquals("\\", rows.get(2).after().value(3));
        }

        @Test
        void aTableMayBeDroppedMadeAgainAndExchanged() {
            server().execute(
                            "INSERT INTO spoken.one VALUES (1,'a')",
                            "DROP TABLE spoken.one",
                            "CREATE TABLE spoken.one (id INT PRIMARY KEY, n BIGINT, v LONGTEXT)",
                            "INSERT INTO spoken.one VALUES (2,22,'b')",
                            "CREATE TABLE spoken.new LIKE spoken.one",
                            "ALTER TABLE spoken.new MODIFY n VARCHAR(20)",
                            "INSERT INTO spoken.new SELECT * FROM spoken.one",
                            "RENAME TABLE spoken.one TO spoken.old, spoken.new TO spoken.one",
                            "INSERT INTO spoken.one VALUES (3,'text','c')");

            List<Change> changes = all(start);

            assertEquals("I1|I2|I3|", inShort(changes).replaceAll("\\|+", "|"));
            List<RowChange> rows = changes.stream()
                    .filter(RowChange.class::isInstance)
                    .map(RowChange.class::cast)
                    .toList();
            assertEquals(22L, rows.get(1).after().value(1));
            assertEquals("text", rows.get(2).after().value(1));
        }

        @Test
        void twoReadersOfOneServerDoNotDisturbEachOther() {
            server().execute("INSERT INTO spoken.one VALUES (1,'a')");
            CaptureRequest second = new CaptureRequest("other", Set.of(ONE), new ListMemory(), false);
            List<Change> left = new ArrayList<>();
            List<Change> right = new ArrayList<>();
            try (ChangeReader a = source.changes(request, start);
                    ChangeReader b = source.changes(second, start)) {
                for (int i = 2; i <= 5; i++) {
                    int wanted = i;
                    server().execute("INSERT INTO spoken.one VALUES (" + i + ",'x')");
                    Eventually.eventually(() -> left + " and " + right, () -> {
                        left.addAll(a.next(Duration.ofMillis(50)));
                        right.addAll(b.next(Duration.ofMillis(50)));
                        return inShort(left).endsWith("I" + wanted + "|")
                                && inShort(right).endsWith("I" + wanted + "|");
                    });
                }
            }
            assertEquals("I1|I2|I3|I4|I5|", inShort(left));
            assertEquals("I1|I2|I3|I4|I5|", inShort(right));
        }

        @Test
        void aUserWithoutTheRightsIsToldWhichOnesToGrant() {
            server().execute(
                            "DROP USER IF EXISTS poor@localhost, poor@'%'",
                            "CREATE USER poor@localhost IDENTIFIED BY 'poor-secret', poor@'%' IDENTIFIED BY 'poor-secret'",
                            "GRANT SELECT ON spoken.* TO poor@localhost, poor@'%'");
            EndpointSettings e = server().endpoint(Map.of());
            EndpointSettings poor = new EndpointSettings(
                    e.endpointArn(),
                    e.engineName(),
                    e.serverName(),
                    e.port(),
                    "poor",
                    "poor-secret",
                    "",
                    "none",
                    "",
                    Map.of());
            try (Source refused = new MySqlConnector().source(poor)) {
                refused.check();
                ConnectorException refusal = assertThrows(ConnectorException.class, refused::checkCapture);

                assertFalse(refusal.isRecoverable());
                assertTrue(refusal.getMessage().contains("GRANT REPLICATION SLAVE"), refusal.getMessage());
                assertTrue(refusal.getMessage().contains("GRANT REPLICATION CLIENT"), refusal.getMessage());
            }
        }
    }

    @Nested
    class OnMySql extends OnAServer {
        @Override
        DatabaseServer server() {
            return MySqlServer.shared();
        }
    }

    @Nested
    class OnMariaDb extends OnAServer {
        @Override
        DatabaseServer server() {
            return MariaDbServer.shared();
        }
    }
}
