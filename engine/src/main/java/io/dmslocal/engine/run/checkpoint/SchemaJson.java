package io.dmslocal.engine.run.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;

/** A table's definition as it is kept in a checkpoint. */
final class SchemaJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SchemaJson() {}

    static ObjectNode write(TableSchema schema) {
        ObjectNode json = JSON.createObjectNode()
                .put("schema", schema.table().schema())
                .put("table", schema.table().name())
                .put("collation", schema.collation());
        ArrayNode key = json.putArray("key");
        schema.key().forEach(key::add);
        ArrayNode columns = json.putArray("columns");
        for (Column column : schema.columns()) {
            columns.addObject()
                    .put("name", column.name())
                    .put("kind", column.type().kind().name())
                    .put("length", column.type().length())
                    .put("precision", column.type().precision())
                    .put("scale", column.type().scale())
                    .put("nativeType", column.nativeType())
                    .put("nullable", column.nullable())
                    .put("isNative", column.isNative());
        }
        return json;
    }

    static TableSchema read(JsonNode json) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : json.path("columns")) {
            DmsType type = new DmsType(
                    DmsType.Kind.valueOf(column.path("kind").asText()),
                    column.path("length").asInt(),
                    column.path("precision").asInt(),
                    column.path("scale").asInt());
            columns.add(new Column(
                    column.path("name").asText(),
                    type,
                    column.path("nativeType").asText(),
                    column.path("nullable").asBoolean(),
                    column.path("isNative").asBoolean()));
        }
        List<String> key = new ArrayList<>();
        json.path("key").forEach(k -> key.add(k.asText()));
        TableId table =
                new TableId(json.path("schema").asText(), json.path("table").asText());
        return new TableSchema(table, columns, key, json.path("collation").asText());
    }
}
