package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Commit;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.settings.TaskSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps two tasks of opposite directions from sending each other their own changes for ever: each marks the transactions that it applies, by a row that is
 * written first, and drops those that the other has marked. Because the mark comes first, nothing waits for the end of a transaction. The
 * applier's thread, but for {@link #prepare}.
 *
 * <p>Source: "Loopback prevention task settings", AWS DMS user guide. What a load writes bears no mark: tasks in a ring begin with the changes.
 */
final class Loopback {

    private final TaskSettings.Loopback settings;
    private final TaskControl control;
    private final TableId mark;
    private Transaction dropped = Transaction.NONE;
    private long drops;

    Loopback(RunPlan plan, TaskControl control) {
        this.settings = plan.settings().loopback();
        this.control = control;
        this.mark = mark(plan);
    }

    static boolean isOn(RunPlan plan) {
        return plan.settings().loopback().enabled() && plan.migrationType().captures();
    }

    /** The table on the source by whose rows marked transactions are known. */
    static TableId mark(RunPlan plan) {
        String asked = plan.settings().loopback().sourceSchema();
        String schema = asked.isEmpty()
                ? ControlTables.defaultSchema(plan.source().endpoint().engineName(), "")
                : asked;
        return new TableId(schema, ControlTables.LOOPBACK_PREVENTION.name());
    }

    /** Both sides have the table before anything is captured or applied. Blocking. */
    static void prepare(RunPlan plan, Target target) {
        store(target, plan.settings().loopback().targetSchema(), "target").create(ControlTables.LOOPBACK_PREVENTION);
        if (!plan.source().connector().capabilities().contains(Capability.TARGET)) {
            throw cannot("source");
        }
        try (Target source = plan.source().connector().target(plan.source().endpoint())) {
            store(source, plan.settings().loopback().sourceSchema(), "source")
                    .create(ControlTables.LOOPBACK_PREVENTION);
        }
    }

    private static ControlStore store(Target side, String schema, String which) {
        return side.controlTables(schema).orElseThrow(() -> cannot(which));
    }

    private static RunFailure cannot(String side) {
        return new RunFailure("LoopbackPreventionSettings.EnableLoopbackPrevention needs tables on both sides, and the "
                + side + " has none: set it to false");
    }

    /** The first statement of a transaction of the target. */
    void mark(ChangeWriter writer) {
        Map<String, Object> row = control.upperCaseOwner();
        row.put("MARK_TIME", control.now());
        writer.put(settings.targetSchema(), ControlTables.LOOPBACK_PREVENTION, List.of(row));
    }

    /** Whether a change is the mark itself, or belongs to a transaction that bears it. */
    boolean drops(Change change) {
        if (change instanceof RowChange row && row.table().equals(mark)) {
            dropped = change.transaction();
            return true;
        }
        boolean is = dropped != Transaction.NONE && change.transaction() == dropped && !(change instanceof Commit);
        drops += is ? 1 : 0;
        return is;
    }

    /** How many changes were dropped. */
    long drops() {
        return drops;
    }

    /** Empty where the task does not prevent loops. */
    static Optional<Loopback> of(Session session) {
        return isOn(session.plan()) ? Optional.of(new Loopback(session.plan(), session.control())) : Optional.empty();
    }
}
