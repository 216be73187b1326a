package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.meter.ValidationMeter;
import io.dmslocal.engine.meter.ValidationMeter.Query;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.checkpoint.SavedValidation;
import io.dmslocal.engine.run.validation.ValidationStatistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whole runs with validation, between real databases. */
class ValidationRunTest extends ValidationFixture {

    @Test
    void aTaskThatOnlyLoadsReportsWhatItsTargetMadeOfTheRows() throws SQLException {
        onPostgres("valid_load");
        orders(from, 350);
        orders(to, 0);
        to.run(
                "create function shop.spoil() returns trigger language plpgsql as $$ begin"
                        + " if new.id = 7 then new.note := 'spoilt'; end if;"
                        + " if new.id = 8 then return null; end if; return new; end $$",
                "create trigger spoil before insert on shop.orders for each row execute function shop.spoil()",
                "insert into shop.orders values (-1, 'extra', 0)");
        runs.type(MigrationType.FULL_LOAD).between(from.side(), to.side()).settings(VALIDATING.formatted(""));

        Started run = runs.start(Start.FRESH);

        assertEquals(
                StopReason.FULL_LOAD_ONLY_FINISHED,
                run.expect(RunReport.Stopped.class).reason());
        ValidationStatistics seen = run.statistics(ORDERS).validation();
        assertEquals("Mismatched records", seen.state());
        assertEquals(3, seen.failed());
        assertEquals(
                List.of(
                        "T|shop|orders|Row|{\"key\":  [\"-1\"]}|MISSING_SOURCE|[]",
                        "T|shop|orders|Row|{\"key\":  [\"7\"]}|RECORD_DIFF|[[{'note': 'order 7'}, {'note': 'spoilt'}],]",
                        "T|shop|orders|Row|{\"key\":  [\"8\"]}|MISSING_TARGET|[]"),
                failures(to));
        assertEquals(seen, Runs.of(runs.saved(), ORDERS).validation(), "kept in the checkpoint");
        JsonNode shown = SavedValidation.of(runs.checkpoints, Runs.TASK, "shop.orders", 1, 2)
                .orElseThrow();
        assertEquals(3, shown.path("failed").asInt());
        assertEquals(2, shown.path("records").size());
        assertEquals(3, shown.path("next").asInt());
        JsonNode all = SavedValidation.of(runs.checkpoints, Runs.TASK, "shop.orders", 1, 100)
                .orElseThrow();
        assertTrue(
                all.path("records")
                        .toString()
                        .contains("\"columns\":[{\"column\":\"note\",\"targetColumn\":\"note\",\"source\":\"order 7\","
                                + "\"target\":\"spoilt\"}]"),
                all.toString());
        assertTrue(SavedValidation.of(runs.checkpoints, Runs.TASK, "shop.none", 1, 2)
                .isEmpty());
    }

    @Test
    void aRowThatIsSpoiltAndMadeGoodAgainDuringChangesIsSeen() throws SQLException {
        onPostgres("valid_cdc");
        orders(from, 20);
        runs.between(from.side(), to.side()).settings(VALIDATING.formatted(""));
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        isSeen(run, "orders", "Validated", 0);

        to.run("delete from shop.orders where id in (3, 4, 5)");
        from.run("update shop.orders set price = price + 1 where id in (3, 4)");
        isSeen(run, "orders", "Mismatched records", 2);

        from.run("delete from shop.orders where id = 3");
        isSeen(run, "orders", "Mismatched records", 1);

        run.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));
        isSeen(run, "orders", "Mismatched records", 2);
        assertEquals(StopReason.NORMAL, run.stop());

        Started again = runs.start(Start.RESUME);
        from.run("delete from shop.orders where id in (4, 5)");
        isSeen(again, "orders", "Validated", 0);
        assertEquals(StopReason.NORMAL, again.stop());
    }

    @Test
    void howLongEitherSideWasWaitedForIsMeasured() throws SQLException {
        onPostgres("valid_latency");
        orders(from, 3);
        from.run("create function shop.slow(text) returns text volatile language sql as"
                + " 'select $1 from pg_sleep(0.2)'");
        runs.between(from.side(), to.side())
                .settings(VALIDATING.formatted(""))
                .mappings(comparing("note", "shop.slow(${column-name})", "${column-name}"));
        Started run = runs.start(Start.FRESH);
        isSeen(run, "orders", "Validated", 0);
        ValidationMeter meter = run.view.meter().validation();

        assertTrue(meter.latency(Query.BULK_SOURCE).toMillis() >= 600, "" + meter.latency(Query.BULK_SOURCE));
        assertTrue(meter.latency(Query.BULK_TARGET).compareTo(meter.latency(Query.BULK_SOURCE)) < 0);
        assertTrue(meter.latency(Query.BULK_TARGET).toNanos() > 0);
        assertEquals(Duration.ZERO, meter.latency(Query.ITEM_SOURCE));

        from.run("update shop.orders set price = price + 1 where id = 2");

        eventually(
                () -> "" + meter.latency(Query.ITEM_SOURCE),
                WAIT,
                () -> meter.latency(Query.ITEM_SOURCE).toMillis() >= 200
                        && meter.latency(Query.ITEM_TARGET).toNanos() > 0);
        run.stop();
    }

    @Test
    void writesAllTheTimeAreNoDifferences() throws Exception {
        from = RealDatabase.postgres("valid_busy_from");
        orders(from, 2_000);
        runs.between(from.side(), RealDatabase.mariaDb().side()).settings(VALIDATING.formatted(""));
        Started run = runs.start(Start.FRESH);
        try (Connection connection = from.database().connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 1_500; i++) {
                statement.execute("update shop.orders set note = 'written " + i + "' where id % 100 = " + i % 100);
                if (i % 10 == 0) {
                    statement.execute("delete from shop.orders where id = " + i);
                    statement.execute("insert into shop.orders values (" + (10_000 + i) + ", 'new', 1)");
                    assertEquals(0, failed(run));
                }
            }
        }
        isSeen(run, "orders", "Validated", 0);
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void aTaskMayOnlyValidateAndWritesNothing() throws SQLException {
        onPostgres("valid_only");
        orders(from, 10);
        orders(to, 10);
        to.run("update shop.orders set price = 0.99 where id = 2", "delete from shop.orders where id = 3");
        Started run = onlyValidating(MigrationType.FULL_LOAD);

        run.expect(RunReport.Stopped.class);
        assertEquals(2, run.statistics(ORDERS).validation().failed());
        assertEquals(2, failures(to).size());
        assertEquals(List.of("9"), to.seen("select count(*) from shop.orders"));
    }

    @Test
    void aTaskThatOnlyValidatesChangesFollowsTheLog() throws SQLException {
        onPostgres("valid_follow");
        orders(from, 10);
        orders(to, 10);
        Started run = onlyValidating(MigrationType.CDC, ",\"ValidationQueryCdcDelaySeconds\":0");
        isSeen(run, "orders", "Validated", 0);

        from.run("update shop.orders set note = 'changed' where id = 1", "insert into shop.orders values (99, 'n', 1)");
        isSeen(run, "orders", "Mismatched records", 2);
        assertEquals(0, run.statistics(ORDERS).applied().changes());

        to.run("update shop.orders set note = 'changed' where id = 1");
        from.run("update shop.orders set price = price where id = 1");
        isSeen(run, "orders", "Mismatched records", 1);
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void whatCannotBeValidatedSaysSo() throws SQLException {
        from = RealDatabase.postgres("valid_not_from");
        from.run(
                "create table shop.orders (id int, note text)",
                "insert into shop.orders values (1, 'x')",
                "create table shop.blobs (id text primary key)");
        runs.type(MigrationType.FULL_LOAD)
                .between(from.side(), RealDatabase.postgres("valid_not_to").side())
                .settings(VALIDATING.formatted(""));

        Started run = runs.start(Start.FRESH);

        run.expect(RunReport.Stopped.class);
        assertEquals("No primary key", run.statistics(ORDERS).validation().state());
        ValidationStatistics blobs = run.statistics(Runs.table("blobs")).validation();
        assertEquals("No primary key", blobs.state());
        assertTrue(blobs.details().contains("NCLOB"), blobs.details());
    }

    @Test
    void aFunctionStandsForAColumn() throws SQLException {
        onPostgres("valid_function");
        orders(from, 3);
        orders(to, 3);
        to.run("update shop.orders set note = upper(note)");
        runs.mappings(comparing("note", "upper(${column-name})", "${column-name}"));

        Started run = onlyValidating(MigrationType.FULL_LOAD);

        run.expect(RunReport.Stopped.class);
        assertEquals("Validated", run.statistics(ORDERS).validation().state());
    }

    @Test
    void aTaskStopsWhileAQueryOfItsValidationHangs() throws SQLException {
        onPostgres("valid_hangs");
        orders(from, 1_000);
        orders(to, 1_000);
        from.run("create function shop.held(note varchar) returns varchar language plpgsql as $$ begin"
                + " if note = 'order 1000' then perform pg_advisory_xact_lock(71); end if; return note; end $$");
        runs.mappings(comparing("note", "shop.held(${column-name})", "${column-name}"));
        try (Connection holder = from.database().connect();
                Statement lock = holder.createStatement()) {
            lock.execute("select pg_advisory_lock(71)");
            Started run = onlyValidating(MigrationType.CDC);
            eventually(() -> "nothing hangs: " + validation(run, "orders"), () -> isOne(from, ADVISORY_LOCK_WAITS));

            assertEquals(StopReason.NORMAL, run.stop());
        }
        Started again = runs.start(Start.RESUME);
        isSeen(again, "orders", "Validated", 0);
        assertEquals(StopReason.NORMAL, again.stop());
    }

    @Test
    void aTaskStopsWhileAnotherSessionLocksTheSourcesTable() throws SQLException {
        onPostgres("valid_locked");
        orders(to, 10);
        stopsWhileLocked(from, "begin; lock table shop.orders in access exclusive mode", LOCK_WAITS);
    }

    @Test
    void aTaskStopsWhileAnotherSessionLocksTheTargetsTable() throws SQLException {
        onPostgres("valid_locked2");
        orders(to, 10);
        stopsWhileLocked(to, "begin; lock table shop.orders in access exclusive mode", LOCK_WAITS);
    }

    @Test
    void aTaskStopsWhileAnotherSessionLocksTheTableOfMariaDb() throws SQLException {
        to = RealDatabase.mariaDb();
        to.run(
                "create table shop.orders (id int primary key, note varchar(50), price decimal(10,2))",
                "insert into shop.orders select seq, concat('order ', seq), seq * 1.5 from shop.seq_1_to_10");
        from = RealDatabase.postgres("valid_locked3_from");
        stopsWhileLocked(
                to,
                "lock tables shop.orders write",
                "select least(count(*), 1) from information_schema.processlist where state like 'Waiting for table metadata lock%'");
    }

    @Test
    void aTaskStopsWhileAnotherSessionLocksTheTableOfFailures() throws SQLException {
        onPostgres("valid_locked4");
        orders(to, 9);
        stopsWhileLocked(
                to, "begin; lock table public.awsdms_validation_failures_v1 in access exclusive mode", LOCK_WAITS);
    }

    private static final String LOCK_WAITS =
            "select least(count(*), 1) from pg_locks where locktype = 'relation' and not granted"
                    + " and database = (select oid from pg_database where datname = current_database())";

    /** @param waits counts who waits for the lock */
    private void stopsWhileLocked(RealDatabase locked, String lock, String waits) throws SQLException {
        orders(from, 10);
        Started run = onlyValidating(MigrationType.CDC);
        eventually(
                () -> "it is " + validation(run, "orders"),
                () -> validation(run, "orders").state().matches("Validated|Mismatched records"));
        String state = validation(run, "orders").state();
        try (Connection holder = locked.database().connect();
                Statement statement = holder.createStatement()) {
            statement.execute(lock);
            run.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));
            eventually(() -> "nothing hangs: " + validation(run, "orders"), () -> isOne(locked, waits));

            assertEquals(StopReason.NORMAL, run.stop());
        }
        Started again = runs.start(Start.RESUME);
        isSeen(again, "orders", state, state.equals("Validated") ? 0 : 1);
        assertEquals(StopReason.NORMAL, again.stop());
    }

    @Test
    void whoSeesAFailureCountedCanReadIt() throws SQLException {
        onPostgres("valid_order");
        orders(from, 2_000);
        orders(to, 1_900);
        Started run = onlyValidating(MigrationType.CDC);
        long seen = 0;
        while (seen < 100) {
            seen = validation(run, "orders").failed();
            long readable = found("orders").size();
            long written =
                    seen == 0 ? 0 : Long.parseLong(to.seen(FAILURES_OF_ALL).get(0));
            assertTrue(
                    readable >= seen && written >= seen,
                    seen + " are counted, " + readable + " shown, " + written + " written");
        }
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private static final String FAILURES_OF_ALL = "select count(*) from public.awsdms_validation_failures_v1";

    @Test
    void theTableOfFailuresKeepsWhatWasFoundBefore() throws SQLException {
        onPostgres("valid_history");
        orders(from, 10);
        orders(to, 9);
        Started run = onlyValidating(MigrationType.CDC);
        isSeen(run, "orders", "Mismatched records", 1);

        run.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));

        eventually("it is found once more", () -> to.seen(FAILURES_OF_ALL).equals(List.of("2")));
        isSeen(run, "orders", "Mismatched records", 1);
        assertEquals(1, found("orders").size());
        assertEquals(
                List.of("2"),
                to.seen("select count(distinct \"FAILURE_TIME\") from public.awsdms_validation_failures_v1"));
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private static boolean isOne(RealDatabase database, String count) {
        return database.seen(count).equals(List.of("1"));
    }
}
