package io.dmslocal.engine.connector.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.vectors.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageVectorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void dataRecordsHaveTheBytesOfTheRealService() {
        Vectors.check("messages_data", c -> expect(c.expect(), data(c.given())));
    }

    @Test
    void controlRecordsHaveTheBytesOfTheRealService() {
        Vectors.check("messages_control", c -> expect(c.expect(), control(c.given())));
    }

    @Test
    void valuesArePrintedAsTheRealServicePrintsThem() {
        Vectors.check("messages_values", c -> {
            JsonNode text = c.expect().path("text");
            assertEquals(text.isTextual() ? text.asText() : null, value(c.given(), false), "in a change");
            assertEquals(text.isTextual() ? text.asText() : null, value(c.given(), true), "in a load");
        });
    }

    private static void expect(JsonNode expect, Message message) throws IOException {
        assertEquals(expect.path("partitionKey").asText(), message.key());
        String text = new String(message.body(), StandardCharsets.UTF_8);
        if (expect.has("text")) {
            assertEquals(expect.path("text").asText(), text);
        }
        if (expect.has("json")) {
            assertEquals(expect.path("json").toString(), JSON.readTree(text).toString());
        }
    }

    private static Message data(JsonNode given) {
        MessageCase c = new MessageCase(given);
        JsonNode change = given.path("change");
        Row after = c.row(c.schema(), change.path("after"));
        Row before = c.row(c.schema(), change.path("before"));
        Mapped mapped = Mapped.of(given, c.schema(), before, after);
        TableMessages messages = new TableMessages(
                mapped.schema,
                new TableMessages.Shape(c.format(), c.mapping(), c.beforeImage(), c.changesByPrimaryKey()),
                c.clock());
        if (change.path("operation").asText().equals("load")) {
            return messages.load(MessageCase.batch(mapped.schema.columns(), after))
                    .message(0);
        }
        return messages.change(c.change(mapped.schema, before, mapped.after), c.previous());
    }

    /** What transformation rules make of a row; here only what the cases need: a renamed table, before-image columns of the key. */
    private record Mapped(TableSchema schema, Row after) {

        static Mapped of(JsonNode given, TableSchema schema, Row before, Row after) {
            Mapped mapped = new Mapped(schema, after);
            for (JsonNode rule : given.path("mappings").path("rules")) {
                switch (rule.path("rule-action").asText()) {
                    case "rename" -> mapped = mapped.renamed(rule.path("value").asText());
                    case "add-before-image-columns" ->
                        mapped = mapped.withOldKey(before, rule.path("before-image-def"));
                    default -> {}
                }
            }
            return mapped;
        }

        private Mapped renamed(String name) {
            return new Mapped(
                    new TableSchema(new TableId(schema.table().schema(), name), schema.columns(), schema.key()), after);
        }

        private Mapped withOldKey(Row before, JsonNode definition) {
            List<Column> columns = new ArrayList<>(schema.columns());
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < after.size(); i++) {
                values.add(after.value(i));
            }
            for (int key : schema.keyIndexes()) {
                Column column = schema.columns().get(key);
                columns.add(column.renamed(definition.path("column-prefix").asText()
                        + column.name()
                        + definition.path("column-suffix").asText()));
                values.add(before.value(key));
            }
            return new Mapped(new TableSchema(schema.table(), columns, schema.key()), new Row(values.toArray()));
        }
    }

    private static Message control(JsonNode given) {
        MessageCase c = new MessageCase(given);
        ControlMessages messages =
                new ControlMessages(c.format(), given.path("taskResourceId").asText(), c.clock());
        JsonNode event = given.path("event");
        TableId table =
                new TableId(event.path("schema").asText(), event.path("table").asText());
        TableSchema described =
                given.has("table") ? c.schema() : new TableSchema(table, List.of(column("a"), column("b")), List.of());
        TableSchema shorter = new TableSchema(table, List.of(column("a")), List.of());
        return switch (event.path("operation").asText()) {
            case "create-table" ->
                messages.createTable(
                        table.equals(ControlMessages.APPLY_EXCEPTIONS.table())
                                ? ControlMessages.APPLY_EXCEPTIONS
                                : described);
            case "drop-table" -> messages.dropTable(table);
            case "truncate-table" -> messages.truncateTable(table);
            case "add-column" -> only(messages.alter(shorter, described));
            case "drop-column" -> only(messages.alter(described, shorter));
            case "column-type-change" ->
                only(messages.alter(
                        shorter,
                        new TableSchema(
                                table,
                                List.of(new Column(
                                        "a",
                                        MessageCase.type(JSON.createObjectNode().put("dmsType", "INT8")),
                                        "",
                                        true)),
                                List.of())));
            default -> throw new AssertionError("no such operation: " + event);
        };
    }

    private static Message only(List<Message> messages) {
        assertEquals(1, messages.size());
        return messages.get(0);
    }

    private static Column column(String name) {
        return new Column(name, MessageCase.type(JSON.createObjectNode().put("dmsType", "INT4")), "", true);
    }

    /** The text after the colon; null when the member is left out. */
    private static String value(JsonNode given, boolean inLoad) {
        MessageCase c = new MessageCase(given);
        JsonNode type = ((com.fasterxml.jackson.databind.node.ObjectNode)
                        given.path("column").deepCopy())
                .set("dmsType", given.path("dmsType"));
        Column column = new Column("v", MessageCase.type(type), "", true);
        Row row = new Row(new Object[] {MessageCase.value(column.type(), given.path("value"))});
        TableSchema schema = new TableSchema(new TableId("s", "t"), List.of(column), List.of());
        TableMessages messages = new TableMessages(
                schema, new TableMessages.Shape(c.format(), c.mapping(), BeforeImage.NONE, false), c.clock());
        Message message = inLoad
                ? messages.load(MessageCase.batch(schema.columns(), row)).message(0)
                : messages.change(c.change(schema, Row.NONE, row), PreviousChange.NONE);
        String text = new String(message.body(), StandardCharsets.UTF_8);
        String start = "\"v\":\t";
        int from = text.indexOf(start);
        return from < 0 ? null : text.substring(from + start.length(), text.indexOf("\n\t},\n\t\"metadata\""));
    }
}
