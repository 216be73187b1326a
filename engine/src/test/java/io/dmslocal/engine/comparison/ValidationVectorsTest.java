package io.dmslocal.engine.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.comparison.RowComparison.Compared;
import io.dmslocal.engine.comparison.RowComparison.Read;
import io.dmslocal.engine.mapping.FilteredTable;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.ValidationSettings;
import io.dmslocal.engine.vectors.Vectors;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValidationVectorsTest {

    @Test
    void failuresAndStatesAreThoseOfTheVectors() {
        Vectors.check("validation", ValidationVectorsTest::run);
    }

    private static void run(Vectors.Case c) throws SQLException {
        c.isRead("key keys columns sourceRows targetRows rules", "state failed failures");
        List<String> key = texts(c.given().path(c.given().has("key") ? "key" : "keys"));
        Set<String> masked = masked(c.given().path("rules"));
        List<String> names = names(c.given());
        TableSchema schema = new TableSchema(
                new TableId("s", "t"),
                names.stream().map(n -> column(c.given(), n)).toList(),
                key);
        Optional<Obstacle> obstacle = Obstacle.of(schema, schema, masked);
        if (obstacle.isPresent()) {
            assertEquals(
                    c.expect().path("state").asText(), obstacle.get().state().word());
            assertEquals(0, c.expect().path("failures").size());
            assertEquals(0, c.expect().path("failed").asInt());
            return;
        }
        names = names.stream().filter(name -> !masked.contains(name)).toList();
        schema = new TableSchema(
                schema.table(), names.stream().map(n -> column(c.given(), n)).toList(), key);
        List<Compared> columns = schema.columns().stream()
                .map(column -> new Compared(column.name(), column.name(), Form.of(column, column, 0)))
                .toList();
        RowComparison comparison = new RowComparison(columns, schema.keyIndexes());
        List<Row> source = rows(c.given(), names, "source");
        List<Row> target = rows(c.given(), names, "target");
        List<KeyPair> asked = new ArrayList<>();
        for (Row row : target) {
            asked.add(new KeyPair(comparison.name(row), comparison.plainKey(row), comparison.plainKey(row)));
        }

        List<Difference> differences = comparison.compare(
                asked,
                source.stream()
                        .map(row -> new Read(row, comparison.plainKey(row)))
                        .toList(),
                target);
        TableBook book = new TableBook(ValidationPolicy.of(ValidationSettings.OFF, false));
        book.looked(asked, differences, true, Optional.empty(), Instant.EPOCH);

        assertEquals(c.expect().path("state").asText(), book.state(0).word());
        assertEquals(c.expect().path("failed").asInt(), book.failed());
        assertEquals(c.expect().path("failures").size(), differences.size());
        for (int i = 0; i < differences.size(); i++) {
            check(c.expect().path("failures").get(i), differences.get(i));
        }
    }

    private static void check(JsonNode expected, Difference difference) {
        assertEquals(
                expected.path("KEY").asText(), FailureText.key(difference.key().name()));
        assertEquals(expected.path("FAILURE_TYPE").asText(), difference.type().name());
        if (expected.has("KEY_TYPE")) {
            assertEquals(expected.path("KEY_TYPE").asText(), FailureText.KEY_TYPE);
        }
        if (expected.has("DETAILS")) {
            assertEquals(expected.path("DETAILS").asText(), FailureText.details(difference, 8000));
        }
    }

    private static List<String> names(JsonNode given) {
        Set<String> names = new LinkedHashSet<>();
        given.path("columns").forEach(column -> names.add(column.path("name").asText(column.asText())));
        for (String side : List.of("sourceRows", "targetRows")) {
            given.path(side).forEach(row -> row.fieldNames().forEachRemaining(names::add));
        }
        return List.copyOf(names);
    }

    private static Column column(JsonNode given, String name) {
        for (JsonNode column : given.path("columns")) {
            if (column.path("name").asText().equals(name) && column.has("dmsType")) {
                DmsType type = new DmsType(
                        Kind.valueOf(column.path("dmsType").asText()),
                        column.path("length").asInt(),
                        column.path("precision").asInt(),
                        column.path("scale").asInt());
                String sized = type.kind() + (type.length() > 0 ? "(" + type.length() + ")" : "");
                return new Column(name, type, column.path("native").asText(sized), true);
            }
        }
        boolean isText = false;
        boolean isWhole = true;
        for (String side : List.of("sourceRows", "targetRows")) {
            for (JsonNode row : given.path(side)) {
                isText |= row.path(name).isTextual();
                isWhole &= !row.path(name).isNumber() || row.path(name).isIntegralNumber();
            }
        }
        DmsType type =
                isText ? DmsType.sized(Kind.WSTRING, 100) : isWhole ? DmsType.of(Kind.INT8) : DmsType.of(Kind.REAL8);
        return new Column(name, type, "", true);
    }

    private static Set<String> masked(JsonNode rules) {
        Set<String> masked = new LinkedHashSet<>();
        for (JsonNode rule : rules) {
            if (rule.path("rule-action").asText().startsWith("data-masking-")) {
                masked.add(rule.path("object-locator").path("column-name").asText());
            }
        }
        return masked;
    }

    /** Values as they are, or as the rule's function for that side makes them: in a database whose SQL has chr and replace. */
    private static List<Row> rows(JsonNode given, List<String> names, String side) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : given.path(side + "Rows")) {
            Object[] values = new Object[names.size()];
            for (int i = 0; i < values.length; i++) {
                JsonNode value = row.path(names.get(i));
                values[i] = given.has("columns")
                        ? FilteredTable.value(column(given, names.get(i)).type().kind(), value)
                        : value(value);
                String function = function(given.path("rules"), names.get(i), side);
                if (!function.isEmpty()) {
                    values[i] = evaluated(function, values[i]);
                }
            }
            rows.add(new Row(values));
        }
        return rows;
    }

    private static Object value(JsonNode json) {
        if (json.isMissingNode() || json.isNull()) {
            return null;
        }
        if (json.isBoolean()) {
            return json.asBoolean();
        }
        return json.isIntegralNumber()
                ? (Object) json.asLong()
                : json.isNumber() ? (Object) json.asDouble() : json.asText();
    }

    private static String function(JsonNode rules, String column, String side) {
        for (JsonNode rule : rules) {
            if (rule.path("object-locator").path("column-name").asText().equals(column)) {
                return rule.path(side + "-function").asText();
            }
        }
        return "";
    }

    private static String evaluated(String function, Object value) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                PreparedStatement query = connection.prepareStatement("SELECT "
                        + function.replace("${column-name}", "v") + " FROM (SELECT CAST(? AS VARCHAR) v) t")) {
            query.setObject(1, value);
            try (ResultSet found = query.executeQuery()) {
                found.next();
                return found.getString(1);
            }
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        for (Iterator<JsonNode> all = array.elements(); all.hasNext(); ) {
            texts.add(all.next().asText());
        }
        return texts;
    }
}
