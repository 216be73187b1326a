package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD;
import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD_AND_CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.SilentProxy;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.checkpoint.SavedRun;
import io.dmslocal.engine.run.reason.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stop waits neither for a lock nor for a server that says nothing any more, and the next start goes on from what is committed. */
@Timeout(90)
class HungServersTest {

    private static final String SETTINGS = "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"%s\",\"CommitRate\":1000},"
            + "\"TargetMetadata\":{\"TaskRecoveryTableEnabled\":%s}}";

    private static final String ALL = "select * from shop.orders order by id, note";

    @TempDir
    Path spill;

    private Runs runs;
    private RealDatabase from;

    @BeforeEach
    void open() throws SQLException {
        from = RealDatabase.postgres("hung_from");
        runs = new Runs(spill)
                .type(FULL_LOAD_AND_CDC)
                .settings(SETTINGS.formatted("TRUNCATE_BEFORE_LOAD", false))
                .stopGrace(Duration.ofMillis(500));
    }

    @AfterEach
    void close() {
        runs.close();
    }

    private void given(int rows) throws SQLException {
        from.run("create table shop.orders (id int primary key, note varchar(200))");
        from.insertNumbers("shop.orders", "i, repeat('x', 180)", 1, rows);
    }

    /** A task that follows the changes of so many rows. */
    private Started following(int rows, RealDatabase to) throws SQLException {
        given(rows);
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        same(to);
        return run;
    }

    private void goesOn(RealDatabase to) {
        Started again = runs.start(Start.RESUME);
        same(to);
        again.stop();
    }

    private void same(RealDatabase to) {
        eventually(
                () -> "source: " + from.database() + ", target differs",
                () -> from.rows(ALL).equals(to.rows(ALL)));
    }

    // ---- locks

    abstract class WithALockedTable {

        abstract RealDatabase target() throws SQLException;

        abstract String lock();

        /** What of a load waits for it. */
        abstract String firstOfALoad();

        /** How many sessions wait for it. */
        abstract String waiting();

        @Test
        void aStopDuringChangesDoesNotWaitForTheLock() throws SQLException {
            RealDatabase to = target();
            runs.between(from.side(), to.side());
            Started run = following(10, to);

            try (Connection other = to.database().connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute(lock());
                from.run("insert into shop.orders values (11, 'waits')", "delete from shop.orders where id = 3");
                isWaitedFor(to);

                assertEquals(StopReason.NORMAL, run.stop());
                eventually("somebody waits on the target still", () -> to.count(waiting()) == 0);
            }

            from.run("insert into shop.orders values (12, 'later')");
            goesOn(to);
        }

        @Test
        void aStopDuringALoadDoesNotWaitForTheLock() throws SQLException {
            given(3000);
            RealDatabase to = target();
            to.run("create table shop.orders (id int primary key, note varchar(200))");
            runs.type(FULL_LOAD).between(from.side(), to.side());
            Started run;

            try (Connection other = to.database().connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute(lock());
                run = runs.start(Start.FRESH);
                isWaitedFor(to);
                eventually("nobody says what is waited for", () -> !waits().isEmpty());
                String message = waits().get(0).message();
                assertTrue(message.startsWith(firstOfALoad()), message);

                assertEquals(StopReason.NORMAL, run.stop());
                eventually("somebody waits on the target still", () -> to.count(waiting()) == 0);
            }

            runs.start(Start.RESUME).expect(RunReport.Stopped.class);
            same(to);
        }

        @Test
        void whoHoldsTheLockOfARowIsTold() throws SQLException {
            RealDatabase to = target();
            runs.between(from.side(), to.side());
            Started run = following(10, to);

            try (Connection other = to.database().connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("update shop.orders set note = 'theirs' where id = 3");
                from.run("update shop.orders set note = 'ours' where id = 3");

                eventually("nobody says what is waited for", () -> !waits().isEmpty());
                Wait wait = waits().get(0);
                assertEquals("target", wait.side());
                assertEquals("shop.orders", wait.table());
                assertEquals(
                        List.of("dms"),
                        wait.holders().stream().map(Wait.Holder::user).toList());
                assertFalse(wait.message().contains("ours"), wait.message());
                other.rollback();
            }

            same(to);
            eventually("it is told still", () -> waits().isEmpty());
            run.stop();
        }

        private List<Wait> waits() {
            return SavedRun.reasons(runs.checkpoints, Runs.TASK).waits();
        }

        private void isWaitedFor(RealDatabase to) {
            eventually("nobody waits for the lock", () -> to.count(waiting()) > 0);
        }
    }

    @Nested
    class OnPostgres extends WithALockedTable {

        @Override
        RealDatabase target() throws SQLException {
            return RealDatabase.postgres("hung_to");
        }

        /** As after a break: the server may be at work still on a commit that it was sent. */
        @Test
        void aStartWaitsForAnEarlierSessionThatMayCommitYet() throws SQLException {
            given(3);
            RealDatabase to = target();
            runs.type(CDC).settings(SETTINGS.formatted("DO_NOTHING", true)).between(from.side(), to.side());
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.Began.class);
            from.run("insert into shop.orders values (4, 'first')");
            eventually("nothing arrives", () -> to.count("select count(*) from shop.orders") == 1);
            run.stop();

            Started again;
            try (Connection earlier = to.database().connect();
                    Statement statement = earlier.createStatement()) {
                earlier.setAutoCommit(false);
                statement.execute("update public.awsdms_txn_state set \"STATE_TIME\" = \"STATE_TIME\"");
                again = runs.start(Start.RESUME);
                eventually("nobody waits for it", () -> to.count(waiting()) > 0);
                earlier.commit();
            }

            again.expect(RunReport.Began.class);
            again.stop();
        }

        @Override
        String lock() {
            return "lock table shop.orders in access exclusive mode";
        }

        @Override
        String firstOfALoad() {
            return "TRUNCATE TABLE shop.orders has waited on the target";
        }

        @Override
        String waiting() {
            return "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        }
    }

    @Nested
    class OnMariaDb extends WithALockedTable {

        @Override
        RealDatabase target() throws SQLException {
            return RealDatabase.mariaDb();
        }

        @Override
        String lock() {
            return "lock tables shop.orders write";
        }

        @Override
        String firstOfALoad() {
            return "CREATE DATABASE has waited on the target";
        }

        @Override
        String waiting() {
            return "select count(*) from information_schema.processlist where state like 'Waiting for%lock'";
        }
    }

    // ---- silence

    abstract class WithASilentServer {

        RealDatabase to;
        SilentProxy way;

        /** On which side the way is. */
        abstract SilentProxy goThroughAProxy() throws IOException;

        /** What was written in the silence is on its way, as far as it can be. */
        abstract void isUnderWay(Started run);

        @BeforeEach
        void openTheProxy() throws SQLException, IOException {
            to = RealDatabase.postgres("hung_to");
            way = goThroughAProxy();
        }

        @AfterEach
        void closeTheProxy() throws IOException {
            way.close();
        }

        @Test
        void aStopDuringChangesDoesNotWait() throws SQLException, IOException {
            Started run = following(10, to);

            way.fallSilent();
            from.run("insert into shop.orders values (11, 'waits')", "delete from shop.orders where id = 3");
            isUnderWay(run);

            assertEquals(StopReason.NORMAL, run.stop());
            way.speakAgain();
            goesOn(to);
        }

        @Test
        void aStopDuringALoadDoesNotWait() throws SQLException, IOException {
            given(50_000);
            way.fallSilentAfter(4_000_000L); // of about ten
            Started run = runs.start(Start.FRESH);
            eventually("the load comes through", way::isSilent);

            assertEquals(StopReason.NORMAL, run.stop());
            assertTrue(to.count("select count(*) from shop.orders") < 50_000);
            way.speakAgain();
            goesOn(to);
        }

        @Test
        void aStopWhileTheSessionOpensDoesNotWait() throws SQLException, IOException {
            given(10);
            way.fallSilent();
            Started run = runs.start(Start.FRESH);

            assertEquals(StopReason.NORMAL, run.stop());
            way.speakAgain();
            Started again = runs.start(Start.FRESH);
            again.expect(RunReport.LoadFinished.class);
            same(to);
            again.stop();
        }
    }

    @Nested
    class WhenTheTargetFallsSilent extends WithASilentServer {

        @Override
        SilentProxy goThroughAProxy() throws IOException {
            SilentProxy before = new SilentProxy(to.database().endpoint().port());
            runs.between(from.side(), through(to, before));
            return before;
        }

        @Override
        void isUnderWay(Started run) {
            eventually(
                    () -> "captured: " + run.view.meter().captured().rows(),
                    () -> run.view.meter().captured().rows() >= 2);
        }
    }

    @Nested
    class WhenTheSourceFallsSilent extends WithASilentServer {

        @Override
        SilentProxy goThroughAProxy() throws IOException {
            SilentProxy before = new SilentProxy(from.database().endpoint().port());
            runs.between(through(from, before), to.side());
            return before;
        }

        @Override
        void isUnderWay(Started run) {}
    }

    /** On MariaDB, where a commit is a word on the wire. */
    @Test
    void aCommitWhoseAnswerNeverCameIsNotMadeAgain() throws SQLException, IOException {
        from.run("create table shop.orders (id int, note varchar(200))");
        RealDatabase to = RealDatabase.mariaDb();
        try (SilentProxy way = new SilentProxy(to.database().endpoint().port())) {
            runs.type(CDC).settings(SETTINGS.formatted("DO_NOTHING", true)).between(from.side(), through(to, way));
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.Began.class);
            from.run("insert into shop.orders values (1, 'first')");
            same(to);

            way.fallSilentAfter("COMMIT");
            from.run("insert into shop.orders values (2, 'second')");
            eventually("nothing is committed", way::isSilent);
            eventually("the commit did not arrive", () -> to.count("select count(*) from shop.orders") == 2);

            assertEquals(StopReason.NORMAL, run.stop());
            way.speakAgain();
            from.run("insert into shop.orders values (3, 'third')");
            Started again = runs.start(Start.RESUME);
            same(to);
            assertEquals(List.of("1|first", "2|second", "3|third"), to.rows(ALL));
            again.stop();
        }
    }

    private static RunPlan.Side through(RealDatabase database, SilentProxy way) {
        return new RunPlan.Side(
                database.connector(), way.before(database.database().endpoint()));
    }
}
