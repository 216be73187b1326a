package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One row of a hundred does not fit the target, first in the load, then in the changes: every other row is there, and every bad one is in
 * awsdms_apply_exceptions. {@code -Dpoison.rows=1000000} for a large one.
 */
class PoisonedRowsTest {

    private static final int ROWS = Integer.getInteger("poison.rows", 20_000);
    private static final int BAD = ROWS / 100;

    @TempDir
    Path spill;

    @Test
    void onPostgres() throws Exception {
        poisoned(RealDatabase.postgres("poison_from"), RealDatabase.postgres("poison_to"), "");
    }

    @Test
    void onPostgresInBatches() throws Exception {
        poisoned(
                RealDatabase.postgres("poison_from"),
                RealDatabase.postgres("poison_to"),
                ",\"TargetMetadata\":{\"BatchApplyEnabled\":true}");
    }

    @Test
    void onTheMySqlFamily() throws Exception {
        poisoned(RealDatabase.mySql(), RealDatabase.mariaDb(), "");
    }

    private void poisoned(RealDatabase from, RealDatabase to, String settings) throws Exception {
        from.run("create table shop.orders (id int primary key, note varchar(50), n int)");
        to.run("create table shop.orders (id int primary key, note varchar(20), n int)");
        insert(from, 1, ROWS);
        try (Runs runs = new Runs(spill)) {
            runs.between(from.side(), to.side())
                    .settings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}" + settings + "}");
            Instant start = Instant.now();
            Started run = runs.start(Start.FRESH);
            shows(to, ROWS, BAD);
            run.expect(RunReport.LoadFinished.class);
            Instant loaded = Instant.now();
            insert(from, ROWS + 1, ROWS);
            from.run("update shop.orders set n = -1 where id > " + ROWS + " and id % 10 = 0");
            shows(to, 2 * ROWS, 2 * BAD);
            eventually(
                    () -> "the last update is missing",
                    Duration.ofSeconds(60 + ROWS / 1000),
                    () -> count(to, "select count(*) from shop.orders where n = -1 and id = " + 2 * ROWS) == 1);
            eventually(
                    () -> "updates are missing: " + count(to, "select count(*) from shop.orders where n = -1"),
                    () -> count(to, "select count(*) from shop.orders where n = -1") == ROWS / 10 - BAD);
            System.out.println("poisoned rows: " + BAD + " of " + ROWS + ", load "
                    + Duration.between(start, loaded).toMillis() + " ms, changes "
                    + Duration.between(loaded, Instant.now()).toMillis() + " ms");
            run.stop();
            inspect(from, to);
        }
    }

    /** Of a hundred rows one is too long for the target. */
    private static void insert(RealDatabase database, int first, int rows) throws SQLException {
        database.insertNumbers(
                "shop.orders",
                "i, case when i % 100 = 50 then 'much too long for the target' else 'fits' end, i",
                first,
                first + rows - 1);
    }

    private static void shows(RealDatabase to, long last, long bad) {
        long rows = last - bad;
        // counting a table that is being filled costs the server more than to fill it
        eventually(
                () -> "row " + last + " is missing",
                Duration.ofSeconds(60 + ROWS / 1000),
                () -> count(to, "select count(*) from shop.orders where id = " + last) == 1);
        String refused = "select count(*) from " + to.control("awsdms_apply_exceptions");
        eventually(
                () -> "rows " + count(to, "select count(*) from shop.orders") + " of " + rows + ", exceptions "
                        + count(to, refused),
                () -> count(to, "select count(*) from shop.orders") == rows);
    }

    private static void inspect(RealDatabase from, RealDatabase to) throws SQLException {
        String table = to.control("awsdms_apply_exceptions");
        String column = to.isPostgres() ? "\"STATEMENT\"" : "STATEMENT";
        assertEquals(List.of(), to.rows("select id from shop.orders where id % 100 = 50"));
        assertEquals(2L * (ROWS - BAD), to.count("select count(*) from shop.orders"));
        // every tenth of the changed rows was updated: those of the bad ones found no row, and are exceptions too
        assertEquals(2L * BAD + BAD, to.count("select count(*) from " + table));
        // with their values; texts of one family travel as bytes, and stand there in hexadecimal when a load was
        // refused
        assertEquals(
                2L * BAD,
                to.count("select count(distinct " + column + ") from " + table + " where " + column
                        + " like 'INSERT%VALUES (%'"));
        assertTrue(to.count("select count(*) from " + table + " where " + column
                        + " like 'INSERT%much too long for the target%'")
                >= BAD);
        assertTrue(to.count("select count(*) from " + table + " where " + (to.isPostgres() ? "\"ERROR\"" : "ERROR")
                        + " like '%too long%'")
                >= BAD);
        assertEquals(2L * ROWS, from.count("select count(*) from shop.orders"));
    }

    private static long count(RealDatabase database, String query) {
        try {
            return database.count(query);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
