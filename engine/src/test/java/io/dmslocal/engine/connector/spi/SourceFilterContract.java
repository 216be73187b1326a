package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.mapping.FilteredTable;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowFilter;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.RowPredicate.And;
import io.dmslocal.engine.record.RowPredicate.Between;
import io.dmslocal.engine.record.RowPredicate.Compare;
import io.dmslocal.engine.record.RowPredicate.IsNull;
import io.dmslocal.engine.record.RowPredicate.Not;
import io.dmslocal.engine.record.RowPredicate.Operator;
import io.dmslocal.engine.record.RowPredicate.Or;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.vectors.Vectors;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every source must show of a part of a table's rows: the same as is taken in memory. */
public abstract class SourceFilterContract extends SourceFixture {

    @Nested
    class Filtered {

        @BeforeEach
        void table() throws SQLException {
            String odd = database.quote("odd\"`'name");
            database.run(
                    "create table " + t("f") + " (id int not null primary key, s varchar(60), d decimal(12,3),"
                            + " f double precision, day date, ts timestamp(3) null, " + odd + " int)",
                    "insert into " + t("f") + " values (1, 'a', 1.005, 0.1, '2026-01-31', '2026-01-31 10:00:00.5', 1)",
                    "insert into " + t("f") + " values (2, 'b''x', 1.5, 0.5, '2026-02-01', '2026-02-01 00:00:00', 2)",
                    "insert into " + t("f") + " values (3, 'c', -2, 1e10, '2025-12-31', '2025-12-31 23:59:59', 3)",
                    "insert into " + t("f") + " values (4, null, null, null, null, null, null)",
                    "insert into " + t("f") + " values (5, 'true', 100, -1, '2026-03-01', '2026-03-01 12:00:00', 5)");
        }

        private List<Object> ids(RowPredicate where) {
            TableSchema schema = source.schema(id("f"));
            var id = List.of(schema.columns().get(0));
            try (RowReader reader = source.rows(new ReadRequest(schema, id, Set.of(), 1 << 16, "").where(where))) {
                return drain(reader).stream().map(r -> r.value(0)).sorted().toList();
            }
        }

        private List<Object> idsInMemory(RowPredicate where) {
            RowFilter filter = new RowFilter(where, source.schema(id("f")));
            List<Row> all = readAll("f", 1 << 16);
            return all.stream()
                    .filter(filter::takes)
                    .map(r -> r.value(0))
                    .sorted()
                    .toList();
        }

        private void gives(RowPredicate where, Long... expected) {
            assertEquals(List.of(expected), ids(where), () -> "read " + where);
            assertEquals(List.of(expected), idsInMemory(where), () -> "in memory " + where);
        }

        private Compare is(String column, Operator operator, String literal) {
            return new Compare(column, operator, literal);
        }

        @Test
        void numbersAreComparedAsNumbers() {
            gives(is("id", Operator.LT, "10"), 1L, 2L, 3L, 4L, 5L);
            gives(is("id", Operator.GE, "2.5"), 3L, 4L, 5L);
            gives(is("id", Operator.LE, " 2 "), 1L, 2L);
            gives(is("id", Operator.LT, "99999999999999999999"), 1L, 2L, 3L, 4L, 5L);
            gives(is("d", Operator.EQ, "1.0050"), 1L);
            gives(is("d", Operator.GT, "1.00500001"), 2L, 5L);
            gives(is("f", Operator.EQ, "0.1"), 1L);
            gives(is("f", Operator.GT, "1e9"), 3L);
        }

        @Test
        void datesAreComparedAsDates() {
            gives(is("day", Operator.LT, "2026-02-01"), 1L, 3L);
            gives(new Between("day", "2026-01-31", "2026-02-01"), 1L, 2L);
            gives(is("ts", Operator.GE, "2026-01-31 10:00:00.5"), 1L, 2L, 5L);
            gives(is("ts", Operator.LT, "2026-02-01"), 1L, 3L);
        }

        @Test
        void textsAreNeverPartOfTheStatement() {
            gives(is("s", Operator.EQ, "b'x"), 2L);
            gives(is("s", Operator.EQ, "' OR '1'='1"));
            gives(is("s", Operator.EQ, "\\' OR 1=1 -- "));
            gives(is("s", Operator.EQ, "true"), 5L);
            gives(is("odd\"`'name", Operator.GT, "2"), 3L, 5L);
            for (String attack : List.of("1 OR 1=1", "1; drop table x", "'1'", "0x31", "1e")) {
                ConnectorException e = assertThrows(ConnectorException.class, () -> ids(is("id", Operator.EQ, attack)));
                assertTrue(e.getMessage().contains("id") && e.getMessage().contains(attack), e.getMessage());
            }
        }

        @Test
        void whatIsUnknownIsNotTaken() {
            gives(new Not(is("d", Operator.LT, "1.5")), 2L, 5L);
            gives(is("s", Operator.NE, "a"), 2L, 3L, 5L);
            gives(new IsNull("d"), 4L);
            gives(new Not(new IsNull("d")), 1L, 2L, 3L, 5L);
            gives(new Not(new Between("d", "1", "2")), 3L, 5L);
            gives(new Or(List.of(is("d", Operator.LT, "0"), is("id", Operator.EQ, "4"))), 3L, 4L);
            gives(new Not(new And(List.of(is("d", Operator.LT, "0"), is("id", Operator.LT, "4")))), 1L, 2L, 4L, 5L);
        }

        @Test
        void allAndNothingAreConditionsToo() {
            gives(RowPredicate.ALL, 1L, 2L, 3L, 4L, 5L);
            gives(new And(List.of()), 1L, 2L, 3L, 4L, 5L);
            gives(new Not(RowPredicate.ALL));
            gives(new Or(List.of()));
        }

        @Test
        void aColumnThatIsNotThereIsSaidByName() {
            ConnectorException e = assertThrows(ConnectorException.class, () -> ids(is("nowhere", Operator.EQ, "1")));
            assertTrue(e.getMessage().contains("nowhere"), e.getMessage());
        }
    }

    @Test
    void goldenFiltersTakeTheSameRowsInTheDatabase() {
        GoldenFilters golden = new GoldenFilters(database, SCHEMA);
        Vectors.check("mapping_filters", c -> golden.isComparable(c.given()), c -> {
            TableSchema schema = source.schema(golden.table(c.given()));
            RowPredicate where = FilteredTable.of(c.given())
                    .filters(c.given().path("filters"))
                    .predicate();
            var number = List.of(schema.columns().get(0));
            try (RowReader reader = source.rows(new ReadRequest(schema, number, Set.of(), 1 << 16, "").where(where))) {
                assertEquals(
                        c.expect().get("kept").toString(),
                        drain(reader).stream()
                                .map(r -> r.value(0))
                                .sorted()
                                .toList()
                                .toString()
                                .replace(" ", ""));
            }
        });
    }
}
