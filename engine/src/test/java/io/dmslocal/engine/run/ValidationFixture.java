package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.checkpoint.SavedValidation;
import io.dmslocal.engine.run.validation.ValidationStatistics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tests of validating runs stand on. */
abstract class ValidationFixture extends RunFixture {

    static final String VALIDATING = """
            {"ValidationSettings":{"EnableValidation":true,"PartitionSize":100,"RecordFailureDelayInMinutes":0%s},
             "FullLoadSettings":{"TargetTablePrepMode":"DO_NOTHING"}}""";

    /** What is not seen by then is never seen. */
    static final Duration WAIT = Duration.ofSeconds(20);

    static final TableId ORDERS = Runs.table("orders");

    static final String ALL_ORDERS = "select * from shop.orders order by id";

    static void orders(RealDatabase database, int rows) throws SQLException {
        database.run(
                "create table shop.orders (id int primary key, note varchar(50), price numeric(10,2))",
                "insert into shop.orders select i, 'order ' || i, i * 1.5 from generate_series(1, " + rows + ") i");
    }

    /** Of PostgreSQL: how many sessions wait for an advisory lock of this database. */
    static final String ADVISORY_LOCK_WAITS =
            "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                    + " and database = (select oid from pg_database where datname = current_database())";

    RealDatabase from;
    RealDatabase to;

    /** Between two databases of PostgreSQL that no other test has. */
    final void onPostgres(String name) throws SQLException {
        from = RealDatabase.postgres(name + "_from");
        to = RealDatabase.postgres(name + "_to");
    }

    /** Starts a task that moves nothing and compares. */
    final Started onlyValidating(MigrationType type) {
        return onlyValidating(type, "");
    }

    /** @param more members of its ValidationSettings, each behind a comma */
    final Started onlyValidating(MigrationType type, String more) {
        runs.type(type)
                .between(from.side(), to.side())
                .settings(VALIDATING.formatted(",\"ValidationOnly\":true" + more));
        return runs.start(Start.FRESH);
    }

    /** All tables of the schema; a column's value goes through functions before it is compared. */
    static String comparing(String column, String sourceFunction, String targetFunction) {
        return """
                {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                  "object-locator":{"schema-name":"shop","table-name":"%%"}},
                 {"rule-type":"validation","rule-id":"2","rule-name":"2","rule-target":"column",
                  "object-locator":{"schema-name":"shop","table-name":"%%","column-name":"%s"},
                  "rule-action":"override-validation-function","source-function":"%s","target-function":"%s"}]}""".formatted(column, sourceFunction, targetFunction);
    }

    static int failed(Started run) {
        return run.view
                .known()
                .map(known -> known.tables().stream()
                        .mapToInt(t -> (int) t.validation().failed())
                        .sum())
                .orElse(0);
    }

    static void isSeen(Started run, String table, String state, int failed) {
        eventually(() -> table + " is " + validation(run, table), WAIT, () -> {
            ValidationStatistics seen = validation(run, table);
            return seen.state().equals(state) && seen.failed() == failed && seen.pending() == 0;
        });
    }

    static ValidationStatistics validation(Started run, String table) {
        return run.view
                .known()
                .map(known -> Runs.of(known, Runs.table(table)).validation())
                .orElse(ValidationStatistics.NONE);
    }

    /** The first columns that differ, by the row's key. */
    final Map<String, String> found(String table) {
        Map<String, String> found = new TreeMap<>();
        SavedValidation.of(runs.checkpoints, Runs.TASK, "shop." + table, 1, 1_000)
                .ifPresent(document -> document.path("records")
                        .forEach(record -> found.put(
                                record.path("key").path(0).asText(),
                                record.path("columns")
                                                .path(0)
                                                .path("targetColumn")
                                                .asText()
                                        + (record.path("columns").size() > 1 ? " and others" : ""))));
        return found;
    }

    static List<String> failures(RealDatabase database) {
        return database.seen(
                "select \"TASK_NAME\", \"TABLE_OWNER\", \"TABLE_NAME\", \"KEY_TYPE\", \"KEY\", \"FAILURE_TYPE\", \"DETAILS\""
                        + " from public.awsdms_validation_failures_v1 order by \"KEY\"");
    }
}
