package io.dmslocal.engine.connector.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.mapping.Transformation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.vectors.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageVectorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void dataRecordsHaveTheBytesOfTheRealService() {
        Vectors.check("messages_data", c -> {
            c.isRead(
                    "engine target table change endpointSettings taskSettings mappings clock taskResourceId",
                    "partitionKey text json topic");
            expect(c.expect(), data(c.given()));
            new MessageCase(c.given())
                    .mapping()
                    .topic()
                    .ifPresent(topic -> assertEquals(c.expect().path("topic").asText(topic), topic));
        });
    }

    @Test
    void controlRecordsHaveTheBytesOfTheRealService() {
        Vectors.check("messages_control", c -> {
            c.isRead(
                    "table event endpointSettings taskSettings mappings clock taskResourceId",
                    "partitionKey text json");
            expect(c.expect(), control(c.given()));
        });
    }

    @Test
    void valuesArePrintedAsTheRealServicePrintsThem() {
        Vectors.check("messages_values", c -> {
            c.isRead("dmsType value column endpointSettings", "text absent");
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

    /** As a task makes it: its rules first, then the message. */
    private static Message data(JsonNode given) {
        MessageCase c = new MessageCase(given);
        JsonNode change = given.path("change");
        Row after = c.row(c.schema(), change.path("after"));
        Row before = c.row(c.schema(), change.path("before"));
        TableMapping mapping = new Transformation(c.mappings(), "").of(c.schema());
        TableMessages messages = new TableMessages(
                mapping.target(),
                new TableMessages.Shape(c.format(), c.mapping(), c.beforeImage(), c.changesByPrimaryKey()),
                c.clock());
        try (RowWorks works = new RowWorks(c.clock(), Duration.ofSeconds(1), false)) {
            if (change.path("operation").asText().equals("load")) {
                Row row =
                        works.of(mapping).row(after, MessageVectorsTest::refuse).orElseThrow();
                return messages.load(MessageCase.batch(mapping.target().columns(), row))
                        .message(0);
            }
            RowChange read = c.change(c.schema(), before, after);
            return messages.change(
                    works.ofChanges(mapping)
                            .map(work -> work.change(read, MessageVectorsTest::refuse)
                                    .orElseThrow())
                            .orElse(read),
                    c.previous());
        }
    }

    private static void refuse(Rejected rejected) {
        throw new AssertionError(rejected);
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
