package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.RowBytes;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Applies changes, many with one statement.
 *
 * <p>Changes wait until the commit (or until there are very many) and are then applied table by table in layers of different keys, see {@link
 * TableChanges}: within one transaction of the target the order between different rows cannot be seen. When that fails (a bad value, a row that
 * is not there, a foreign key that minds the order), the changes are rolled back and applied in parts, in their order, and those in parts again; few ones
 * that fail together are executed by the server one by one, see {@link InTurn}. A single change that fails is refused, for itself or for its whole table.
 *
 * <pre>
 * write  -> pending -> all together -> fine
 *                             |-> failed -> part, part, ... -> few: in turn -> one: Refusals decides
 * </pre>
 */
final class PostgresChangeWriter implements ChangeWriter {

    /** Changes that wait at most; more than these belong to a source transaction that is larger than memory should hold. */
    private static final int MOST_PENDING = 20_000;

    /** Of changes that could not be applied together: halves would send them twice as often where many are bad, single ones where few are. */
    private static final int PARTS = 8;

    /** So many that fail together are executed in turn: less than that costs hardly more than one attempt. */
    private static final int FEW = 512;

    /** The same, bytes; a statement's arrays hold them about three times more. */
    private static final long MOST_PENDING_BYTES = 8L << 20;

    /**
     * One plan for one row and for thousands: by index from the arrays into the table, never by reading the whole table, even where statistics are
     * missing because it was loaded a moment ago.
     */
    private static final List<String> SETTINGS = List.of(
            "SET plan_cache_mode = force_generic_plan",
            "SET enable_seqscan = off",
            "SET enable_hashjoin = off",
            "SET enable_mergejoin = off",
            "SET jit = off");

    private final EndpointSettings endpoint;
    private final Connection connection;
    private final Map<TableId, TableApply> tables = new LinkedHashMap<>();
    private final Set<TableId> skipped = new HashSet<>();
    private final List<RowChange> pending = new ArrayList<>();
    private final InTurn inTurn;
    private long pendingBytes;
    private Conflicts conflicts = Conflicts.IDEMPOTENT;
    private volatile boolean inTransaction;
    /** A call that another thread's {@link #close} must not wait for. */
    private volatile boolean busy;

    PostgresChangeWriter(EndpointSettings endpoint, Connection connection) {
        this.endpoint = endpoint;
        this.connection = connection;
        this.inTurn = new InTurn(connection);
        try (Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute(setting);
            }
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            PostgresSession.abort(connection);
            throw failed(e);
        }
    }

    @Override
    public void write(List<RowChange> changes, Conflicts onConflict, Refusals refusals) {
        busy = true;
        try {
            add(changes, onConflict, refusals);
        } finally {
            busy = false;
        }
    }

    private void add(List<RowChange> changes, Conflicts onConflict, Refusals refusals) {
        if (!onConflict.equals(conflicts)) {
            applyPending(refusals);
            conflicts = onConflict;
        }
        for (RowChange change : changes) {
            if (skipped.contains(change.table())) {
                refusals.skipped(change);
            } else {
                pending.add(change);
                pendingBytes += RowBytes.of(change);
            }
            if (pending.size() >= MOST_PENDING || pendingBytes >= MOST_PENDING_BYTES) {
                applyPending(refusals);
            }
        }
    }

    @Override
    public void flush(Refusals refusals) {
        busy = true;
        try {
            applyPending(refusals);
        } finally {
            busy = false;
        }
    }

    @Override
    public void commit(Refusals refusals) {
        busy = true;
        try {
            applyPending(refusals);
            if (inTransaction) {
                connection.commit();
                inTransaction = false;
            }
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            busy = false;
        }
        skipped.clear();
    }

    @Override
    public void put(String schema, ControlTable table, List<Map<String, Object>> rows) {
        busy = true;
        try {
            new ControlSql(connection, PostgresControl.schema(schema), table).put(rows);
            inTransaction = true;
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            busy = false;
        }
    }

    @Override
    public void empty(TableId table) {
        busy = true;
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE TABLE " + Sql.name(table));
            inTransaction = true;
        } catch (SQLException e) {
            throw JdbcFailure.of("Emptying table " + table + " of", endpoint, e);
        } finally {
            busy = false;
        }
    }

    @Override
    public void close() {
        if (inTransaction || busy) {
            PostgresSession.abort(connection);
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            PostgresSession.abort(connection);
        }
    }

    private void applyPending(Refusals refusals) {
        if (pending.isEmpty()) {
            return;
        }
        try {
            apply(pending, refusals);
            inTransaction = true;
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            pending.clear();
            pendingBytes = 0;
        }
    }

    private void apply(List<RowChange> changes, Refusals refusals) throws SQLException {
        if (changes.size() == 1 && skipped.contains(changes.get(0).table())) {
            refusals.skipped(changes.get(0));
            return;
        }
        Savepoint before = inTransaction ? connection.setSavepoint() : null;
        Optional<Refused> refused = attempt(changes);
        if (refused.isEmpty()) {
            if (before != null) {
                connection.releaseSavepoint(before);
            }
            if (!skipped.isEmpty()) {
                changes.stream()
                        .filter(change -> skipped.contains(change.table()))
                        .forEach(refusals::skipped);
            }
            return;
        }
        if (before != null) {
            connection.rollback(before);
        } else {
            connection.rollback();
        }
        if (changes.size() > 1 && changes.size() <= FEW && inTurn.isAbleTo()) {
            applyInTurn(changes, refusals);
            return;
        }
        if (changes.size() > 1) {
            applyParts(changes, refusals);
            return;
        }
        refuse(changes.get(0), refused.get(), refusals);
    }

    private void applyParts(List<RowChange> changes, Refusals refusals) throws SQLException {
        int size = (changes.size() + PARTS - 1) / PARTS;
        for (int from = 0; from < changes.size(); from += size) {
            apply(changes.subList(from, Math.min(changes.size(), from + size)), refusals);
            inTransaction = true;
        }
    }

    /** What the server does not execute is judged before it goes on behind it. */
    private void applyInTurn(List<RowChange> changes, Refusals refusals) throws SQLException {
        inTurn.prepare();
        inTransaction = true;
        List<Optional<InTurn.Step>> steps = new ArrayList<>();
        for (RowChange change : changes) {
            steps.add(step(change));
        }
        for (int next = 0; next < changes.size(); next++) {
            OptionalInt executed = inTurn.execute(ready(changes, steps, next));
            if (executed.isEmpty()) {
                applyParts(changes.subList(next, changes.size()), refusals);
                return;
            }
            next += executed.getAsInt();
            if (next < changes.size()) {
                apply(changes.subList(next, next + 1), refusals);
            }
        }
    }

    private Optional<InTurn.Step> step(RowChange change) throws SQLException {
        try {
            return table(change.schema())
                    .single(TableChanges.single(change), conflicts)
                    .filter(step -> step.sql().indexOf(0) < 0); // what the server does not take at all
        } catch (SQLException e) {
            if (JdbcFailure.isRecoverable(e)) {
                throw e;
            }
            return Optional.empty(); // its table is missing: it is refused by itself
        }
    }

    /** The steps from there on, up to the first change that takes more than a step, or that is left out. */
    private List<InTurn.Step> ready(List<RowChange> changes, List<Optional<InTurn.Step>> steps, int from) {
        List<InTurn.Step> ready = new ArrayList<>();
        for (int i = from; i < changes.size(); i++) {
            if (steps.get(i).isEmpty() || skipped.contains(changes.get(i).table())) {
                break;
            }
            ready.add(steps.get(i).get());
        }
        return ready;
    }

    /** Why changes could not be applied together; for a single change, why it could not be applied. */
    private record Refused(Cause cause, String message, Optional<Rejected.Answer> answer) {

        private Refused(Cause cause, String message) {
            this(cause, message, Optional.empty());
        }
    }

    private Optional<Refused> attempt(List<RowChange> changes) throws SQLException {
        Map<TableId, TableChanges> byTable = new LinkedHashMap<>();
        for (RowChange change : changes) {
            if (skipped.contains(change.table())) {
                continue;
            }
            TableChanges own = byTable.get(change.table());
            if (own == null) {
                own = new TableChanges(change.schema());
                byTable.put(change.table(), own);
            } else if (own.schema() != change.schema() && !own.schema().equals(change.schema())) {
                return Optional.of(new Refused(Cause.DATA, "The table's definition changes in between."));
            }
            own.add(change);
        }
        try {
            for (TableChanges one : byTable.values()) {
                Optional<Cause> missing = table(one.schema()).apply(one, conflicts);
                if (missing.isPresent()) {
                    return missing.map(cause -> new Refused(
                            cause,
                            cause == Cause.NO_ROW_TO_UPDATE
                                    ? "No row was found to update."
                                    : "No row was found to delete."));
                }
            }
            return Optional.empty();
        } catch (SQLException e) {
            Optional<Cause> cause = JdbcFailure.isAboutTable(e) ? Optional.of(Cause.TABLE) : JdbcFailure.recordCause(e);
            if (cause.isEmpty() && (changes.size() == 1 || JdbcFailure.isRecoverable(e))) {
                throw e;
            }
            return Optional.of(new Refused(cause.orElse(Cause.DATA), ServerWords.of(e), ServerWords.answer(e)));
        }
    }

    /** A table whose definition changed on the way is looked at again. */
    private TableApply table(TableSchema schema) throws SQLException {
        TableApply known = tables.get(schema.table());
        if (known == null || !known.isFor(schema)) {
            known = new TableApply(connection, TargetTable.read(connection, schema));
            tables.put(schema.table(), known);
        }
        return known;
    }

    private void refuse(RowChange change, Refused why, Refusals refusals) throws SQLException {
        Rejected rejected =
                new Rejected(change.table(), why.cause(), why.message(), StatementText.of(change), "", why.answer());
        switch (refusals.refused(change, rejected)) {
            case SKIP -> {}
            case SKIP_TABLE -> skipped.add(change.table());
            case STOP -> {
                connection.rollback();
                inTransaction = false;
                throw new StoppedByPolicy("Table " + change.table() + ": " + why.message());
            }
        }
    }

    private RuntimeException failed(SQLException e) {
        return JdbcFailure.of("Applying changes to", endpoint, e);
    }
}
