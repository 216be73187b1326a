package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.PolicyCase.actions;
import static io.dmslocal.engine.run.PolicyCase.escalation;
import static io.dmslocal.engine.run.PolicyCase.given;
import static io.dmslocal.engine.run.PolicyCase.of;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.PolicyCase.End;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every policy of ErrorBehavior that speaks of changes, row by row and in batches, each in a task of its own between real servers. All tables begin alike: the
 * source has the rows 1 and 2, the target 1 and 9, and it takes shorter texts and no negative numbers.
 */
class ErrorPoliciesTest {

    private static final String BAD = "insert into %s values (10, 'fits', -5, null)";
    private static final String BAD_TOO = "insert into %s values (12, 'fits', -6, null)";
    private static final String LONG = "insert into %s values (11, 'much too long for the target', 5, null)";
    private static final String SECRET = "insert into %s values (13, 'fits', 5, 77)";
    private static final String TAKEN = "insert into %s values (9, 'theirs', 5, null)";
    private static final String UPDATED = "update %s set note = 'new' where id = 2";
    private static final String DELETED = "delete from %s where id = 2";
    /** On the target: no row fits any more. */
    private static final String MISFIT = "target: alter table %s drop column n";

    private static final String TRUNCATED = "truncate table %s";

    private static final String IN_BATCHES =
            ",\"TargetMetadata\":{\"BatchApplyEnabled\":true},\"ChangeProcessingTuning\":{\"BatchApplyTimeoutMin\":1}";

    @TempDir
    Path spill;

    @Test
    void onPostgres() throws Exception {
        all(RealDatabase.mySql(), RealDatabase.postgres("policies_to"), false);
    }

    @Test
    void onMariaDb() throws Exception {
        all(RealDatabase.mySql(), RealDatabase.mariaDb(), false);
    }

    @Test
    void inBatchesOnPostgres() throws Exception {
        all(RealDatabase.postgres("policies_from"), RealDatabase.postgres("policies_to"), true);
    }

    @Test
    void inBatchesOnMariaDb() throws Exception {
        all(RealDatabase.postgres("policies_from"), RealDatabase.mariaDb(), true);
    }

    @Test
    void aTaskWithoutATableFailsUnlessItMayHaveNone() throws Exception {
        RealDatabase from = RealDatabase.mySql();
        RealDatabase to = RealDatabase.postgres("policies_to");
        try (Runs runs = new Runs(spill)) {
            runs.type(CDC).mappings(PolicyCase.selecting("nothing", "")).between(from.side(), to.side());

            RunReport.Failed failed = runs.start(Start.FRESH).expect(RunReport.Failed.class);
            Started allowed = runs.settings("{\"ErrorBehavior\":{\"FailOnNoTablesCaptured\":false}}")
                    .start(Start.FRESH);

            assertTrue(failed.message().contains("No tables were found"), failed.message());
            allowed.expect(RunReport.Began.class);
            assertEquals(StopReason.NORMAL, allowed.stop());
        }
    }

    private static List<PolicyCase> cases() {
        List<PolicyCase> cases = new ArrayList<>();
        cases.addAll(actions("DataErrorPolicy", BAD, "9 ours"));
        cases.addAll(actions("DataTruncationErrorPolicy", LONG, "9 ours"));
        cases.addAll(actions("ApplyErrorInsertPolicy", TAKEN, "9 ours"));
        cases.addAll(actions("ApplyErrorUpdatePolicy", UPDATED, "9 ours"));
        cases.addAll(actions("ApplyErrorDeletePolicy", DELETED, "9 ours"));
        String insert = given("ApplyErrorInsertPolicy", "INSERT_RECORD");
        String update = given("ApplyErrorUpdatePolicy", "UPDATE_RECORD");
        String masking = "DataMaskingErrorPolicy";
        cases.addAll(List.of(
                of("", End.GOES_ON, 4, "9 ours", BAD, LONG, TAKEN, UPDATED, DELETED),
                of(insert, End.GOES_ON, 0, "9 theirs", TAKEN),
                of(update, End.GOES_ON, 0, "2 new, 9 ours", UPDATED),
                of(insert + "," + update, End.GOES_ON, 0, "2 new, 9 theirs", TAKEN, UPDATED),
                of(given(masking, "IGNORE_RECORD"), End.GOES_ON, 0, "9 ours", SECRET),
                of(given(masking, "LOG_ERROR"), End.GOES_ON, 1, "9 ours, 13 fits", SECRET),
                of(given(masking, "SUSPEND_TABLE"), End.TABLE_LEFT_OUT, 1, "9 ours", SECRET),
                of(given(masking, "STOP_TASK"), End.TASK_FAILS, 1, "9 ours", SECRET)));
        cases.addAll(escalations());
        cases.addAll(List.of(
                of("", End.TABLE_LEFT_OUT, 1, "9 ours", MISFIT, UPDATED),
                of(given("TableErrorPolicy", "STOP_TASK"), End.TASK_FAILS, 1, "9 ours", MISFIT, UPDATED),
                of(escalation("Table", 2, "STOP_TASK"), End.TABLE_LEFT_OUT, 1, "9 ours", MISFIT, UPDATED),
                of(escalation("Table", 1, "STOP_TASK"), End.TASK_FAILS, 1, "9 ours", MISFIT, UPDATED),
                of("", End.GOES_ON, 0, "", TRUNCATED),
                of("\"ApplyErrorFailOnTruncationDdl\":true", End.TASK_FAILS, 0, "9 ours", TRUNCATED)));
        return cases;
    }

    /** What is ignored counts too. */
    private static List<PolicyCase> escalations() {
        String ignored = given("DataErrorPolicy", "IGNORE_RECORD") + ",";
        return List.of(
                of(escalation("Data", 3, "SUSPEND_TABLE"), End.GOES_ON, 2, "9 ours", BAD, BAD_TOO),
                of(escalation("Data", 2, "SUSPEND_TABLE"), End.TABLE_LEFT_OUT, 2, "9 ours", BAD, BAD_TOO),
                of(ignored + escalation("Data", 2, "SUSPEND_TABLE"), End.TABLE_LEFT_OUT, 1, "9 ours", BAD, BAD_TOO),
                of(escalation("Data", 2, "STOP_TASK"), End.TASK_FAILS, 2, "9 ours", BAD, LONG),
                of(escalation("Apply", 2, "LOG_ERROR"), End.GOES_ON, 1, "9 ours", DELETED, TAKEN),
                of(escalation("Apply", 1, "LOG_ERROR"), End.GOES_ON, 1, "9 ours", DELETED),
                of(escalation("Apply", 2, "SUSPEND_TABLE"), End.TABLE_LEFT_OUT, 1, "9 ours", DELETED, TAKEN),
                of(escalation("Apply", 2, "STOP_TASK"), End.TASK_FAILS, 2, "9 ours", UPDATED, TAKEN));
    }

    private void all(RealDatabase from, RealDatabase to, boolean inBatches) throws SQLException {
        List<PolicyCase> cases = cases();
        for (int i = 0; i < cases.size(); i++) {
            String columns = table(i) + " (id int primary key, note varchar(%d), n int%s, secret int)";
            from.run(
                    "create table " + columns.formatted(50, ""),
                    "insert into " + table(i) + " values (1, 'one', 1, null), (2, 'two', 2, null)");
            to.run(
                    "create table " + columns.formatted(20, " check (n >= 0)"),
                    "insert into " + table(i) + " values (1, 'one', 1, null), (9, 'ours', 9, null)");
        }
        PolicyCase.playAll(cases, (number, given) -> one(from, to, inBatches, number, given));
    }

    private static String table(int number) {
        return "shop.t" + number;
    }

    private void one(RealDatabase from, RealDatabase to, boolean inBatches, int number, PolicyCase given)
            throws SQLException {
        String table = table(number);
        try (Runs runs = new Runs(spill)) {
            Started run = runs.type(CDC)
                    .named("P" + number)
                    .mappings(given.mappings("t" + number))
                    .between(from.side(), to.side())
                    .settings("{\"ErrorBehavior\":{" + given.behavior() + "}" + (inBatches ? IN_BATCHES : "") + "}")
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);
            happens(from, to, inBatches, table, given);
            end(run, to, table, given.end());
        } finally {
            from.forget("dms_p" + number);
        }
        assertEquals(given.rows(), rows(to, table));
        assertEquals(given.exceptions(), to.exceptions("t" + number));
    }

    /** Batches get it in one piece, so that the changes are neighbours in one. */
    private static void happens(RealDatabase from, RealDatabase to, boolean inBatches, String table, PolicyCase given)
            throws SQLException {
        List<String> statements = new ArrayList<>();
        for (String event : given.events()) {
            if (event.startsWith("target: ")) {
                to.run(event.substring(8).formatted(table));
            } else {
                statements.add(event.formatted(table));
            }
        }
        statements.add("insert into " + table + " values (7, 'marker', 7, null)");
        if (inBatches) {
            from.database().transaction(statements.toArray(String[]::new));
        } else {
            from.run(statements.toArray(String[]::new));
        }
    }

    private static void end(Started run, RealDatabase to, String table, End end) {
        switch (end) {
            case GOES_ON -> {
                eventually("the marker never came", () -> isMarked(to, table));
                assertEquals(1, run.statistics().tables().size());
                assertEquals("Table completed", run.statistics().tables().get(0).state());
                run.stop();
            }
            case TABLE_LEFT_OUT -> {
                run.expect(RunReport.TableSuspended.class);
                assertEquals(1, run.statistics().errored());
                run.stop();
                assertTrue(!isMarked(to, table), "what comes after is left out too");
            }
            case TASK_FAILS -> {
                assertEquals(
                        StopReason.FATAL_ERROR,
                        run.expect(RunReport.Failed.class).reason());
                assertTrue(!isMarked(to, table), "what comes after is not applied");
            }
        }
    }

    private static boolean isMarked(RealDatabase to, String table) {
        return to.seen("select count(*) from " + table + " where id = 7").equals(List.of("1"));
    }

    private static String rows(RealDatabase to, String table) throws SQLException {
        return String.join(
                ", ", to.rows("select concat(id, ' ', note) from " + table + " where id not in (1, 7) order by id"));
    }
}
