package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
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

/** Within the family a column that gets another type comes through its DMS type, its neighbours as they are. */
class NativeColumnsTest {

    private static final TableId TABLE = new TableId("columns", "t");

    abstract static class OnAServer {

        abstract DatabaseServer server();

        @Test
        void aZeroDateIsNullInARetypedColumnAndKeptInItsNeighbour() {
            server().execute(
                            "DROP DATABASE IF EXISTS `columns`",
                            "CREATE DATABASE `columns`",
                            "CREATE TABLE `columns`.t (id INT PRIMARY KEY, d DATE, k DATE)");
            try (Source source = new MySqlConnector().source(server().endpoint())) {
                CaptureRequest request = new CaptureRequest(
                        "columns",
                        Set.of(TABLE),
                        new ListMemory(),
                        (table, column) -> !column.name().equals("d"));
                Position start = source.startCapture(request);
                server().execute("SET sql_mode=''", "INSERT INTO `columns`.t VALUES (1,'0000-00-00','0000-00-00')");

                RowChange change = first(source, request, start);

                assertEquals(
                        List.of(true, false, true),
                        change.schema().columns().stream().map(Column::isNative).toList());
                assertEquals(null, change.after().value(1));
                assertEquals("0000-00-00", change.after().value(2));
            }
        }

        private static RowChange first(Source source, CaptureRequest request, Position start) {
            List<RowChange> seen = new ArrayList<>();
            try (ChangeReader reader = source.changes(request, start)) {
                Eventually.eventually(() -> "a row", () -> {
                    reader.next(Duration.ofMillis(200)).stream()
                            .filter(RowChange.class::isInstance)
                            .map(RowChange.class::cast)
                            .forEach(seen::add);
                    return !seen.isEmpty();
                });
            }
            return seen.get(0);
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
