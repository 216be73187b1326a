package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Time;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.validation.ValidationStatistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each member of ValidationSettings does what it says, in runs that only validate. */
class ValidationSettingsTest extends ValidationFixture {

    private static final String SETTINGS = """
            {"ValidationSettings":{"EnableValidation":true,"ValidationOnly":true%s},
             "FullLoadSettings":{"TargetTablePrepMode":"DO_NOTHING"}}""";

    private void twoTables(String name, int rows) throws SQLException {
        onPostgres("vset_" + name);
        for (RealDatabase side : List.of(from, to)) {
            for (String table : List.of("orders", "items")) {
                side.run(
                        "create table shop." + table + " (id varchar(100) primary key, note varchar(50), doc text)",
                        "insert into shop." + table + " select i, 'note ' || i, repeat('x', 2000) || i"
                                + " from generate_series(1, " + rows + ") i");
            }
        }
    }

    private Started loaded(String settings) {
        return begun(MigrationType.FULL_LOAD, settings);
    }

    private Started begun(MigrationType type, String settings) {
        runs.type(type).between(from.side(), to.side()).settings(SETTINGS.formatted(settings));
        return runs.start(Start.FRESH);
    }

    @Test
    void aTableWithTableFailureMaxCountFailuresIsValidatedNoFurther() throws SQLException {
        twoTables("table_max", 50);
        to.run("update shop.orders set note = 'wrong'", "update shop.items set note = 'wrong' where id in ('1', '2')");

        Started run = loaded(",\"TableFailureMaxCount\":3,\"PartitionSize\":10");
        run.expect(RunReport.Stopped.class);

        ValidationStatistics orders = validation(run, "orders");
        assertEquals(3, orders.failed());
        assertTrue(orders.details().contains("TableFailureMaxCount"), orders.details());
        assertEquals(2, validation(run, "items").failed());
        assertEquals("", validation(run, "items").details());
    }

    @Test
    void aTaskWithFailureMaxCountFailuresIsValidatedNoFurther() throws SQLException {
        twoTables("task_max", 50);
        to.run("update shop.orders set note = 'wrong'", "update shop.items set note = 'wrong'");

        Started run = loaded(",\"FailureMaxCount\":5,\"PartitionSize\":5,\"ThreadCount\":1");
        run.expect(RunReport.Stopped.class);

        long failed =
                validation(run, "orders").failed() + validation(run, "items").failed();
        assertTrue(failed >= 5 && failed < 50, failed + " failed");
        assertTrue(
                validation(run, "orders").details().contains("ValidationSettings.FailureMaxCount"),
                validation(run, "orders").details());
    }

    @Test
    void partitionsHavePartitionSizeRows() throws SQLException {
        twoTables("partition", 23);
        to.run("update shop.orders set note = 'wrong'");

        Started run = loaded(",\"PartitionSize\":5,\"ThreadCount\":1");
        run.expect(RunReport.Stopped.class);

        assertEquals(23, validation(run, "orders").failed());
        // what one partition has found is written in one transaction
        assertEquals(
                List.of("3", "5", "5", "5", "5"),
                to.seen("select count(*) from public.awsdms_validation_failures_v1 group by xmin::text order by 1"));
    }

    @Test
    void skipLobColumnsLeavesLobsOut() throws SQLException {
        twoTables("skip", 5);
        to.run("update shop.orders set doc = 'wrong'");

        Started run = loaded(",\"SkipLobColumns\":true");
        run.expect(RunReport.Stopped.class);

        assertEquals("Validated", validation(run, "orders").state());
        assertEquals(
                "Not compared: doc (a LOB: ValidationSettings.SkipLobColumns).",
                validation(run, "orders").details());
    }

    @Test
    void ofLobsAsMuchIsComparedAsValidationPartialLobSizeSays() throws SQLException {
        twoTables("partial", 5);
        to.run(
                "update shop.orders set doc = overlay(doc placing 'y' from 1500) where id = '1'",
                "update shop.orders set doc = overlay(doc placing 'y' from 1000) where id = '2'");

        Started run = loaded(",\"ValidationPartialLobSize\":1");
        run.expect(RunReport.Stopped.class);

        assertEquals(Map.of("2", "doc"), found("orders"));
    }

    @Test
    void threadCountComparisonsAreMadeAtOnce() throws SQLException {
        twoTables("threads", 1);
        for (String table : List.of("third", "fourth", "fifth")) {
            for (RealDatabase side : List.of(from, to)) {
                side.run(
                        "create table shop." + table + " as table shop.orders",
                        "alter table shop." + table + " add primary key (id)");
            }
        }
        from.run("create function shop.held(note varchar) returns varchar language plpgsql as $$ begin"
                + " perform pg_advisory_xact_lock_shared(72); return note; end $$");
        runs.mappings(comparing("note", "shop.held(${column-name})", "${column-name}"));
        Started run;
        try (Connection holder = from.database().connect();
                Statement lock = holder.createStatement()) {
            lock.execute("select pg_advisory_lock(72)");
            run = loaded(",\"ThreadCount\":3");
            eventually(
                    () -> "three wait: " + from.seen(ADVISORY_LOCK_WAITS),
                    WAIT,
                    () -> from.seen(ADVISORY_LOCK_WAITS).equals(List.of("3")));
        }
        run.expect(RunReport.Stopped.class);
        for (String table : List.of("orders", "items", "third", "fourth", "fifth")) {
            assertEquals("Validated", validation(run, table).state());
        }
    }

    @Test
    void changedRowsAreComparedAfterTheQueryDelayAndFailWhenTheyStayWrongForTheLimit() throws SQLException {
        Time time = Time.goingOn();
        twoTables("delay", 5);
        runs.clock(time);
        Started run = begun(
                MigrationType.CDC,
                ",\"ValidationQueryCdcDelaySeconds\":600,\"RecordFailureDelayInMinutes\":5,\"RecordFailureDelayLimitInMinutes\":60");
        isSeen(run, "orders", "Validated", 0);

        from.run("update shop.orders set note = 'changed' where id = '1'");
        isPending(run, 1);
        time.passes(Duration.ofMinutes(9));
        to.run("update shop.orders set note = 'changed' where id = '1'");
        time.passes(Duration.ofMinutes(2));
        isSeen(run, "orders", "Validated", 0);

        from.run("update shop.orders set note = 'changed' where id = '2'");
        isPending(run, 1);
        isLookedAtAgain(run, time, Duration.ofMinutes(11));
        isLookedAtAgain(run, time, Duration.ofMinutes(50));
        isPending(run, 1);
        time.passes(Duration.ofMinutes(11));
        eventually( // each look wants the source's log to have gone on since the one before
                () -> "it is " + validation(run, "orders"), () -> {
                    from.run("update shop.items set note = note where id = '1'");
                    return validation(run, "orders").failed() == 1;
                });
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void aRowThatKeepsChangingIsSuspendedAfterRecordSuspendDelay() throws SQLException {
        Time time = Time.goingOn();
        twoTables("suspend", 5);
        runs.clock(time);
        Started run = begun(
                MigrationType.CDC,
                ",\"ValidationQueryCdcDelaySeconds\":0,\"RecordFailureDelayInMinutes\":60,\"RecordSuspendDelayInMinutes\":30");
        isSeen(run, "orders", "Validated", 0);

        from.run("update shop.orders set note = 'first' where id = '1'");
        isPending(run, 1);
        time.passes(Duration.ofMinutes(29));
        isChangedAndLookedAt(run, "second");
        isPending(run, 1);
        time.passes(Duration.ofMinutes(2));
        isChangedAndLookedAt(run, "third");
        eventually(
                () -> "it is " + validation(run, "orders"),
                WAIT,
                () -> validation(run, "orders").state().equals("Suspended records")
                        && validation(run, "orders").suspended() == 1
                        && validation(run, "orders").pending() == 0);

        to.run("update shop.orders set note = 'third' where id = '1'");
        time.passes(Duration.ofMinutes(1));
        eventually( // each look wants the source's log to have gone on since the one before
                () -> "it is " + validation(run, "orders"), () -> {
                    from.run("update shop.items set note = note where id = '1'");
                    return validation(run, "orders").state().equals("Validated");
                });
        assertEquals(0, validation(run, "orders").suspended());
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private void isChangedAndLookedAt(Started run, String note) throws SQLException {
        long before = run.view.meter().validation().attempted();
        from.run("update shop.orders set note = '" + note + "' where id = '1'");
        eventually(
                "it is not looked at again", () -> run.view.meter().validation().attempted() > before);
    }

    private static void isLookedAtAgain(Started run, Time time, Duration after) {
        long before = run.view.meter().validation().attempted();
        time.passes(after);
        eventually(
                "it is not looked at again", () -> run.view.meter().validation().attempted() > before);
    }

    private static void isPending(Started run, long rows) {
        eventually(
                () -> "it is " + validation(run, "orders"),
                WAIT,
                () -> validation(run, "orders").state().equals("Pending records")
                        && validation(run, "orders").pending() == rows);
    }

    @Test
    void keysLongerThanMaxKeyColumnSizeAreComparedWithTheWholeTableOnly() throws SQLException {
        twoTables("key", 5);
        Started run = begun(
                MigrationType.CDC,
                ",\"MaxKeyColumnSize\":3,\"ValidationQueryCdcDelaySeconds\":0,\"RecordFailureDelayInMinutes\":0");
        isSeen(run, "orders", "Validated", 0);

        from.run("insert into shop.orders values ('long key', 'x', ''), ('key', 'x', '')");
        isSeen(run, "orders", "Mismatched records", 1);
        assertEquals(Map.of("key", ""), found("orders"));

        run.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));
        isSeen(run, "orders", "Mismatched records", 2);
        assertEquals(StopReason.NORMAL, run.stop());
    }
}
