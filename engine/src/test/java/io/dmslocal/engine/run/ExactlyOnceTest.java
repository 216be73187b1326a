package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** TaskRecoveryTableEnabled: tables without a key neither lose nor double a row, whenever a connection breaks. */
class ExactlyOnceTest extends RecoveryTableFixture {

    /** Of which a transaction of the tests needs several. */
    private static final String IN_SMALL_BATCHES = SETTINGS.replace(
                    "\"TaskRecoveryTableEnabled\"", "\"BatchApplyEnabled\":true,\"TaskRecoveryTableEnabled\"")
            .replace("}}", "},\"ChangeProcessingTuning\":{\"BatchSplitSize\":10,\"BatchApplyTimeoutMin\":0}}");

    @Test
    void aCommitThatNobodyHeardOfIsNotMadeAgain() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            Started run = runs.type(CDC).settings(SETTINGS).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            AtomicInteger commits = new AtomicInteger();
            runs.target.faults().at(Point.AFTER_COMMIT, () -> {
                if (commits.incrementAndGet() % 3 == 0) {
                    throw ConnectorException.recoverable("the answer to the commit was lost", null);
                }
            });
            for (long i = 0; i < 60; i++) {
                long id = i;
                runs.source.database().transaction(tx -> {
                    tx.insert(notes, id, "first", 1L);
                    tx.insert(notes, id, "second", 2L);
                });
                long expected = 2 * (i + 1);
                eventually(
                        () -> "rows: " + runs.target.database().content(notes).size(),
                        () -> runs.target.database().content(notes).size() >= expected);
            }
            runs.target.faults().never(Point.AFTER_COMMIT);
            runs.same(notes);
            run.stop();
            assertTrue(commits.get() >= 60);
        }
    }

    @Test
    void aTransactionThatIsCommittedInPartsGoesOnWithinItself() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            Started run = runs.type(CDC).settings(IN_SMALL_BATCHES).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            AtomicInteger lost = answersToCommitsGetLost(runs);

            for (int i = 0; i < 4; i++) {
                runs.source.database().transaction(tx -> {
                    for (long id = 0; id < 60; id++) {
                        tx.insert(notes, id, "again", id % 7);
                    }
                });
            }

            runs.same(notes);
            run.stop();
            assertTrue(lost.get() >= 5, () -> "answers were lost only " + lost + " times");
        }
    }

    @Test
    void aTaskThatIsMovedToAnotherInstanceAndBackTakesItsStateAlong() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            Started run = runs.on("one").type(CDC).settings(SETTINGS).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            for (String next : List.of("two", "one", "two")) {
                runs.source.database().transaction(tx -> tx.insert(notes, 1L, next, 1L));
                runs.same(notes);
                runs.target
                        .faults()
                        .at(
                                Point.AFTER_COMMIT,
                                () -> { // the checkpoint stays behind the target
                                    throw ConnectorException.recoverable("the answer to the commit was lost", null);
                                });
                runs.source.database().transaction(tx -> tx.insert(notes, 2L, next, 1L));
                runs.same(notes);
                run.stop();
                runs.target.faults().never(Point.AFTER_COMMIT);

                run = runs.on(next).start(Start.RESUME);
                run.expect(RunReport.Began.class);
                assertEquals(List.of(next), servers(runs));
            }
            runs.source.database().transaction(tx -> tx.insert(notes, 3L, "last", 1L));
            runs.same(notes);
            run.stop();
        }
    }

    @Test
    void tasksOfOneNameOnTwoInstancesLeaveEachOthersStateAlone() {
        try (Runs runs = new Runs(spill);
                Runs namesake = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            TableId other = namesake.given("other", false, 0);
            Started run = runs.on("one").type(CDC).settings(SETTINGS).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> tx.insert(notes, 1L, "first", 1L));
            runs.same(notes);

            Started second =
                    namesake.onto(runs).on("two").type(CDC).settings(SETTINGS).start(Start.FRESH);
            second.expect(RunReport.Began.class);
            assertEquals(List.of("one"), servers(runs));
            second.stop();
            namesake.source.database().transaction(tx -> tx.insert(other, 1L, "meanwhile", 1L));
            second = namesake.start(Start.RESUME);
            second.expect(RunReport.Began.class);

            eventually(() -> "servers: " + servers(runs), () -> servers(runs).containsAll(List.of("one", "two")));
            assertEquals(
                    "[[1, meanwhile, 1]]", runs.target.database().content(other).toString());
            run.stop();
            second.stop();
            Started moved = namesake.on("three").start(Start.RESUME);
            moved.expect(RunReport.Began.class);
            assertEquals(Set.of("one", "three"), Set.copyOf(servers(runs)));
            moved.stop();
        }
    }

    private static List<String> servers(Runs runs) {
        return new MemoryControl(runs.target.database())
                .rows(ControlTables.TXN_STATE, Map.of()).stream()
                        .map(row -> row.get("SERVER_NAME"))
                        .toList();
    }

    @Test
    void aTransactionAfterLongIdleTimeGoesOnWithinItself() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            Started run = runs.type(CDC).settings(IN_SMALL_BATCHES).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> tx.insert(notes, 0L, "early", 1L));
            runs.same(notes);
            othersWrite(runs);
            run.stop();
            assertEquals(
                    runs.source.database().now().text(),
                    new RunCheckpoint(runs.checkpoints.look(Runs.TASK))
                            .applied()
                            .orElseThrow()
                            .position());

            runs.source.database().transaction(tx -> {
                for (long id = 0; id < 60; id++) {
                    tx.insert(notes, id, "late", id % 7);
                }
            });
            answersToCommitsGetLost(runs);
            Started again = runs.start(Start.RESUME);

            runs.same(notes);
            again.stop();
        }
    }

    @Test
    void aRunThatDoesNotSayHowFarItIsMakesWhatWasSaidUntrue() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            Started run = runs.type(CDC).settings(SETTINGS).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> tx.insert(notes, 0L, "early", 1L));
            runs.same(notes);
            run.stop();
            TableId state = MemoryControl.id(ControlTables.TXN_STATE);
            assertEquals(1, runs.target.database().content(state).size());

            Started without = runs.settings("{}").start(Start.RESUME);
            without.expect(RunReport.Began.class);

            assertEquals("[]", runs.target.database().content(state).toString());
            without.stop();
        }
    }

    /** What no table of the task has: its place in the log moves on, and nothing is written. */
    private static void othersWrite(Runs runs) {
        for (int i = 0; i < 3; i++) {
            runs.source.database().transaction(tx -> {});
        }
        int reads = runs.source.faults().passes(Point.READ_CHANGES);
        eventually("nobody reads on", () -> runs.source.faults().passes(Point.READ_CHANGES) > reads + 5);
    }

    @Test
    void onPostgresWhoseConnectionsBreak() throws Exception {
        broken(RealDatabase.postgres("once_from"), RealDatabase.postgres("once_to"));
    }

    @Test
    void onTheMySqlFamilyWhoseConnectionsBreak() throws Exception {
        broken(RealDatabase.mySql(), RealDatabase.mariaDb());
    }

    @Test
    void withinTransactionsOfTheMySqlFamilyThatAreCommittedInParts() throws Exception {
        brokenInParts(RealDatabase.mySql(), RealDatabase.postgres("once_to"));
    }

    @Test
    void withinTransactionsOfPostgresThatAreCommittedInParts() throws Exception {
        brokenInParts(RealDatabase.postgres("once_from"), RealDatabase.mariaDb());
    }

    /** Two transactions of many rows alike, of which every hundredth does not fit the target, in batches of ten changes. */
    private void brokenInParts(RealDatabase from, RealDatabase to) throws Exception {
        int rows = 4000;
        from.run("create table shop.notes (id int, note varchar(50))");
        to.run("create table shop.notes (id int, note varchar(20))");
        try (Runs runs = new Runs(spill)) {
            runs.type(CDC).settings(IN_SMALL_BATCHES).between(from.side(), to.side());
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.Began.class);

            String note = "case when i % 100 = 50 then 'is too long for the target' else 'fits' end";
            from.insertNumbers("shop.notes", "i % 500, " + note, 1, rows);
            from.insertNumbers("shop.notes", "i % 500, " + note, 1, rows);
            for (int i = 1; i <= 5; i++) {
                long wanted = i * rows / 4;
                eventually(() -> count(to) + " rows of " + wanted, () -> count(to) >= wanted);
                to.hangUp();
            }
            long good = 2L * (rows - rows / 100);
            eventually(() -> count(to) + " rows of " + good, () -> count(to) >= good);
            run.stop();

            assertEquals(good, count(to));
            String other = "select id, count(*) from shop.notes group by id having count(*) <> 16";
            assertEquals("[]", to.rows(other).toString());
            assertEquals(2L * rows / 100, to.count("select count(*) from " + to.control("awsdms_apply_exceptions")));
        }
    }

    private void broken(RealDatabase from, RealDatabase to) throws Exception {
        from.run("create table shop.notes (id int, note varchar(50))");
        to.run("create table shop.notes (id int, note varchar(50))");
        try (Runs runs = new Runs(spill)) {
            runs.type(CDC).settings(SETTINGS).between(from.side(), to.side());
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.Began.class);
            AtomicInteger hungUp = new AtomicInteger();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(from, () -> hungUp.get() < 5));
            while (!writer.isDone()) {
                long before = to.count("select count(*) from shop.notes");
                eventually(() -> "nothing more arrives", () -> writer.isDone() || count(to) > before + 50);
                to.hangUp();
                hungUp.incrementAndGet();
            }
            writer.join();
            eventually(() -> "rows: " + count(to) + " of " + count(from), () -> count(to) >= count(from));
            run.stop();

            String twice = "select id, note, count(*) from shop.notes group by id, note having count(*) <> 1";
            assertEquals("[]", to.rows(twice).toString());
            assertEquals(count(from), count(to));
            assertTrue(hungUp.get() >= 5, () -> "connections were broken only " + hungUp + " times");
            assertEquals(1, to.count("select count(*) from " + to.control("awsdms_txn_state")));
        }
    }

    private static long count(RealDatabase database) {
        try {
            return database.count("select count(*) from shop.notes");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** @param more whether to go on beyond what is written at least */
    private static void write(RealDatabase from, BooleanSupplier more) {
        try (Connection connection = from.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 1500 || more.getAsBoolean(); i++) {
                statement.execute("insert into shop.notes values (" + i + ", 'a'), (" + i + ", 'b')");
                statement.execute("insert into shop.notes values (" + i + ", 'c')");
                connection.commit();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
