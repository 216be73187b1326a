package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.settings.RecoveryCheckpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a task's changes are applied, as awsdms_txn_state says it on the target: the row is written in the transaction of the changes, so it is never
 * behind them nor ahead. A run that resumes goes on from exactly there; then also tables without a key lose nothing and double nothing.
 *
 * <p>While a table loads or its cached changes wait, tables stand at different places and one position cannot say it: the row then bears the oldest, and names
 * an open transaction; a run that resumes repeats what follows, as it does without this table. So it is while changes are repeated, and after a repair.
 *
 * <p>Source: "Target metadata task settings", AWS DMS user guide, TaskRecoveryTableEnabled.
 *
 * @param position everything before it is applied
 * @param isExact whether nothing after it is
 */
record TransactionState(Position position, boolean isExact) {

    private static final int FIELD_OF_POSITION = 2;
    private static final int FIELD_OF_OPEN_TRANSACTION = 5;
    private static final String NONE_OPEN = "*";

    String text(RunPlan plan) {
        String text = RecoveryCheckpoint.text(
                position.text(),
                EngineName.of(plan.source().endpoint().engineName())
                        .orElse(EngineName.all().get(0)),
                0);
        return isExact ? text : text.replace("#*#", "#" + position.text() + "#");
    }

    void write(Session session, ChangeWriter writer) {
        TaskControl control = session.control();
        Map<String, Object> row = control.upperCaseOwner();
        row.put("STATE_TIME", control.now());
        row.put("CHECKPOINT", text(session.plan()));
        writer.put(session.plan().settings().controlTables().controlSchema(), ControlTables.TXN_STATE, List.of(row));
    }

    /** What an earlier run wrote. */
    static Optional<TransactionState> read(TaskControl control, Source source) {
        return control.having(ControlTables.TXN_STATE).flatMap(store -> {
            List<Map<String, String>> rows = store.rows(ControlTables.TXN_STATE, control.upperCaseOwner());
            return rows.stream().findFirst().map(row -> parse(row.get("CHECKPOINT"), source));
        });
    }

    private static TransactionState parse(String checkpoint, Source source) {
        String[] fields = checkpoint.split("#");
        return new TransactionState(
                source.position(fields[FIELD_OF_POSITION]), fields[FIELD_OF_OPEN_TRANSACTION].equals(NONE_OPEN));
    }

    /** A task that begins anew has no state. */
    static void forget(TaskControl control) {
        control.having(ControlTables.TXN_STATE)
                .ifPresent(store -> store.remove(ControlTables.TXN_STATE, control.upperCaseOwner()));
    }
}
