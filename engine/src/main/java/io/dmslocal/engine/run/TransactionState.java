package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.settings.RecoveryCheckpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * How far a task's changes are applied, as awsdms_txn_state says it on the target: the row is written in the transaction of the changes, so it is never
 * behind them nor ahead. A run that resumes goes on from exactly there; then also tables without a key lose nothing and double nothing.
 *
 * <p>Of a source transaction that is committed in parts, the row says how many of its changes are there: a source tells them again in the same order. Only
 * for the same tables, though, so a sum of their names stands beside the number.
 *
 * <p>While a table loads or its cached changes wait, tables stand at different places and one position cannot say it: the row then bears the oldest, and names
 * an open transaction; a run that resumes repeats what follows, as it does without this table. So it is while changes are repeated, and after a repair.
 *
 * <p>Source: "Target metadata task settings", AWS DMS user guide, TaskRecoveryTableEnabled. What stands for an open transaction is our own.
 *
 * @param position everything before it is applied
 * @param part how many changes of the transaction behind it are applied, and nothing else; negative where that is not known
 */
record TransactionState(Position position, long part) {

    private static final int FIELD_OF_POSITION = 2;
    private static final int FIELD_OF_OPEN_TRANSACTION = 5;
    private static final String NONE_OPEN = "*";
    private static final Pattern PART = Pattern.compile("(\\d+) changes of tables ([0-9a-f]+)");

    private static final long UNKNOWN = -1;

    /** Something after the position may be applied, too. */
    static TransactionState orMore(Position position) {
        return new TransactionState(position, UNKNOWN);
    }

    boolean isExact() {
        return part >= 0;
    }

    /**
     * The same for a run that goes on at a place of the source's log which was saved. Whoever writes to the target writes this state with it: where it is exact and
     * older, nothing was written since, and only the log has moved on.
     *
     * @return empty when the saved place says more
     */
    Optional<TransactionState> at(Position saved) {
        if (position.compareTo(saved) >= 0) {
            return Optional.of(this);
        }
        return isExact() ? Optional.of(new TransactionState(saved, 0)) : Optional.empty();
    }

    private String text(RunPlan plan, CaptureRequest request) {
        String text = RecoveryCheckpoint.text(
                position.text(),
                EngineName.of(plan.source().endpoint().engineName())
                        .orElse(EngineName.all().get(0)),
                0);
        if (part == 0) {
            return text;
        }
        String open = isExact() ? part + " changes of tables " + sum(request) : position.text();
        return text.replace("#*#", "#" + open + "#");
    }

    private static String sum(CaptureRequest request) {
        CRC32 sum = new CRC32();
        String names = request.tables().stream().map(TableId::toString).sorted().collect(Collectors.joining("\n"));
        sum.update(names.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    void write(Session session, ChangeWriter writer) {
        TaskControl control = session.control();
        Map<String, Object> row = control.upperCaseOwner();
        row.put("STATE_TIME", control.now());
        row.put(
                "CHECKPOINT",
                text(session.plan(), session.capture().orElseThrow().request()));
        writer.put(session.plan().settings().controlTables().controlSchema(), ControlTables.TXN_STATE, List.of(row));
    }

    /** What the last run wrote, wherever that was: what another stay here has left is older. */
    static Optional<TransactionState> read(TaskControl control, Source source, CaptureRequest request) {
        return control.having(ControlTables.TXN_STATE).flatMap(store -> {
            Optional<String> checkpoint = control.upperCaseLastOwners().stream()
                    .flatMap(owner -> store.rows(ControlTables.TXN_STATE, owner).stream())
                    .findFirst()
                    .map(row -> row.get("CHECKPOINT"));
            if (control.isMoved()) {
                takeAlong(checkpoint, store, control);
            }
            return checkpoint.map(text -> parse(text, source, request));
        });
    }

    /** To the instance to which the task was moved; the old row stays until the checkpoint names the new server. */
    private static void takeAlong(Optional<String> checkpoint, ControlStore store, TaskControl control) {
        Map<String, Object> row = control.upperCaseOwner();
        if (checkpoint.isEmpty()) {
            store.remove(ControlTables.TXN_STATE, row);
            return;
        }
        row.put("STATE_TIME", control.now());
        row.put("CHECKPOINT", checkpoint.get());
        store.put(ControlTables.TXN_STATE, List.of(row));
    }

    /** The checkpoint names the new server: a task that comes back some day must not find what holds no more. */
    static void leaveLast(TaskControl control) {
        if (control.isMoved()) {
            control.store().ifPresent(store -> store.remove(ControlTables.TXN_STATE, control.upperCaseLastOwner()));
        }
    }

    private static TransactionState parse(String checkpoint, Source source, CaptureRequest request) {
        String[] fields = checkpoint.split("#");
        Position position = source.position(fields[FIELD_OF_POSITION]);
        String open = fields[FIELD_OF_OPEN_TRANSACTION];
        if (open.equals(NONE_OPEN)) {
            return new TransactionState(position, 0);
        }
        Matcher part = PART.matcher(open);
        return part.matches() && part.group(2).equals(sum(request))
                ? new TransactionState(position, Long.parseLong(part.group(1)))
                : orMore(position);
    }

    /** A task that begins anew has no state; one that writes without saying how far it is would make it untrue. */
    static void forget(TaskControl control) {
        control.store().ifPresent(store -> store.remove(ControlTables.TXN_STATE, control.upperCaseOwner()));
        leaveLast(control);
    }
}
