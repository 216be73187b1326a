package io.dmslocal.engine.assessment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What the old-style assessment says: which data types are not supported. Source of the layout: "Working with data type assessments", AWS DMS user guide. A
 * table that cannot be read as a whole stands there without columns, with the reason as its type (assumed).
 */
public final class DataTypeReport {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm").withZone(ZoneOffset.UTC);

    private DataTypeReport() {}

    /** The report's name in the folder of its task. */
    public static String file(Instant startedAt) {
        return MINUTE.format(startedAt);
    }

    /** @param types what became of unsupported-data-types-in-source */
    public static String json(String taskName, Result types) {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode summary = document.putObject("summary");
        summary.put("task-name", taskName);
        ObjectNode notSupported = summary.putObject("not-supported");
        ArrayNode names = notSupported.putArray("data-type");
        notSupported.put("column-count", types.places().size());
        ObjectNode partially = summary.putObject("partially-supported");
        partially.putArray("data-type");
        partially.put("column-count", 0);
        ArrayNode all = document.putArray("types");
        for (Place place : types.places()) {
            names.add(place.details());
            ObjectNode type = all.addObject();
            type.put("data-type", place.details());
            type.put("support-level", "not-supported");
            ObjectNode schema = type.putArray("schemas").addObject();
            schema.put("schema-name", place.schema());
            ObjectNode table = schema.putArray("tables").addObject();
            table.put("table-name", place.table());
            ArrayNode columns = table.putArray("columns");
            if (!place.column().isEmpty()) {
                columns.add(place.column());
            }
        }
        if (types.status().equals("error")) {
            summary.put("error", types.sentence());
        }
        return document.toString();
    }
}
