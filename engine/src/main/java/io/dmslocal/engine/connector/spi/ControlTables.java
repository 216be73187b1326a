package io.dmslocal.engine.connector.spi;

import static io.dmslocal.engine.connector.spi.ControlTable.Type.BIGINT;
import static io.dmslocal.engine.connector.spi.ControlTable.Type.COUNTER;
import static io.dmslocal.engine.connector.spi.ControlTable.Type.KEY_TEXT;
import static io.dmslocal.engine.connector.spi.ControlTable.Type.TEXT;
import static io.dmslocal.engine.connector.spi.ControlTable.Type.TIMESTAMP;
import static io.dmslocal.engine.connector.spi.ControlTable.Type.VARCHAR;

import io.dmslocal.engine.connector.spi.ControlTable.Column;
import io.dmslocal.engine.connector.spi.ControlTable.Type;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.settings.TaskSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The control tables, as AWS DMS makes them in PostgreSQL; other targets have the same columns in their own types. Pure.
 *
 * <p>Source: "Control table task settings" and "AWS DMS data validation", AWS DMS user guide; DDL as observed. The columns of
 * awsdms_full_load_exceptions and awsdms_loopback_prevention are not known: those chosen here are assumed.
 */
public final class ControlTables {

    private static final int NAME = 128;

    /** Rows and changes that were left out. */
    public static final ControlTable APPLY_EXCEPTIONS = exceptions("awsdms_apply_exceptions");

    /** Rows that loads left out. */
    public static final ControlTable FULL_LOAD_EXCEPTIONS = exceptions("awsdms_full_load_exceptions");

    /** One row per task: where it is. */
    public static final ControlTable STATUS = new ControlTable(
            "awsdms_status",
            List.of(
                    required("server_name", VARCHAR, NAME),
                    required("task_name", VARCHAR, NAME),
                    optional("task_status", VARCHAR, 32),
                    optional("status_time", TIMESTAMP, 0),
                    optional("pending_changes", BIGINT, 0),
                    optional("disk_swap_size", BIGINT, 0),
                    optional("task_memory", BIGINT, 0),
                    optional("source_current_position", VARCHAR, NAME),
                    optional("source_current_timestamp", TIMESTAMP, 0),
                    optional("source_tail_position", VARCHAR, NAME),
                    optional("source_tail_timestamp", TIMESTAMP, 0),
                    optional("source_timestamp_applied", TIMESTAMP, 0)),
            "awsdms_status_task_status_index",
            List.of("server_name", "task_name"));

    /** One row per slot of time and kind of work: how much was done. */
    public static final ControlTable HISTORY = new ControlTable(
            "awsdms_history",
            List.of(
                    required("server_name", VARCHAR, NAME),
                    required("task_name", VARCHAR, NAME),
                    required("timeslot_type", VARCHAR, 32),
                    required("timeslot", TIMESTAMP, 0),
                    optional("timeslot_duration", BIGINT, 0),
                    optional("timeslot_latency", BIGINT, 0),
                    optional("timeslot_records", BIGINT, 0),
                    optional("timeslot_volume", BIGINT, 0)),
            "awsdms_history_task_history_index",
            List.of("server_name", "task_name", "timeslot_type", "timeslot"));

    /** One row per table that is suspended now. */
    public static final ControlTable SUSPENDED_TABLES = new ControlTable(
            "awsdms_suspended_tables",
            List.of(
                    required("server_name", VARCHAR, NAME),
                    required("task_name", VARCHAR, NAME),
                    required("table_owner", VARCHAR, NAME),
                    required("table_name", VARCHAR, NAME),
                    optional("suspend_reason", VARCHAR, 32),
                    optional("suspend_timestamp", TIMESTAMP, 0)),
            "awsdms_suspended_tables_task_suspended_tables_index",
            List.of("server_name", "task_name", "table_owner", "table_name"));

    /** How far a task's changes are applied: written in the transaction that applies them. */
    public static final ControlTable TXN_STATE = new ControlTable(
            "awsdms_txn_state",
            List.of(
                    optional("SERVER_NAME", VARCHAR, NAME),
                    optional("TASK_NAME", VARCHAR, NAME),
                    optional("STATE_TIME", TIMESTAMP, 0),
                    optional("CHECKPOINT", VARCHAR, 1024)),
            "awsdms_txn_state_task_recovery_index",
            List.of("SERVER_NAME", "TASK_NAME"));

    /** Marks transactions that a task has applied, so that the task of the opposite direction does not bring them back. */
    public static final ControlTable LOOPBACK_PREVENTION = new ControlTable(
            "awsdms_loopback_prevention",
            List.of(
                    // updates of a table without a primary key would not come as changes
                    required("MARK_ID", COUNTER, 0),
                    required("SERVER_NAME", VARCHAR, NAME),
                    required("TASK_NAME", VARCHAR, NAME),
                    optional("MARK_TIME", TIMESTAMP, 0)),
            "awsdms_loopback_prevention_task_index",
            List.of("SERVER_NAME", "TASK_NAME"));

    /** Rows that differ. */
    public static final ControlTable VALIDATION_FAILURES_V1 = new ControlTable(
            "awsdms_validation_failures_v1",
            List.of(
                    required("TASK_NAME", VARCHAR, NAME),
                    required("TABLE_OWNER", VARCHAR, NAME),
                    required("TABLE_NAME", VARCHAR, NAME),
                    required("FAILURE_TIME", TIMESTAMP, 0),
                    required("KEY_TYPE", VARCHAR, NAME),
                    required("KEY", KEY_TEXT, 7800),
                    required("FAILURE_TYPE", VARCHAR, NAME),
                    required("DETAILS", VARCHAR, 7800)),
            "",
            List.of());

    /** Rows that differ, and what became of them. */
    public static final ControlTable VALIDATION_FAILURES_V2 = new ControlTable(
            "awsdms_validation_failures_v2",
            List.of(
                    required("RESYNC_ID", COUNTER, 0),
                    required("TASK_NAME", VARCHAR, NAME),
                    required("TABLE_OWNER", VARCHAR, NAME),
                    required("TABLE_NAME", VARCHAR, NAME),
                    required("FAILURE_TIME", TIMESTAMP, 0),
                    required("KEY_TYPE", VARCHAR, NAME),
                    required("KEY", KEY_TEXT, 7800),
                    required("FAILURE_TYPE", VARCHAR, NAME),
                    required("DETAILS", VARCHAR, 7000),
                    optional("RESYNC_RESULT", VARCHAR, NAME),
                    optional("RESYNC_TIME", TIMESTAMP, 0),
                    optional("RESYNC_ACTION", VARCHAR, NAME)),
            "",
            List.of());

    private ControlTables() {}

    private static ControlTable exceptions(String name) {
        return new ControlTable(
                name,
                List.of(
                        required("TASK_NAME", VARCHAR, NAME),
                        required("TABLE_OWNER", VARCHAR, NAME),
                        required("TABLE_NAME", VARCHAR, NAME),
                        required("ERROR_TIME", TIMESTAMP, 0),
                        required("STATEMENT", TEXT, 0),
                        required("ERROR", TEXT, 0)),
                "",
                List.of());
    }

    private static Column required(String name, Type type, int length) {
        return new Column(name, type, length, true);
    }

    private static Column optional(String name, Type type, int length) {
        return new Column(name, type, length, false);
    }

    /**
     * Those that a task makes at its start; those of the validation come when something is found. A task that follows no changes has none, but on DynamoDB,
     * where each load makes that of its exceptions (observed).
     *
     * @param target engine name
     */
    public static List<ControlTable> of(TaskSettings settings, boolean captures, String target) {
        List<ControlTable> tables = new ArrayList<>();
        if (captures) {
            TaskSettings.ControlTables wanted = settings.controlTables();
            tables.add(APPLY_EXCEPTIONS);
            add(tables, wanted.status(), STATUS);
            add(tables, wanted.history(), HISTORY);
            add(tables, wanted.suspendedTables(), SUSPENDED_TABLES);
            add(tables, wanted.fullLoadExceptions(), FULL_LOAD_EXCEPTIONS);
            add(tables, settings.targetMetadata().taskRecoveryTable(), TXN_STATE);
        }
        boolean isMade = tables.contains(FULL_LOAD_EXCEPTIONS);
        add(tables, target.equals("dynamodb") && !isMade, FULL_LOAD_EXCEPTIONS);
        return List.copyOf(tables);
    }

    private static void add(List<ControlTable> tables, boolean wanted, ControlTable table) {
        if (wanted) {
            tables.add(table);
        }
    }

    /**
     * Where they are, unless ControlSchema says otherwise.
     *
     * @param target engine name
     * @param targetSchema TargetMetadata.TargetSchema, for targets that have no place of their own for them (Oracle)
     */
    public static String defaultSchema(String target, String targetSchema) {
        boolean mySql = EngineName.of(target).map(EngineName::isMySqlFamily).orElse(false);
        if (mySql || target.startsWith("db2")) {
            return "awsdms_control";
        }
        return switch (target) {
            case "sqlserver", "azuredb", "babelfish" -> "dbo";
            case "oracle" -> targetSchema;
            default -> "public";
        };
    }
}
