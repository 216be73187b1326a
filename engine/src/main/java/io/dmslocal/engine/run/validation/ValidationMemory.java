package io.dmslocal.engine.run.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.comparison.Difference;
import io.dmslocal.engine.comparison.Difference.ColumnDifference;
import io.dmslocal.engine.comparison.Difference.Type;
import io.dmslocal.engine.comparison.KeyPair;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a task's checkpoint knows of a table's validation, as document {@code validation/x}: whether the whole table was compared, which rows differ, which wait.
 * Blocking.
 */
public final class ValidationMemory {

    /** Keys that wait are kept up to this number; with more, the table is compared anew. */
    static final int MOST_KEYS = 10_000;

    /** @param reported whether it counts as failed; else it is watched or suspended */
    public record Known(Difference difference, Instant first, boolean reported, boolean suspended) {}

    /**
     * @param isPassed whether the whole table was compared
     * @param isClosed whether the session ended in good order: after a crash nobody knows which keys waited
     * @param waiting keys of changes that were not compared
     * @param since failures of before were forgotten, because the table was loaded or validated anew
     */
    public record Document(
            boolean isPassed, boolean isClosed, List<Known> known, List<KeyPair> waiting, Instant since) {

        static final Document NONE = new Document(false, true, List.of(), List.of(), Instant.EPOCH);

        public Document {
            known = List.copyOf(known);
            waiting = List.copyOf(waiting);
        }

        /** Whether a session may go on from here without comparing everything. */
        boolean isEnough() {
            return isPassed && isClosed;
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ValidationMemory() {}

    public static Document load(Checkpoint checkpoint, TableId table) {
        return checkpoint
                .load(name(table))
                .flatMap(ValidationMemory::tree)
                .map(ValidationMemory::document)
                .orElse(Document.NONE);
    }

    static void save(Checkpoint checkpoint, Map<TableId, Document> documents) {
        Map<String, String> texts = new HashMap<>();
        documents.forEach((table, document) -> texts.put(name(table), text(document)));
        checkpoint.save(texts);
    }

    /** A run begins anew. */
    public static void forget(Checkpoint checkpoint, Collection<TableId> tables) {
        Map<TableId, Document> nothing = new HashMap<>();
        tables.forEach(table -> nothing.put(table, Document.NONE));
        save(checkpoint, nothing);
    }

    static String name(TableId table) {
        return "validation/" + table;
    }

    private static Optional<JsonNode> tree(String text) {
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("A checkpoint's document on validation is no JSON: " + text, broken);
        }
    }

    private static Document document(JsonNode json) {
        List<Known> known = new ArrayList<>();
        json.path("known").forEach(one -> known.add(known(one)));
        List<KeyPair> waiting = new ArrayList<>();
        json.path("waiting").forEach(one -> waiting.add(pair(one)));
        return new Document(
                json.path("passed").asBoolean(),
                json.path("closed").asBoolean(),
                known,
                waiting,
                Instant.parse(json.path("since").asText(Instant.EPOCH.toString())));
    }

    private static Known known(JsonNode json) {
        List<ColumnDifference> columns = new ArrayList<>();
        json.path("columns")
                .forEach(c -> columns.add(new ColumnDifference(
                        c.path(0).asText(),
                        c.path(1).asText(),
                        c.path(2).asText(),
                        c.path(3).asText())));
        Difference difference = new Difference(
                pair(json),
                Type.valueOf(json.path("type").asText()),
                columns,
                json.path("mark").asLong());
        return new Known(
                difference,
                Instant.parse(json.path("first").asText()),
                json.path("reported").asBoolean(),
                json.path("suspended").asBoolean());
    }

    private static KeyPair pair(JsonNode json) {
        return new KeyPair(texts(json.path("name")), texts(json.path("source")), texts(json.path("target")));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String text(Document document) {
        ObjectNode json =
                JSON.createObjectNode().put("passed", document.isPassed()).put("closed", document.isClosed());
        json.put("since", document.since().toString());
        ArrayNode known = json.putArray("known");
        for (Known one : document.known()) {
            ObjectNode entry = known.addObject();
            put(entry, one.difference().key());
            entry.put("type", one.difference().type().name())
                    .put("mark", one.difference().sourceMark())
                    .put("first", one.first().toString())
                    .put("reported", one.reported())
                    .put("suspended", one.suspended());
            ArrayNode columns = entry.putArray("columns");
            one.difference()
                    .columns()
                    .forEach(c -> columns.addArray()
                            .add(c.source())
                            .add(c.target())
                            .add(c.sourceValue())
                            .add(c.targetValue()));
        }
        ArrayNode waiting = json.putArray("waiting");
        document.waiting().forEach(pair -> put(waiting.addObject(), pair));
        return json.toString();
    }

    private static void put(ObjectNode json, KeyPair pair) {
        pair.name().forEach(json.putArray("name")::add);
        pair.source().forEach(json.putArray("source")::add);
        pair.target().forEach(json.putArray("target")::add);
    }
}
