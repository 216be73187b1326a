package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.statistics.TableStatistics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BatchApplyEnabled: whatever is written in batches, the target ends as the source. */
class BatchApplyTest {

    private static final String ON = "\"TargetMetadata\":{\"BatchApplyEnabled\":true},"
            + "\"ChangeProcessingTuning\":{\"BatchApplyTimeoutMin\":1}";

    @Nested
    class InMemory extends RunFixture {

        @Test
        void manyTransactionsAreFewCommits() {
            TableId orders = runs.given("orders", true, 100);
            TableId notes = runs.given("notes", false, 5);
            Started run = runs.settings("{" + ON + "}").start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders, notes);
            int before = runs.target.faults().passes(Point.BEFORE_COMMIT);
            Random random = new Random(3);
            AtomicLong ids = new AtomicLong(1000);
            for (int i = 0; i < 400; i++) {
                someWrites(random, List.of(orders, notes), ids);
            }

            runs.same(orders, notes);
            int commits = runs.target.faults().passes(Point.BEFORE_COMMIT) - before;
            assertTrue(commits < 60, "commits: " + commits);
            assertEquals(0, runs.exceptions());
            run.stop();
            TableStatistics counted = Runs.of(runs.saved(), orders);
            assertEquals(counted.captured(), counted.applied());
        }

        @Test
        void aBatchThatIsLargeEnoughWaitsNoLonger() {
            TableId orders = runs.given("orders", true, 0);
            Started run = runs.type(CDC)
                    .settings("{\"TargetMetadata\":{\"BatchApplyEnabled\":true},\"ChangeProcessingTuning\":"
                            + "{\"BatchApplyTimeoutMin\":3600,\"BatchApplyMemoryLimit\":1}}")
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> tx.insert(orders, 1L, "the first", 1L));
            runs.same(orders);
            int before = runs.target.faults().passes(Point.BEFORE_COMMIT);

            runs.source.database().transaction(tx -> tx.insert(orders, 2L, "waits", 1L));
            eventually(
                    () -> "captured: " + run.view.meter().captured(),
                    () -> run.view.meter().captured().rows() == 2);
            assertEquals(before, runs.target.faults().passes(Point.BEFORE_COMMIT));
            for (int i = 1; i < 30; i++) {
                long from = 1_000L * i;
                runs.source.database().transaction(tx -> {
                    for (long id = from; id < from + 1_000; id++) {
                        tx.insert(orders, id, "many of them", 1L);
                    }
                });
            }

            eventually(
                    () -> "rows: " + runs.target.database().content(orders).size(),
                    () -> runs.target.database().content(orders).size() > 1_000);
            run.stop();
        }

        @Test
        void aBadChangeCostsItsBatchNothingElse() {
            TableId orders = runs.given("orders", true, 10);
            Started run = runs.type(CDC).settings("{" + ON + "}").start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> {
                tx.insert(orders, 100L, "fine", 1L);
                tx.insert(orders, 101L, "a text that is too long for it", 1L);
                tx.insert(orders, 102L, "fine", 1L);
            });
            runs.source.database().transaction(tx -> tx.insert(orders, 103L, "fine", 1L));

            eventually(
                    () -> runs.target.database().content(orders).toString(),
                    () -> runs.target
                            .database()
                            .content(orders)
                            .equals(List.of("[100, fine, 1]", "[102, fine, 1]", "[103, fine, 1]")));
            eventually(() -> "exceptions: " + runs.exceptions(), () -> runs.exceptions() == 1);
            run.stop();
            assertEquals(3, Runs.of(runs.saved(), orders).applied().inserts());
        }

        @Test
        void aBatchWhoseConnectionIsLostComesAgain() {
            TableId orders = runs.given("orders", true, 0);
            Started run = runs.type(CDC)
                    .settings(
                            "{\"TargetMetadata\":{\"BatchApplyEnabled\":true,\"TaskRecoveryTableEnabled\":true},"
                                    + "\"ChangeProcessingTuning\":{\"BatchApplyTimeoutMin\":1,\"BatchSplitSize\":2},"
                                    + "\"ErrorBehavior\":{\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}}")
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);
            AtomicLong commits = new AtomicLong();
            runs.target.faults().at(Point.BEFORE_COMMIT, () -> {
                if (commits.incrementAndGet() == 2) {
                    throw ConnectorException.recoverable("the connection was lost", null);
                }
            });
            // the first two do not fit as a batch and are written one by one, the last one is a batch after them
            runs.source.database().transaction(tx -> {
                tx.insert(orders, 100L, "a text that is too long for it", 1L);
                tx.insert(orders, 101L, "fine", 1L);
                tx.insert(orders, 102L, "fine", 1L);
            });

            eventually(() -> "commits: " + commits, () -> commits.get() > 1);
            runs.source.database().transaction(tx -> tx.insert(orders, 103L, "fine", 1L));
            eventually(
                    () -> runs.target.database().content(orders).toString(),
                    () -> runs.target
                            .database()
                            .content(orders)
                            .equals(List.of("[101, fine, 1]", "[102, fine, 1]", "[103, fine, 1]")));
            run.stop();
        }

        @Test
        void aTableThatIsSuspendedByItsBatchIsLeftOutAndTheOthersGoOn() {
            TableId bad = runs.given("bad", true, 0);
            TableId good = runs.given("good", true, 0);
            Started run = runs.type(CDC)
                    .settings("{" + ON + ",\"ErrorBehavior\":{\"DataErrorPolicy\":\"SUSPEND_TABLE\"}}")
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> {
                tx.insert(bad, 1L, "a text that is too long for it", 1L);
                tx.insert(good, 1L, "fine", 1L);
            });

            assertEquals(bad, run.expect(RunReport.TableSuspended.class).table());
            runs.same(good);
            run.stop();
            assertEquals("Table error", Runs.of(runs.saved(), bad).state());
        }
    }

    @Nested
    class OnServers {

        @TempDir
        Path spill;

        @Test
        void postgres() throws Exception {
            mixed(RealDatabase.postgres("batch_from"), RealDatabase.postgres("batch_to"));
        }

        @Test
        void theMySqlFamily() throws Exception {
            mixed(RealDatabase.mySql(), RealDatabase.mariaDb());
        }

        @Test
        void netChangesThatMeetASecondUniqueKeyOfPostgresAreAppliedOneByOne() throws Exception {
            aValueGoesRound(RealDatabase.postgres("batch_from"), RealDatabase.postgres("batch_to"));
        }

        @Test
        void netChangesThatMeetASecondUniqueKeyOfMySqlAreAppliedOneByOne() throws Exception {
            aValueGoesRound(RealDatabase.postgres("batch_from"), RealDatabase.mySql());
        }

        /** What remains of the first row's changes takes a code that the second row has still. */
        private void aValueGoesRound(RealDatabase from, RealDatabase to) throws Exception {
            String table = "create table shop.orders (id int primary key, code varchar(20) not null unique)";
            from.run(table, "insert into shop.orders values (1, 'a'), (2, 'b')");
            to.run(table);
            try (Runs runs = new Runs(spill)) {
                runs.between(from.side(), to.side()).settings("{" + ON + "}");
                Started run = runs.start(Start.FRESH);
                run.expect(RunReport.LoadFinished.class);

                from.database()
                        .transaction(
                                "update shop.orders set code = 'x' where id = 1",
                                "update shop.orders set code = 'a' where id = 2",
                                "update shop.orders set code = 'b' where id = 1",
                                "insert into shop.orders values (3, 'c')");

                String all = "select * from shop.orders order by id";
                eventually(() -> "" + to.seen(all), () -> to.seen(all).equals(List.of("1|b", "2|a", "3|c")));
                run.stop();
                assertEquals(
                        List.of(),
                        to.rows("select * from " + to.control("awsdms_apply_exceptions")),
                        "none was refused");
            }
        }

        private void mixed(RealDatabase from, RealDatabase to) throws Exception {
            from.run(
                    "create table shop.orders (id int primary key, note varchar(50), n int)",
                    "create table shop.notes (id int, note varchar(50))");
            from.insertNumbers("shop.orders", "i, 'old', i", 1, 300);
            try (Runs runs = new Runs(spill)) {
                runs.between(from.side(), to.side()).settings("{" + ON + "}");
                Started run = runs.start(Start.FRESH);
                run.expect(RunReport.LoadFinished.class);
                write(from, new Random(5));
                for (String table : List.of("orders", "notes")) {
                    String all = "select * from shop." + table + " order by 1, 2";
                    eventually(
                            () -> "table " + table + " differs",
                            () -> from.rows(all).equals(to.rows(all)));
                }
                run.stop();
                assertEquals(List.of(), to.rows("select * from " + to.control("awsdms_apply_exceptions")));
            }
        }

        private static void write(RealDatabase database, Random random) throws SQLException {
            try (Connection connection = database.database().connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int i = 0; i < 2_000; i++) {
                    int id = random.nextInt(400);
                    switch (random.nextInt(5)) {
                        case 0 -> statement.execute("delete from shop.orders where id = " + id);
                        case 1 ->
                            statement.execute("insert into shop.orders select " + id + ", 'new', " + i
                                    + " from (select 1 as one) as x where not exists (select 1 from shop.orders where id = "
                                    + id + ")");
                        case 2 -> statement.execute("insert into shop.notes values (" + i + ", 'note')");
                        case 3 ->
                            statement.execute("update shop.orders set id = " + (10_000 + i) + " where id = " + id);
                        default ->
                            statement.execute("update shop.orders set note = 'changed " + i + "' where id = " + id);
                    }
                    if (random.nextInt(4) == 0) {
                        connection.commit();
                    }
                }
                connection.commit();
            }
        }
    }
}
