package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rows are found by keys of every type on both sides: none is missed, none is taken for another. */
class ValidatedKeysTest extends ValidationFixture {

    /**
     * A table with a column {@code v} besides its key.
     *
     * @param columns of the key
     * @param keys one row each, SQL; the first stays, the second is deleted, the third is changed to the fourth
     */
    private record Keyed(String name, String columns, List<String> keys) {

        static Keyed of(String name, String columns, String... keys) {
            return new Keyed(name, columns, List.of(keys));
        }

        String key() {
            return List.of(columns.split(", ")).stream()
                    .map(column -> column.substring(0, column.indexOf(' ')))
                    .collect(Collectors.joining(", "));
        }

        private String is(String key) {
            return key().contains(",") ? "(" + key() + ") = (" + key + ")" : key() + " = " + key;
        }

        List<String> creation() {
            List<String> sql = new ArrayList<>();
            sql.add("create table shop." + name + " (" + columns + ", v int, primary key (" + key() + "))");
            for (String key : keys.subList(0, keys.size() - 1)) {
                sql.add("insert into shop." + name + " values (" + key + ", 1)");
            }
            return sql;
        }

        List<String> changes() {
            String table = "shop." + name;
            return List.of(
                    "update " + table + " set v = 2 where " + is(keys.get(0)),
                    "delete from " + table + " where " + is(keys.get(1)),
                    "delete from " + table + " where " + is(keys.get(2)),
                    "insert into " + table + " values (" + keys.get(3) + ", 3)");
        }
    }

    private static final List<Keyed> OF_POSTGRES = List.of(
            Keyed.of("k_int", "a bigint", "-9223372036854775808", "2", "3", "9007199254740993"),
            Keyed.of("k_char", "a char(10)", "'a'", "'b c'", "''", "'d'"),
            Keyed.of("k_varchar", "a varchar(20)", "'a'", "'it''s \\ \"x\"'", "'\u00e9 \u20ac \ud83d\ude00'", "'NULL'"),
            Keyed.of("k_number", "a numeric(20,6)", "1.5", "-2", "12345678901234.123456", "0.000001"),
            Keyed.of("k_real", "a real", "'0.1'", "'1e10'", "'-3.3333333'", "'7'"),
            Keyed.of("k_double", "a double precision", "0.1", "1e300", "-1.0000000000000002", "3e-20"),
            Keyed.of("k_date", "a date", "'2020-02-29'", "'1970-01-01'", "'2000-01-01'", "'1999-12-31'"),
            Keyed.of(
                    "k_moment",
                    "a timestamp",
                    "'2020-02-29 01:02:03.000004'",
                    "'1970-01-01 00:00:00'",
                    "'2000-01-01 00:00:00.1'",
                    "'1999-12-31 23:59:59.999999'"),
            Keyed.of(
                    "k_zoned",
                    "a timestamptz",
                    "'2020-02-29 01:02:03.000004+05'",
                    "'1970-01-02 00:00:00+00'",
                    "'2000-01-01 00:00:00.1-08'",
                    "'1999-12-31 23:59:59+00'"),
            Keyed.of("k_time", "a time", "'00:00:00'", "'23:59:59.999999'", "'12:30:00.5'", "'12:30:00'"),
            Keyed.of("k_truth", "a boolean, b int", "true, 1", "false, 1", "true, 2", "false, 2"),
            Keyed.of("k_enum", "a shop.mood", "'sad'", "'ok'", "'happy'", "'glad'"),
            Keyed.of(
                    "k_uuid",
                    "a uuid",
                    "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
                    "'00000000-0000-0000-0000-000000000000'",
                    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'",
                    "'ffffffff-9c0b-4ef8-bb6d-6bb9bd380a12'"),
            Keyed.of("k_two", "a int, b varchar(10)", "1, 'a'", "1, 'b'", "2, ''", "2, 'a'"));

    private static final List<Keyed> OF_MYSQL = List.of(
            Keyed.of("k_int", "a bigint unsigned", "9223372036854775807", "2", "0", "9007199254740993"),
            Keyed.of("k_char", "a char(10)", "'a'", "'b c'", "''", "'d'"),
            Keyed.of("k_varchar", "a varchar(20)", "'Abc'", "'it''s \\\\ \"x\"'", "'\u00e9 \u20ac'", "'null'"),
            Keyed.of("k_number", "a decimal(20,6)", "1.5", "-2", "12345678901234.123456", "0.000001"),
            Keyed.of("k_double", "a double", "0.1", "1e300", "-1.0000000000000002", "3e-20"),
            Keyed.of("k_date", "a date", "'2020-02-29'", "'1970-01-01'", "'2000-01-01'", "'1999-12-31'"),
            Keyed.of(
                    "k_moment",
                    "a datetime(6)",
                    "'2020-02-29 01:02:03.000004'",
                    "'1970-01-01 00:00:00'",
                    "'2000-01-01 00:00:00.1'",
                    "'1999-12-31 23:59:59.999999'"),
            Keyed.of(
                    "k_zoned",
                    "a timestamp(3)",
                    "'2020-02-29 01:02:03.004'",
                    "'1970-01-02 00:00:00'",
                    "'2000-01-01 00:00:00.1'",
                    "'1999-12-31 23:59:59'"),
            Keyed.of("k_time", "a time(3)", "'00:00:00'", "'23:59:59.999'", "'12:30:00.5'", "'12:30:00'"),
            Keyed.of("k_year", "a year", "2020", "1970", "1901", "2155"),
            Keyed.of("k_enum", "a enum('x','y','z','Zz9')", "'x'", "'y'", "'z'", "'Zz9'"),
            Keyed.of("k_tiny", "a tinyint(1), b int", "1, 1", "0, 1", "1, 2", "0, 2"),
            Keyed.of("k_two", "a int, b varchar(10)", "1, 'a'", "1, 'b'", "2, ''", "2, 'a'"));

    @Test
    void ofPostgresOnMariaDb() throws SQLException {
        isFound(ofPostgres("keys_from"), RealDatabase.mariaDb(), OF_POSTGRES);
    }

    @Test
    void ofPostgresOnMySql() throws SQLException {
        isFound(ofPostgres("keys_from2"), RealDatabase.mySql(), OF_POSTGRES);
    }

    @Test
    void ofPostgresOnPostgres() throws SQLException {
        isFound(ofPostgres("keys_from3"), RealDatabase.postgres("keys_to3"), OF_POSTGRES);
    }

    @Test
    void ofMariaDbOnPostgres() throws SQLException {
        isFound(RealDatabase.mariaDb(), RealDatabase.postgres("keys_to4"), OF_MYSQL);
    }

    @Test
    void ofMySqlOnMariaDb() throws SQLException {
        isFound(RealDatabase.mySql(), RealDatabase.mariaDb(), OF_MYSQL);
    }

    @Test
    void aKeyThatTheTargetsTypeCannotHoldIsMissingThereAndHindersNoOther() throws SQLException {
        from = RealDatabase.mariaDb();
        from.run(
                "create table shop.k_wide (id bigint unsigned primary key, v int)",
                "insert into shop.k_wide values (1, 1), (18446744073709551615, 2), (3, 3), (4, 4)");
        runs.between(from.side(), RealDatabase.postgres("keys_to6").side()).settings(VALIDATING.formatted(""));
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        isSeen(run, "k_wide", "Mismatched records", 1);
        assertEquals(Map.of("18446744073709551615", ""), found("k_wide"));
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void withoutAKeyRowsAreFoundByTheirTruthsToo() throws SQLException {
        from = RealDatabase.postgres("keys_from7");
        from.run(
                "create table shop.truths (id int, ok boolean)",
                "alter table shop.truths replica identity full",
                "insert into shop.truths values (1, true), (2, false), (3, null)");
        to = RealDatabase.mariaDb();
        runs.between(from.side(), to.side()).settings("{}");
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        from.run(
                "update shop.truths set id = 10 where id = 1",
                "delete from shop.truths where id = 2",
                "insert into shop.truths values (4, false)",
                "update shop.truths set id = 40 where id = 4");

        List<String> expected = List.of("10|true", "3|null", "40|false");
        eventually(
                () -> "the target has " + to.seen("select * from shop.truths order by 1, 2"),
                WAIT,
                () -> Set.copyOf(to.seen("select * from shop.truths")).equals(Set.copyOf(expected)));
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private static RealDatabase ofPostgres(String name) throws SQLException {
        RealDatabase database = RealDatabase.postgres(name);
        database.run("create type shop.mood as enum ('sad', 'ok', 'happy', 'glad')");
        return database;
    }

    private void isFound(RealDatabase from, RealDatabase to, List<Keyed> tables) throws SQLException {
        for (Keyed table : tables) {
            from.run(table.creation().toArray(String[]::new));
        }
        runs.between(from.side(), to.side()).settings(VALIDATING.formatted(""));
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        areAll(run, tables, "Validated 0");

        for (Keyed table : tables) {
            from.run(table.changes().toArray(String[]::new));
        }
        eventually(
                () -> "changes were not applied: " + run.statistics(),
                WAIT,
                () -> tables.stream()
                        .allMatch(table -> run.statistics(Runs.table(table.name()))
                                        .applied()
                                        .changes()
                                == 4));
        areAll(run, tables, "Validated 0");

        for (Keyed table : tables) {
            to.run(
                    "update shop." + table.name() + " set v = 9 where v = 3",
                    "delete from shop." + table.name() + " where v = 2");
        }
        Set<TableId> ids = tables.stream().map(t -> Runs.table(t.name())).collect(Collectors.toSet());
        run.run.tell(new TaskRun.Revalidate(ids));
        areAll(run, tables, "Mismatched records 2");
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private static void areAll(Started run, List<Keyed> tables, String expected) {
        eventually(
                () -> "not all are " + expected + ": " + seen(run, tables),
                WAIT,
                () -> seen(run, tables).values().stream().allMatch(expected::equals));
    }

    private static Map<String, String> seen(Started run, List<Keyed> tables) {
        Map<String, String> seen = new TreeMap<>();
        tables.forEach(table -> {
            var now = validation(run, table.name());
            String pending = now.pending() == 0 ? "" : " of which wait " + now.pending();
            seen.put(table.name(), now.state() + " " + now.failed() + pending + now.details());
        });
        return seen;
    }
}
