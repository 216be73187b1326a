package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.vectors.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformationTest {

    private static final TableSchema ITEM = new TableSchema(
            new TableId("Test", "ITEM"),
            List.of(
                    new Column("ID", DmsType.of(DmsType.Kind.INT4), "integer", false),
                    new Column("NAME", DmsType.sized(DmsType.Kind.STRING, 30), "varchar(30)", true),
                    new Column("N", DmsType.of(DmsType.Kind.INT2), "smallint", true)),
            List.of("ID"));

    @Test
    void vectors() {
        Vectors.check("mapping_transform", c -> {
            c.isRead("schema table columns rules taskSettings", "schema table columns primaryKey");
            TableSchema target = new Transformation(
                            mappings(c),
                            c.given()
                                    .at("/taskSettings/TargetMetadata/TargetSchema")
                                    .asText(""))
                    .of(source(c.given()))
                    .target();
            JsonNode expect = c.expect();
            assertEquals(expect.get("schema").asText(), target.table().schema());
            assertEquals(expect.get("table").asText(), target.table().name());
            assertEquals(texts(expect.get("primaryKey")), target.key());
            for (int i = 0; i < expect.get("columns").size(); i++) {
                checkColumn(expect.get("columns").get(i), target.columns().get(i));
            }
            assertEquals(expect.get("columns").size(), target.columns().size());
        });
    }

    private static void checkColumn(JsonNode expect, Column column) {
        assertEquals(expect.path("name").asText(expect.asText()), column.name());
        if (expect.has("dmsType")) {
            assertEquals(expect.get("dmsType").asText(), column.type().kind().name());
            assertEquals(expect.path("length").asInt(0), column.type().length());
            assertEquals(
                    expect.path("precision").asInt(column.type().precision()),
                    column.type().precision());
            assertEquals(
                    expect.path("scale").asInt(column.type().scale()),
                    column.type().scale());
        }
    }

    private static TableSchema source(JsonNode given) {
        List<Column> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        for (JsonNode column : given.get("columns")) {
            DmsType.Kind kind = DmsType.Kind.valueOf(column.get("dmsType").asText());
            DmsType type = new DmsType(
                    kind,
                    column.path("length").asInt(),
                    column.path("precision").asInt(),
                    column.path("scale").asInt());
            String name = column.get("name").asText();
            columns.add(new Column(name, type, kind.name(), !column.path("pk").asBoolean()));
            if (column.path("pk").asBoolean()) {
                key.add(name);
            }
        }
        TableId table =
                new TableId(given.get("schema").asText(), given.get("table").asText());
        return new TableSchema(table, columns, key);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static TableMappings mappings(Vectors.Case c) {
        List<String> rules = new ArrayList<>();
        rules.add(SELECTION);
        c.given().get("rules").forEach(rule -> rules.add(rule.toString()));
        return TableMappings.parse("{\"rules\":[" + String.join(",", rules) + "]}")
                .value()
                .orElseThrow();
    }

    private static final String SELECTION =
            "{\"rule-type\":\"selection\",\"rule-id\":\"100000\",\"rule-name\":\"s\",\"rule-action\":\"include\","
                    + "\"object-locator\":{\"schema-name\":\"%\",\"table-name\":\"%\"}}";

    private static TableMappings column(String action, String column, String more) {
        String rule =
                "{\"rule-type\":\"transformation\",\"rule-id\":\"7\",\"rule-name\":\"7\",\"rule-target\":\"column\","
                        + "\"rule-action\":\"" + action
                        + "\",\"object-locator\":{\"schema-name\":\"Test\",\"table-name\":\"ITEM\","
                        + "\"column-name\":\"" + column + "\"}" + more + "}";
        return TableMappings.parse("{\"rules\":[" + SELECTION + "," + rule + "]}")
                .value()
                .orElseThrow();
    }

    @Test
    void withoutRulesRowsPassAsTheyAre() {
        TableMapping mapping = new Transformation(TableMappings.NONE, "").of(ITEM);

        assertTrue(mapping.isPlainForChanges());
        assertEquals(ITEM, mapping.target());
    }

    @Test
    void theTargetSchemaIsForTablesThatNoRuleMoves() {
        assertEquals(new TableId("dest", "ITEM"), new Transformation(TableMappings.NONE, "dest").target(ITEM.table()));
    }

    @Test
    void aRemovedColumnIsNotReadAndTakesTheKeyWithIt() {
        TableMapping mapping = new Transformation(column("remove-column", "ID", ""), "").of(ITEM);

        assertEquals(List.of(), mapping.target().key());
        assertArrayEquals(new int[] {1, 2}, mapping.columns());
    }

    @Test
    void aTypeIsChangedWhereTheValuesKeepTheirForm() {
        TableMappings rules = column("change-data-type", "N", ",\"data-type\":{\"type\":\"int8\"}");
        Transformation transformation = new Transformation(rules, "");

        assertEquals(List.of(), transformation.problems(ITEM));
        assertEquals(
                DmsType.Kind.INT8,
                transformation.of(ITEM).target().columns().get(2).type().kind());
    }

    @Test
    void twoColumnsWithOneNameAreAProblem() {
        List<String> problems = new Transformation(column("rename", "%", ",\"value\":\"X\""), "").problems(ITEM);

        assertFalse(problems.isEmpty());
    }
}
