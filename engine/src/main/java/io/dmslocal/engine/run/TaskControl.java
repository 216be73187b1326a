package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.Begun;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a task writes about itself into tables of its target; does nothing where the target has none, and for tasks without changes. Blocking, any
 * thread.
 *
 * <p>Rows name the server: the identifier of the replication instance, of a serverless replication its own (assumed: AWS has the name of the instance's host
 * there). A task that is moved to another instance writes other rows from then on; what it wrote before and what would be untrue is removed as it begins
 * there, and history stays. Tasks of several regions may have one name: rows are sought by server and name, those of the last run by the server that its
 * checkpoint remembers. Price: two regions' tasks of one name on instances of one identifier have the same rows on a common target, as two serverless
 * replications of one name have; each takes the other's state for its own. One of the names must be another there, or the schema of control tables.
 *
 * <p>Source: "Control table task settings", AWS DMS user guide.
 */
final class TaskControl {

    private final Optional<ControlStore> store;
    private final List<ControlTable> tables;
    private final String schema;
    private final String server;
    private final String lastServer;
    private final boolean isLastKnown;
    private final String task;
    private final Clock clock;

    /** @param last the last run; checkpoints of earlier versions do not know its server: rows named the task at first, and the instance later */
    TaskControl(RunPlan plan, Target target, Clock clock, Optional<Begun> last) {
        this.clock = clock;
        this.tables = ControlTables.of(
                plan.settings(),
                plan.migrationType().captures(),
                plan.target().endpoint().engineName());
        this.schema = plan.settings().controlTables().controlSchema();
        this.store = tables.isEmpty() ? Optional.empty() : target.controlTables(schema);
        this.task = plan.taskName().toUpperCase(Locale.ROOT);
        this.server = plan.instance().isEmpty() ? task : plan.instance();
        this.lastServer = last.isEmpty() ? server : last.get().server().orElse(task);
        this.isLastKnown = last.isEmpty() || last.get().server().isPresent();
    }

    /** Makes those that are missing. */
    void create() {
        store.ifPresent(there -> tables.forEach(there::create));
        if (isMoved()) {
            for (ControlTable table : List.of(ControlTables.STATUS, ControlTables.SUSPENDED_TABLES)) {
                having(table)
                        .ifPresent(there -> there.remove(table, Map.of("server_name", lastServer, "task_name", task)));
            }
        }
    }

    /** How the task's rows name the server now. */
    String server() {
        return server;
    }

    /** The last run's rows name another server. */
    boolean isMoved() {
        return !lastServer.equals(server);
    }

    /** Present when the task has any table there. */
    Optional<ControlStore> store() {
        return store;
    }

    /** Present when the task has this table, and a target that can have it. */
    Optional<ControlStore> having(ControlTable table) {
        return store.filter(there -> tables.contains(table));
    }

    /** Changes that were left out. */
    void refused(List<Rejected> changes) {
        refused(ControlTables.APPLY_EXCEPTIONS, changes);
    }

    /** Rows that a load left out: into a table of their own where the task has one. */
    void refusedByLoad(List<Rejected> rows) {
        boolean own = having(ControlTables.FULL_LOAD_EXCEPTIONS).isPresent();
        refused(own ? ControlTables.FULL_LOAD_EXCEPTIONS : ControlTables.APPLY_EXCEPTIONS, rows);
    }

    /** Changes that were left out, in the transaction of those that were not. */
    void refused(List<Rejected> changes, ChangeWriter writer) {
        if (having(ControlTables.APPLY_EXCEPTIONS).isPresent()) {
            writer.put(schema, ControlTables.APPLY_EXCEPTIONS, exceptions(changes)); // made as the session opened
        }
    }

    private void refused(ControlTable table, List<Rejected> rejected) {
        if (!rejected.isEmpty()) {
            having(table).ifPresent(there -> there.put(table, exceptions(rejected)));
        }
    }

    private List<Map<String, Object>> exceptions(List<Rejected> rejected) {
        LocalDateTime now = now();
        return rejected.stream().map(one -> exception(one, now)).toList();
    }

    /** Of a row that the source could not tell there is no statement: its key says which it is. */
    private static String error(Rejected rejected) {
        return rejected.statement().isEmpty() && !rejected.key().isEmpty()
                ? rejected.message() + " The row with " + rejected.key() + "."
                : rejected.message();
    }

    private Map<String, Object> exception(Rejected rejected, LocalDateTime now) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("TASK_NAME", task);
        row.put("TABLE_OWNER", rejected.table().schema());
        row.put("TABLE_NAME", rejected.table().name());
        row.put("ERROR_TIME", now);
        row.put("STATEMENT", rejected.statement());
        row.put("ERROR", error(rejected));
        return row;
    }

    /** What tells this task's rows apart in tables with lower-case names. */
    Map<String, Object> owner() {
        return new LinkedHashMap<>(Map.of("server_name", server, "task_name", task));
    }

    /** The same, in tables with upper-case names. */
    Map<String, Object> upperCaseOwner() {
        return new LinkedHashMap<>(Map.of("SERVER_NAME", server, "TASK_NAME", task));
    }

    /** What told them apart in the last run. */
    Map<String, Object> upperCaseLastOwner() {
        return Map.of("SERVER_NAME", lastServer, "TASK_NAME", task);
    }

    /** The same; where it is not known, what may have, the oldest first. */
    List<Map<String, Object>> upperCaseLastOwners() {
        return isLastKnown ? List.of(upperCaseLastOwner()) : List.of(upperCaseLastOwner(), upperCaseOwner());
    }

    LocalDateTime now() {
        return time(clock.instant());
    }

    static LocalDateTime time(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
