package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowFilter;
import io.dmslocal.engine.record.RowPredicate.Words;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.ParallelLoad;
import io.dmslocal.engine.vectors.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentsTest {

    /** Names as they are, numbers without quotes, everything else with. */
    private record Plain(TableSchema table) implements Words {
        @Override
        public String name(String column) {
            return column;
        }

        @Override
        public String literal(String column, String text) {
            Kind kind = table.columns()
                    .get(table.indexOf(column).orElseThrow())
                    .type()
                    .kind();
            boolean isNumber = kind.isInLongs() && kind != Kind.DATE && kind != Kind.TIME && kind != Kind.DATETIME
                    || kind == Kind.NUMERIC;
            return isNumber ? text : "'" + text.replace("'", "''") + "'";
        }
    }

    @Test
    void segmentsOfRangesAreTheDocumentedOnes() {
        Vectors.check("parallel_load_ranges", c -> {
            c.isRead("columns boundaries rows columnTypes", "predicates segmentOfRow");
            ParallelLoad load = load(c.given());
            TableSchema table = table(load.columns(), c.given());
            List<Segment> segments = Segments.ranges(load);
            if (c.expect().has("predicates")) {
                assertEquals(
                        texts(c.expect().path("predicates")),
                        segments.stream()
                                .map(s -> s.where().sql(new Plain(table)))
                                .toList());
            }
            List<RowFilter> filters =
                    segments.stream().map(s -> new RowFilter(s.where(), table)).toList();
            for (int i = 0; i < c.expect().path("segmentOfRow").size(); i++) {
                Row row = row(table, c.given().path("rows").get(i));
                List<Integer> of = new ArrayList<>();
                for (Segment segment : segments) {
                    if (filters.get(segment.number() - 1).takes(row)) {
                        of.add(segment.number());
                    }
                }
                JsonNode expected = c.expect().path("segmentOfRow").get(i);
                assertEquals(expected.isNull() ? List.of() : List.of(expected.asInt()), of, "row " + i);
            }
        });
    }

    @Test
    void aColumnThatCannotBeOrderedIsNamed() {
        TableSchema table = new TableSchema(
                new TableId("s", "t"),
                List.of(column("f", Kind.REAL8), column("l", Kind.NCLOB), column("n", Kind.INT4)),
                List.of());
        ParallelLoad load = ranges(List.of("f", "l", "n"), List.of(List.of("1", "2", "3")));

        List<String> problems = Segments.problems(load, table);

        assertEquals(2, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("Column f of table s.t is REAL8"), problems::toString);
        assertTrue(problems.get(1).contains("Column l of table s.t is NCLOB"), problems::toString);
    }

    @Test
    void aBoundaryThatIsNoValueOfItsColumnAndAMissingColumnAreNamed() {
        TableSchema table = new TableSchema(new TableId("s", "t"), List.of(column("n", Kind.INT4)), List.of());

        assertEquals(
                List.of("Column n of table s.t is INT4: 'x' is no number."),
                Segments.problems(ranges(List.of("n"), List.of(List.of("1"), List.of("x"))), table));
        assertEquals(
                List.of("Table s.t has no column m."),
                Segments.problems(ranges(List.of("m"), List.of(List.of("1"))), table));
    }

    private static ParallelLoad ranges(List<String> columns, List<List<String>> boundaries) {
        return new ParallelLoad("ranges", columns, boundaries, List.of(), List.of(), List.of());
    }

    private static ParallelLoad load(JsonNode given) {
        List<List<String>> boundaries = new ArrayList<>();
        given.path("boundaries").forEach(boundary -> boundaries.add(texts(boundary)));
        return ranges(texts(given.path("columns")), boundaries);
    }

    private static TableSchema table(List<String> names, JsonNode given) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode type = given.path("columnTypes").path(i);
            JsonNode value = given.path("rows").path(0).path(i);
            Kind kind = type.isTextual() ? Kind.valueOf(type.asText()) : value.isTextual() ? Kind.STRING : Kind.INT8;
            columns.add(column(names.get(i), kind));
        }
        return new TableSchema(new TableId("s", "t"), columns, List.of());
    }

    private static Column column(String name, Kind kind) {
        return new Column(name, DmsType.of(kind), "", true);
    }

    private static Row row(TableSchema table, JsonNode values) {
        Object[] row = new Object[values.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = FilteredTable.value(table.columns().get(i).type().kind(), values.get(i));
        }
        return new Row(row);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(value -> texts.add(value.asText()));
        return texts;
    }
}
