package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Reading the log where it was changed, purged or cut off. */
class LogTest {

    private static final TableId TABLE = new TableId("logged", "t");

    private static List<Change> read(Source source, CaptureRequest request, Position from, int rows) {
        List<Change> changes = new ArrayList<>();
        try (ChangeReader reader = source.changes(request, from)) {
            Eventually.eventually(() -> rows + " rows, seen " + changes, () -> {
                changes.addAll(reader.next(Duration.ofMillis(200)));
                return changes.stream().filter(RowChange.class::isInstance).count() >= rows
                        && changes.get(changes.size() - 1).endsTransaction();
            });
        }
        changes.removeIf(Change.Progress.class::isInstance);
        return changes;
    }

    private static CaptureRequest request() {
        return new CaptureRequest("logged", Set.of(TABLE), new ListMemory(), false);
    }

    private static List<List<String>> columns(List<Change> changes) {
        return changes.stream()
                .filter(RowChange.class::isInstance)
                .map(change -> ((RowChange) change)
                        .schema().columns().stream().map(Column::name).toList())
                .toList();
    }

    abstract static class OnAServer {

        abstract DatabaseServer server();

        private void table() {
            server().execute(
                            "DROP DATABASE IF EXISTS logged",
                            "CREATE DATABASE logged CHARACTER SET latin1",
                            "CREATE TABLE logged.t (id INT PRIMARY KEY, v VARCHAR(20))");
        }

        @Test
        void aBacklogOfDefinitionsIsReadAsItWasAlsoAfterARestartInItsMiddle() {
            table();
            try (Source source = new MySqlConnector().source(server().endpoint())) {
                CaptureRequest request = request();
                Position start = source.startCapture(request);
                server().execute(
                                "INSERT INTO logged.t VALUES (1,'é')",
                                "ALTER TABLE logged.t ADD COLUMN first BIGINT UNSIGNED FIRST, ADD COLUMN later ENUM('a','b') CHARACTER SET utf8mb4 AFTER id",
                                "INSERT INTO logged.t VALUES (18446744073709551615,2,'b','é')",
                                "ALTER TABLE logged.t DROP COLUMN later, MODIFY v TEXT CHARACTER SET utf8mb4",
                                "INSERT INTO logged.t VALUES (3,3,'ж')",
                                "ALTER TABLE logged.t RENAME COLUMN first TO last",
                                "INSERT INTO logged.t VALUES (4,4,'x')");

                List<Change> all = read(source, request, start, 4);

                assertEquals(
                        List.of(
                                List.of("id", "v"),
                                List.of("first", "id", "later", "v"),
                                List.of("first", "id", "v"),
                                List.of("last", "id", "v")),
                        columns(all));
                List<RowChange> rows = all.stream()
                        .filter(RowChange.class::isInstance)
                        .map(RowChange.class::cast)
                        .toList();
                assertEquals("é", rows.get(0).after().value(1));
                assertEquals(
                        "18446744073709551615", rows.get(1).after().value(0).toString());
                assertEquals("b", rows.get(1).after().value(2));
                assertEquals("é", rows.get(1).after().value(3));
                assertEquals("ж", rows.get(2).after().value(2));
                assertEquals(
                        3, all.stream().filter(Change.Ddl.class::isInstance).count());

                Position second = all.get(all.indexOf(rows.get(1)) + 1).position();
                List<Change> rest = read(source, request, source.position(second.text()), 2);
                assertEquals(List.of(List.of("first", "id", "v"), List.of("last", "id", "v")), columns(rest));
            }
        }

        @Test
        void aPurgedLogIsFatalAndNamesTheFile() {
            table();
            try (Source source = new MySqlConnector().source(server().endpoint())) {
                CaptureRequest request = request();
                LogPosition start = (LogPosition) source.startCapture(request);
                server().execute("FLUSH BINARY LOGS");
                String purge = "PURGE BINARY LOGS TO '" + ((LogPosition) source.now()).file() + "'";
                Eventually.eventually(() -> "a purged " + start.file(), () -> {
                    server().execute(purge); // MariaDB keeps a log until its engine has caught up
                    return !server().rows("SHOW BINARY LOGS").get(0)[0].equals(start.file());
                });

                ConnectorException e = assertThrows(ConnectorException.class, () -> read(source, request, start, 1));

                assertFalse(e.isRecoverable());
                assertTrue(e.getMessage().contains(start.file()), e.getMessage());
            }
        }

        @Test
        void readingGoesOnIntoTheNextFile() {
            table();
            try (Source source = new MySqlConnector().source(server().endpoint())) {
                CaptureRequest request = request();
                Position start = source.startCapture(request);
                server().execute(
                                "INSERT INTO logged.t VALUES (1,'a')",
                                "FLUSH BINARY LOGS",
                                "INSERT INTO logged.t VALUES (2,'b')");

                List<Change> changes = read(source, request, start, 2);

                assertTrue(changes.get(0)
                                .position()
                                .compareTo(changes.get(changes.size() - 1).position())
                        < 0);
                assertTrue(changes.get(0)
                        .position()
                        .streamText()
                        .matches("binlog\\.\\d+:\\d+:0:\\d+:\\d+:binlog\\.\\d+:\\d+"));
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

    @Nested
    class WhenTheServerStops {

        @Test
        void readingEndsRecoverablyAndGoesOnWithoutGapWhenItIsBack() throws Exception {
            MySqlServer server = MySqlServer.start("--gtid-mode=OFF");
            try (Source source = new MySqlConnector().source(server.endpoint())) {
                server.execute("CREATE DATABASE logged", "CREATE TABLE logged.t (id INT PRIMARY KEY, v VARCHAR(20))");
                CaptureRequest request = request();
                Position start = source.startCapture(request);
                server.execute("INSERT INTO logged.t VALUES (1,'a')");
                Position[] reached = {start};
                try (ChangeReader reader = source.changes(request, start)) {
                    Eventually.eventually(() -> "the first row", () -> {
                        reader.next(Duration.ofMillis(100)).forEach(change -> reached[0] = change.position());
                        return reached[0] != start;
                    });
                    server.stop();
                    ConnectorException e = assertThrows(ConnectorException.class, () -> {
                        for (int i = 0; i < 100; i++) {
                            reader.next(Duration.ofSeconds(1));
                        }
                    });
                    assertTrue(e.isRecoverable(), e.getMessage());
                }
                server.launch();
                server.execute("INSERT INTO logged.t VALUES (2,'b')");

                List<Change> rest = read(source, request, reached[0], 1);

                RowChange row = (RowChange) rest.stream()
                        .filter(RowChange.class::isInstance)
                        .findFirst()
                        .orElseThrow();
                assertEquals(2L, row.after().value(0));
                server.execute("SET GLOBAL binlog_row_image=MINIMAL");
                ConnectorException e = assertThrows(ConnectorException.class, source::checkCapture);
                assertTrue(e.getMessage().contains("binlog_row_image=FULL"), e.getMessage());
            } finally {
                server.stop();
            }
        }
    }
}
