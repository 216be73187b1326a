package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.mapping.Filling.Origin.Before;
import io.dmslocal.engine.mapping.Filling.Origin.Computed;
import io.dmslocal.engine.mapping.Filling.Origin.Copied;
import io.dmslocal.engine.mapping.Selection.Decision;
import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.mapping.reference.RandomDocuments;
import io.dmslocal.engine.mapping.reference.ReferenceFilter;
import io.dmslocal.engine.mapping.reference.ReferenceMapping;
import io.dmslocal.engine.mapping.reference.ReferenceMapping.Column;
import io.dmslocal.engine.mapping.reference.ReferenceMapping.Result;
import io.dmslocal.engine.mapping.reference.ReferenceMapping.Table;
import io.dmslocal.engine.mapping.reference.ReferenceValues;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowFilter;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Random documents, worked with by the product and by {@link ReferenceMapping}: both select the same tables in the same order, keep the same rows, and make the
 * same names, columns, types, keys and values. {@code -Dmapping.documents} says how many, {@code -Dmapping.seed} with which one to begin.
 */
class ReferenceMappingTest {

    private static final long SEED = Long.getLong("mapping.seed", 20_261_120L);
    private static final int DOCUMENTS = Integer.getInteger("mapping.documents", 4_000);
    private static final int ROWS = 8;

    @Test
    void bothReadingsAgree() {
        int tables = 0;
        int kept = 0;
        int refused = 0;
        int valued = 0;
        RowWorks works = new RowWorks(Clock.systemUTC(), Calculator.USUAL_DEADLINE, false);
        for (long seed = SEED; seed < SEED + DOCUMENTS; seed++) {
            RandomDocuments random = new RandomDocuments(seed);
            List<Table> catalogue = random.tables();
            ObjectNode document = random.document(catalogue);
            String migrationType = seed % 2 == 0 ? "full-load" : "full-load-and-cdc";
            String targetSchema = seed % 3 == 0 ? "lake" : "";
            String place = "-Dmapping.seed=" + seed + " -Dmapping.documents=1: " + migrationType + " to '"
                    + targetSchema + "' of ";
            Supplier<String> which = () -> place + catalogue + " by " + document;
            Outcome<TableMappings> parsed = TableMappings.parse(document.toString());
            assertTrue(
                    parsed.fault().isEmpty(), () -> parsed.fault().orElseThrow().message() + " " + which.get());
            boolean inAnyCase = seed % 5 == 0;
            TableMappings written = parsed.value().orElseThrow();
            TableMappings mappings = inAnyCase ? written.inAnyCase() : written;
            ReferenceMapping reference = new ReferenceMapping(document, migrationType, targetSchema, inAnyCase);
            Selection selection = new Selection(mappings, migrationType);
            List<Decision> decisions = catalogue.stream()
                    .map(table -> selection.decide(new TableId(table.schema(), table.name()), table.isView()))
                    .toList();
            List<Table> selected = reference.selected(catalogue);
            assertEquals(
                    selected.stream().map(Table::id).toList(),
                    Selection.inLoadOrder(decisions).stream()
                            .map(decision -> decision.table().toString())
                            .toList(),
                    which);
            Transformation transformation = new Transformation(mappings, targetSchema);
            for (Table table : selected) {
                Result result = reference.of(table);
                TableSchema schema = schema(table);
                TableMapping mapping = transformation.of(schema);
                assertEquals(
                        result.schema() + "." + result.name(),
                        mapping.target().table().toString(),
                        which);
                assertEquals(result.columns(), columns(mapping), () -> table.id() + " " + which.get());
                assertEquals(
                        result.made().stream().map(ReferenceMappingTest::steps).toList(),
                        made(mapping),
                        () -> table.id() + " " + which.get());
                assertEquals(result.key(), mapping.target().key(), () -> table.id() + " " + which.get());
                boolean computes =
                        result.made().stream().anyMatch(made -> !made.startsWith("=") && !made.startsWith("<"));
                if (!computes || seed % 50 == 0) { // an expression is tried in SQLite, which takes its time
                    List<String> problems = transformation.problems(schema);
                    assertEquals(
                            result.isRefused(),
                            !problems.isEmpty(),
                            () -> problems + " " + table.id() + " " + which.get());
                }
                refused += result.isRefused() ? 1 : 0;
                boolean isValued = !result.isRefused() && ReferenceValues.areKnown(result.made());
                Optional<RowWork> work = isValued ? Optional.of(works.of(mapping)) : Optional.empty();
                List<JsonNode> filters = reference.filters(table);
                Decision decision = decisions.stream()
                        .filter(each -> each.table().equals(schema.table()))
                        .findFirst()
                        .orElseThrow();
                kept += new Rows(table, filters, result, SourceFilters.of(decision.filters(), schema), schema, work)
                        .compared(random, () -> table.id() + " " + which.get());
                valued += isValued ? 1 : 0;
                tables++;
            }
        }
        // what never happens is not compared
        assertTrue(
                tables > DOCUMENTS && refused > DOCUMENTS / 50 && kept > DOCUMENTS && valued > DOCUMENTS / 2
                        || DOCUMENTS < 100,
                tables + " tables, " + refused + " refused, " + kept + " rows, values of " + valued);
        works.close();
    }

    /**
     * One table's rows by both readings.
     *
     * @param work empty where the second reading does not know the values
     */
    private record Rows(
            Table table,
            List<JsonNode> written,
            Result result,
            SourceFilters filters,
            TableSchema schema,
            Optional<RowWork> work) {

        /** How many rows pass. */
        int compared(RandomDocuments random, Supplier<String> which) {
            if (!filters.problems().isEmpty()) {
                return 0; // of another table, whose column of that name has another type
            }
            RowFilter filter = new RowFilter(filters.predicate(), schema);
            int kept = 0;
            for (int i = 0; i < ROWS; i++) {
                Map<String, Object> row = random.row(table);
                Row source = new Row(table.columns().stream()
                        .map(column -> row.get(column.name()))
                        .toArray());
                boolean takes = ReferenceFilter.takes(written, row);
                assertEquals(takes, filter.takes(source), () -> row + " of " + which.get());
                kept += takes ? 1 : 0;
                work.ifPresent(some -> {
                    List<Rejected> rejected = new ArrayList<>();
                    Optional<Row> made = some.row(source, rejected::add);
                    assertEquals(
                            ReferenceValues.of(result.made(), row),
                            made.map(ReferenceMappingTest::values),
                            () -> row + " of " + which.get());
                    assertEquals(made.isEmpty(), !rejected.isEmpty(), which);
                });
            }
            return kept;
        }
    }

    private static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.value(i));
        }
        return values;
    }

    private static TableSchema schema(Table table) {
        List<io.dmslocal.engine.record.Column> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            boolean nullable = !table.key().contains(column.name());
            columns.add(new io.dmslocal.engine.record.Column(column.name(), type(column.type()), "", nullable));
        }
        return new TableSchema(new TableId(table.schema(), table.name()), columns, table.key());
    }

    private static DmsType type(String text) {
        Kind kind = Kind.valueOf(text.split("\\(")[0].toUpperCase(Locale.ROOT));
        return switch (kind) {
            case STRING, WSTRING -> DmsType.sized(kind, Integer.parseInt(text.replaceAll("\\D", "")));
            case NUMERIC -> DmsType.numeric(9, 2);
            case DATETIME -> DmsType.timed(kind, 6);
            default -> DmsType.of(kind);
        };
    }

    private static List<Column> columns(TableMapping mapping) {
        return mapping.target().columns().stream()
                .map(column -> new Column(column.name(), text(column.type())))
                .toList();
    }

    private static String text(DmsType type) {
        String kind = type.kind().name().toLowerCase(Locale.ROOT);
        return switch (type.kind()) {
            case STRING, WSTRING -> kind + "(" + type.length() + ")";
            case NUMERIC -> kind + "(" + type.precision() + "," + type.scale() + ")";
            case DATETIME -> kind + "(" + type.scale() + ")";
            default -> kind;
        };
    }

    private static String steps(String made) {
        return made.replace("!change-data-type", "!Conversion").replaceAll("!data-masking-[a-z-]+", "!Mask");
    }

    private static List<String> made(TableMapping mapping) {
        List<String> made = new ArrayList<>();
        for (Filling filling : mapping.fillings()) {
            if (filling.origin() instanceof Computed computed) {
                made.add(computed.expression().text());
                continue;
            }
            if (filling.origin() instanceof Before before) {
                made.add("<" + mapping.source().columns().get(before.source()).name());
                continue;
            }
            StringBuilder text = new StringBuilder("=")
                    .append(mapping.source()
                            .columns()
                            .get(((Copied) filling.origin()).source())
                            .name());
            filling.steps()
                    .forEach(step -> text.append('!').append(step.getClass().getSimpleName()));
            made.add(text.toString());
        }
        return made;
    }
}
