package io.dmslocal.engine.connector.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.ObjectMapping;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A golden case's {@code given} in the words of the data plane. */
record MessageCase(JsonNode given) {

    private static final Pattern SIZED = Pattern.compile("varchar\\((\\d+)\\)");

    Clock clock() {
        return Clock.fixed(Instant.parse(given.path("clock").asText("2024-07-29T00:57:35.691762Z")), ZoneOffset.UTC);
    }

    EndpointSettings endpoint() {
        Map<String, String> attributes = new HashMap<>();
        given.path("endpointSettings")
                .properties()
                .forEach(e -> attributes.put(
                        e.getKey().toLowerCase(Locale.ROOT), e.getValue().asText()));
        return new EndpointSettings("arn:e", "kinesis", "", 0, "", "", "", "none", "", attributes);
    }

    MessageFormat format() {
        return MessageFormat.of(endpoint());
    }

    TableSchema schema() {
        JsonNode table = given.path("table");
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : table.path("columns")) {
            columns.add(new Column(
                    column.path("name").asText(),
                    column.has("native") ? nativeType(column.path("native").asText()) : type(column),
                    column.path("native").asText(),
                    column.path("nullable").asBoolean(true)));
        }
        List<String> key = new ArrayList<>();
        table.path("primaryKey").forEach(name -> key.add(name.asText()));
        return new TableSchema(
                new TableId(table.path("schema").asText(), table.path("name").asText()),
                columns,
                key,
                table.path("collation").asText(""));
    }

    static DmsType type(JsonNode column) {
        return new DmsType(
                Kind.valueOf(column.path("dmsType").asText()),
                column.path("length").asInt(0),
                column.path("precision").asInt(0),
                column.path("scale").asInt(0));
    }

    private static DmsType nativeType(String type) {
        Matcher sized = SIZED.matcher(type);
        if (sized.matches()) {
            return DmsType.sized(Kind.WSTRING, Integer.parseInt(sized.group(1)));
        }
        return DmsType.of(type.equals("integer") ? Kind.INT4 : Kind.NCLOB);
    }

    BeforeImage beforeImage() {
        JsonNode settings = given.path("taskSettings").path("BeforeImageSettings");
        return BeforeImage.of(new TaskSettings.BeforeImage(
                settings.path("EnableBeforeImage").asBoolean(),
                settings.path("FieldName").asText(),
                settings.path("ColumnFilter").asText("pk-only")));
    }

    boolean changesByPrimaryKey() {
        return given.path("taskSettings")
                        .path("TargetMetadata")
                        .path("ParallelApplyThreads")
                        .asInt()
                > 0;
    }

    ObjectMapping mapping() {
        JsonNode table = given.path("table");
        return mappings()
                .objectMapping(table.path("schema").asText(), table.path("name").asText())
                .orElse(ObjectMapping.NONE);
    }

    /** The case's rules, beside a selection of everything. */
    TableMappings mappings() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode rules = document.putArray("rules");
        given.path("mappings").path("rules").forEach(rules::add);
        ObjectNode all = rules.addObject()
                .put("rule-type", "selection")
                .put("rule-id", "999999")
                .put("rule-name", "all")
                .put("rule-action", "include");
        all.putObject("object-locator").put("schema-name", "%").put("table-name", "%");
        return TableMappings.parse(document.toString()).value().orElseThrow();
    }

    Row row(TableSchema schema, JsonNode values) {
        if (!values.isObject()) {
            return Row.NONE;
        }
        Object[] row = new Object[schema.columns().size()];
        for (int i = 0; i < row.length; i++) {
            Column column = schema.columns().get(i);
            row[i] = values.has(column.name()) ? value(column.type(), values.path(column.name())) : Row.ABSENT;
        }
        return new Row(row);
    }

    static Object value(DmsType type, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> value.asBoolean();
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> value.asLong();
            case UINT8 -> new BigInteger(value.asText());
            case REAL4 -> (float) value.asDouble();
            case REAL8 -> value.asDouble();
            case NUMERIC -> new java.math.BigDecimal(value.path("$dec").asText());
            case DATE -> LocalDate.parse(value.asText());
            case TIME -> java.time.LocalTime.parse(value.asText());
            case DATETIME -> LocalDateTime.parse(value.path("$ts").asText().replace(' ', 'T'));
            case STRING, WSTRING, CLOB, NCLOB -> value.asText();
            case BYTES, BLOB -> HexFormat.of().parseHex(value.path("$hex").asText());
        };
    }

    static RowBatch.Columns batch(List<Column> columns, Row row) {
        RowBatch.Columns batch = new RowBatch.Columns(columns, 1);
        for (int i = 0; i < columns.size(); i++) {
            append(batch.vector(i), columns.get(i).type(), row.value(i));
        }
        return batch;
    }

    private static void append(ColumnVector vector, DmsType type, Object value) {
        if (value == null) {
            vector.appendNull();
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> vector.append((Boolean) value ? 1 : 0);
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4, UINT8 -> vector.append(((Number) value).longValue());
            case REAL4, REAL8 -> vector.append(Double.doubleToRawLongBits(((Number) value).doubleValue()));
            case NUMERIC -> text(vector, ((java.math.BigDecimal) value).toPlainString());
            case DATE -> vector.append(((LocalDate) value).toEpochDay());
            case TIME -> vector.append(((java.time.LocalTime) value).toNanoOfDay());
            case DATETIME -> {
                LocalDateTime moment = (LocalDateTime) value;
                vector.append(moment.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + moment.getNano() / 1000);
            }
            case STRING, WSTRING, CLOB, NCLOB -> text(vector, (String) value);
            case BYTES, BLOB -> vector.append((byte[]) value, 0, ((byte[]) value).length);
        }
    }

    private static void text(ColumnVector vector, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        vector.append(bytes, 0, bytes.length);
    }

    Change.RowChange change(TableSchema schema, Row before, Row after) {
        JsonNode change = given.path("change");
        JsonNode transaction = change.path("txn");
        return new Change.RowChange(
                schema,
                Change.Operation.valueOf(
                        change.path("operation").asText("insert").toUpperCase(Locale.ROOT)),
                before,
                after,
                new Change.Transaction(
                        transaction.path("transactionId").asLong(),
                        Instant.parse(transaction.path("commitTime").asText("2024-01-01T00:00:00Z"))),
                transaction.path("recordId").asInt(1),
                new Place(transaction.path("streamPosition").asText()));
    }

    PreviousChange previous() {
        JsonNode transaction = given.path("change").path("txn");
        return new PreviousChange(
                transaction.path("prevTransactionId").asLong(),
                transaction.path("prevRecordId").asInt());
    }

    private record Place(String text) implements Position {
        @Override
        public int compareTo(Position other) {
            return text.compareTo(other.text());
        }
    }
}
