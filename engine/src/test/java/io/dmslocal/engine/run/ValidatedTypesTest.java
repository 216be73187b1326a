package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Correct rows give no false alarm, whatever their types and whatever was made of them on the way. */
class ValidatedTypesTest extends ValidationFixture {

    @Test
    void allTypesOfPostgresAreTheSameOnPostgres() throws SQLException {
        RealDatabase from = RealDatabase.postgres("valid_types_from");
        from.run(POSTGRES_TYPES);
        isValidated(from, RealDatabase.postgres("valid_types_to"), POSTGRES_CHANGES);
    }

    @Test
    void allTypesOfPostgresAreTheSameOnMariaDb() throws SQLException {
        RealDatabase from = RealDatabase.postgres("valid_types_from2");
        from.run(POSTGRES_TYPES);
        isValidated(from, RealDatabase.mariaDb(), POSTGRES_CHANGES);
    }

    @Test
    void allTypesOfMariaDbAreTheSameOnPostgres() throws SQLException {
        RealDatabase from = RealDatabase.mariaDb();
        from.run(MYSQL_TYPES);
        isValidated(from, RealDatabase.postgres("valid_types_to3"), MYSQL_CHANGES);
    }

    @Test
    void allTypesOfMySqlAreTheSameOnPostgres() throws SQLException {
        RealDatabase from = RealDatabase.mySql();
        from.run(MYSQL_TYPES);
        isValidated(from, RealDatabase.postgres("valid_types_to4"), MYSQL_CHANGES);
    }

    @Test
    void allTypesOfMySqlAreTheSameOnMariaDb() throws SQLException {
        RealDatabase from = RealDatabase.mySql();
        from.run(MYSQL_TYPES);
        isValidated(from, RealDatabase.mariaDb(), MYSQL_CHANGES);
    }

    @Test
    void allTypesOfPostgresAreTheSameOnMySql() throws SQLException {
        RealDatabase from = RealDatabase.postgres("valid_types_from5");
        from.run(POSTGRES_TYPES);
        isValidated(from, RealDatabase.mySql(), POSTGRES_CHANGES);
    }

    /** By the load, by changes, and after a restart; whatever was made of the values on the way. */
    private void isValidated(RealDatabase from, RealDatabase to, String... changes) throws SQLException {
        runs.between(from.side(), to.side()).settings(VALIDATING.formatted(""));
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
        everyWrongValueIsFound(again, to);
        assertEquals(StopReason.NORMAL, again.stop());
    }

    /** One in each column, each in a row of its own. */
    private void everyWrongValueIsFound(Started run, RealDatabase to) throws SQLException {
        Map<String, String> wrong = WrongValues.of(to, "types");
        Map<String, String> expected = new TreeMap<>();
        int row = 20;
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            String column = to.database().quote(one.getKey());
            to.run("update shop.types set " + column + " = " + one.getValue() + " where id = " + row);
            expected.put("" + row, one.getKey());
            row++;
        }
        run.run.tell(new TaskRun.Revalidate(Set.of(Runs.table("types"))));
        eventually(
                () -> "found " + found("types") + " instead of " + expected + ", " + validation(run, "types"),
                WAIT,
                () -> found("types").equals(expected));
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

    /** Of either server. */
    private static final String NUMBERS =
            " (with recursive n(seq) as (select 1 union all select seq + 1 from n where seq < 250)"
                    + " select seq from n) numbers";

    private static final String[] MYSQL_TYPES = {
        "create table shop.types (id int primary key, t1 tinyint, t1u tinyint unsigned, b1 tinyint(1), i2 smallint, i3 mediumint, i8 bigint,"
                + " u4 int unsigned, u8 bigint unsigned, de decimal(20,6), f float, d double, bi bit(1), bi9 bit(9), c char(10), vc varchar(30),"
                + " t text, mt mediumtext, bn binary(4), vb varbinary(10), bl blob, lb longblob, da date, dt datetime, dt6 datetime(6),"
                + " ts timestamp null, ti time, ti3 time(3), ye year, en enum('a','b'), se set('x','y','z'), j json) character set utf8mb4",
        "insert into shop.types select seq, -seq % 100, seq % 200, seq % 2, -seq, seq, 9007199254740993 + seq, 4294967295 - seq, 9223372036854775807 - seq,"
                + " seq / 7, seq / 7, seq / 7, seq % 2, seq, concat('c', seq), concat('v ', seq, ' '), repeat('text \u00e4\u20ac\ud83d\ude00', seq % 20),"
                + " repeat('m', seq), unhex(lpad(hex(seq), 4, '0')), unhex(lpad(hex(seq), 4, '0')), unhex('00ff00'), unhex('00ff'),"
                + " date_add('2000-02-28', interval seq day), date_add('1999-12-31 23:59:59', interval seq second),"
                + " date_add('1999-12-31 23:59:59.999999', interval seq microsecond), '2020-02-29 12:00:00', sec_to_time(seq * 100),"
                + " '-12:30:00.125', 2000 + seq % 50, if(seq % 2, 'a', 'b'), 'x,z', '{\"a\": 1.0,  \"b\":[1,2]}' from"
                + NUMBERS,
        "insert into shop.types (id) values (1000)",
        "insert into shop.types (id, vc, c, t, f, d) values (1001, '', '', '', -0e0, 1e-300), (1002, 'x', 'y', 'z', 3.4e38, 1.7e308)"
    };

    private static final String[] MYSQL_CHANGES = {
        "update shop.types set bi = not bi, f = f * 3.3, d = d / 3, c = 'changed', ti = '25:00:00', j = '{\"z\": 2.50}' where id <= 5",
        "insert into shop.types (id, vb, bn, bl, dt6) values (2000, 'ab', 'cd', 'ef', '2020-01-01 00:00:00.5')",
        "update shop.types set id = 3000 where id = 8",
        "delete from shop.types where id = 9"
    };
}
