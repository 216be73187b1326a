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
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
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

/** What every relational target must do with changes. */
public abstract class TargetChangeContract extends TargetLoadContract {

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
}
