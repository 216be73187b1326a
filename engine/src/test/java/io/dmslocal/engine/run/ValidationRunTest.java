package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.validation.ResyncStatistics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs with validation, between real databases. */
class ValidationRunTest {

    private static final String VALIDATING = """
            {"ValidationSettings":{"EnableValidation":true,"PartitionSize":100,"RecordFailureDelayInMinutes":0%s},
             "FullLoadSettings":{"TargetTablePrepMode":"DO_NOTHING"}}""";

    private static final TableId ORDERS = Runs.table("orders");

    @TempDir
    Path spill;

    private Runs runs;

    @BeforeEach
    void openRuns() {
        runs = new Runs(spill);
    }

    @AfterEach
    void closeRuns() {
        runs.close();
    }

    // ---- no false alarm

    @Test
    void allTypesOfPostgresAreTheSameOnPostgres() throws SQLException {
        ContractDatabase from = postgres("valid_types_from");
        from.run(POSTGRES_TYPES);
        isValidated(from, POSTGRES, postgres("valid_types_to"), POSTGRES, POSTGRES_CHANGES);
    }

    @Test
    void allTypesOfPostgresAreTheSameOnMariaDb() throws SQLException {
        ContractDatabase from = postgres("valid_types_from2");
        from.run(POSTGRES_TYPES);
        isValidated(from, POSTGRES, mariaDb(), MARIADB, POSTGRES_CHANGES);
    }

    @Test
    void allTypesOfMariaDbAreTheSameOnPostgres() throws SQLException {
        ContractDatabase from = mariaDb();
        from.run(MARIADB_TYPES);
        isValidated(from, MARIADB, postgres("valid_types_to3"), POSTGRES, MARIADB_CHANGES);
    }

    /** By the load, by changes, and after a restart; whatever was made of the values on the way. */
    private void isValidated(ContractDatabase from, Side source, ContractDatabase to, Side target, String... changes)
            throws SQLException {
        runs.between(source.of(from), target.of(to)).settings(VALIDATING.formatted(""));
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        isSeen(run, "types", "Validated", 0);

        from.run(changes);
        eventually(
                () -> "changes were not applied: " + run.statistics(Runs.table("types")),
                () -> run.statistics(Runs.table("types")).applied().changes() >= changes.length);
        isSeen(run, "types", "Validated", 0);
        assertEquals(StopReason.NORMAL, run.stop());

        Started again = runs.start(Start.RESUME);
        isSeen(again, "types", "Validated", 0);
        assertEquals(StopReason.NORMAL, again.stop());
    }

    // ---- what differs

    @Test
    void aTaskThatOnlyLoadsReportsWhatItsTargetMadeOfTheRows() throws SQLException {
        ContractDatabase from = postgres("valid_load_from");
        ContractDatabase to = postgres("valid_load_to");
        orders(from, 350);
        to.createSchema("shop");
        to.run(
                "create table shop.orders (id int primary key, note varchar(50), price numeric(10,2))",
                "create function shop.spoil() returns trigger language plpgsql as $$ begin"
                        + " if new.id = 7 then new.note := 'spoilt'; end if;"
                        + " if new.id = 8 then return null; end if; return new; end $$",
                "create trigger spoil before insert on shop.orders for each row execute function shop.spoil()",
                "insert into shop.orders values (-1, 'extra', 0)");
        runs.type(MigrationType.FULL_LOAD)
                .between(POSTGRES.of(from), POSTGRES.of(to))
                .settings(VALIDATING.formatted(""));

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
        ContractDatabase from = postgres("valid_cdc_from");
        ContractDatabase to = postgres("valid_cdc_to");
        orders(from, 20);
        runs.between(POSTGRES.of(from), POSTGRES.of(to)).settings(VALIDATING.formatted(""));
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
    void writesAllTheTimeAreNoDifferences() throws Exception {
        ContractDatabase from = postgres("valid_busy_from");
        orders(from, 2_000);
        runs.between(POSTGRES.of(from), MARIADB.of(mariaDb())).settings(VALIDATING.formatted(""));
        Started run = runs.start(Start.FRESH);
        try (Connection connection = from.connect();
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
        ContractDatabase from = postgres("valid_only_from");
        ContractDatabase to = postgres("valid_only_to");
        orders(from, 10);
        orders(to, 10);
        to.run("update shop.orders set price = 0.99 where id = 2", "delete from shop.orders where id = 3");
        runs.type(MigrationType.FULL_LOAD)
                .between(POSTGRES.of(from), POSTGRES.of(to))
                .settings(VALIDATING.formatted(",\"ValidationOnly\":true"));

        Started run = runs.start(Start.FRESH);

        run.expect(RunReport.Stopped.class);
        assertEquals(2, run.statistics(ORDERS).validation().failed());
        assertEquals(2, failures(to).size());
        assertEquals(List.of("9"), rows(to, "select count(*) from shop.orders"));
    }

    @Test
    void aTaskThatOnlyValidatesChangesFollowsTheLog() throws SQLException {
        ContractDatabase from = postgres("valid_follow_from");
        ContractDatabase to = postgres("valid_follow_to");
        orders(from, 10);
        orders(to, 10);
        runs.type(MigrationType.CDC)
                .between(POSTGRES.of(from), POSTGRES.of(to))
                .settings(VALIDATING.formatted(",\"ValidationOnly\":true,\"ValidationQueryCdcDelaySeconds\":0"));
        Started run = runs.start(Start.FRESH);
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
        ContractDatabase from = postgres("valid_not_from");
        from.createSchema("shop");
        from.run(
                "create table shop.orders (id int, note text)",
                "insert into shop.orders values (1, 'x')",
                "create table shop.blobs (id text primary key)");
        runs.type(MigrationType.FULL_LOAD)
                .between(POSTGRES.of(from), POSTGRES.of(postgres("valid_not_to")))
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
        ContractDatabase from = postgres("valid_function_from");
        ContractDatabase to = postgres("valid_function_to");
        orders(from, 3);
        orders(to, 3);
        to.run("update shop.orders set note = upper(note)");
        String rule = """
                {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                  "object-locator":{"schema-name":"shop","table-name":"%"}},
                 {"rule-type":"validation","rule-id":"2","rule-name":"2","rule-target":"column",
                  "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"note"},
                  "rule-action":"override-validation-function","source-function":"upper(${column-name})",
                  "target-function":"${column-name}"}]}""";
        runs.type(MigrationType.FULL_LOAD)
                .between(POSTGRES.of(from), POSTGRES.of(to))
                .mappings(rule)
                .settings(VALIDATING.formatted(",\"ValidationOnly\":true"));

        Started run = runs.start(Start.FRESH);

        run.expect(RunReport.Stopped.class);
        assertEquals("Validated", run.statistics(ORDERS).validation().state());
    }

    @Test
    void aTaskStopsWhileAQueryOfItsValidationHangs() throws SQLException {
        ContractDatabase from = postgres("valid_hangs_from");
        ContractDatabase to = postgres("valid_hangs_to");
        orders(from, 1_000);
        orders(to, 1_000);
        from.run("create function shop.held(note varchar) returns varchar language plpgsql as $$ begin"
                + " if note = 'order 1000' then perform pg_advisory_xact_lock(71); end if; return note; end $$");
        runs.type(MigrationType.CDC)
                .between(POSTGRES.of(from), POSTGRES.of(to))
                .mappings("""
                        {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                          "object-locator":{"schema-name":"shop","table-name":"%"}},
                         {"rule-type":"validation","rule-id":"2","rule-name":"2","rule-target":"column",
                          "object-locator":{"schema-name":"shop","table-name":"orders","column-name":"note"},
                          "rule-action":"override-validation-function","source-function":"shop.held(${column-name})",
                          "target-function":"${column-name}"}]}""")
                .settings(VALIDATING.formatted(",\"ValidationOnly\":true"));
        try (Connection holder = from.connect();
                Statement lock = holder.createStatement()) {
            lock.execute("select pg_advisory_lock(71)");
            Started run = runs.start(Start.FRESH);
            String waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                    + " and database = (select oid from pg_database where datname = current_database())";
            eventually(() -> "nothing hangs: " + validation(run, "orders"), () -> isOne(from, waiting));

            assertEquals(StopReason.NORMAL, run.stop());
        }
        Started again = runs.start(Start.RESUME);
        isSeen(again, "orders", "Validated", 0);
        assertEquals(StopReason.NORMAL, again.stop());
    }

    private static boolean isOne(ContractDatabase database, String count) {
        return rows(database, count).equals(List.of("1"));
    }

    // ---- repairs

    @Test
    void aFullLoadIsRepairedOnce() throws SQLException {
        ContractDatabase from = postgres("valid_repair_from");
        ContractDatabase to = postgres("valid_repair_to");
        orders(from, 20);
        to.createSchema("shop");
        to.run(
                "create table shop.orders (id int primary key, note varchar(50), price numeric(10,2))",
                "insert into shop.orders values (-1, 'extra', 0), (3, 'older', 0)");
        runs.type(MigrationType.FULL_LOAD)
                .between(POSTGRES.of(from), POSTGRES.of(to))
                .settings(REPAIRING.formatted("", ""));

        Started run = runs.start(Start.FRESH);

        run.expect(RunReport.Stopped.class);
        assertEquals(rows(from, ALL_ORDERS), rows(to, ALL_ORDERS));
        assertRepaired(run, 2);
        assertEquals(
                List.of("RECORD_DIFF|SUCCESS|UPSERT", "MISSING_SOURCE|SUCCESS|DELETE"),
                rows(
                        to,
                        "select \"FAILURE_TYPE\", \"RESYNC_RESULT\", \"RESYNC_ACTION\""
                                + " from public.awsdms_validation_failures_v2 order by 3 desc"));
    }

    @Test
    void changesAreRepairedOnSchedule() throws SQLException {
        ContractDatabase from = postgres("valid_schedule_from");
        ContractDatabase to = mariaDb();
        to.run("drop table if exists awsdms_control.awsdms_validation_failures_v2");
        orders(from, 50);
        // the next minute is some seconds away
        long seconds = 52 - Instant.now().getEpochSecond() % 60;
        runs.clock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds)))
                .between(POSTGRES.of(from), MARIADB.of(to))
                .settings(REPAIRING.formatted("", ",\"ResyncSchedule\":\"* * * * *\",\"MaxResyncTime\":5"));
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        isSeen(run, "orders", "Validated", 0);

        to.run("update shop.orders set note = 'spoilt' where id = 3", "delete from shop.orders where id = 4");
        run.run.tell(new TaskRun.Revalidate(Set.of(ORDERS)));

        eventually(
                () -> "rows are not repaired: " + run.statistics(ORDERS),
                () -> rows(from, ALL_ORDERS).equals(rows(to, ALL_ORDERS)));
        isSeen(run, "orders", "Validated", 0);
        assertRepaired(run, 2);
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private static void assertRepaired(Started run, int rows) {
        ResyncStatistics seen = run.statistics(ORDERS).resync().orElseThrow();
        assertEquals(rows, seen.attempted());
        assertEquals(rows, seen.succeeded());
        assertEquals(100.0, seen.progress());
        assertTrue(seen.state().startsWith("Last resync at: 2"), seen.state());
    }

    // ---- what they stand on

    private static final String REPAIRING = """
            {"ValidationSettings":{"EnableValidation":true,"RecordFailureDelayInMinutes":0%s},
             "FullLoadSettings":{"TargetTablePrepMode":"DO_NOTHING"},
             "ResyncSettings":{"EnableResync":true%s}}""";

    private static final String ALL_ORDERS = "select * from shop.orders order by id";

    private interface Side {
        RunPlan.Side of(ContractDatabase database);
    }

    private static final Side POSTGRES = database -> new RunPlan.Side(new PostgresConnector(), database.endpoint());
    private static final Side MARIADB = database -> new RunPlan.Side(new MySqlConnector(), database.endpoint());

    private static ContractDatabase postgres(String name) throws SQLException {
        ContractDatabase database = PostgresServer.shared().database(name);
        database.run(
                "drop schema if exists shop cascade",
                "drop table if exists public.awsdms_validation_failures_v1",
                "drop table if exists public.awsdms_validation_failures_v2");
        return database;
    }

    private static ContractDatabase mariaDb() throws SQLException {
        ContractDatabase database = new ServerDatabase(MariaDbServer.shared());
        database.run("drop database if exists shop", "create database shop");
        return database;
    }

    private static void orders(ContractDatabase database, int rows) throws SQLException {
        database.createSchema("shop");
        database.run(
                "create table shop.orders (id int primary key, note varchar(50), price numeric(10,2))",
                "insert into shop.orders select i, 'order ' || i, i * 1.5 from generate_series(1, " + rows + ") i");
    }

    private static int failed(Started run) {
        return run.view
                .known()
                .map(known -> known.tables().stream()
                        .mapToInt(t -> (int) t.validation().failed())
                        .sum())
                .orElse(0);
    }

    private static void isSeen(Started run, String table, String state, int failed) {
        eventually(() -> table + " is " + validation(run, table), () -> {
            ValidationStatistics seen = validation(run, table);
            return seen.state().equals(state) && seen.failed() == failed && seen.pending() == 0;
        });
    }

    private static ValidationStatistics validation(Started run, String table) {
        return run.view
                .known()
                .map(known -> Runs.of(known, Runs.table(table)).validation())
                .orElse(ValidationStatistics.NONE);
    }

    private static List<String> failures(ContractDatabase database) {
        return rows(
                database,
                "select \"TASK_NAME\", \"TABLE_OWNER\", \"TABLE_NAME\", \"KEY_TYPE\", \"KEY\", \"FAILURE_TYPE\", \"DETAILS\""
                        + " from public.awsdms_validation_failures_v1 order by \"KEY\"");
    }

    private static List<String> rows(ContractDatabase database, String query) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(result.getString(i));
                }
                rows.add(String.join("|", cells));
            }
            return rows;
        } catch (SQLException e) {
            return List.of(e.getMessage());
        }
    }

    private static final String[] POSTGRES_TYPES = {
        "drop schema if exists shop cascade",
        "create schema shop",
        "create type shop.mood as enum ('sad', 'ok', 'happy')",
        "create table shop.types (id int primary key, i2 smallint, i8 bigint, n numeric(20,6), nu numeric, r real, d double precision,"
                + " mo money, c char(10), vc varchar(30), t text, by bytea, ts timestamp, ts3 timestamp(3), tz timestamptz,"
                + " da date, ti time, ti0 time(0), iv interval, bo boolean, en shop.mood, inn inet, ci cidr, ma macaddr, bi bit(5),"
                + " vb bit varying(8), u uuid, x xml, j json, jb jsonb, ar int[], ra int4range, po point, bx box, pa path, tv tsvector)",
        "insert into shop.types select i, -i, 9007199254740993 + i, i / 7.0, i / 8.0, i / 7.0, i / 7.0, i / 3.0, 'c' || i, 'v ' || i || ' ',"
                + " repeat('text \u00e4\u20ac\ud83d\ude00', i), decode(lpad(to_hex(i), 4, '0'), 'hex'), timestamp '2000-01-01' + i * interval '1.000001 s',"
                + " timestamp '1969-12-31 23:59:59.999' + i * interval '1 ms', timestamptz '2020-02-29 12:00:00+02' + i * interval '1 day',"
                + " date '2000-02-28' + i, time '23:59:00' + i * interval '0.1 s', time '12:00:00', i * interval '1 day 2 hours',"
                + " i % 2 = 0, (array['sad','ok','happy'])[1 + i % 3]::shop.mood, '10.0.0.1', '10.0.0.0/8', '08:00:2b:01:02:03', b'10101', b'101',"
                + " md5(i::text)::uuid, '<a>1</a>', '{\"a\": 1.0,  \"b\":[1,2]}', '{\"a\": 1.0, \"b\": \"x\"}', array[i, null, 2], int4range(1, i + 2),"
                + " point(i, 0.5), box '((0,0),(1,1))', path '((0,0),(1,1),(2,0))', 'a fat cat'::tsvector from generate_series(1, 250) i",
        "insert into shop.types (id) values (1000)",
        "insert into shop.types (id, r, d, vc, t, c) values (1001, '-0', 1e-300, '', '', ' '), (1002, 3.4e38, 1.7e308, 'x', 'y', 'z')"
    };

    private static final String[] POSTGRES_CHANGES = {
        "update shop.types set bo = not bo, r = r * 3.3, d = d / 3, nu = nu / 7, mo = mo * 2, iv = iv * 3, jb = '{\"z\": 2.50}',"
                + " ts = ts + interval '1 us', c = 'changed' where id <= 5",
        "insert into shop.types select 2000 + i, i2, i8, n, nu, r, d, mo, c, vc, t, by, ts, ts3, tz, da, ti, ti0, iv, bo, en, inn, ci, ma, bi, vb, u, x, j, jb,"
                + " ar, ra, po, bx, pa, tv from shop.types, generate_series(1, 1) i where id = 7",
        "update shop.types set id = 3000 where id = 8",
        "delete from shop.types where id = 9"
    };

    private static final String[] MARIADB_TYPES = {
        "create table shop.types (id int primary key, t1 tinyint, t1u tinyint unsigned, b1 tinyint(1), i2 smallint, i3 mediumint, i8 bigint,"
                + " u4 int unsigned, u8 bigint unsigned, de decimal(20,6), f float, d double, bi bit(1), bi9 bit(9), c char(10), vc varchar(30),"
                + " t text, mt mediumtext, bn binary(4), vb varbinary(10), bl blob, lb longblob, da date, dt datetime, dt6 datetime(6),"
                + " ts timestamp null, ti time, ti3 time(3), ye year, en enum('a','b'), se set('x','y','z'), j json) character set utf8mb4",
        "insert into shop.types select seq, -seq % 100, seq % 200, seq % 2, -seq, seq, 9007199254740993 + seq, 4294967295 - seq, 9223372036854775807 - seq,"
                + " seq / 7, seq / 7, seq / 7, seq % 2, seq, concat('c', seq), concat('v ', seq, ' '), repeat('text \u00e4\u20ac\ud83d\ude00', seq % 20),"
                + " repeat('m', seq), unhex(lpad(hex(seq), 4, '0')), unhex(lpad(hex(seq), 4, '0')), unhex('00ff00'), unhex('00ff'),"
                + " date_add('2000-02-28', interval seq day), date_add('1999-12-31 23:59:59', interval seq second),"
                + " date_add('1999-12-31 23:59:59.999999', interval seq microsecond), '2020-02-29 12:00:00', sec_to_time(seq * 100),"
                + " '-12:30:00.125', 2000 + seq % 50, if(seq % 2, 'a', 'b'), 'x,z', '{\"a\": 1.0,  \"b\":[1,2]}' from shop.seq_1_to_250",
        "insert into shop.types (id) values (1000)",
        "insert into shop.types (id, vc, c, t, f, d) values (1001, '', '', '', -0e0, 1e-300), (1002, 'x', 'y', 'z', 3.4e38, 1.7e308)"
    };

    private static final String[] MARIADB_CHANGES = {
        "update shop.types set bi = not bi, f = f * 3.3, d = d / 3, c = 'changed', ti = '25:00:00', j = '{\"z\": 2.50}' where id <= 5",
        "insert into shop.types (id, vb, bn, bl, dt6) values (2000, 'ab', 'cd', 'ef', '2020-01-01 00:00:00.5')",
        "update shop.types set id = 3000 where id = 8",
        "delete from shop.types where id = 9"
    };
}
