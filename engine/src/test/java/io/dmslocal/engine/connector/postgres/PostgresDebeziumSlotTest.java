package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the source may forget: Debezium confirms the slot as far as the checkpoint has come and no further. */
class PostgresDebeziumSlotTest {

    private static final String NAME = "debezium_slot";
    private static final ContractDatabase DATABASE = PostgresServer.shared().database(NAME);
    private static final TableId TABLE = new TableId("d", "t");

    @Test
    void theSlotIsConfirmedUpToTheCheckpointOnly() throws Exception {
        DATABASE.createSchema("d");
        DATABASE.run("create table d.t (id int primary key)");
        Source source = new PostgresConnector(ChangeCapture.DEBEZIUM).source(DATABASE.endpoint());
        CaptureRequest request = new CaptureRequest(NAME, Set.of(TABLE), new ListMemory(), false);
        try {
            Position start = source.startCapture(request);
            long before = confirmed();
            DATABASE.run("insert into d.t values (1)", "insert into d.t values (2)", "insert into d.t values (3)");
            List<Position> commits = new ArrayList<>();
            try (ChangeReader reader = source.changes(request, start)) {
                Eventually.eventually(() -> "three commits, seen " + commits, () -> {
                    read(reader, commits);
                    return commits.size() == 3;
                });
                Position heartbeat = source.now();
                Eventually.eventually(
                        () -> "a heartbeat behind " + heartbeat.text(),
                        () -> read(reader, new ArrayList<>()).stream()
                                .anyMatch(change -> change.position().compareTo(heartbeat) > 0));
                assertEquals(before, confirmed(), "read, and not yet in the checkpoint");

                reader.confirm(commits.get(1));

                long second = ((LogPosition) commits.get(1)).lsn();
                Eventually.eventually(
                        () -> "the slot at " + commits + ", it is at "
                                + LogPosition.at(confirmedOrZero()).text(),
                        () -> {
                            read(reader, new ArrayList<>());
                            return confirmedOrZero() == second;
                        });
            }
            assertEquals(((LogPosition) commits.get(1)).lsn(), confirmed(), "closing confirms nothing");
        } finally {
            source.endCapture(NAME);
            source.close();
        }
    }

    private static List<Change> read(ChangeReader reader, List<Position> commits) {
        List<Change> changes = reader.next(Duration.ofMillis(100));
        for (Change change : changes) {
            if (change instanceof Change.Commit) {
                commits.add(change.position());
            }
        }
        return changes;
    }

    private static long confirmedOrZero() {
        try {
            return confirmed();
        } catch (SQLException e) {
            return 0;
        }
    }

    private static long confirmed() throws SQLException {
        try (Connection connection = PostgresSession.open(DATABASE.endpoint())) {
            return new Slot(connection, NAME, true, "", ConnectorLog.OF_NODE)
                    .state()
                    .orElseThrow()
                    .confirmed();
        }
    }
}
