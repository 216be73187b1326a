package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of captures stand on: a source, and a schema {@code c} for their tables. */
abstract class CaptureFixture {

    static final ContractDatabase DATABASE = PostgresServer.shared().database("capture");

    final ListMemory memory = new ListMemory();
    Source source = new PostgresConnector().source(DATABASE.endpoint());
    CaptureRequest request;

    @BeforeEach
    void schema() throws SQLException {
        DATABASE.createSchema("c");
    }

    @AfterEach
    void end() {
        if (request != null) {
            source.endCapture(request.captureName());
        }
        source.close();
    }

    Position start(String... tables) {
        request = new CaptureRequest(
                "capture_test",
                Arrays.stream(tables).map(t -> new TableId("c", t)).collect(Collectors.toSet()),
                memory,
                false);
        return source.startCapture(request);
    }

    List<Change> from(Position position, int rowChanges) {
        try (ChangeReader reader = source.changes(request, position)) {
            return read(reader, rowChanges);
        }
    }

    static List<Change> read(ChangeReader reader, int rowChanges) {
        List<Change> all = new ArrayList<>();
        Eventually.eventually(() -> rowChanges + " row changes, seen " + all, () -> {
            reader.next(Duration.ofMillis(100)).stream()
                    .filter(c -> !(c instanceof Change.Progress))
                    .forEach(all::add);
            return rows(all).size() >= rowChanges && all.get(all.size() - 1) instanceof Change.Commit;
        });
        return all;
    }

    static List<RowChange> rows(List<Change> changes) {
        return changes.stream()
                .filter(RowChange.class::isInstance)
                .map(RowChange.class::cast)
                .toList();
    }

    static EndpointSettings with(Map<String, String> attributes) {
        return DATABASE.endpoint(attributes);
    }

    static String one(String sql) throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getString(1) : null;
        }
    }
}
