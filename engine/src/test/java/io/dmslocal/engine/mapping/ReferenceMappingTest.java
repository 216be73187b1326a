package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.mapping.Filling.Origin.Before;
import io.dmslocal.engine.mapping.Filling.Origin.Computed;
import io.dmslocal.engine.mapping.Filling.Origin.Copied;
import io.dmslocal.engine.mapping.Selection.Decision;
import io.dmslocal.engine.mapping.reference.RandomDocuments;
import io.dmslocal.engine.mapping.reference.ReferenceFilter;
import io.dmslocal.engine.mapping.reference.ReferenceMapping;
import io.dmslocal.engine.mapping.reference.ReferenceMapping.Column;
import io.dmslocal.engine.mapping.reference.ReferenceMapping.Result;
import io.dmslocal.engine.mapping.reference.ReferenceMapping.Table;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowFilter;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Random documents, worked with by the product and by {@link ReferenceMapping}: both select the same tables in the same order, keep the same rows, and make the
 * same names, columns, types and keys. {@code -Dmapping.documents} says how many, {@code -Dmapping.seed} with which one to begin.
 */
class ReferenceMappingTest {

    private static final long SEED = Long.getLong("mapping.seed", 20_261_120L);
    private static final int DOCUMENTS = Integer.getInteger("mapping.documents", 6_000);
    private static final int ROWS = 8;

    @Test
    void bothReadingsAgree() {
        int tables = 0;
        int kept = 0;
        int refused = 0;
        for (long seed = SEED; seed < SEED + DOCUMENTS; seed++) {
            RandomDocuments random = new RandomDocuments(seed);
            List<Table> catalogue = random.tables();
            ObjectNode document = random.document(catalogue);
            String migrationType = seed % 2 == 0 ? "full-load" : "full-load-and-cdc";
            String targetSchema = seed % 3 == 0 ? "lake" : "";
            String which = "-Dmapping.seed=" + seed + " -Dmapping.documents=1: " + migrationType + " to '"
                    + targetSchema + "' of " + catalogue + " by " + document;
            Outcome<TableMappings> parsed = TableMappings.parse(document.toString());
            assertTrue(
                    parsed.fault().isEmpty(), () -> parsed.fault().orElseThrow().message() + " " + which);
            TableMappings mappings = parsed.value().orElseThrow();
            ReferenceMapping reference = new ReferenceMapping(document, migrationType, targetSchema);
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
                assertEquals(result.columns(), columns(mapping), table.id() + " " + which);
                assertEquals(
                        result.made().stream().map(ReferenceMappingTest::steps).toList(),
                        made(mapping),
                        table.id() + " " + which);
                assertEquals(result.key(), mapping.target().key(), table.id() + " " + which);
                boolean computes =
                        result.made().stream().anyMatch(made -> !made.startsWith("=") && !made.startsWith("<"));
                if (!computes || seed % 50 == 0) { // an expression is tried in SQLite, which takes its time
                    List<String> problems = transformation.problems(schema);
                    assertEquals(result.isRefused(), !problems.isEmpty(), problems + " " + table.id() + " " + which);
                }
                refused += result.isRefused() ? 1 : 0;
                kept += rows(random, reference, decisions, table, schema, which);
                tables++;
            }
        }
        // what never happens is not compared
        assertTrue(
                tables > DOCUMENTS && refused > DOCUMENTS / 50 && kept > DOCUMENTS || DOCUMENTS < 100,
                tables + " tables, " + refused + " refused, " + kept + " rows");
    }

    /** How many rows pass. */
    private static int rows(
            RandomDocuments random,
            ReferenceMapping reference,
            List<Decision> decisions,
            Table table,
            TableSchema schema,
            String which) {
        Decision decision = decisions.stream()
                .filter(each -> each.table().equals(schema.table()))
                .findFirst()
                .orElseThrow();
        SourceFilters filters = SourceFilters.of(decision.filters(), schema);
        if (!filters.problems().isEmpty()) {
            return 0; // of another table, whose column of that name has another type
        }
        RowFilter filter = new RowFilter(filters.predicate(), schema);
        int kept = 0;
        for (int i = 0; i < ROWS; i++) {
            Map<String, Object> row = random.row(table);
            Object[] values = table.columns().stream()
                    .map(column -> row.get(column.name()))
                    .toArray();
            boolean takes = ReferenceFilter.takes(reference.filters(table), row);
            assertEquals(takes, filter.takes(new Row(values)), row + " of " + table.id() + " " + which);
            kept += takes ? 1 : 0;
        }
        return kept;
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
