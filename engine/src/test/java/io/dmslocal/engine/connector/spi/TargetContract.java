package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmslocal.engine.connector.spi.ChangeWriter.Refusals;
import io.dmslocal.engine.connector.spi.Conflicts.OnDuplicateKey;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingDelete;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingRow;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every relational target must do. A connector's test says only how to reach its database.
 *
 * <p>The table of most tests is {@code t(id int key, s varchar(20), n int)}.
 */
@Timeout(
        value = 120,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a server that does not answer fails one test, not the build
public abstract class TargetContract {

    protected static final String SCHEMA = "contract_tgt";

    private static final Conflicts STRICT =
            new Conflicts(OnDuplicateKey.REJECT, OnMissingRow.REJECT, OnMissingDelete.REJECT);

    private static final List<Column> COLUMNS = List.of(
            new Column("id", DmsType.of(Kind.INT4), "int", false),
            new Column("s", DmsType.sized(Kind.WSTRING, 20), "varchar(20)", true),
            new Column("n", DmsType.of(Kind.INT4), "int", true));

    private ContractDatabase database;
    private Target target;
    private TableSchema keyed;
    private TableSchema keyless;
    private int ordinal;

    protected abstract Connector connector();

    protected abstract ContractDatabase database();

    @BeforeEach
    void openTarget() throws Exception {
        database = database();
        database.createSchema(SCHEMA);
        target = connector().target(database.endpoint());
        keyed = new TableSchema(new TableId(SCHEMA, "t"), COLUMNS, List.of("id"));
        keyless = new TableSchema(new TableId(SCHEMA, "t"), COLUMNS, List.of());
    }

    @AfterEach
    void closeTarget() {
        target.close();
    }

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

    @Nested
    class Applying {

        private ChangeWriter writer;
        private final Collected refusals = new Collected();

        @BeforeEach
        void openWriter() {
            prepare(keyed, Preparation.DROP_AND_CREATE, false);
            writer = target.changes(new ChangeSettings("TASK", "", false));
        }

        @AfterEach
        void closeWriter() {
            writer.close();
        }

        @Test
        void insertsUpdatesAndDeletesOfOneKeyHappenInOrder() throws Exception {
            write(
                    STRICT,
                    insert(1, "a", 1),
                    update(1, "b", 2),
                    insert(2, "x", 1),
                    delete(1),
                    insert(1, "again", 3),
                    update(1, "last", 4),
                    delete(2));
            writer.commit(refusals);

            assertEquals(List.of(List.of(1, "last", 4)), rows());
            assertEquals(List.of(), refusals.all);
        }

        @Test
        void nothingIsVisibleBeforeTheCommitAndNothingStaysWithoutIt() throws Exception {
            assumeTrue(connector().capabilities().contains(Capability.TRANSACTIONS));
            write(STRICT, insert(1, "a", 1));
            assertEquals(List.of(), rows());

            writer.close();

            assertEquals(List.of(), rows());
        }

        @Test
        void aChangedKeyMovesTheRow() throws Exception {
            write(STRICT, insert(1, "a", 1), insert(2, "b", 2));
            writer.commit(refusals);
            write(STRICT, rekey(2, 3, "b", 2), rekey(1, 2, "a", 1));
            writer.commit(refusals);

            assertEquals(List.of(List.of(2, "a", 1), List.of(3, "b", 2)), rows());
        }

        @Test
        void absentColumnsAreLeftAlone() throws Exception {
            write(STRICT, insert(1, "kept", 1), insert(2, "also", 1));
            writer.commit(refusals);
            write(
                    STRICT,
                    change(keyed, Operation.UPDATE, Row.NONE, row(1L, Row.ABSENT, 5L)),
                    change(keyed, Operation.UPDATE, Row.NONE, row(2L, "new", Row.ABSENT)));
            writer.commit(refusals);

            assertEquals(List.of(List.of(1, "kept", 5), List.of(2, "new", 1)), rows());
        }

        @Test
        void anInsertOfAnExistingKeyIsRefusedOrUpdates() throws Exception {
            write(STRICT, insert(1, "first", 1));
            writer.commit(refusals);

            write(STRICT, insert(1, "second", 2), insert(2, "other", 2));
            writer.commit(refusals);
            assertEquals(List.of(Cause.DUPLICATE_KEY), refusals.causes());
            assertEquals(List.of(List.of(1, "first", 1), List.of(2, "other", 2)), rows());

            write(
                    new Conflicts(OnDuplicateKey.UPDATE, OnMissingRow.REJECT, OnMissingDelete.REJECT),
                    insert(1, "third", 3));
            writer.commit(refusals);
            assertEquals(List.of(1, "third", 3), rows().get(0));
        }

        @Test
        void anUpdateOfAMissingRowIsRefusedOrInserts() throws Exception {
            write(STRICT, insert(1, "a", 1));
            write(STRICT, update(1, "b", 2), update(9, "nobody", 9));
            writer.commit(refusals);
            assertEquals(List.of(Cause.NO_ROW_TO_UPDATE), refusals.causes());
            assertEquals(List.of(List.of(1, "b", 2)), rows());

            write(
                    new Conflicts(OnDuplicateKey.REJECT, OnMissingRow.INSERT, OnMissingDelete.REJECT),
                    update(9, "made", 9));
            writer.commit(refusals);
            assertEquals(List.of(9, "made", 9), rows().get(1));
        }

        @Test
        void aDeleteOfAMissingRowIsRefusedOrIgnored() throws Exception {
            write(STRICT, insert(1, "a", 1), delete(9));
            writer.commit(refusals);
            assertEquals(List.of(Cause.NO_ROW_TO_DELETE), refusals.causes());

            refusals.all.clear();
            write(new Conflicts(OnDuplicateKey.REJECT, OnMissingRow.REJECT, OnMissingDelete.IGNORE), delete(9));
            writer.commit(refusals);
            assertEquals(List.of(), refusals.all);
            assertEquals(List.of(List.of(1, "a", 1)), rows());
        }

        @Test
        void aValueThatDoesNotFitIsRefusedAlone() throws Exception {
            List<RowChange> changes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                changes.add(insert(i, i == 42 ? "a text that is far too long for twenty" : "fine", i));
            }
            writer.write(changes, STRICT, refusals);
            writer.commit(refusals);

            assertEquals(1, refusals.all.size());
            Rejected refused = refusals.all.get(0);
            assertTrue(refused.cause() == Cause.DATA || refused.cause() == Cause.TRUNCATION);
            assertFalse(refused.message().isBlank());
            assertTrue(refused.statement().contains("far too long"), refused.statement());
            assertEquals(99, rows().size());
        }

        @Test
        void aTableThatIsSkippedTakesNoMoreChanges() throws Exception {
            refusals.verdict = Refusals.Verdict.SKIP_TABLE;
            write(STRICT, insert(1, "a", 1), insert(1, "twice", 2), insert(2, "late", 3), update(1, "late", 3));
            writer.commit(refusals);

            assertEquals(1, refusals.all.size());
            assertEquals(List.of(List.of(1, "a", 1)), rows());
        }

        @Test
        void aTableThatWasSkippedTakesChangesAgainAfterTheCommit() throws Exception {
            refusals.verdict = Refusals.Verdict.SKIP_TABLE;
            write(STRICT, insert(1, "a", 1), insert(1, "twice", 2));
            writer.commit(refusals);

            write(STRICT, insert(2, "loaded again", 2));
            writer.commit(refusals);

            assertEquals(List.of(List.of(1, "a", 1), List.of(2, "loaded again", 2)), rows());
        }

        @Test
        void aTableThatIsGoneFailsAloneAndTheOthersGoOn() throws Exception {
            assumeTrue(connector().capabilities().contains(Capability.ALTER));
            TableSchema second = new TableSchema(new TableId(SCHEMA, "u"), COLUMNS, List.of("id"));
            prepare(second, Preparation.DROP_AND_CREATE, false);
            write(STRICT, insert(1, "a", 1));
            writer.commit(refusals);
            refusals.verdict = Refusals.Verdict.SKIP_TABLE;
            database.run("drop table " + t());
            List<RowChange> changes = new ArrayList<>();
            for (int i = 2; i < 50; i++) {
                changes.add(insert(i, "t", i));
                changes.add(change(second, Operation.INSERT, Row.NONE, row((long) i, "u", (long) i)));
            }
            writer.write(changes, STRICT, refusals);
            writer.commit(refusals);

            assertEquals(List.of(Cause.TABLE), refusals.causes());
            assertEquals(keyed.table(), refusals.all.get(0).table());
            assertEquals(48, rows(second.table()).size());
        }

        @Test
        void aTableWithoutAColumnThatChangesHaveFailsAlone() throws Exception {
            assumeTrue(connector().capabilities().contains(Capability.ALTER));
            refusals.verdict = Refusals.Verdict.SKIP_TABLE;
            database.run("alter table " + t() + " drop column n");
            write(STRICT, insert(1, "a", 1), insert(2, "b", 2));
            writer.commit(refusals);

            assertEquals(List.of(Cause.TABLE), refusals.causes());
            assertTrue(
                    refusals.all.get(0).message().contains("n"),
                    refusals.all.get(0).message());
            assertEquals(List.of(), rows());
        }

        @Test
        void aStopTakesTheTransactionBack() throws Exception {
            write(STRICT, insert(1, "a", 1));
            writer.commit(refusals);
            refusals.verdict = Refusals.Verdict.STOP;

            assertThrows(ChangeWriter.StoppedByPolicy.class, () -> {
                write(STRICT, insert(2, "b", 2), insert(1, "twice", 2));
                writer.commit(refusals);
            });

            assertEquals(List.of(List.of(1, "a", 1)), rows());
        }

        @Test
        void appliedTwiceIdempotentlyChangesNothing() throws Exception {
            List<RowChange> changes = List.of(
                    insert(1, "a", 1),
                    update(1, "b", 2),
                    insert(2, "x", 1),
                    rekey(2, 3, "y", 2),
                    insert(4, "z", 1),
                    delete(4));
            writer.write(changes, STRICT, refusals);
            writer.commit(refusals);
            List<List<Object>> once = rows();

            writer.write(changes, Conflicts.IDEMPOTENT, refusals);
            writer.commit(refusals);

            assertEquals(once, rows());
            assertEquals(List.of(), refusals.all);
        }

        @Test
        void aPartialUpdateThatComesOnceMoreMakesNoHalfRow() throws Exception {
            assumeTrue(connector().capabilities().contains(Capability.ALTER));
            TableSchema strict = new TableSchema(
                    keyed.table(),
                    List.of(
                            COLUMNS.get(0),
                            new Column("s", DmsType.sized(Kind.WSTRING, 20), "varchar(20)", false),
                            COLUMNS.get(2)),
                    List.of("id"));
            prepare(strict, Preparation.DROP_AND_CREATE, false);
            List<RowChange> changes = List.of(
                    change(strict, Operation.INSERT, Row.NONE, row(1L, "a", 1L)),
                    change(strict, Operation.INSERT, Row.NONE, row(2L, "b", 1L)),
                    change(strict, Operation.INSERT, Row.NONE, row(3L, "c", 1L)),
                    change(strict, Operation.UPDATE, Row.NONE, row(1L, Row.ABSENT, 2L)),
                    change(strict, Operation.UPDATE, Row.NONE, row(2L, Row.ABSENT, 2L)),
                    change(strict, Operation.UPDATE, row(3L, Row.ABSENT, Row.ABSENT), row(4L, Row.ABSENT, 2L)),
                    change(strict, Operation.DELETE, row(1L, Row.ABSENT, Row.ABSENT), Row.NONE),
                    change(strict, Operation.DELETE, row(4L, Row.ABSENT, Row.ABSENT), Row.NONE));
            writer.write(changes, STRICT, refusals);
            writer.commit(refusals);

            // as after a restart behind the inserts
            writer.write(changes.subList(3, changes.size()), Conflicts.IDEMPOTENT, refusals);
            writer.commit(refusals);

            assertEquals(List.of(), refusals.all);
            assertEquals(List.of(List.of(2, "b", 2)), rows());
        }

        @Test
        void aPartialMoveThatComesOnceMoreUpdatesTheRowThatHasMoved() throws Exception {
            write(STRICT, insert(2, "moved", 1), insert(3, "old", 1), insert(4, "new", 1));
            writer.commit(refusals);

            write(
                    Conflicts.IDEMPOTENT,
                    change(keyed, Operation.UPDATE, row(1L, Row.ABSENT, Row.ABSENT), row(2L, Row.ABSENT, 5L)),
                    change(keyed, Operation.UPDATE, row(3L, Row.ABSENT, Row.ABSENT), row(4L, Row.ABSENT, 6L)));
            writer.commit(refusals);

            assertEquals(List.of(), refusals.all);
            assertEquals(List.of(List.of(2, "moved", 5), List.of(4, "new", 6)), rows());
        }

        @Test
        void anyMixOfChangesEndsAsIfDoneOneByOne() throws Exception {
            Random random = new Random(7);
            Map<Integer, List<Object>> model = new TreeMap<>();
            for (int unit = 0; unit < 20; unit++) {
                List<RowChange> changes = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    int id = random.nextInt(120);
                    int other = random.nextInt(120);
                    String s = "v" + random.nextInt(1000);
                    if (!model.containsKey(id)) {
                        changes.add(insert(id, s, i));
                        model.put(id, List.of(id, s, i));
                    } else if (random.nextInt(4) == 0) {
                        changes.add(delete(id));
                        model.remove(id);
                    } else if (random.nextInt(4) == 0 && !model.containsKey(other)) {
                        changes.add(rekey(id, other, s, i));
                        model.remove(id);
                        model.put(other, List.of(other, s, i));
                    } else {
                        changes.add(update(id, s, i));
                        model.put(id, List.of(id, s, i));
                    }
                }
                writer.write(changes, STRICT, refusals);
                writer.commit(refusals);
            }

            assertEquals(List.of(), refusals.all);
            assertEquals(List.copyOf(model.values()), rows());
        }

        @Test
        void withoutAKeyOneOfEqualRowsIsTouched() throws Exception {
            prepare(keyless, Preparation.DROP_AND_CREATE, false);
            write(
                    STRICT,
                    keylessChange(Operation.INSERT, Row.NONE, row(1L, null, 1L)),
                    keylessChange(Operation.INSERT, Row.NONE, row(1L, null, 1L)),
                    keylessChange(Operation.INSERT, Row.NONE, row(1L, null, 1L)),
                    keylessChange(Operation.UPDATE, row(1L, null, 1L), row(1L, "x", 2L)),
                    keylessChange(Operation.DELETE, row(1L, null, 1L), Row.NONE));
            writer.commit(refusals);

            List<List<Object>> rows = rows();
            assertEquals(2, rows.size());
            assertTrue(rows.contains(List.of(1, "x", 2)));
            assertTrue(rows.contains(Arrays.asList(1, null, 1)));
            assertEquals(List.of(), refusals.all);
        }

        @Test
        void severalTablesKeepEachItsOwn() throws Exception {
            TableSchema second = new TableSchema(new TableId(SCHEMA, "u"), COLUMNS, List.of("id"));
            prepare(second, Preparation.DROP_AND_CREATE, false);
            List<RowChange> changes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                changes.add(insert(i, "t", i));
                changes.add(change(second, Operation.INSERT, Row.NONE, row((long) i, "u", (long) i)));
                changes.add(update(i, "t2", i));
            }
            writer.write(changes, STRICT, refusals);
            writer.commit(refusals);

            assertEquals(50, rows().size());
            assertEquals(50, rows(second.table()).size());
            assertEquals("t2", rows().get(10).get(1));
        }

        private void write(Conflicts conflicts, RowChange... changes) {
            writer.write(List.of(changes), conflicts, refusals);
        }
    }

    /** The target's own table follows; a second time, as after a restart, nothing more happens. */
    @Nested
    class Altering {

        private final Column id = COLUMNS.get(0);
        private final Column s = COLUMNS.get(1);
        private final Column n = COLUMNS.get(2);

        @BeforeEach
        void fill() throws Exception {
            assumeTrue(connector().capabilities().contains(Capability.ALTER));
            prepare(keyed, Preparation.DROP_AND_CREATE, false);
            database.run("insert into " + t() + " values (1, 'a', 10)");
        }

        @Test
        void aNewColumnIsAddedAndTakesNullInOldRows() throws Exception {
            Column late = new Column("Late One", DmsType.sized(Kind.WSTRING, 30), "varchar(30)", false);
            alter(id, s, n, late);
            assertEquals(List.of(Arrays.asList(1, "a", 10, null)), rows());
        }

        @Test
        void aDroppedColumnGoes() throws Exception {
            alter(id, n);
            assertEquals(List.of(List.of(1, 10)), rows());
        }

        @Test
        void aRenamedColumnKeepsItsValues() throws Exception {
            alter(id, s.renamed("Title"), n);
            assertEquals(List.of(List.of(1, "a", 10)), rows());
            database.run("insert into " + t() + " (id, " + database.quote("Title") + ") values (2, 'b')");
        }

        @Test
        void aColumnRenamedInItsCaseOnlyKeepsItsValues() throws Exception {
            alter(id, s.renamed("S"), n);
            assertEquals(List.of(List.of(1, "a", 10)), rows());
            database.run("insert into " + t() + " (id, " + database.quote("S") + ") values (2, 'b')");
        }

        @Test
        void aColumnThatIsDroppedWhileAnotherComesIsNotARenamedOne() throws Exception {
            alter(id, n, new Column("more", DmsType.sized(Kind.WSTRING, 20), "varchar(20)", true));
            assertEquals(List.of(Arrays.asList(1, 10, null)), rows());
        }

        @Test
        void aWidenedTypeKeepsValuesAndTakesLargerOnes() throws Exception {
            alter(
                    id,
                    new Column("s", DmsType.sized(Kind.WSTRING, 200), "varchar(200)", true),
                    new Column("n", DmsType.of(Kind.INT8), "bigint", true));
            database.run("insert into " + t() + " values (2, '" + "x".repeat(200) + "', 10000000000)");
            assertEquals(List.of(1, "a", 10L), rows().get(0));
        }

        @Test
        void aTypeThatTheRowsDoNotFitLeavesTheTableAsItIs() throws Exception {
            database.run("update " + t() + " set s = 'no number'");
            TableSchema after = new TableSchema(
                    keyed.table(), List.of(id, new Column("s", DmsType.of(Kind.INT4), "int", true), n), keyed.key());

            ConnectorException refused = assertThrows(ConnectorException.class, () -> target.alter(keyed, after));

            assertFalse(refused.isRecoverable());
            assertEquals(List.of(List.of(1, "no number", 10)), rows());
        }

        @Test
        void changesAreAppliedUnderTheNewDefinitionByAWriterThatKnewTheOld() throws Exception {
            Collected refusals = new Collected();
            try (ChangeWriter writer = target.changes(new ChangeSettings("TASK", "", false))) {
                writer.write(List.of(insert(2, "b", 20)), STRICT, refusals);
                writer.commit(refusals);
                TableSchema after =
                        alter(id, s.renamed("title"), new Column("n", DmsType.of(Kind.INT8), "bigint", true));
                writer.write(
                        List.of(
                                change(after, Operation.UPDATE, Row.NONE, row(2L, "c", 10_000_000_000L)),
                                change(after, Operation.INSERT, Row.NONE, row(3L, "d", 30L))),
                        STRICT,
                        refusals);
                writer.commit(refusals);
            }
            assertEquals(List.of(), refusals.all);
            assertEquals(List.of(List.of(1, "a", 10L), List.of(2, "c", 10_000_000_000L), List.of(3, "d", 30L)), rows());
        }

        @Test
        void aDroppedTableIsGoneAndDroppingAgainIsHarmless() throws Exception {
            target.drop(keyed.table());
            assertThrows(SQLException.class, () -> rows());
            target.drop(keyed.table());
        }

        private TableSchema alter(Column... columns) {
            TableSchema after = new TableSchema(keyed.table(), List.of(columns), keyed.key());
            target.alter(keyed, after);
            target.alter(keyed, after);
            return after;
        }
    }

    @Nested
    class Exceptions {

        @Test
        void refusedChangesAreKeptInTheExceptionsTable() throws Exception {
            try (ChangeWriter writer = target.changes(new ChangeSettings("MY-TASK", SCHEMA, true))) {
                writer.recordExceptions(List.of(
                        new Rejected(keyed.table(), Cause.DATA, "value too long", "INSERT INTO t VALUES ('it''s')")));
            }
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(
                            "select * from " + database.quote(new TableId(SCHEMA, "awsdms_apply_exceptions")))) {
                assertTrue(found.next());
                assertEquals("MY-TASK", found.getString("TASK_NAME"));
                assertEquals(SCHEMA, found.getString("TABLE_OWNER"));
                assertEquals("t", found.getString("TABLE_NAME"));
                assertEquals("INSERT INTO t VALUES ('it''s')", found.getString("STATEMENT"));
                assertEquals("value too long", found.getString("ERROR"));
                assertFalse(found.next());
            }
        }

        @Test
        void openingTwiceKeepsEarlierExceptions() throws Exception {
            for (int i = 0; i < 2; i++) {
                try (ChangeWriter writer = target.changes(new ChangeSettings("MY-TASK", SCHEMA, true))) {
                    writer.recordExceptions(List.of(new Rejected(keyed.table(), Cause.DATA, "m" + i, "")));
                }
            }
            assertEquals(2, rows(new TableId(SCHEMA, "awsdms_apply_exceptions")).size());
        }
    }

    /** Remembers what was refused and gives one verdict for all. */
    private static final class Collected implements Refusals {
        private final List<Rejected> all = new ArrayList<>();
        private Verdict verdict = Verdict.SKIP;

        @Override
        public Verdict refused(RowChange change, Rejected rejected) {
            all.add(rejected);
            return verdict;
        }

        List<Cause> causes() {
            return all.stream().map(Rejected::cause).toList();
        }
    }

    // ---- words of the tests

    protected final Target target() {
        return target;
    }

    protected final TablePlan prepare(TableSchema schema, Preparation preparation, boolean keyAfterLoad) {
        TablePlan plan = new TablePlan(schema, preparation, keyAfterLoad, false);
        target.prepare(plan);
        return plan;
    }

    /** Loads one batch to the end; what was refused. */
    protected final List<Rejected> load(TablePlan plan, RowBatch batch) {
        try (TableWriter writer = target.load(plan, 10_000)) {
            List<Rejected> refused = new ArrayList<>(writer.write(batch));
            refused.addAll(writer.finish());
            assertEquals(batch.size() - refused.size(), writer.committed());
            return refused;
        }
    }

    private String t() {
        return database.quote(keyed.table());
    }

    private List<List<Object>> rows() throws SQLException {
        return rows(keyed.table());
    }

    /** All rows in the order of the first column. */
    protected final List<List<Object>> rows(TableId table) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select * from " + database.quote(table) + " order by 1")) {
            List<List<Object>> rows = new ArrayList<>();
            while (found.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(found.getObject(i));
                }
                rows.add(row);
            }
            return rows;
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

    private RowChange insert(long id, String s, long n) {
        return change(keyed, Operation.INSERT, Row.NONE, row(id, s, n));
    }

    private RowChange update(long id, String s, long n) {
        return change(keyed, Operation.UPDATE, Row.NONE, row(id, s, n));
    }

    private RowChange rekey(long old, long id, String s, long n) {
        return change(keyed, Operation.UPDATE, row(old, Row.ABSENT, Row.ABSENT), row(id, s, n));
    }

    private RowChange delete(long id) {
        return change(keyed, Operation.DELETE, row(id, Row.ABSENT, Row.ABSENT), Row.NONE);
    }

    private RowChange keylessChange(Operation operation, Row before, Row after) {
        return change(keyless, operation, before, after);
    }

    private RowChange change(TableSchema schema, Operation operation, Row before, Row after) {
        ordinal++;
        return new RowChange(
                schema, operation, before, after, new Transaction(1, Instant.EPOCH), ordinal, new At(ordinal));
    }

    private static Row row(Object... values) {
        return new Row(values);
    }

    private record At(int number) implements Position {
        @Override
        public String text() {
            return String.valueOf(number);
        }

        @Override
        public int compareTo(Position other) {
            return Integer.compare(number, ((At) other).number);
        }
    }
}
