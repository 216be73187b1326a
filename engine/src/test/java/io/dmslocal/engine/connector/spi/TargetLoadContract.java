package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every relational target must do with tables that are loaded. */
public abstract class TargetLoadContract extends ControlContract {

    @Test
    void aReachableDatabasePasses() {
        target.check();
    }

    @Nested
    class Preparing {

        @Test
        void aMissingTableIsMadeWithItsKeyAndNullability() throws Exception {
            prepare(keyed, Preparation.DO_NOTHING, false);

            database.run("insert into " + t() + " values (1, null, null)");
            assertThrows(SQLException.class, () -> database.run("insert into " + t() + " values (1, 'twice', 2)"));
            assertThrows(SQLException.class, () -> database.run("insert into " + t() + " values (null, 'no id', 2)"));
        }

        @Test
        void namesKeepTheirCase() throws Exception {
            TableSchema odd = new TableSchema(
                    new TableId(SCHEMA, "Odd Table"),
                    List.of(new Column("Mixed Name", DmsType.of(Kind.INT4), "int", false)),
                    List.of("Mixed Name"));
            prepare(odd, Preparation.DROP_AND_CREATE, false);

            database.run("insert into " + database.quote(odd.table()) + " (" + database.quote("Mixed Name")
                    + ") values (1)");
        }

        @Test
        void doNothingKeepsRows() throws Exception {
            prepare(keyed, Preparation.DO_NOTHING, false);
            database.run("insert into " + t() + " values (1, 'kept', 1)");

            prepare(keyed, Preparation.DO_NOTHING, false);

            assertEquals(List.of(List.of(1, "kept", 1)), rows());
        }

        @Test
        void truncateBeforeLoadKeepsTheTableAndDropsItsRows() throws Exception {
            prepare(keyed, Preparation.TRUNCATE_BEFORE_LOAD, false);
            database.run(
                    "alter table " + t() + " add column mine int", "insert into " + t() + " values (1, 'gone', 1, 1)");

            prepare(keyed, Preparation.TRUNCATE_BEFORE_LOAD, false);

            assertEquals(List.of(), rows());
            database.run("select mine from " + t());
        }

        @Test
        void dropAndCreateMakesTheTableAnew() throws Exception {
            prepare(keyed, Preparation.DROP_AND_CREATE, false);
            database.run(
                    "alter table " + t() + " add column mine int", "insert into " + t() + " values (1, 'gone', 1, 1)");

            prepare(keyed, Preparation.DROP_AND_CREATE, false);

            assertEquals(List.of(), rows());
            assertThrows(SQLException.class, () -> database.run("select mine from " + t()));
        }

        @Test
        void aMissingSchemaIsMade() throws Exception {
            TableSchema elsewhere = new TableSchema(new TableId(SCHEMA + "_new", "t"), COLUMNS, List.of("id"));
            prepare(elsewhere, Preparation.DROP_AND_CREATE, false);
            database.run("insert into " + database.quote(elsewhere.table()) + " values (1, 'x', 1)");
        }
    }

    @Nested
    class Loading {

        @Test
        void allRowsArriveAndAreCounted() throws Exception {
            TablePlan plan = prepare(keyed, Preparation.DROP_AND_CREATE, false);
            try (TableWriter writer = target.load(plan, 1000)) {
                for (int from = 0; from < 5000; from += 700) {
                    assertEquals(List.of(), writer.write(batch(from, Math.min(5000, from + 700))));
                }
                assertEquals(List.of(), writer.finish());
                assertEquals(5000, writer.committed());
            }
            List<List<Object>> rows = rows();
            assertEquals(5000, rows.size());
            assertEquals(List.of(4999, "row 4999", 9998), rows.get(4999));
        }

        @Test
        void nullsAndEmptyTextsStayApart() throws Exception {
            TablePlan plan = prepare(keyed, Preparation.DROP_AND_CREATE, false);
            RowBatch.Columns batch = new RowBatch.Columns(COLUMNS, 2);
            add(batch, 1, null, null);
            add(batch, 2, "", 0L);
            load(plan, batch);

            assertEquals(List.of(Arrays.asList(1, null, null), List.of(2, "", 0)), rows());
        }

        /** Rules that rename columns leave the rows as the source names them. */
        @Test
        void columnsGoByTheirPlaceAndNotByTheirName() throws Exception {
            TablePlan plan = prepare(keyed, Preparation.DROP_AND_CREATE, false);
            List<Column> others = new ArrayList<>();
            for (int i = 0; i < COLUMNS.size(); i++) {
                Column column = COLUMNS.get(i);
                String name = i == 0 ? "other" : COLUMNS.get(COLUMNS.size() - i).name(); // two swap theirs
                others.add(new Column(name, column.type(), column.nativeType(), column.nullable()));
            }
            RowBatch.Columns batch = new RowBatch.Columns(others, 2);
            add(batch, 1, "one", 11L);
            add(batch, 2, "two\0", 22L); // PostgreSQL takes no such text: the row is named by its key
            List<Rejected> refused = load(plan, batch);

            assertEquals(List.of(1, "one", 11), rows().get(0));
            refused.forEach(row -> assertTrue(row.key().contains("2"), row.key()));
        }

        @Test
        void anEmptyLoadLeavesAnEmptyTable() throws Exception {
            TablePlan plan = prepare(keyed, Preparation.DROP_AND_CREATE, true);
            try (TableWriter writer = target.load(plan, 1000)) {
                assertEquals(List.of(), writer.finish());
                assertEquals(0, writer.committed());
            }
            assertEquals(List.of(), rows());
        }

        @Test
        void theKeyThatWaitedIsThereAfterFinish() throws Exception {
            TablePlan plan = prepare(keyed, Preparation.DROP_AND_CREATE, true);
            load(plan, batch(0, 10));

            assertThrows(SQLException.class, () -> database.run("insert into " + t() + " values (1, 'twice', 2)"));
        }

        @Test
        void badRowsAreRefusedByNameAndTheOthersStay() throws Exception {
            TablePlan plan = prepare(keyed, Preparation.DROP_AND_CREATE, false);
            RowBatch.Columns batch = new RowBatch.Columns(COLUMNS, 1000);
            for (int i = 0; i < 1000; i++) {
                add(batch, i, i == 77 || i == 501 ? "a text that is far too long for twenty" : "fine", (long) i);
            }
            List<Rejected> refused = load(plan, batch);

            assertEquals(2, refused.size(), refused.toString());
            assertTrue(refused.stream().allMatch(r -> r.cause() == Cause.DATA || r.cause() == Cause.TRUNCATION));
            assertTrue(refused.stream().allMatch(r -> r.table().equals(keyed.table())));
            assertTrue(refused.stream().noneMatch(r -> r.message().isBlank()));
            assertEquals(
                    List.of("id = 501", "id = 77"),
                    refused.stream().map(Rejected::key).sorted().toList());
            List<List<Object>> rows = rows();
            assertEquals(998, rows.size());
            assertTrue(
                    rows.stream().noneMatch(r -> r.get(0).equals(77) || r.get(0).equals(501)));
        }

        @Test
        void rowsWhoseKeyExistsAreRefusedAndTheOthersStay() throws Exception {
            TablePlan plan = prepare(keyed, Preparation.DO_NOTHING, false);
            database.run("insert into " + t() + " values (5, 'mine', 5)");
            try (TableWriter writer = target.load(plan, 100)) {
                List<Rejected> refused = new ArrayList<>(writer.write(batch(0, 300)));
                refused.addAll(writer.finish());
                assertEquals(
                        List.of(Cause.DUPLICATE_KEY),
                        refused.stream().map(Rejected::cause).toList());
                assertEquals("id = 5", refused.get(0).key());
                assertEquals(299, writer.committed());
            }
            assertEquals(300, rows().size());
            assertEquals(List.of(5, "mine", 5), rows().get(5));
        }

        @Test
        void whatWasNotFinishedIsGivenUp() throws Exception {
            TablePlan plan = prepare(keyed, Preparation.DROP_AND_CREATE, false);
            try (TableWriter writer = target.load(plan, 1_000_000)) {
                writer.write(batch(0, 100));
                assertEquals(0, writer.committed());
            }
            assertEquals(List.of(), rows());
        }

        @Test
        void loadedRowsCanBeReadBack() throws Exception {
            assumeTrue(connector().capabilities().contains(Capability.READ_BACK));
            TablePlan plan = prepare(keyed, Preparation.DROP_AND_CREATE, false);
            load(plan, batch(0, 100));
            List<Row> rows = new ArrayList<>();
            try (RowReader reader = target.rows(keyed)) {
                for (var b = reader.next(); b.isPresent(); b = reader.next()) {
                    RowBatch.Columns columns = (RowBatch.Columns) b.get();
                    for (int i = 0; i < columns.size(); i++) {
                        rows.add(columns.row(i));
                    }
                }
            }
            assertEquals(100, rows.size());
            assertTrue(rows.stream()
                    .anyMatch(r -> r.value(0).equals(7L) && r.value(1).equals("row 7")));
        }

        @Test
        void truncatingEmptiesTheTable() throws Exception {
            TablePlan plan = prepare(keyed, Preparation.DROP_AND_CREATE, false);
            load(plan, batch(0, 100));
            target.truncate(keyed.table());
            assertEquals(List.of(), rows());
        }
    }

    private static RowBatch.Columns batch(int from, int to) {
        RowBatch.Columns batch = new RowBatch.Columns(COLUMNS, to - from);
        for (int i = from; i < to; i++) {
            add(batch, i, "row " + i, i * 2L);
        }
        return batch;
    }

    private static void add(RowBatch.Columns batch, long id, String s, Long n) {
        batch.vector(0).append(id);
        ColumnVector text = batch.vector(1);
        if (s == null) {
            text.appendNull();
        } else {
            byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
            text.append(bytes, 0, bytes.length);
        }
        if (n == null) {
            batch.vector(2).appendNull();
        } else {
            batch.vector(2).append(n);
        }
    }
}
