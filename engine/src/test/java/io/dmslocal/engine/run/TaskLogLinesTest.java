package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.log.TaskLog;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TaskSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task's log says while its rows move between real databases: AWS's sentences, where they happen. */
class TaskLogLinesTest {

    private static final ContractDatabase FROM = PostgresServer.shared().database("lines_from");
    private static final ContractDatabase TO = PostgresServer.shared().database("lines_to");
    private static final String CONTEXT = """
            {"Logging": {"EnableLogging": true, "EnableLogContext": true}}""";

    @TempDir
    Path spill;

    private final LogLines lines = new LogLines();
    private Runs runs;
    private TaskLog log;

    @BeforeEach
    void open() throws SQLException {
        FROM.createSchema("shop");
        TO.createSchema("shop");
        FROM.run(
                "create table shop.orders (id int primary key, n int)",
                "insert into shop.orders values (1, 1), (2, 70000)");
        TO.run("create table shop.orders (id int primary key, n smallint)");
        runs = new Runs(spill)
                .type(MigrationType.FULL_LOAD_AND_CDC)
                .between(
                        new RunPlan.Side(new PostgresConnector(), FROM.endpoint()),
                        new RunPlan.Side(new PostgresConnector(), TO.endpoint()));
    }

    @AfterEach
    void close() {
        runs.close();
        lines.close();
    }

    private Started started(String settings) {
        String whole = settings.substring(0, settings.length() - 1)
                + ", \"FullLoadSettings\": {\"TargetTablePrepMode\": \"DO_NOTHING\"}}";
        log = new TaskLog(
                spill.resolve("task.log"),
                TaskSettings.parse(TaskSettings.complete(whole, "full-load-and-cdc")
                                .value()
                                .orElseThrow())
                        .logging());
        return runs.settings(whole).logging(log).start(Start.FRESH);
    }

    @Test
    void loadChangesAndSilenceAreToldInAwsWords() throws SQLException {
        Started run = started(CONTEXT);
        run.expect(RunReport.LoadFinished.class);
        lines.says(
                "\\[SOURCE_CAPTURE]INFO: No Event fetched from wal log \\{operation:IDLE \\(51\\), streamPosition:.+}");
        lines.says(
                "\\[TARGET_APPLY]INFO: No records received to load or apply on target , waiting for data from upstream\\."
                        + " The last context is \\{.*}");

        FROM.run("insert into shop.orders values (3, 3)");
        lines.says("\\[SOURCE_CAPTURE]INFO: Capture record 1 to internal queue from Source \\{operation:INSERT \\(1\\),"
                + " tableName:orders, schemaName:shop, txnId:\\d+, streamPosition:.*}");
        lines.says("\\[TARGET_APPLY]INFO: Applied record 1 to target \\{operation:INSERT \\(1\\), tableName:orders,"
                + " schemaName:shop, txnId:\\d+, streamPosition:.*,"
                + " statement:INSERT INTO \"shop\".\"orders\" \\(\"id\", \"n\"\\) VALUES \\(\\?, \\?\\)}");
        lines.says("\\[TARGET_APPLY]INFO: Start applying 'INSERT \\(10\\)' changes for table 'shop'\\.'orders'");
        FROM.run(
                "update shop.orders set n = 4 where id = 3",
                "delete from shop.orders where id = 3",
                "insert into shop.orders values (4, 80000)");
        lines.says("\\[TARGET_APPLY]INFO: Start applying 'UPDATE \\(3\\)' changes for table 'shop'\\.'orders'");
        lines.says("\\[TARGET_APPLY]INFO: Start applying 'DELETE \\(2\\)' changes for table 'shop'\\.'orders'");
        lines.says(refusedBy("TARGET_APPLY"));
        run.stop();

        lines.says("\\[TASK_MANAGER]INFO: Task is running.*");
        lines.says("\\[TASK_MANAGER]INFO: Start loading table 'shop'\\.'orders' \\(Id = 1\\) by subtask 1\\."
                + " Start load timestamp [0-9A-F]{16}");
        lines.says("\\[SOURCE_UNLOAD]INFO: Unload finished for table 'shop'\\.'orders' \\(Id = 1\\)\\. 2 rows sent\\.");
        lines.says("\\[TARGET_LOAD]INFO: Load finished for table 'shop'\\.'orders' \\(Id = 1\\)\\. 2 rows received\\."
                + " 1 rows skipped\\. Volume transfered \\d+\\.");
        lines.says("\\[TASK_MANAGER]INFO: Load finished for table 'shop'\\.'orders' \\(Id = 1\\) by subtask 1\\."
                + " 1 records transferred\\.");
        lines.says(refusedBy("TARGET_LOAD"));
        assertEquals(
                1,
                lines.taken().stream()
                        .filter(line -> line.contains("No Event fetched"))
                        .count(),
                "silence is told from time to time, not each time that nothing comes");
    }

    private static String refusedBy(String component) {
        return "\\[" + component
                + "]ERROR: RetCode: SQL_ERROR SqlState: 22003 NativeError: 1 Message: ERROR: .*out of range.*;,"
                + " Error while executing the query \\[1022502]";
    }

    @Test
    void aComponentSaysMoreOrLessFromTheMomentThatItsSeverityChanges() throws SQLException {
        Started run = started("""
                {"Logging": {"EnableLogging": true,
                  "LogComponents": [{"Id": "TARGET_APPLY", "Severity": "LOGGER_SEVERITY_ERROR"}]}}""");
        run.expect(RunReport.LoadFinished.class);
        FROM.run("insert into shop.orders values (3, 3)");
        eventually(() -> "the row is not captured", () -> run.statistics().changes() == 1);
        FROM.run("insert into shop.orders values (4, 80000)");
        lines.says(refusedBy("TARGET_APPLY"));
        assertTrue(lines.taken().stream().noneMatch(line -> line.matches("\\[TARGET_APPLY](INFO|WARN|DEBUG|TRACE).*")));

        log.follow(TaskSettings.parse(TaskSettings.complete("""
                        {"Logging": {"EnableLogging": true,
                          "LogComponents": [{"Id": "TARGET_APPLY", "Severity": "LOGGER_SEVERITY_DETAILED_DEBUG"}]}}""", "cdc").value().orElseThrow())
                .logging());
        FROM.run("insert into shop.orders values (5, 5555)");

        lines.says("\\[TARGET_APPLY]DEBUG: 1 changes were given to the target");
        lines.says(
                "\\[TARGET_APPLY]TRACE: Gave a change of table 'shop'\\.'orders' to the target \\{operation:INSERT.*}");
        assertTrue(lines.taken().stream().noneMatch(line -> line.contains("5555")), "a value of a row is told");
        run.stop();
    }

    @Test
    void theStateThatATablesValidationComesToIsTold() {
        runs.type(MigrationType.FULL_LOAD);

        started("{\"Logging\": {\"EnableLogging\": true}, \"ValidationSettings\": {\"EnableValidation\": true}}")
                .expect(RunReport.Stopped.class);

        lines.says(
                "\\[VALIDATOR]INFO: Table 'shop'\\.'orders': validation is in state Mismatched records: 0 records pending,"
                        + " 1 failed, 0 suspended.*");
    }

    @Test
    void whoWantsNoLogSaysNothingToIt() throws SQLException {
        Started run = started("{\"Logging\": {\"EnableLogging\": false}}");
        run.expect(RunReport.LoadFinished.class);
        run.stop();

        assertEquals(List.of(), lines.taken());
    }

    @Test
    void whatRowsLackThatWereThereBeforeTheirColumnIsTold() throws SQLException {
        Started run = started(CONTEXT);
        run.expect(RunReport.LoadFinished.class);

        FROM.run("alter table shop.orders add note text default 'D'", "insert into shop.orders values (6, 6)");

        lines.says("\\[SOURCE_CAPTURE]WARN: .*Columns note came: rows that were there already hold NULL in them.*");
        run.stop();
    }

    @Test
    void transactionsThatHoldUpTheStartAreTold() throws SQLException {
        Started run;
        try (Connection writer = FROM.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into shop.orders values (7, 7)");

            run = started(CONTEXT);

            lines.says(
                    "\\[SOURCE_CAPTURE]WARN: Changes are captured as soon as transactions that have written are over:"
                            + " 1: process \\d+, user .+, open since .+");
            writer.commit();
        }
        run.expect(RunReport.LoadFinished.class);
        run.stop();
    }

    /** By a thread of the connector's own. */
    @Test
    void aTableThatCannotBeFollowedIsTold() throws SQLException {
        FROM.run("drop publication if exists of_orders", "create publication of_orders for table shop.orders");
        EndpointSettings published = FROM.endpoint(Map.of("publicationname", "of_orders"));
        runs.between(
                new RunPlan.Side(new PostgresConnector(), published),
                new RunPlan.Side(new PostgresConnector(), TO.endpoint()));
        Started run = started(CONTEXT);
        run.expect(RunReport.LoadFinished.class);

        FROM.run("create table shop.later (id int primary key)");

        lines.says(
                "\\[SOURCE_CAPTURE]WARN: Table 'shop'\\.'later': It came on the source and is selected, but is not followed:"
                        + " Publication of_orders does not have shop\\.later: .*");
        run.stop();
    }
}
