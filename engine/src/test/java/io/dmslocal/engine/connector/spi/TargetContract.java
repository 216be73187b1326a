package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableSchema;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every relational target must do. A connector's test says only how to reach its database.
 *
 * <p>By theme: {@link TargetLoadContract}, {@link TargetChangeContract}, and here definitions that change and what is kept of refusals. They are one chain,
 * so that whoever passes the last has passed all.
 */
public abstract class TargetContract extends TargetChangeContract {

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
}
