package io.dmslocal.engine.run.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.comparison.Difference;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.run.validation.ValidationMemory;
import io.dmslocal.engine.run.validation.ValidationMemory.Known;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import io.dmslocal.persistence.checkpoint.CheckpointStore;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a table that differ, column by column, the source's value beside the target's: what the task's checkpoint knows, wherever it runs. Values are bounded
 * already; masked columns are never among them. Blocking.
 */
public final class SavedValidation {

    private SavedValidation() {}

    /**
     * @param table {@code schema.table}, as on the source
     * @param from number of the first row that is shown, from 1
     * @param limit rows at most
     * @return empty when the task has no such table
     */
    public static Optional<JsonNode> of(
            CheckpointStore checkpoints, String taskArn, String table, long from, int limit) {
        Checkpoint checkpoint = checkpoints.look(taskArn);
        return new RunCheckpoint(checkpoint)
                .statistics().tables().stream()
                        .filter(one -> new TableId(one.schema(), one.table())
                                .toString()
                                .equals(table))
                        .findFirst()
                        .map(found -> document(checkpoint, found, from, limit));
    }

    private static JsonNode document(Checkpoint checkpoint, TableStatistics table, long from, int limit) {
        TableId id = new TableId(table.schema(), table.table());
        List<Known> known = ValidationMemory.load(checkpoint, id).known().stream()
                .filter(one -> one.reported() || one.suspended())
                .toList();
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("schema", table.schema())
                .put("table", table.table())
                .put("state", table.validation().state())
                .put("details", table.validation().details())
                .put("pending", table.validation().pending())
                .put("failed", table.validation().failed())
                .put("suspended", table.validation().suspended())
                .put("from", from);
        ArrayNode records = document.putArray("records");
        known.stream().skip(from - 1).limit(limit).forEach(one -> add(records.addObject(), one));
        if (from - 1 + limit < known.size()) {
            document.put("next", from + limit);
        }
        return document;
    }

    private static void add(ObjectNode record, Known known) {
        Difference difference = known.difference();
        difference.key().name().forEach(record.putArray("key")::add);
        record.put("type", difference.type().name())
                .put("state", known.reported() ? "failed" : "suspended")
                .put("since", known.first().toString());
        ArrayNode columns = record.putArray("columns");
        difference
                .columns()
                .forEach(column -> columns.addObject()
                        .put("column", column.source())
                        .put("targetColumn", column.target())
                        .put("source", column.sourceValue())
                        .put("target", column.targetValue()));
    }
}
