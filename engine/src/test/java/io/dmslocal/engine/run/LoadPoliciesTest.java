package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.PolicyCase.actions;
import static io.dmslocal.engine.run.PolicyCase.escalation;
import static io.dmslocal.engine.run.PolicyCase.given;
import static io.dmslocal.engine.run.PolicyCase.of;
import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD_AND_CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.PolicyCase.End;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.statistics.TableStatistics;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every policy of ErrorBehavior that speaks of rows and tables, in loads between real servers, each in a task of its own. All tables begin alike: the source has
 * the row 1, the target 8 and 9, and it takes shorter texts and no negative numbers.
 */
class LoadPoliciesTest {

    private static final String BAD = "insert into %s values (10, 'fits', -5, null)";
    private static final String BAD_TOO = "insert into %s values (12, 'fits', -6, null)";
    private static final String LONG = "insert into %s values (11, 'much too long for the target', 5, null)";
    private static final String SECRET = "insert into %s values (13, 'fits', 5, 77)";
    private static final String TAKEN = "insert into %s values (9, 'theirs', 5, null)";
    private static final String TAKEN_TOO = "insert into %s values (8, 'theirs', 5, null)";
    /** On the target: no row fits any more. */
    private static final String MISFIT = "target: alter table %s drop column n";

    private static final String ASIDE = "8 ours, 9 ours";

    @TempDir
    Path spill;

    @Test
    void fromPostgresToPostgres() throws Exception {
        all(RealDatabase.postgres("loads_from"), RealDatabase.postgres("loads_to"));
    }

    @Test
    void fromMySqlToPostgres() throws Exception {
        all(RealDatabase.mySql(), RealDatabase.postgres("loads_to"));
    }

    @Test
    void fromMySqlToMariaDb() throws Exception {
        all(RealDatabase.mySql(), RealDatabase.mariaDb());
    }

    @Test
    void fromPostgresToMySql() throws Exception {
        all(RealDatabase.postgres("loads_from"), RealDatabase.mySql());
    }

    @Test
    void errorsCountForTheirTableAloneThoseOfItsLoadAndOfItsChangesTogether() throws SQLException {
        RealDatabase from = RealDatabase.postgres("loads_from");
        RealDatabase to = RealDatabase.postgres("loads_to");
        for (String table : List.of("shop.bad", "shop.good")) {
            create(from, to, table);
            from.run(BAD.formatted(table));
        }
        try (Runs runs = new Runs(spill)) {
            Started run = runs.type(FULL_LOAD_AND_CDC)
                    .between(from.side(), to.side())
                    .settings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"},\"ErrorBehavior\":{"
                            + escalation("Data", 2, "SUSPEND_TABLE") + "}}")
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            assertEquals(0, run.statistics().errored());

            from.run(BAD_TOO.formatted("shop.bad"));

            assertEquals(
                    Runs.table("bad"),
                    run.expect(RunReport.TableSuspended.class).table());
            assertEquals(1, run.statistics().errored());
            run.stop();
        }
    }

    private static List<PolicyCase> cases() {
        List<PolicyCase> cases = new ArrayList<>();
        cases.addAll(actions("DataErrorPolicy", BAD, ASIDE));
        cases.addAll(actions("DataTruncationErrorPolicy", LONG, ASIDE));
        cases.addAll(actions("ApplyErrorInsertPolicy", TAKEN, ASIDE));
        String masking = "DataMaskingErrorPolicy";
        String ignored = given("DataErrorPolicy", "IGNORE_RECORD") + ",";
        cases.addAll(List.of(
                of("", End.GOES_ON, 3, ASIDE, BAD, LONG, TAKEN),
                of(given(masking, "IGNORE_RECORD"), End.GOES_ON, 0, ASIDE, SECRET),
                of(given(masking, "LOG_ERROR"), End.GOES_ON, 1, ASIDE + ", 13 fits", SECRET),
                of(given(masking, "SUSPEND_TABLE"), End.TABLE_LEFT_OUT, 1, ASIDE, SECRET),
                of(given(masking, "STOP_TASK"), End.TASK_FAILS, 1, ASIDE, SECRET),
                of(escalation("Data", 3, "SUSPEND_TABLE"), End.GOES_ON, 2, ASIDE, BAD, BAD_TOO),
                of(escalation("Data", 2, "SUSPEND_TABLE"), End.TABLE_LEFT_OUT, 2, ASIDE, BAD, BAD_TOO),
                of(ignored + escalation("Data", 2, "SUSPEND_TABLE"), End.TABLE_LEFT_OUT, 1, ASIDE, BAD, BAD_TOO),
                of(escalation("Data", 2, "STOP_TASK"), End.TASK_FAILS, 2, ASIDE, BAD, LONG),
                of(escalation("Apply", 3, "SUSPEND_TABLE"), End.GOES_ON, 2, ASIDE, TAKEN, TAKEN_TOO),
                of(escalation("Apply", 2, "SUSPEND_TABLE"), End.TABLE_LEFT_OUT, 2, ASIDE, TAKEN, TAKEN_TOO),
                of(escalation("Apply", 2, "STOP_TASK"), End.TASK_FAILS, 2, ASIDE, TAKEN, TAKEN_TOO),
                of("", End.TABLE_LEFT_OUT, 0, ASIDE, MISFIT),
                of(given("TableErrorPolicy", "STOP_TASK"), End.TASK_FAILS, 0, ASIDE, MISFIT),
                of(escalation("Table", 2, "STOP_TASK"), End.TABLE_LEFT_OUT, 0, ASIDE, MISFIT),
                of(escalation("Table", 1, "STOP_TASK"), End.TASK_FAILS, 0, ASIDE, MISFIT)));
        return cases;
    }

    private void all(RealDatabase from, RealDatabase to) throws SQLException {
        PolicyCase.playAll(cases(), (number, given) -> one(from, to, number, given));
    }

    private void one(RealDatabase from, RealDatabase to, int number, PolicyCase given) throws SQLException {
        String table = "shop.t" + number;
        create(from, to, table);
        for (String event : given.events()) {
            if (event.startsWith("target: ")) {
                to.run(event.substring(8).formatted(table));
            } else {
                from.run(event.formatted(table));
            }
        }
        from.run("insert into " + table + " values (14, 'one', 14, null)");
        try (Runs runs = new Runs(spill)) {
            Started run = runs.type(FULL_LOAD_AND_CDC)
                    .named("L" + number)
                    .mappings(given.mappings("t" + number))
                    .between(from.side(), to.side())
                    .settings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"},\"ErrorBehavior\":{"
                            + given.behavior() + "}}")
                    .start(Start.FRESH);
            end(run, to, table, given);
            eventually("the exceptions are others", () -> to.exceptions("t" + number) == given.exceptions());
        } finally {
            from.forget("dms_l" + number);
        }
        assertEquals(
                given.rows(),
                String.join(
                        ", ",
                        to.rows("select concat(id, ' ', note) from " + table
                                + " where id in (8, 9, 13) or note not in ('one', 'fits') order by id")));
    }

    private static void create(RealDatabase from, RealDatabase to, String table) throws SQLException {
        String columns = table + " (id int primary key, note varchar(%d), n int %s, secret int)";
        String positive = to.isPostgres() ? "check (n >= 0)" : "unsigned";
        from.run("create table " + columns.formatted(50, ""), "insert into " + table + " values (1, 'one', 1, null)");
        to.run(
                "create table " + columns.formatted(20, positive),
                "insert into " + table + " values (8, 'ours', 8, null), (9, 'ours', 9, null)");
    }

    private static void end(Started run, RealDatabase to, String table, PolicyCase given) throws SQLException {
        switch (given.end()) {
            case GOES_ON -> {
                run.expect(RunReport.LoadFinished.class);
                assertEquals("Table completed", run.statistics().tables().get(0).state());
                assertEquals(2, to.count("select count(*) from " + table + " where note = 'one'"), "the good rows");
                long unmasked = given.rows().contains("13") ? 1 : 0;
                TableStatistics loaded = run.statistics().tables().get(0);
                assertEquals(2 + unmasked, loaded.loaded().rows());
                assertEquals(given.events().size() - unmasked, loaded.loaded().errorRows());
                run.stop();
            }
            case TABLE_LEFT_OUT -> {
                run.expect(RunReport.TableSuspended.class);
                assertEquals("Table error", run.statistics().tables().get(0).state());
                assertEquals(1, run.statistics().errored());
                assertEquals(StopReason.NORMAL, run.stop());
            }
            case TASK_FAILS ->
                assertEquals(
                        StopReason.FATAL_ERROR,
                        run.expect(RunReport.Failed.class).reason());
        }
    }
}
