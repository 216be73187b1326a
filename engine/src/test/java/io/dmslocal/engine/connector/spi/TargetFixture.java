package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.ChangeWriter.Refusals;
import io.dmslocal.engine.connector.spi.Conflicts.OnDuplicateKey;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingDelete;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingRow;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * How the tests of relational targets reach theirs, and their words.
 *
 * <p>The table of most tests is {@code t(id int key, s varchar(20), n int)}.
 */
@Timeout(
        value = 120,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a server that does not answer fails one test, not the build
public abstract class TargetFixture {

    protected static final String SCHEMA = "contract_tgt";

    static final Conflicts STRICT = new Conflicts(OnDuplicateKey.REJECT, OnMissingRow.REJECT, OnMissingDelete.REJECT);

    static final List<Column> COLUMNS = List.of(
            new Column("id", DmsType.of(Kind.INT4), "int", false),
            new Column("s", DmsType.sized(Kind.WSTRING, 20), "varchar(20)", true),
            new Column("n", DmsType.of(Kind.INT4), "int", true));

    ContractDatabase database;
    Target target;
    TableSchema keyed;
    TableSchema keyless;
    int ordinal;

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

    String t() {
        return database.quote(keyed.table());
    }

    List<List<Object>> rows() throws SQLException {
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

    RowChange insert(long id, String s, long n) {
        return change(keyed, Operation.INSERT, Row.NONE, row(id, s, n));
    }

    RowChange update(long id, String s, long n) {
        return change(keyed, Operation.UPDATE, Row.NONE, row(id, s, n));
    }

    RowChange rekey(long old, long id, String s, long n) {
        return change(keyed, Operation.UPDATE, row(old, Row.ABSENT, Row.ABSENT), row(id, s, n));
    }

    RowChange delete(long id) {
        return change(keyed, Operation.DELETE, row(id, Row.ABSENT, Row.ABSENT), Row.NONE);
    }

    RowChange keylessChange(Operation operation, Row before, Row after) {
        return change(keyless, operation, before, after);
    }

    RowChange change(TableSchema schema, Operation operation, Row before, Row after) {
        ordinal++;
        return new RowChange(
                schema, operation, before, after, new Transaction(1, Instant.EPOCH), ordinal, new At(ordinal));
    }

    static Row row(Object... values) {
        return new Row(values);
    }

    record At(int number) implements Position {
        @Override
        public String text() {
            return String.valueOf(number);
        }

        @Override
        public int compareTo(Position other) {
            return Integer.compare(number, ((At) other).number);
        }
    }

    /** Remembers what was refused and gives one verdict for all. */
    static final class Collected implements Refusals {
        final List<Rejected> all = new ArrayList<>();
        Verdict verdict = Verdict.SKIP;

        @Override
        public Verdict refused(RowChange change, Rejected rejected) {
            all.add(rejected);
            return verdict;
        }

        List<Cause> causes() {
            return all.stream().map(Rejected::cause).toList();
        }
    }
}
