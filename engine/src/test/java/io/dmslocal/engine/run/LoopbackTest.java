package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.statistics.TableStatistics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tasks in a ring: both sides have all rows, and no change comes back to where it was made. */
class LoopbackTest {

    private static final int TRANSACTIONS = 150;

    @TempDir
    Path spill;

    @Test
    void onPostgres() throws Exception {
        ring(RealDatabase.postgres("ring_left"), RealDatabase.postgres("ring_right"));
    }

    @Test
    void onTheMySqlFamily() throws Exception {
        ring(RealDatabase.mySql(), RealDatabase.mariaDb());
    }

    private void ring(RealDatabase left, RealDatabase right) throws Exception {
        for (RealDatabase side : List.of(left, right)) {
            side.run("create table shop.orders (id int primary key, note varchar(50))");
        }
        try (Runs there = new Runs(spill.resolve("there"));
                Runs back = new Runs(spill.resolve("back"))) {
            Started first = task(there.named("RING_THERE"), left, right);
            Started second = task(back.named("RING_BACK"), right, left);

            CompletableFuture<Void> here = CompletableFuture.runAsync(() -> write(left, 0));
            write(right, 1_000_000);
            here.join();

            String all = "select * from shop.orders order by id";
            eventually(() -> "the sides differ", () -> same(left, right, all));
            // one more transaction, so that an echo of all the others would have been heard before it
            left.run("insert into shop.orders values (5000000, 'last')");
            right.run("insert into shop.orders values (6000000, 'last')");
            eventually(() -> "the last rows are missing", () -> same(left, right, all));
            assertEquals(TRANSACTIONS * 2L + 2, left.count("select count(*) from shop.orders"));

            // an echo would empty the side where rows have come since
            left.run("truncate table shop.orders");
            eventually(() -> "not emptied", () -> right.count("select count(*) from shop.orders") == 0);
            right.run("insert into shop.orders values (7000000, 'after it')");
            eventually(() -> "the row after it is missing", () -> same(left, right, all));
            left.run("insert into shop.orders values (8000000, 'after it')");
            eventually(() -> "the row after it is missing", () -> same(left, right, all));
            assertEquals(2, left.count("select count(*) from shop.orders"));

            first.stop();
            second.stop();
            for (Runs runs : List.of(there, back)) {
                TableStatistics orders = Runs.of(runs.saved(), Runs.table("orders"));
                assertEquals(runs == there ? 1 : 0, orders.captured().ddls());
                assertEquals(0, orders.captured().deletes());
                assertEquals(TRANSACTIONS + 2, orders.captured().inserts());
                assertEquals(TRANSACTIONS, orders.captured().updates());
                assertEquals(orders.captured(), orders.applied());
            }
        }
    }

    private static Started task(Runs runs, RealDatabase from, RealDatabase to) {
        runs.type(CDC)
                .settings("{\"LoopbackPreventionSettings\":{\"EnableLoopbackPrevention\":true,"
                        + "\"SourceSchema\":\"ring_marks\",\"TargetSchema\":\"ring_marks\"}}")
                .between(from.side(), to.side());
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.Began.class);
        return run;
    }

    private static void write(RealDatabase side, int from) {
        try (Connection connection = side.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = from; i < from + TRANSACTIONS; i++) {
                statement.execute("insert into shop.orders values (" + i + ", 'made')");
                statement.execute("update shop.orders set note = 'changed' where id = " + i);
                connection.commit();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean same(RealDatabase left, RealDatabase right, String query) {
        try {
            return left.rows(query).equals(right.rows(query));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
