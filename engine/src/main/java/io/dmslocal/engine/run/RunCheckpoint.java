package io.dmslocal.engine.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a run has got, as documents of its checkpoint. Blocking.
 *
 * <pre>
 * run         number of the run, whether its source was made to remember changes, where the changes began
 * table/x     whether x is loaded, and the image that its load made
 * changes     the position up to which the target has committed everything, and the tables that were suspended on the way
 * statistics  for people: {@link RunStatistics}
 * </pre>
 */
final class RunCheckpoint {

    /**
     * @param captures whether the source remembers changes for this task, since this run or an earlier one began
     * @param start where the changes begin
     */
    record Begun(long run, boolean captures, Optional<String> start) {}

    /**
     * @param image text of what the table's snapshot holds, with the position from which on it need not be asked
     */
    record TableEntry(TableState.Phase phase, Optional<String> image, Optional<String> imageEnd) {
        static final TableEntry BEFORE_LOAD =
                new TableEntry(TableState.Phase.BEFORE_LOAD, Optional.empty(), Optional.empty());
        static final TableEntry COMPLETED =
                new TableEntry(TableState.Phase.COMPLETED, Optional.empty(), Optional.empty());
    }

    record Applied(String position, List<String> suspended) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String RUN = "run";
    private static final String CHANGES = "changes";
    private static final String STATISTICS = "statistics";

    private final Checkpoint checkpoint;

    RunCheckpoint(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    Checkpoint store() {
        return checkpoint;
    }

    Optional<Begun> begun() {
        return read(RUN)
                .map(n -> new Begun(n.path("run").asLong(), n.path("captures").asBoolean(), text(n, "start")));
    }

    /** The run's first word: forgets what an earlier run said about these tables. */
    void begin(Begun begun, Map<TableId, TableEntry> tables) {
        Map<String, String> documents = new HashMap<>();
        ObjectNode run = JSON.createObjectNode().put("run", begun.run()).put("captures", begun.captures());
        begun.start().ifPresent(start -> run.put("start", start));
        documents.put(RUN, run.toString());
        documents.put(CHANGES, "{}");
        documents.put(STATISTICS, "{}");
        tables.forEach((table, entry) -> documents.put(name(table), json(entry)));
        checkpoint.save(documents);
    }

    /** A resumed run goes on under its new number. */
    void goOn(Begun begun) {
        ObjectNode run = JSON.createObjectNode().put("run", begun.run()).put("captures", begun.captures());
        begun.start().ifPresent(start -> run.put("start", start));
        checkpoint.save(Map.of(RUN, run.toString()));
    }

    TableEntry table(TableId table) {
        return read(name(table))
                .map(n -> new TableEntry(
                        TableState.Phase.valueOf(n.path("phase").asText("BEFORE_LOAD")),
                        text(n, "image"),
                        text(n, "imageEnd")))
                .orElse(TableEntry.BEFORE_LOAD);
    }

    void table(TableId table, TableEntry entry, RunStatistics statistics) {
        checkpoint.save(Map.of(name(table), json(entry), STATISTICS, StatisticsJson.write(statistics)));
    }

    Optional<Applied> applied() {
        return read(CHANGES)
                .flatMap(n -> text(n, "position").map(position -> {
                    List<String> suspended = new ArrayList<>();
                    n.path("suspended").forEach(s -> suspended.add(s.asText()));
                    return new Applied(position, suspended);
                }));
    }

    void save(Applied applied, RunStatistics statistics) {
        ObjectNode changes = JSON.createObjectNode().put("position", applied.position());
        ArrayNode suspended = changes.putArray("suspended");
        applied.suspended().forEach(suspended::add);
        checkpoint.save(Map.of(CHANGES, changes.toString(), STATISTICS, StatisticsJson.write(statistics)));
    }

    void save(RunStatistics statistics) {
        checkpoint.save(Map.of(STATISTICS, StatisticsJson.write(statistics)));
    }

    RunStatistics statistics() {
        return read(STATISTICS).map(StatisticsJson::read).orElse(RunStatistics.NONE);
    }

    private Optional<JsonNode> read(String name) {
        return checkpoint.load(name).map(text -> {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException(
                        "Document '" + name + "' of the checkpoint is not JSON: " + text, broken);
            }
        });
    }

    private static String json(TableEntry entry) {
        ObjectNode json = JSON.createObjectNode().put("phase", entry.phase().name());
        entry.image().ifPresent(image -> json.put("image", image));
        entry.imageEnd().ifPresent(end -> json.put("imageEnd", end));
        return json.toString();
    }

    private static String name(TableId table) {
        return "table/" + table;
    }

    private static Optional<String> text(JsonNode node, String member) {
        return Optional.ofNullable(node.get(member)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }
}
