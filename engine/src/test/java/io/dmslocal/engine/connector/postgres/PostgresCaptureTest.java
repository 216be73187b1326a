package io.dmslocal.engine.connector.postgres;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.connector.spi.TableSnapshot;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.TableEvent;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What capture does that only PostgreSQL has: slots, publications, replica identities, TOAST. */
class PostgresCaptureTest extends CaptureFixture {

    @Nested
    class Identities {

        @Test
        void aTableWithoutKeyStaysWritableAndItsInsertsAreSeen() throws SQLException {
            DATABASE.run("create table c.n (a int, b text)", "insert into c.n values (1, 'x')");
            Position start = start("n");
            DATABASE.run("update c.n set b = 'y'", "delete from c.n", "insert into c.n values (2, 'z')");

            List<RowChange> changes = rows(from(start, 1));

            assertEquals(1, changes.size());
            assertEquals(2L, changes.get(0).after().value(0));
            assertFalse(changes.get(0).schema().isKeyed());
        }

        @Test
        void anUpdateThatKeepsItsKeyHasNoOldRow() throws SQLException {
            DATABASE.run("create table c.k (id int primary key, b text)", "insert into c.k values (1, 'x')");
            Position start = start("k");
            DATABASE.run("update c.k set b = 'y'", "update c.k set id = 2");

            List<RowChange> changes = rows(from(start, 2));

            assertTrue(changes.get(0).before().isNone());
            assertEquals(1L, changes.get(1).before().value(0));
            assertTrue(changes.get(1).before().isAbsent(1));
        }

        @Test
        void aFullIdentityHasTheWholeOldRow() throws SQLException {
            DATABASE.run(
                    "create table c.f (id int primary key, b text)",
                    "alter table c.f replica identity full",
                    "insert into c.f values (1, 'x')");
            Position start = start("f");
            DATABASE.run("update c.f set b = 'y'");

            RowChange change = rows(from(start, 1)).get(0);

            assertEquals("x", change.before().value(1));
            assertEquals(List.of("id"), change.schema().key());
        }

        @Test
        void anUntouchedLargeValueIsAbsentUnlessTheOldRowHasIt() throws SQLException {
            DATABASE.run(
                    "create table c.t (id int primary key, n int, big text)",
                    "create table c.u (id int primary key, n int, big text)",
                    "alter table c.t alter big set storage external",
                    "alter table c.u alter big set storage external",
                    "alter table c.u replica identity full",
                    "insert into c.t values (1, 1, repeat('x', 10000))",
                    "insert into c.u values (1, 1, repeat('x', 10000))");
            Position start = start("t", "u");
            DATABASE.run("update c.t set n = 2", "update c.u set n = 2");

            List<RowChange> changes = rows(from(start, 2));

            assertEquals(Row.ABSENT, changes.get(0).after().value(2));
            assertEquals("x".repeat(10000), changes.get(1).after().value(2));
        }
    }

    @Nested
    class Definitions {

        @Test
        void aTableThatGoesWhileItsCaptureStartsIsFollowedToItsEnd() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            DATABASE.run("insert into c.k values (1)", "alter table c.k rename to other");

            List<Change> told = new ArrayList<>();
            try (ChangeReader reader = source.changes(request, start)) {
                eventually(() -> "told: " + told, () -> {
                    told.addAll(reader.next(Duration.ofMillis(100)));
                    return told.stream().anyMatch(Change.Ddl.class::isInstance);
                });
            }

            assertEquals(1L, rows(told).get(0).after().value(0));
            Change.Ddl gone = (Change.Ddl) told.stream()
                    .filter(Change.Ddl.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            assertEquals(new TableId("c", "k"), gone.table());
            // it went before a reader saw it
            assertEquals(new TableEvent.Renamed(new TableId("c", "other")), gone.event());
        }

        @Test
        void aTableThatIsAlteredBetweenItsSnapshotAndItsReadingIsWorthAnotherTry() throws SQLException {
            DATABASE.run("create table c.k (id int primary key, a int)");
            TableSchema schema = source.schema(new TableId("c", "k"));
            ReadRequest whole = new ReadRequest(schema, schema.columns(), Set.of(), 1 << 16, "");
            try (TableSnapshot snapshot = source.snapshot(whole, 1)) {
                DATABASE.run("alter table c.k drop column a");

                ConnectorException altered = assertThrows(ConnectorException.class, () -> snapshot.rows(whole));

                assertTrue(altered.isRecoverable(), altered.getMessage());
                assertTrue(altered.getMessage().contains("Table c.k was altered"), altered.getMessage());
            }
        }

        @Test
        void aChangeOfDefinitionWhileNobodyReadsIsNoticed() throws SQLException {
            DATABASE.run("create table c.k (id int primary key)");
            Position start = start("k");
            DATABASE.run("insert into c.k values (1)");
            List<Change> first = from(start, 1);
            assertTrue(first.stream().noneMatch(Change.Ddl.class::isInstance));
            Position commit = first.get(first.size() - 1).position();
            DATABASE.run("alter table c.k add column more text", "insert into c.k values (2, 'x')");

            List<Change> second = from(commit, 1);

            assertEquals(1, second.stream().filter(Change.Ddl.class::isInstance).count());
        }

        @Test
        void aValueThatItsTypeCannotHoldIsAChangeOfItsOwn() throws SQLException {
            DATABASE.run("create table c.k (id int primary key, n numeric)");
            Position start = start("k");
            DATABASE.run("insert into c.k values (1, 'NaN')", "insert into c.k values (2, 2)");

            List<Change> changes = from(start, 1);

            Change.Unreadable bad = changes.stream()
                    .filter(Change.Unreadable.class::isInstance)
                    .map(Change.Unreadable.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertEquals(new TableId("c", "k"), bad.table());
            assertTrue(
                    bad.rejected().message().contains("Column n"),
                    bad.rejected().message());
            assertEquals(2L, rows(changes).get(0).after().value(0));
        }

        @Test
        void partitionsAreCapturedUnderTheirOwnNames() throws SQLException {
            DATABASE.run(
                    "create table c.p (id int primary key, t text) partition by range (id)",
                    "create table c.p1 partition of c.p for values from (0) to (10)",
                    "create table c.p2 partition of c.p for values from (10) to (20)");
            TableId whole = new TableId("c", "p");
            assertEquals(
                    Set.of(
                            new SourceTable(whole, false, true, Optional.empty()),
                            new SourceTable(new TableId("c", "p1"), false, false, Optional.of(whole)),
                            new SourceTable(new TableId("c", "p2"), false, false, Optional.of(whole))),
                    source.tables().stream()
                            .filter(t -> t.table().schema().equals("c"))
                            .collect(Collectors.toSet()));
            Position start = start("p1", "p2");
            DATABASE.run("insert into c.p values (1, 'a'), (11, 'b')");

            List<RowChange> changes = rows(from(start, 2));

            assertEquals(
                    List.of("p1", "p2"),
                    changes.stream().map(c -> c.table().name()).toList());
        }

        @Test
        void generatedColumnsAreLeftOut() throws SQLException {
            DATABASE.run(
                    "create table c.g (id int primary key, twice int generated always as (id * 2) stored, t text)");
            Position start = start("g");
            DATABASE.run("insert into c.g (id, t) values (1, 'x')");

            RowChange change = rows(from(start, 1)).get(0);

            assertEquals(Operation.INSERT, change.operation());
            assertEquals(2, change.after().size());
            assertEquals(source.schema(new TableId("c", "g")), change.schema());
        }
    }
}
