package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every policy of ErrorBehavior that speaks of a record or a table, each in a task of its own between real servers. All tables begin alike: the source has the
 * rows 1 and 2, the target 1 and 9, and it takes shorter texts and no negative numbers.
 */
class ErrorPoliciesTest {

    private static final String BAD = "insert into %s values (10, 'fits', -5)";
    private static final String BAD_TOO = "insert into %s values (12, 'fits', -6)";
    private static final String LONG = "insert into %s values (11, 'much too long for the target', 5)";
    private static final String TAKEN = "insert into %s values (9, 'theirs', 5)";
    private static final String UPDATED = "update %s set note = 'new' where id = 2";
    private static final String DELETED = "delete from %s where id = 2";
    /** On the target: no row fits any more. */
    private static final String MISFIT = "target: alter table %s drop column n";

    private static final String TRUNCATED = "truncate table %s";

    /** What becomes of table and task. */
    private enum End {
        GOES_ON,
        TABLE_LEFT_OUT,
        TASK_FAILS
    }

    /**
     * @param behavior members of ErrorBehavior
     * @param events on the source, or on the target where they say so
     * @param exceptions rows of awsdms_apply_exceptions
     * @param rows the target's in the end, but for row 1
     */
    private record Case(String behavior, List<String> events, End end, int exceptions, String rows) {}

    @TempDir
    Path spill;

    @Test
    void onPostgres() throws Exception {
        all(RealDatabase.mySql(), RealDatabase.postgres("policies_to"));
    }

    @Test
    void onMariaDb() throws Exception {
        all(RealDatabase.mySql(), RealDatabase.mariaDb());
    }

    @Test
    void aTaskWithoutATableFailsUnlessItMayHaveNone() throws Exception {
        RealDatabase from = RealDatabase.mySql();
        RealDatabase to = RealDatabase.postgres("policies_to");
        try (Runs runs = new Runs(spill)) {
            runs.type(CDC).mappings(only("nothing")).between(from.side(), to.side());

            RunReport.Failed failed = runs.start(Start.FRESH).expect(RunReport.Failed.class);
            Started allowed = runs.settings("{\"ErrorBehavior\":{\"FailOnNoTablesCaptured\":false}}")
                    .start(Start.FRESH);

            assertTrue(failed.message().contains("No tables were found"), failed.message());
            allowed.expect(RunReport.Began.class);
            assertEquals(StopReason.NORMAL, allowed.stop());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"RecoverableErrorCount\":2",
                "\"RecoverableErrorThrottlingMax\":2",
                "\"RecoverableErrorCount\":2,\"RecoverableErrorThrottlingMax\":2,"
                        + "\"RecoverableErrorStopRetryAfterThrottlingMax\":false"
            })
    void whatPassesIsWaitedForLongerEachTimeAndAsOftenAsWanted(String behavior) throws Exception {
        RealDatabase from = RealDatabase.mySql();
        RealDatabase to = RealDatabase.postgres("policies_to");
        from.run("create table shop.t (id int primary key)");
        to.run(
                "create table shop.t (id int primary key)",
                "create function shop.starts() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'the database starts' using errcode = '57P03'; end $$",
                "create trigger starts before insert on shop.t for each row execute function shop.starts()");
        try (Runs runs = new Runs(spill)) {
            Started run = runs.type(CDC)
                    .mappings(only("t"))
                    .between(from.side(), to.side())
                    .settings("{\"ErrorBehavior\":{\"RecoverableErrorInterval\":1," + behavior + "}}")
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);

            from.run("insert into shop.t values (1)");

            assertEquals(1, run.expect(RunReport.Retrying.class).pauseSeconds());
            assertEquals(2, run.expect(RunReport.Retrying.class).pauseSeconds());
            assertEquals(
                    StopReason.RECOVERABLE_ERROR,
                    run.expect(RunReport.Failed.class).reason());
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.addAll(actions("DataErrorPolicy", BAD));
        cases.addAll(actions("DataTruncationErrorPolicy", LONG));
        cases.addAll(actions("ApplyErrorInsertPolicy", TAKEN));
        cases.addAll(actions("ApplyErrorUpdatePolicy", UPDATED));
        cases.addAll(actions("ApplyErrorDeletePolicy", DELETED));
        String upsert = "\"ApplyErrorInsertPolicy\":\"INSERT_RECORD\",\"ApplyErrorUpdatePolicy\":\"UPDATE_RECORD\"";
        cases.addAll(List.of(
                new Case("", List.of(BAD, LONG, TAKEN, UPDATED, DELETED), End.GOES_ON, 4, "9 ours"),
                new Case("\"ApplyErrorInsertPolicy\":\"INSERT_RECORD\"", List.of(TAKEN), End.GOES_ON, 0, "9 theirs"),
                new Case(
                        "\"ApplyErrorUpdatePolicy\":\"UPDATE_RECORD\"",
                        List.of(UPDATED),
                        End.GOES_ON,
                        0,
                        "2 new, 9 ours"),
                new Case(upsert, List.of(TAKEN, UPDATED), End.GOES_ON, 0, "2 new, 9 theirs"),
                escalation("Data", 3, "SUSPEND_TABLE", List.of(BAD, BAD_TOO), End.GOES_ON, 2),
                escalation("Data", 2, "SUSPEND_TABLE", List.of(BAD, BAD_TOO), End.TABLE_LEFT_OUT, 2),
                escalation("Data", 2, "STOP_TASK", List.of(BAD, LONG), End.TASK_FAILS, 2),
                escalation("Apply", 2, "LOG_ERROR", List.of(DELETED, TAKEN), End.GOES_ON, 1),
                escalation("Apply", 1, "LOG_ERROR", List.of(DELETED), End.GOES_ON, 1),
                escalation("Apply", 2, "SUSPEND_TABLE", List.of(DELETED, TAKEN), End.TABLE_LEFT_OUT, 1),
                escalation("Apply", 2, "STOP_TASK", List.of(UPDATED, TAKEN), End.TASK_FAILS, 2),
                new Case("", List.of(MISFIT, UPDATED), End.TABLE_LEFT_OUT, 1, "9 ours"),
                new Case(given("TableErrorPolicy", "STOP_TASK"), List.of(MISFIT, UPDATED), End.TASK_FAILS, 1, "9 ours"),
                escalation("Table", 2, "STOP_TASK", List.of(MISFIT, UPDATED), End.TABLE_LEFT_OUT, 1),
                escalation("Table", 1, "STOP_TASK", List.of(MISFIT, UPDATED), End.TASK_FAILS, 1),
                new Case("", List.of(TRUNCATED), End.GOES_ON, 0, ""),
                new Case("\"ApplyErrorFailOnTruncationDdl\":true", List.of(TRUNCATED), End.TASK_FAILS, 0, "9 ours")));
        return cases;
    }

    private static List<Case> actions(String policy, String event) {
        List<String> one = List.of(event);
        return List.of(
                new Case(given(policy, "IGNORE_RECORD"), one, End.GOES_ON, 0, "9 ours"),
                new Case(given(policy, "LOG_ERROR"), one, End.GOES_ON, 1, "9 ours"),
                new Case(given(policy, "SUSPEND_TABLE"), one, End.TABLE_LEFT_OUT, 1, "9 ours"),
                new Case(given(policy, "STOP_TASK"), one, End.TASK_FAILS, 1, "9 ours"));
    }

    private static Case escalation(String kind, int count, String to, List<String> events, End end, int exceptions) {
        String member = kind + "ErrorEscalation";
        String behavior = "\"" + member + "Count\":" + count + "," + given(member + "Policy", to);
        return new Case(behavior, events, end, exceptions, "9 ours");
    }

    private static String given(String member, String value) {
        return "\"" + member + "\":\"" + value + "\"";
    }

    private void all(RealDatabase from, RealDatabase to) throws SQLException {
        List<Case> cases = cases();
        for (int i = 0; i < cases.size(); i++) {
            String columns = table(i) + " (id int primary key, note varchar(%d), n int%s)";
            from.run(
                    "create table " + columns.formatted(50, ""),
                    "insert into " + table(i) + " values (1, 'one', 1), (2, 'two', 2)");
            to.run(
                    "create table " + columns.formatted(20, " check (n >= 0)"),
                    "insert into " + table(i) + " values (1, 'one', 1), (9, 'ours', 9)");
        }
        assertAll(IntStream.range(0, cases.size())
                .parallel()
                .<Executable>mapToObj(i -> {
                    try {
                        one(from, to, i, cases.get(i));
                        return () -> {};
                    } catch (SQLException | RuntimeException | AssertionError wrong) {
                        return () -> {
                            throw new AssertionError(cases.get(i) + ": " + wrong.getMessage(), wrong);
                        };
                    }
                })
                .toList());
    }

    private static String table(int number) {
        return "shop.t" + number;
    }

    private void one(RealDatabase from, RealDatabase to, int number, Case given) throws SQLException {
        String table = table(number);
        try (Runs runs = new Runs(spill)) {
            Started run = runs.type(CDC)
                    .named("P" + number)
                    .mappings(only("t" + number))
                    .between(from.side(), to.side())
                    .settings("{\"ErrorBehavior\":{" + given.behavior() + "}}")
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);
            for (String event : given.events()) {
                if (event.startsWith("target: ")) {
                    to.run(event.substring(8).formatted(table));
                } else {
                    from.run(event.formatted(table));
                }
            }
            from.run("insert into " + table + " values (7, 'marker', 7)");
            end(run, to, table, given.end());
        }
        assertEquals(given.rows(), rows(to, table));
        String column = to.isPostgres() ? "\"TABLE_NAME\"" : "TABLE_NAME";
        assertEquals(
                given.exceptions(),
                to.count("select count(*) from " + to.control("awsdms_apply_exceptions") + " where " + column + " = 't"
                        + number + "'"));
    }

    private static void end(Started run, RealDatabase to, String table, End end) {
        switch (end) {
            case GOES_ON -> {
                eventually(() -> "the marker never came", () -> isMarked(to, table));
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
        try {
            return to.count("select count(*) from " + table + " where id = 7") == 1;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String rows(RealDatabase to, String table) throws SQLException {
        return String.join(
                ", ", to.rows("select concat(id, ' ', note) from " + table + " where id not in (1, 7) order by id"));
    }

    private static String only(String table) {
        return "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                + "\"object-locator\":{\"schema-name\":\"shop\",\"table-name\":\"" + table + "\"}}]}";
    }
}
