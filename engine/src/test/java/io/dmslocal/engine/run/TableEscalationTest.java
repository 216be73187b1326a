package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TableErrorEscalationCount: how many tables may fail, wherever they do. */
class TableEscalationTest {

    /** What lies between a failed table and the next. */
    enum Interruption {
        RECONNECT,
        RELOAD,
        RESUME
    }

    private static final String SETTINGS =
            "{%s\"ErrorBehavior\":{\"TableErrorEscalationPolicy\":\"STOP_TASK\",\"TableErrorEscalationCount\":2,"
                    + "\"DataErrorPolicy\":\"SUSPEND_TABLE\",\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}}";
    private static final String NOTHING_PREPARED = "\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"},";
    private static final String WITH_MISFIT = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}},
             {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
              "rule-action":"change-data-type","data-type":{"type":"map"},
              "object-locator":{"schema-name":"shop","table-name":"misfit","column-name":"s"}}]}
            """;

    @TempDir
    Path spill;

    private RealDatabase from;
    private RealDatabase to;
    private Runs runs;
    private Started run;

    @BeforeEach
    void open() throws SQLException {
        from = RealDatabase.postgres("escalation_from");
        to = RealDatabase.postgres("escalation_to");
        runs = new Runs(spill)
                .between(from.side(), to.side())
                .mappings(WITH_MISFIT)
                .settings(SETTINGS.formatted(""));
        for (String table : List.of("a", "b", "c")) {
            from.run(
                    "create table shop." + table + " (id int primary key, s varchar(20))",
                    "insert into shop." + table + " values (1, 'one')");
        }
    }

    @AfterEach
    void close() {
        runs.close();
    }

    @Test
    void tablesThatFailInTheLoadAndInChangesCountTogether() throws SQLException {
        theLoadOfOneFails();

        theTargetLoses("b");

        String message = theTaskEnds();
        assertTrue(message.contains(" (TableErrorEscalationCount 2 is reached: shop.a, shop.b). "), message);
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatFailedInChangesBeforeAnInterruptionCounts(Interruption between) throws SQLException {
        follow();
        theTargetLoses("a");
        isLeftOut("a");

        happens(between);
        theTargetLoses("b");

        theTaskEnds();
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatItsRecordsPolicyLeavesOutCountsToo(Interruption between) throws SQLException {
        follow();
        to.run("alter table shop.a add check (id < 5)");
        from.run("insert into shop.a values (7, 'seven')");
        isLeftOut("a");

        happens(between);
        theTargetLoses("b");

        String message = theTaskEnds();
        assertTrue(message.contains(" (TableErrorEscalationCount 2 is reached: shop.a, shop.b). "), message);
    }

    @Test
    void aTableThatDoesNotFitWhenASessionOpensCountsWithOneWhoseLoadFailed() throws SQLException {
        theLoadOfOneFails();

        from.run("create table shop.misfit (id int primary key, s varchar(20))");

        RunReport.Failed failed = run.expect(RunReport.Failed.class);
        assertEquals(StopReason.FATAL_ERROR, failed.reason());
        assertTrue(failed.message().contains("shop.misfit"), failed.message());
    }

    @Test
    void aTableThatNeverFitsCountsOnceHoweverManySessionsOpen() throws SQLException {
        follow();
        from.run("create table shop.misfit (id int primary key, s varchar(20))");
        isSaved("misfit");

        happens(Interruption.RECONNECT);
        happens(Interruption.RELOAD);
        arrives(3);
        theTargetLoses("b");

        theTaskEnds();
    }

    @Test
    void aNewStartBeginsANewCount() throws SQLException {
        follow();
        theTargetLoses("a");
        isLeftOut("a");
        run.stop();

        run = runs.start(Start.RELOAD);
        run.expect(RunReport.LoadFinished.class);
        theTargetLoses("b");

        isLeftOut("b");
        arrives(3);
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private void theLoadOfOneFails() throws SQLException {
        to.run("create table shop.a (id int primary key)");
        runs.settings(SETTINGS.formatted(NOTHING_PREPARED));
        run = runs.start(Start.FRESH);
        assertEquals(Runs.table("a"), run.expect(RunReport.TableSuspended.class).table());
        run.expect(RunReport.LoadFinished.class);
    }

    private void follow() throws SQLException {
        run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        arrives(2);
    }

    /** A change of the third table, which stays well. */
    private void arrives(int id) throws SQLException {
        from.run("insert into shop.c values (" + id + ", 'more')");
        eventually(
                () -> "row " + id + " does not arrive",
                () -> to.seen("select id from shop.c").contains(Integer.toString(id)));
    }

    private void theTargetLoses(String table) throws SQLException {
        to.run("drop table shop." + table);
        from.run("insert into shop." + table + " values (2, 'two')");
    }

    /** Until the checkpoint says it: else the table fails once more after an interruption. */
    private void isLeftOut(String table) {
        assertEquals(
                Runs.table(table), run.expect(RunReport.TableSuspended.class).table());
        isSaved(table);
    }

    private void isSaved(String table) {
        TableId id = Runs.table(table);
        eventually(
                () -> "saved is " + runs.saved(),
                () -> runs.saved().tables().stream()
                        .anyMatch(t -> t.table().equals(id.name()) && t.state().equals("Table error")));
    }

    private void happens(Interruption between) throws SQLException {
        switch (between) {
            case RECONNECT -> {
                to.hangUp();
                from.run("insert into shop.c values (50, 'more')");
                run.expect(RunReport.Retrying.class);
            }
            case RELOAD -> {
                run.run.tell(new TaskRun.Reload(Set.of(Runs.table("c"))));
                run.expect(RunReport.ReloadBegun.class);
                run.expect(RunReport.TableLoaded.class);
            }
            case RESUME -> {
                run.stop();
                run = runs.start(Start.RESUME);
            }
        }
    }

    private String theTaskEnds() {
        RunReport.Failed failed = run.expect(RunReport.Failed.class);
        assertEquals(StopReason.FATAL_ERROR, failed.reason());
        return failed.message();
    }
}
