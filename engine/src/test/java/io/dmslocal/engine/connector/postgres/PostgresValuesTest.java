package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.ListMemory;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every common type from PostgreSQL to PostgreSQL, by load and by changes, native and through DMS types: one column per value. */
class PostgresValuesTest {

    private static final ContractDatabase FROM = PostgresServer.shared().database("values_from");
    private static final ContractDatabase TO = PostgresServer.shared().database("values_to");
    private static final TableId TABLE = new TableId("v", "all");

    /** @param through what the target shows when the value went through its DMS type */
    private record Value(String type, String literal, String through) {}

    private static final List<Value> VALUES = List.of(
            same("smallint", "-32768"),
            same("smallint", "32767"),
            same("integer", "-2147483648"),
            same("integer", "2147483647"),
            same("bigint", "-9223372036854775808"),
            same("bigint", "9223372036854775807"),
            same("oid", "4294967295"),
            same("numeric(38,10)", "-1234567890123456789012345678.0123456789"),
            same("numeric(10,2)", "-0.01"),
            same("numeric(10,2)", "10000.00"),
            same("numeric(10,4)", "0.0000"),
            same("numeric(12,6)", "-100000.000100"),
            same("numeric(50,3)", "12345678901234567890123456789012345678901234567.891"),
            new Value("numeric", "0.611111104488373", "0.611111"),
            new Value("numeric", "12345678901234567890.5", "12345678901234567890.500000"),
            new Value("money", "-1234567.89", "-1234567.8900"),
            same("real", "1.5e-10"),
            same("real", "NaN"),
            same("real", "3.4028235e+38"),
            same("double precision", "1.7976931348623157e+308"),
            same("double precision", "-Infinity"),
            same("double precision", "0.1"),
            new Value("boolean", "true", "true"),
            new Value("boolean", "false", "false"),
            new Value("char(5)", "ab", "ab"),
            same("varchar(10)", "äöü€😀"),
            same("varchar", "no limit"),
            same("text", ""),
            same("text", "it's \"quoted\", \\N \\ back\tslash\nlines {NULL}, NULL"),
            same("text", "NULL"),
            same("text", "x".repeat(100_000)),
            same("bytea", "\\x"),
            same("bytea", "\\x00ff5c7b22"),
            same("timestamp", "2024-02-29 12:34:56.789012"),
            same("timestamp(0)", "1999-12-31 23:59:59"),
            same("timestamp", "0044-03-15 01:02:03 BC"),
            same("timestamp", "294276-12-31 23:59:59.999999"),
            new Value("timestamp", "infinity", "9999-12-31 23:59:59"),
            new Value("timestamp", "-infinity", "4713-01-01 00:00:00 BC"),
            new Value("timestamptz", "2024-06-01 12:00:00.5+02", "2024-06-01 10:00:00.5"),
            same("date", "2024-02-29"),
            same("date", "4713-01-01 BC"),
            same("date", "5874897-12-31"),
            same("time", "23:59:59.999999"),
            same("time(0)", "00:00:00"),
            new Value("timetz", "10:00:00+05", "10:00:00"),
            new Value(
                    "interval",
                    "1 year 2 mons 3 days 04:05:06",
                    "1 YEAR, 2 MONTHS, 3 DAYS, 4 HOURS, 5 MINUTES, 6 SECONDS"),
            new Value("interval", "-1 days +00:00:01.5", "-1 DAY, 1.5 SECONDS"),
            new Value("interval", "-00:00:00.25", "-0.25 SECONDS"),
            new Value("interval", "0", "0 SECONDS"),
            same("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
            same("inet", "192.168.0.1/24"),
            same("cidr", "10.0.0.0/8"),
            same("macaddr", "08:00:2b:01:02:03"),
            same("bit(7)", "1010101"),
            same("varbit(10)", "101"),
            same("json", "{\"a\": [1, 2,  \"x\"]}"),
            same("jsonb", "{\"a\": [1, 2, \"ü\"]}"),
            same("tsvector", "'fat':2 'rat':3"),
            same("tsquery", "'fat' & 'rat'"),
            same("point", "(1.5,-2)"),
            new Value("line", "{1,2,3}", "(1,2,3)"),
            new Value("lseg", "[(1,2),(3,4)]", "((1,2),(3,4))"),
            new Value("box", "(3,4),(1,2)", "((3,4),(1,2))"),
            new Value("circle", "<(1,2),3>", "(1,2),3"),
            new Value("path", "[(1,2),(3,4)]", "((1,2),(3,4))"),
            same("polygon", "((1,2),(3,4),(5,6))"),
            same("int[]", "{1,NULL,3}"),
            same("int[]", "{{1,2},{3,4}}"),
            same("text[]", "{\"a,b\",\"c\\\"d\",NULL,\"NULL\",\"\"}"),
            same("numeric(6,2)[]", "{1.50,-2.25}"),
            same("int4range", "[1,10)"),
            same("tsrange", "[\"2024-01-01 00:00:00\",)"),
            same("v.mood", "happy"),
            same("v.mood[]", "{happy,sad}"),
            same("v.pair", "(1,\"x y\")"),
            same("v.positive", "42"),
            same("name", "a_name"),
            same("char(5)", "äöü"),
            same("char", "x"),
            new Value("money", "92233720368547758.07", "92233720368547758.0700"),
            same("xml", "<a b=\"c\">ü &amp; <d/></a>"),
            same("v.hstore", "\"a\"=>\"1\", \"q\"=>\"\\\"\", \"b c\"=>NULL"),
            same("macaddr8", "08:00:2b:01:02:03:04:05"),
            same("inet", "2001:db8::1"),
            same("pg_lsn", "16/B374D848"),
            same("jsonpath", "$.\"a\"[*]?(@ > 1)"),
            same("bit(64)", "1".repeat(64)),
            same("varbit", "1010"),
            new Value("interval day to second(3)", "1 day 02:03:04.567", "1 DAY, 2 HOURS, 3 MINUTES, 4.567 SECONDS"),
            same("int4multirange", "{[1,3),[5,8)}"),
            same("daterange", "empty"),
            same("numrange", "(,5.50]"),
            same("v.span", "[1.5,2.5)"),
            same("v.codes", "{a,b}"),
            same("v.pair[]", "{\"(1,\\\"x y\\\")\",\"(,)\"}"),
            same("v.positive[]", "{1,2}"),
            same("bytea[]", "{\"\\\\x00ff\",NULL}"),
            same("jsonb[]", "{\"{\\\"a\\\": 1}\"}"),
            same("uuid[]", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"),
            same("timestamptz[]", "{\"2024-01-01 00:00:00+00\"}"),
            same("box[]", "{(3,4),(1,2);(7,8),(5,6)}"),
            same("boolean[]", "{t,f,NULL}"),
            same("int[]", "[0:1]={7,8}"),
            same("regclass", "pg_class"));

    private static Value same(String type, String text) {
        return new Value(type, text, text);
    }

    private final List<Value> values =
            VALUES.stream().filter(value -> isRead(value.type())).toList();
    private final Source source = connector().source(FROM.endpoint());
    private final Target target = connector().target(TO.endpoint());

    PostgresConnector connector() {
        return new PostgresConnector();
    }

    /** Whether changes of this type are read. */
    boolean isRead(String type) {
        return true;
    }

    @BeforeEach
    void tables() throws SQLException {
        FROM.createSchema("v");
        FROM.run(
                "create type v.mood as enum ('happy', 'sad')",
                "create type v.pair as (a int, b text)",
                "create domain v.positive as int check (value > 0)",
                "create domain v.codes as text[] check (cardinality(value) < 9)",
                "create type v.span as range (subtype = float8)",
                "create extension if not exists hstore schema v");
        StringBuilder columns = new StringBuilder("id int primary key");
        for (int i = 0; i < values.size(); i++) {
            columns.append(", c").append(i).append(' ').append(values.get(i).type());
        }
        FROM.run("create table v.\"all\" (" + columns + ")");
        TO.run("drop schema if exists v cascade", "create schema v", "create extension hstore schema v");
    }

    @AfterEach
    void close() {
        source.endCapture("values");
        source.close();
        target.close();
    }

    @Test
    void loadedNativelyByChunksAllIsAsItWas() throws Exception {
        fill();
        load(Column::asNative, target.chunkFormats());
        assertAsItWas();
    }

    @Test
    void loadedNativelyByColumnsAllIsAsItWas() throws Exception {
        fill();
        load(Column::asNative, Set.of());
        assertAsItWas();
    }

    @Test
    void loadedWhereTheEnumExistsItIsKept() throws Exception {
        fill();
        TO.run("create type v.mood as enum ('happy', 'sad')");
        load(Column::asNative, target.chunkFormats());
        assertAsItWas();
        String type = "select data_type from information_schema.columns where table_schema = 'v' and udt_name = 'mood'";
        assertEquals("USER-DEFINED", one(TO, type));
    }

    @Test
    void loadedThroughDmsTypesAllIsAsTheTypesSay() throws Exception {
        fill();
        load(UnaryOperator.identity(), Set.of());
        assertThrough(false);
    }

    @Test
    void appliedNativelyAllIsAsItWas() throws Exception {
        apply(true);
        assertAsItWas();
    }

    @Test
    void appliedThroughDmsTypesAllIsAsTheTypesSay() throws Exception {
        apply(false);
        assertThrough(true);
    }

    private void fill() throws SQLException {
        List<String> literals = new ArrayList<>();
        for (Value value : values) {
            literals.add(Sql.text(value.literal()) + "::" + value.type());
        }
        FROM.run(
                "insert into v.\"all\" values (1, " + String.join(", ", literals) + ")",
                "insert into v.\"all\" (id) values (2)");
    }

    private TableSchema schema(UnaryOperator<Column> change) {
        TableSchema schema = source.schema(TABLE);
        return new TableSchema(TABLE, schema.columns().stream().map(change).toList(), schema.key());
    }

    private void load(UnaryOperator<Column> change, Set<String> formats) {
        TableSchema schema = schema(change);
        TablePlan plan = new TablePlan(schema, Preparation.DROP_AND_CREATE, false, false);
        target.prepare(plan);
        try (RowReader reader =
                        source.rows(new ReadRequest(source.schema(TABLE), schema.columns(), formats, 1 << 16, ""));
                TableWriter writer = target.load(plan, 1000)) {
            for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                assertEquals(List.of(), reader.rejected());
                assertEquals(List.of(), writer.write(batch.get()));
            }
            assertEquals(List.of(), writer.finish());
            assertEquals(2, writer.committed());
        }
    }

    private void apply(boolean nativeValues) throws Exception {
        TableSchema schema = schema(nativeValues ? Column::asNative : UnaryOperator.identity());
        target.prepare(new TablePlan(schema, Preparation.DROP_AND_CREATE, false, false));
        CaptureRequest request = new CaptureRequest("values", Set.of(TABLE), new ListMemory(), nativeValues);
        Position start = source.startCapture(request);
        fill();
        FROM.run("update v.\"all\" set id = 3 where id = 1", "update v.\"all\" set id = 1 where id = 3");
        List<RowChange> changes = new ArrayList<>();
        try (ChangeReader reader = source.changes(request, start)) {
            Eventually.eventually(() -> "four changes, seen " + changes.size(), () -> {
                for (Change change : reader.next(Duration.ofMillis(100))) {
                    if (change instanceof RowChange row) {
                        changes.add(row);
                    }
                }
                return changes.size() == 4;
            });
        }
        try (ChangeWriter writer = target.changes(new ChangeSettings("T", "", false))) {
            for (RowChange change : changes) {
                writer.write(List.of(change), Conflicts.IDEMPOTENT, (c, r) -> ChangeWriter.Refusals.Verdict.STOP);
                writer.commit((c, r) -> {
                    throw new AssertionError(r.toString());
                });
            }
        }
    }

    private void assertAsItWas() throws SQLException {
        assertEquals(texts(FROM, 1), texts(TO, 1));
        assertEquals(texts(FROM, 2), texts(TO, 2));
    }

    private void assertThrough(boolean byChanges) throws SQLException {
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> nothing = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Value value = values.get(i);
            boolean isBoolean = value.type().equals("boolean");
            expected.put("c" + i, isBoolean && byChanges ? value.through().substring(0, 1) : value.through());
            nothing.put("c" + i, null);
        }
        assertEquals(named(expected), named(texts(TO, 1)));
        assertEquals(named(nothing), named(texts(TO, 2)));
    }

    /** With the type's name before each, for messages that can be read. */
    private String named(Map<String, String> texts) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            String text = String.valueOf(texts.get("c" + i));
            lines.append(values.get(i).type())
                    .append(": ")
                    .append(text.length() > 1000 ? text.length() + " characters" : text)
                    .append('\n');
        }
        return lines.toString();
    }

    private Map<String, String> texts(ContractDatabase database, int id) throws SQLException {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            columns.append(i == 0 ? "" : ", ").append("c").append(i).append("::text");
        }
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set time zone 'UTC'");
            try (ResultSet found = statement.executeQuery("select " + columns + " from v.\"all\" where id = " + id)) {
                found.next();
                Map<String, String> texts = new LinkedHashMap<>();
                for (int i = 0; i < values.size(); i++) {
                    texts.put("c" + i, found.getString(i + 1));
                }
                return texts;
            }
        }
    }

    private static String one(ContractDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getString(1) : null;
        }
    }
}
