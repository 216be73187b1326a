package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.cache.CachedChanges;
import io.dmslocal.engine.run.statistics.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of awsdms_status, awsdms_history and awsdms_suspended_tables. What is seen is seen by the applier's thread; written by another.
 *
 * <p>Units of the history (minutes, seconds, records, megabytes): "Control table task settings", AWS DMS user guide.
 */
final class StatusRows {

    private static final String LOADING = "FULL LOAD";
    private static final String CHANGING = "CHANGE PROCESSING";
    private static final long MEGABYTE = 1024 * 1024;

    /** What is true at a moment: rows of the status and of the history's slots. */
    record Seen(Map<String, Object> status, List<Map<String, Object>> slots) {}

    private record Done(long records, long bytes) {

        Done since(Done before) {
            return new Done(records - before.records, bytes - before.bytes);
        }
    }

    private final Session session;
    private final TaskControl control;
    private final Duration slot;

    private Instant slotStart = Instant.MIN;
    private Done loadedBefore;
    private Done appliedBefore;
    private Instant lastCommit = Instant.EPOCH;
    private Position lastPosition;

    StatusRows(Session session) {
        this.session = session;
        this.control = session.control();
        int minutes = session.plan().settings().controlTables().historyTimeslotMinutes();
        this.slot = Duration.ofMinutes(Math.max(1, minutes));
        this.loadedBefore = loaded();
        this.appliedBefore = applied();
    }

    private Done loaded() {
        long rows = session.tables().stream()
                .mapToLong(table -> table.loaded().rows())
                .sum();
        return new Done(rows, session.meter().loaded().bytes());
    }

    private Done applied() {
        long changes = session.tables().stream()
                .mapToLong(table -> table.statistics().applied().changes())
                .sum();
        return new Done(changes, session.meter().applied().bytes());
    }

    static String status(Session session) {
        boolean loads = session.tables().stream()
                .map(TableState::phase)
                .anyMatch(phase -> phase == Phase.BEFORE_LOAD || phase == Phase.LOADING || phase == Phase.RELOADING);
        return loads ? LOADING : CHANGING;
    }

    /** @param ended null when no more changes come */
    Seen see(String status, Position ended, Transaction transaction, Instant now) {
        if (transaction != Transaction.NONE) {
            lastCommit = transaction.commitTime();
        }
        lastPosition = ended == null ? lastPosition : ended;
        return new Seen(status(status, now), slots(status, now));
    }

    private Map<String, Object> status(String status, Instant now) {
        long disk = 0;
        for (TableState table : session.tables()) {
            disk += table.gate().map(CachedChanges::diskBytes).orElse(0L);
        }
        Runtime memory = Runtime.getRuntime();
        Map<String, Object> row = control.owner();
        row.put("task_status", status);
        row.put("status_time", TaskControl.time(now));
        row.put("pending_changes", session.meter().lag().waiting());
        row.put("disk_swap_size", disk / MEGABYTE);
        row.put("task_memory", (memory.totalMemory() - memory.freeMemory()) / MEGABYTE);
        String position = lastPosition == null ? null : lastPosition.text();
        Object commit = lastCommit.equals(Instant.EPOCH) ? null : TaskControl.time(lastCommit);
        row.put("source_current_position", position);
        row.put("source_current_timestamp", commit);
        // transactions are read when they are committed: no older one is open behind the current position
        row.put("source_tail_position", position);
        row.put("source_tail_timestamp", commit);
        row.put("source_timestamp_applied", commit);
        return row;
    }

    private List<Map<String, Object>> slots(String status, Instant now) {
        Done loaded = loaded();
        Done applied = applied();
        long length = slot.toMillis();
        Instant start = Instant.ofEpochMilli(now.toEpochMilli() / length * length);
        if (!start.equals(slotStart)) {
            boolean first = slotStart.equals(Instant.MIN);
            slotStart = start;
            loadedBefore = first ? loadedBefore : loaded;
            appliedBefore = first ? appliedBefore : applied;
        }
        List<Map<String, Object>> slots = new ArrayList<>();
        if (status.equals(LOADING) || !loaded.equals(loadedBefore)) {
            slots.add(slot(LOADING, loaded.since(loadedBefore), null));
        }
        if (!status.equals(LOADING)) {
            long latency = session.meter().lag().target(now).toSeconds();
            slots.add(slot(CHANGING, applied.since(appliedBefore), latency));
        }
        return slots;
    }

    private Map<String, Object> slot(String type, Done done, Long latency) {
        Map<String, Object> row = control.owner();
        row.put("timeslot_type", type);
        row.put("timeslot", TaskControl.time(slotStart));
        row.put("timeslot_duration", slot.toMinutes());
        row.put("timeslot_latency", latency);
        row.put("timeslot_records", done.records());
        row.put("timeslot_volume", done.bytes() / MEGABYTE);
        return row;
    }

    void write(Seen seen) {
        control.having(ControlTables.STATUS)
                .ifPresent(store -> store.put(ControlTables.STATUS, List.of(seen.status())));
        control.having(ControlTables.HISTORY).ifPresent(store -> store.put(ControlTables.HISTORY, seen.slots()));
    }

    /** Those that are suspended now, instead of what was there. */
    void suspended(Set<TableId> tables, Map<TableId, String> reasons, Instant now) {
        ControlTable table = ControlTables.SUSPENDED_TABLES;
        ControlStore store = control.having(table).orElseThrow();
        store.remove(table, control.owner());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (TableState state : session.tables()) {
            if (tables.contains(state.source())) {
                Map<String, Object> row = new LinkedHashMap<>(control.owner());
                row.put("table_owner", state.target().table().schema());
                row.put("table_name", state.target().table().name());
                row.put("suspend_reason", reasons.getOrDefault(state.source(), Phase.ERROR.word()));
                row.put("suspend_timestamp", TaskControl.time(now));
                rows.add(row);
            }
        }
        store.put(table, rows);
    }
}
