package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.mapping.Segment;
import io.dmslocal.engine.mapping.Segments;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.ParallelLoad;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every source must show of a table that several readers read in parts. */
public abstract class SourcePartsContract extends SourceFixture {

    @Nested
    class InParts {

        private final List<Segment> thirds = Segments.ranges(new ParallelLoad(
                "ranges", List.of("n"), List.of(List.of("2000"), List.of("4000")), List.of(), List.of(), List.of()));

        private ReadRequest whole(String table) {
            TableSchema schema = source.schema(id(table));
            return new ReadRequest(
                    schema, schema.columns(), Set.of(), 4096, capture == null ? "" : capture.captureName());
        }

        @Test
        void partsAreOfOneMomentWhateverIsWrittenWhileTheyAreRead() throws Exception {
            database.run("create table " + t("p") + " (id int not null primary key, s varchar(50), n int)");
            insertMany("p", 3000);

            List<Row> rows = new ArrayList<>();
            ReadRequest whole = whole("p");
            try (TableSnapshot snapshot = source.snapshot(whole, 2)) {
                // rows that move from one part to the other are in one all the same
                database.run("update " + t("p") + " set n = 5999 - n", "delete from " + t("p") + " where id < 10");
                try (RowReader first = snapshot.rows(whole.where(thirds.get(0).where()));
                        RowReader last = snapshot.rows(whole.where(thirds.get(2).where()))) {
                    rows.addAll(drain(first));
                    database.run("delete from " + t("p") + " where id > 2990");
                    rows.addAll(drain(last));
                }
                try (RowReader middle = snapshot.rows(whole.where(thirds.get(1).where()))) {
                    rows.addAll(drain(middle));
                }
            }

            assertEquals(3000, byId(rows).size());
            assertTrue(rows.stream().allMatch(row -> ((Long) row.value(2)) == 2 * (Long) row.value(0)));
        }

        @Test
        void rowsWithoutAValueInTheDecidingColumnAreInNoPart() throws Exception {
            database.run(
                    "create table " + t("p") + " (id int not null primary key, s varchar(50), n int)",
                    "insert into " + t("p") + " values (1, 'a', 1), (2, 'b', null), (3, 'c', 3000), (4, 'd', 4000)");
            ReadRequest whole = whole("p");
            List<List<Object>> ids = new ArrayList<>();

            try (TableSnapshot snapshot = source.snapshot(whole, 1)) {
                for (Segment segment : thirds) {
                    try (RowReader reader = snapshot.rows(whole.where(segment.where()))) {
                        ids.add(drain(reader).stream().map(row -> row.value(0)).toList());
                    }
                }
            }

            assertEquals(List.of(List.of(1L), List.of(3L), List.of(4L)), ids);
        }

        @Test
        void theImageAnswersForAllParts() throws Exception {
            assumeCapture();
            database.run("create table " + t("p") + " (id int not null primary key, s varchar(50), n int)");
            insertMany("p", 3000);
            Position start = startCapture("p");
            AtomicBoolean stop = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            AtomicInteger written = new AtomicInteger();
            Thread writer = new Thread(() -> write(stop, written, failure));
            writer.setDaemon(true);
            writer.start();
            Eventually.eventually(() -> "50 writes, seen " + written, () -> written.get() >= 50);

            Map<Object, Row> rows = new HashMap<>();
            ReadRequest whole = whole("p");
            TableImage image;
            try (TableSnapshot snapshot = source.snapshot(whole, 3)) {
                image = snapshot.image();
                for (Segment segment : thirds) {
                    try (RowReader reader = snapshot.rows(whole.where(segment.where()))) {
                        drain(reader).forEach(row -> assertNull(rows.put(row.value(0), row), "came twice"));
                    }
                }
                int before = written.get();
                Eventually.eventually(() -> "50 more, seen " + written, () -> written.get() >= before + 50);
            } finally {
                stop.set(true);
                writer.join(60_000);
            }
            assertNull(failure.get());
            assertFalse(writer.isAlive());
            int dropped = 0;
            for (RowChange change : rowChanges(changesUntil(start, source.now()))) {
                if (image.holds(change)) {
                    dropped++;
                } else {
                    rows.put(change.after().value(0), change.after());
                }
            }

            assertTrue(dropped > 0, "the writer wrote before the snapshot too");
            Map<Object, Row> there = byId(readAll("p", 1 << 16));
            assertEquals(there.size(), rows.size());
            there.forEach((id, row) -> assertEquals(values(row), values(rows.get(id))));
        }

        private void write(AtomicBoolean stop, AtomicInteger written, AtomicReference<Throwable> failure) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                for (int i = 0; !stop.get(); i++) {
                    written.set(i);
                    int id = i % 3000;
                    statement.execute(
                            "update " + t("p") + " set n = " + (i % 6000) + ", s = 'w" + i + "' where id = " + id);
                    if (i % 7 == 0) {
                        statement.execute(
                                "insert into " + t("p") + " values (" + (10_000 + i) + ", 'new', " + i % 6000 + ")");
                    }
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        }

        @Test
        void aTableThatIsNotPartitionedHasNoPartitions() throws Exception {
            database.run("create table " + t("p") + " (id int not null primary key)");

            assertEquals(List.of(), source.partitions(id("p")));
        }
    }
}
