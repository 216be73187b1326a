package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.TableEvent;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table is dropped and another made under its name, while readers come and go. */
class PostgresReplacedTableTest extends CaptureFixture {

    private static final TableId TABLE = new TableId("c", "t");

    @ParameterizedTest(name = "captureDDLs = {0}")
    @ValueSource(strings = {"true", "false"})
    void whatAReaderToldAndNobodyAppliedIsToldByTheNextOne(String told) throws SQLException {
        Position start = replaced(told);

        List<String> first;
        try (ChangeReader reader = source.changes(request, start)) {
            first = untilItAppears(reader, new ArrayList<>());
        }
        List<String> second;
        try (ChangeReader reader = source.changes(request, start)) {
            second = untilItAppears(reader, new ArrayList<>());
        }

        assertEquals(List.of("1", "Dropped", "Appeared"), first);
        assertEquals(first, second);
    }

    @ParameterizedTest(name = "captureDDLs = {0}")
    @ValueSource(strings = {"true", "false"})
    void aReaderThatBeginsBehindItKnowsTheNewTable(String told) throws SQLException {
        Position start = replaced(told);
        List<Position> reached = new ArrayList<>();
        try (ChangeReader reader = source.changes(request, start)) {
            untilItAppears(reader, reached);
        }

        DATABASE.run("insert into c.t values (3)");
        List<RowChange> rows = rows(from(reached.get(reached.size() - 1), 1));

        assertEquals(
                List.of("3"),
                rows.stream().map(row -> "" + row.after().value(0)).toList());
    }

    @ParameterizedTest(name = "captureDDLs = {0}")
    @ValueSource(strings = {"true", "false"})
    void oneThatIsPublishedBeforeTheOthersEndWasToldAppearsBehindThatEnd(String told) throws SQLException {
        Position start = replaced(told);
        assertEquals(Set.of(), source.extendCapture(request));
        DATABASE.run("insert into c.t values (3)");

        List<String> seen;
        try (ChangeReader reader = source.changes(request, start)) {
            seen = untilItAppears(reader, new ArrayList<>());
        }

        seen.remove("3"); // told or not: the load that follows has it
        assertEquals(List.of("1", "Dropped", "Appeared"), seen);
    }

    private Position replaced(String told) throws SQLException {
        DATABASE.run("create table c.t (id int primary key)");
        source.close();
        source = new PostgresConnector().source(with(Map.of("captureddls", told)));
        request = new CaptureRequest(
                "capture_test", Set.of(TABLE), memory, (t, c) -> false, TABLE::equals, Duration.ZERO);
        Position start = source.startCapture(request);
        try (ChangeReader reader = source.changes(request, start)) {
            DATABASE.run("insert into c.t values (1)");
            read(reader, 1); // the table's number is noted
        }
        DATABASE.run("drop table c.t", "create table c.t (id int primary key)", "insert into c.t values (2)");
        return start;
    }

    /** Rows' ids and what became of tables. @param reached takes where the source is */
    private static List<String> untilItAppears(ChangeReader reader, List<Position> reached) {
        List<String> seen = new ArrayList<>();
        Eventually.eventually(() -> "seen " + seen, () -> {
            for (Change change : reader.next(Duration.ofMillis(100))) {
                if (change instanceof RowChange row) {
                    seen.add("" + row.after().value(0));
                } else if (change instanceof Change.Ddl ddl && !(ddl.event() instanceof TableEvent.Altered)) {
                    seen.add(ddl.event().getClass().getSimpleName());
                } else if (change.endsTransaction()) {
                    reached.add(change.position());
                }
            }
            return seen.contains("Appeared") && !reached.isEmpty();
        });
        return seen;
    }
}
