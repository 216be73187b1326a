package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowFilter;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TableMappings.Filter;
import io.dmslocal.engine.vectors.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceFiltersTest {

    private static final TableSchema STAFF = new TableSchema(
            new TableId("hr", "staff"),
            List.of(
                    new Column("id", DmsType.of(Kind.INT4), "int", false),
                    new Column("empid", DmsType.of(Kind.INT4), "int", true),
                    new Column("dept", DmsType.sized(Kind.STRING, 20), "varchar(20)", true),
                    new Column("start", DmsType.of(Kind.DATE), "date", true)),
            List.of("id"));

    @Test
    void vectors() {
        Vectors.check("mapping_filters", c -> {
            c.isRead("rows filters columns", "kept");
            FilteredTable table = FilteredTable.of(c.given());
            SourceFilters filters = table.filters(c.given().get("filters"));
            assertEquals(List.of(), filters.problems());
            assertEquals(List.of(), filters.missing());
            RowFilter filter = new RowFilter(filters.predicate(), table.schema());
            List<Integer> kept = new ArrayList<>();
            JsonNode rows = c.given().get("rows");
            for (int i = 0; i < rows.size(); i++) {
                if (filter.takes(table.row(rows.get(i)))) {
                    kept.add(i);
                }
            }
            assertEquals(c.expect().get("kept").toString(), kept.toString().replace(" ", ""));
        });
    }

    private static List<Filter> filters(String json) {
        return TableMappings.parse(
                        "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                                + "\"object-locator\":{\"schema-name\":\"hr\",\"table-name\":\"staff\"},\"filters\":"
                                + json + "}]}")
                .value()
                .orElseThrow()
                .selections()
                .get(0)
                .filters();
    }

    private static String eq(String column, String value) {
        return "[{\"filter-type\":\"source\",\"column-name\":\"" + column
                + "\",\"filter-conditions\":[{\"filter-operator\":\"eq\",\"value\":\"" + value + "\"}]}]";
    }

    @Test
    void aFilterOnAColumnThatIsNotThereIsNamedAndLeftOut() {
        SourceFilters filters = SourceFilters.of(filters(eq("nowhere", "1")), STAFF);

        assertTrue(filters.predicate().isAll());
        assertEquals(List.of("nowhere"), filters.missing());
        assertEquals(List.of(), filters.problems());
    }

    @Test
    void aValueThatIsNoneOfItsColumnsTypeIsAProblem() {
        SourceFilters filters = SourceFilters.of(filters(eq("empid", "many")), STAFF);

        assertTrue(
                filters.problems().get(0).contains("empid"), filters.problems().toString());
    }

    @Test
    void aColumnWrittenFromRightToLeftCannotBeFiltered() {
        TableSchema table = new TableSchema(
                STAFF.table(), List.of(new Column("\u05d0", DmsType.of(Kind.INT4), "int", true)), List.of());

        SourceFilters filters = SourceFilters.of(filters(eq("\u05d0", "1")), table);

        assertTrue(
                filters.problems().get(0).contains("from right to left"),
                filters.problems().toString());
    }

    @Test
    void aDeletePassesWhenItsLogHoldsTheKeyAlone() {
        ChangeFilter filter = new ChangeFilter(tech(), STAFF);

        assertTrue(filter.takes(change(Operation.DELETE, row("absent"), Row.NONE)));
        assertFalse(filter.takes(change(Operation.DELETE, row("ops"), Row.NONE)));
        assertTrue(filter.takes(change(Operation.DELETE, row("tech"), Row.NONE)));
    }

    @Test
    void anUpdateIsTakenByItsNewRow() {
        ChangeFilter filter = new ChangeFilter(tech(), STAFF);

        assertTrue(filter.takes(change(Operation.UPDATE, row("ops"), row("tech"))));
        assertFalse(filter.takes(change(Operation.UPDATE, row("tech"), row("ops"))));
    }

    @Test
    void aValueThatAnUpdateLeavesOutIsTheOldRows() {
        ChangeFilter filter = new ChangeFilter(tech(), STAFF);

        assertTrue(filter.takes(change(Operation.UPDATE, row("tech"), row("absent"))));
        assertFalse(filter.takes(change(Operation.UPDATE, row("ops"), row("absent"))));
    }

    private static RowPredicate tech() {
        return SourceFilters.of(filters(eq("dept", "tech")), STAFF).predicate();
    }

    private static Row row(String dept) {
        return new Row(new Object[] {1L, 2L, dept.equals("absent") ? Row.ABSENT : dept, null});
    }

    private static RowChange change(Operation operation, Row before, Row after) {
        return new RowChange(STAFF, operation, before, after, Transaction.NONE, 1, new Place());
    }

    private record Place() implements Position {
        @Override
        public String text() {
            return "here";
        }

        @Override
        public int compareTo(Position other) {
            return 0;
        }
    }
}
