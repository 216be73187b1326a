package io.dmslocal.engine.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The table that golden rows of filters come from: columns as they are given ({@code columns: [{name, dmsType}]}), or as their values look. */
public record FilteredTable(TableSchema schema) {

    public static FilteredTable of(JsonNode given) {
        List<Column> columns = new ArrayList<>();
        given.path("columns")
                .forEach(column -> columns.add(column(
                        column.path("name").asText(),
                        new DmsType(
                                Kind.valueOf(column.path("dmsType").asText()),
                                column.path("length").asInt(),
                                column.path("precision").asInt(),
                                column.path("scale").asInt()))));
        if (columns.isEmpty()) {
            Set<String> names = new LinkedHashSet<>();
            given.path("rows").forEach(row -> row.fieldNames().forEachRemaining(names::add));
            names.forEach(name -> columns.add(column(name, seen(given.path("rows"), name))));
        }
        return new FilteredTable(new TableSchema(new TableId("hr", "staff"), columns, List.of()));
    }

    /** @param filters as a selection rule has them */
    public SourceFilters filters(JsonNode filters) {
        String rules =
                "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                        + "\"object-locator\":{\"schema-name\":\"hr\",\"table-name\":\"staff\"},\"filters\":" + filters
                        + "}]}";
        TableMappings parsed = TableMappings.parse(rules).value().orElseThrow();
        return SourceFilters.of(parsed.selections().get(0).filters(), schema);
    }

    public Row row(JsonNode json) {
        return new Row(schema.columns().stream()
                .map(column -> value(column.type().kind(), json.path(column.name())))
                .toArray());
    }

    private static Column column(String name, DmsType type) {
        return new Column(name, type, "", true);
    }

    private static DmsType seen(JsonNode rows, String name) {
        for (JsonNode row : rows) {
            JsonNode value = row.path(name);
            if (value.isBoolean()) {
                return DmsType.of(Kind.BOOLEAN);
            } else if (value.isNumber()) {
                return isWhole(rows, name) ? DmsType.of(Kind.INT8) : DmsType.numeric(38, 10);
            } else if (value.asText("").matches("\\d{4}-\\d\\d-\\d\\d")) {
                return DmsType.of(Kind.DATE);
            } else if (value.asText("").matches("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d.*")) {
                return new DmsType(Kind.DATETIME, 0, 0, 6);
            } else if (value.isTextual()) {
                return DmsType.sized(Kind.STRING, 100);
            }
        }
        return DmsType.sized(Kind.STRING, 100);
    }

    private static boolean isWhole(JsonNode rows, String name) {
        for (JsonNode row : rows) {
            if (row.path(name).isNumber() && !row.path(name).isIntegralNumber()) {
                return false;
            }
        }
        return true;
    }

    /** A written value as rows have it. */
    public static Object value(Kind kind, JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return null;
        }
        return switch (kind) {
            case BOOLEAN -> value.asBoolean();
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> value.asLong();
            case UINT8 -> value.bigIntegerValue();
            case NUMERIC -> new BigDecimal(value.asText());
            case REAL4 -> (float) value.asDouble();
            case REAL8 -> value.asDouble();
            case DATE -> LocalDate.parse(value.asText());
            case TIME -> LocalTime.parse(value.asText());
            case DATETIME -> LocalDateTime.parse(value.asText().replace(' ', 'T'));
            case BYTES, BLOB -> HexFormat.of().parseHex(value.path("$hex").asText());
            case STRING, WSTRING, CLOB, NCLOB -> value.asText();
        };
    }
}
