package io.dmslocal.engine.run;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.reason.Reasons;
import java.util.List;
import java.util.Set;

/** What becomes of a run's tables, told to its task, its log and whoever asks why: to each of them what concerns it. */
record RunNews(ActorRef<RunReport> task, RunLog log, Reasons reasons) {

    /** @param idleSettings a sentence for each setting that does nothing in this task */
    void began(int tables, List<String> idleSettings) {
        log.task("Task is running with " + tables + " tables");
        reasons.withoutEffect(idleSettings);
        idleSettings.forEach(log::taskWarning);
        task.tell(new RunReport.Began(tables));
    }

    void loaded(TableState table) {
        task.tell(new RunReport.TableLoaded(
                table.source(), table.loaded().rows(), table.loaded().errorRows()));
    }

    void allLoaded() {
        task.tell(new RunReport.LoadFinished());
    }

    /** Its load failed; what the run makes of that is yet to be decided. */
    void failed(TableState table, Throwable cause) {
        reasons.add(Failure.ofTable(table.source(), cause.getMessage()));
        log.taskError("Table " + table.source() + " failed", cause);
    }

    /** It is left out from here on, and the run goes on without it. */
    void leftOut(TableState table, String reason) {
        task.tell(new RunReport.TableSuspended(table.source(), reason));
    }

    /** The applier leaves it out. */
    void suspended(TableState table, String reason) {
        log.taskWarning("Table " + table.source() + " is suspended, its changes are left out from here on: " + reason);
        reasons.add(Failure.ofTable(table.source(), reason));
        leftOut(table, reason);
    }

    /** The checkpoint knows that these are to be loaded once more. */
    void reloads(Set<TableId> tables) {
        task.tell(new RunReport.ReloadBegun(List.copyOf(tables)));
    }
}
