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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that are allowed and seldom seen: loaded, then changed, natively and through DMS types; both sides must be equal. */
class PostgresOddTablesTest {

    private static final ContractDatabase FROM = PostgresServer.shared().database("odd_from");
    private static final ContractDatabase TO = PostgresServer.shared().database("odd_to");

    private final PostgresConnector connector = new PostgresConnector();
    private final Source source = connector.source(FROM.endpoint());
    private final Target target = connector.target(TO.endpoint());

    @AfterEach
    void close() {
        source.endCapture("odd");
        source.close();
        target.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesThatNeedQuotes(boolean natively) throws Exception {
        TableId table = new TableId("Odd \"one\"", "select from 'ü' \\ .");
        copy(
                table,
                natively,
                "(\"select\" int, \"a\"\"b\" text, \"Größe {,}\" numeric(8,2), \" \" text, t text, n text, u text, o text,"
                        + " c0 text, c1 int, k0 int, k1 text, \"excluded\" text, \"values\" bytea, \"order\" date,"
                        + " primary key (\"select\", \"a\"\"b\"))",
                List.of(
                        "insert into % select i, 'k''' || i, i, 's', 't', 'n', 'u', 'o', 'c0', 1, 2, 'k1', 'e', '\\x00', '2024-01-01'"
                                + " from generate_series(1, 5) i"),
                List.of(
                        "insert into % (\"select\", \"a\"\"b\") values (9, '')",
                        "update % set t = 't2', n = null, c0 = 'x', k0 = 7, excluded = 'y' where \"select\" = 2",
                        "update % set \"select\" = 33, \"a\"\"b\" = '\"' where \"select\" = 3",
                        "delete from % where \"select\" = 4"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asManyColumnsAsThereCanBe(boolean natively) throws Exception {
        String columns =
                IntStream.range(1, 1600).mapToObj(i -> ", c" + i + " smallint").collect(Collectors.joining());
        String values = IntStream.range(1, 1600).mapToObj(i -> ", i").collect(Collectors.joining());
        copy(
                new TableId("odd", "wide"),
                natively,
                "(id smallint primary key" + columns + ")",
                List.of("insert into % select i" + values + " from generate_series(1, 20) i"),
                List.of(
                        "insert into % select i" + values + " from generate_series(21, 40) i",
                        "update % set c1599 = 0 where id < 30",
                        "update % set id = 100 where id = 5",
                        "delete from % where id = 7"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingButAKey(boolean natively) throws Exception {
        copy(
                new TableId("odd", "key"),
                natively,
                "(a int, b text, primary key (a, b))",
                List.of("insert into % select i, i from generate_series(1, 20) i"),
                List.of(
                        "insert into % values (21, 'x')",
                        "update % set b = 'moved' where a < 5",
                        "update % set a = a where a = 6",
                        "delete from % where a = 7"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRowOfManyMegabytes(boolean natively) throws Exception {
        copy(
                new TableId("odd", "large"),
                natively,
                "(id int primary key, s text, b bytea)",
                List.of("insert into % values (1, repeat('ü\"\\', 18000000), decode(repeat('00ff', 1000000), 'hex'))"),
                List.of(
                        "insert into % values (2, repeat('ab{,}', 13500000), '\\x')",
                        "update % set b = '\\x01' where id = 1"));
    }

    private void copy(TableId table, boolean natively, String columns, List<String> before, List<String> after)
            throws Exception {
        String name = Sql.name(table);
        FROM.run(
                "drop schema if exists " + Sql.name(table.schema()) + " cascade",
                "create schema " + Sql.name(table.schema()));
        TO.run("drop schema if exists " + Sql.name(table.schema()) + " cascade");
        FROM.run("create table " + name + " " + columns);
        run(name, before);
        TableSchema read = source.schema(table);
        TableSchema schema = new TableSchema(
                table,
                read.columns().stream().map(c -> natively ? c.asNative() : c).toList(),
                read.key());
        TablePlan plan = new TablePlan(schema, Preparation.DROP_AND_CREATE, false, false);
        target.prepare(plan);
        CaptureRequest request = new CaptureRequest("odd", Set.of(table), new ListMemory(), natively);
        Position start = source.startCapture(request);
        Set<String> formats = natively ? target.chunkFormats() : Set.of();
        try (RowReader reader = source.rows(new ReadRequest(read, schema.columns(), formats, 1 << 16, "odd"));
                TableWriter writer = target.load(plan, 1000)) {
            for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                assertEquals(List.of(), reader.rejected());
                assertEquals(List.of(), writer.write(batch.get()));
            }
            assertEquals(List.of(), writer.finish());
        }
        assertEquals(sum(FROM, schema), sum(TO, schema), "loaded");

        run(name, after);
        Position end = source.now();
        try (ChangeReader reader = source.changes(request, start);
                ChangeWriter writer = target.changes(new ChangeSettings("T", "", false))) {
            Eventually.eventually(() -> "changes up to " + end.text(), () -> {
                List<RowChange> rows = new ArrayList<>();
                boolean reached = false;
                for (Change change : reader.next(Duration.ofMillis(100))) {
                    if (change instanceof RowChange row) {
                        rows.add(row);
                    }
                    reached = change.position().compareTo(end) >= 0;
                }
                writer.write(rows, Conflicts.IDEMPOTENT, (c, r) -> {
                    throw new AssertionError(r.toString());
                });
                writer.commit((c, r) -> {
                    throw new AssertionError(r.toString());
                });
                return reached;
            });
        }
        assertEquals(sum(FROM, schema), sum(TO, schema), "changed");
    }

    private static void run(String table, List<String> statements) throws SQLException {
        for (String statement : statements) {
            FROM.run(statement.replace("%", table));
        }
    }

    /** How many rows, and what they are, value by value. */
    private static String sum(ContractDatabase database, TableSchema schema) throws SQLException {
        String row = schema.columns().stream()
                .map(c -> "md5(coalesce(" + Sql.name(c.name()) + "::text, 'null'))")
                .collect(Collectors.joining(" || "));
        String sql = "select count(*) || ' ' || md5(string_agg(r, ',' order by r)) from (select md5(" + row
                + ") as r from " + Sql.name(schema.table()) + ") as t";
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getString(1);
        }
    }

    @Test
    void aTableWithoutColumnsIsLeftOutInWords() throws Exception {
        FROM.createSchema("odd");
        FROM.run("create table odd.nothing ()");
        assertEquals(
                List.of(),
                source.schema(new TableId("odd", "nothing")).columns().stream()
                        .map(Column::name)
                        .toList());
    }
}
