package io.dmslocal.engine.run.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.definition.ColumnRenames;
import io.dmslocal.engine.run.definition.PastNames;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How far a run has got, as documents of its checkpoint. Blocking.
 *
 * <pre>
 * run         number of the run, whether its source was made to remember changes, where the changes began, the server in control tables
 * capture     whether the source was asked to remember changes by a run that has not said its first word
 * table/x     whether x is loaded, the image that its load made, and the definition that the target follows
 * altering/x  the next definition of x, when the target is on its way to it, and how far; empty when it has arrived
 * changes     the position up to which the target has committed everything, and the tables that were suspended on the way
 * statistics  for people: {@link RunStatistics}
 * reasons     for people: {@link Reasons}
 * </pre>
 */
public final class RunCheckpoint {

    /**
     * @param captures whether the source remembers changes for this task, since this run or an earlier one began
     * @param start where the changes begin
     * @param server as rows of control tables name it; unknown in checkpoints of an earlier version
     */
    public record Begun(long run, boolean captures, Optional<String> start, Optional<String> server) {}

    /**
     * What of the source's definitions the target's table follows.
     *
     * @param since from which position on; changes before it have older definitions. Empty for whatever comes
     * @param past of older definitions
     */
    public record Definition(TableSchema source, Optional<String> since, List<Past> past) {

        /** A {@link PastNames.Left} whose position only the source can read. */
        record Past(String until, Map<String, String> moved) {}

        public static Definition of(TableSchema source, Optional<Position> since, PastNames past) {
            return new Definition(
                    source,
                    since.map(Position::exactText),
                    past.left().stream()
                            .map(one -> new Past(one.until().exactText(), one.moved()))
                            .toList());
        }

        public PastNames past(Function<String, Position> read) {
            return new PastNames(past.stream()
                    .map(one -> new PastNames.Left(read.apply(one.until()), one.moved()))
                    .toList());
        }
    }

    /**
     * A way that the target has not gone to its end.
     *
     * @param at where the log has the definition
     * @param renamed as {@link ColumnRenames#steps} takes it
     * @param steps that are surely taken
     */
    public record UnderWay(TableSchema definition, Position at, Optional<Map<String, String>> renamed, int steps) {
        public UnderWay after(int taken) {
            return new UnderWay(definition, at, renamed, taken);
        }
    }

    /**
     * @param hasRows whether this task has put rows there: then a load starts from nothing
     * @param image text of what the table's snapshot holds, with the position from which on it need not be asked
     * @param definition unknown before the load, and in checkpoints of an earlier version
     */
    public record TableEntry(
            Phase phase,
            boolean hasRows,
            Optional<String> image,
            Optional<String> imageEnd,
            Optional<Definition> definition) {

        /** Not loaded: before it, while it goes on, or after it failed. */
        public static TableEntry unloaded(Phase phase, boolean hasRows) {
            return new TableEntry(phase, hasRows, Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** Changes are followed, and nothing was loaded. */
        public static TableEntry unloadedButFollowed(TableSchema source, Optional<Position> since) {
            return completed(false, Optional.empty(), Optional.empty(), Definition.of(source, since, PastNames.NONE));
        }

        /** Loaded or followed. */
        public static TableEntry completed(
                boolean hasRows, Optional<String> image, Optional<String> imageEnd, Definition definition) {
            return new TableEntry(Phase.COMPLETED, hasRows, image, imageEnd, Optional.of(definition));
        }
    }

    public record Applied(String position, List<String> suspended) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String RUN = "run";
    private static final String CAPTURE = "capture";
    private static final String CHANGES = "changes";
    private static final String STATISTICS = "statistics";
    private static final String REASONS = "reasons";

    private final Checkpoint checkpoint;
    private final Optional<Reasons> reasons;

    public RunCheckpoint(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.reasons = Optional.empty();
    }

    /** @param reasons of this run: kept with whatever is saved, from what was kept on */
    public RunCheckpoint(Checkpoint checkpoint, Reasons reasons) {
        this.checkpoint = checkpoint;
        this.reasons = Optional.of(reasons);
        checkpoint.load(REASONS).ifPresent(reasons::restore);
    }

    public Checkpoint store() {
        return checkpoint;
    }

    public Optional<Begun> begun() {
        return read(RUN)
                .map(n -> new Begun(
                        n.path("run").asLong(), n.path("captures").asBoolean(), text(n, "start"), text(n, "server")));
    }

    /** Said before the source is made to remember changes: a process that dies in between leaves it remembering, and somebody must know. */
    public void capturing() {
        checkpoint.save(
                Map.of(CAPTURE, JSON.createObjectNode().put("captures", true).toString()));
    }

    /** Whether the source may remember changes for the task. */
    public boolean captures() {
        return read(CAPTURE).map(n -> n.path("captures").asBoolean()).orElse(false)
                || begun().map(Begun::captures).orElse(false);
    }

    /** The run's first word: forgets what an earlier run said about these tables. */
    public void begin(Begun begun, Map<TableId, TableEntry> tables) {
        Map<String, String> documents = new HashMap<>();
        documents.put(RUN, json(begun));
        documents.put(CAPTURE, "{}");
        documents.put(CHANGES, "{}");
        documents.put(STATISTICS, "{}");
        tables.forEach((table, entry) -> {
            documents.put(name(table), json(entry));
            documents.put(altering(table), "{}");
        });
        save(reasons, documents);
    }

    /** A resumed run goes on under its new number. */
    public void goOn(Begun begun, Map<TableId, TableEntry> newTables) {
        Map<String, String> documents = new HashMap<>();
        documents.put(RUN, json(begun));
        newTables.forEach((table, entry) -> documents.put(name(table), json(entry)));
        checkpoint.save(documents);
    }

    public TableEntry table(TableId table) {
        return read(name(table)).map(RunCheckpoint::entry).orElse(TableEntry.unloaded(Phase.BEFORE_LOAD, false));
    }

    private static TableEntry entry(JsonNode json) {
        Phase phase = Phase.valueOf(json.path("phase").asText("BEFORE_LOAD"));
        return new TableEntry(
                phase,
                json.path("hasRows").asBoolean(phase != Phase.BEFORE_LOAD),
                text(json, "image"),
                text(json, "imageEnd"),
                Optional.ofNullable(json.get("definition"))
                        .map(d -> new Definition(SchemaJson.read(d), text(json, "definedSince"), past(json))));
    }

    private static List<Definition.Past> past(JsonNode json) {
        List<Definition.Past> past = new ArrayList<>();
        json.path("past")
                .forEach(one -> past.add(new Definition.Past(one.path("until").asText(), names(one.path("moved")))));
        return past;
    }

    public void table(TableId table, TableEntry entry, RunStatistics statistics) {
        Map<String, String> documents = new HashMap<>();
        documents.put(name(table), json(entry));
        documents.put(altering(table), "{}");
        documents.put(STATISTICS, StatisticsJson.write(statistics));
        save(documents);
    }

    /** How far the target's table is on its way to a definition: saved before each step. */
    public void underWay(TableId table, UnderWay way) {
        ObjectNode json =
                JSON.createObjectNode().put("definedAt", way.at().exactText()).put("steps", way.steps());
        json.set("definition", SchemaJson.write(way.definition()));
        way.renamed().ifPresent(names -> json.set("renamed", JSON.valueToTree(names)));
        checkpoint.save(Map.of(altering(table), json.toString()));
    }

    /** @param position reads a position */
    public Optional<UnderWay> underWay(TableId table, Function<String, Position> position) {
        return read(altering(table))
                .filter(json -> json.has("definition"))
                .map(json -> new UnderWay(
                        SchemaJson.read(json.get("definition")),
                        position.apply(json.path("definedAt").asText()),
                        Optional.ofNullable(json.get("renamed")).map(RunCheckpoint::names),
                        json.path("steps").asInt()));
    }

    private static Map<String, String> names(JsonNode json) {
        Map<String, String> names = new HashMap<>();
        json.properties().forEach(one -> names.put(one.getKey(), one.getValue().asText()));
        return names;
    }

    private static String altering(TableId table) {
        return "altering/" + table;
    }

    public Optional<Applied> applied() {
        return read(CHANGES)
                .flatMap(n -> text(n, "position").map(position -> {
                    List<String> suspended = new ArrayList<>();
                    n.path("suspended").forEach(s -> suspended.add(s.asText()));
                    return new Applied(position, suspended);
                }));
    }

    public void save(Applied applied, RunStatistics statistics) {
        ObjectNode changes = JSON.createObjectNode().put("position", applied.position());
        ArrayNode suspended = changes.putArray("suspended");
        applied.suspended().forEach(suspended::add);
        save(CHANGES, changes.toString(), statistics);
    }

    private void save(String name, String document, RunStatistics statistics) {
        Map<String, String> documents = new HashMap<>();
        documents.put(name, document);
        documents.put(STATISTICS, StatisticsJson.write(statistics));
        save(documents);
    }

    private void save(Map<String, String> documents) {
        save(reasons.filter(Reasons::areChanged), documents);
    }

    private void save(Optional<Reasons> also, Map<String, String> documents) {
        also.ifPresentOrElse(
                own -> own.keep(document -> {
                    documents.put(REASONS, document);
                    checkpoint.save(documents);
                }),
                () -> checkpoint.save(documents));
    }

    public void save(RunStatistics statistics) {
        checkpoint.save(Map.of(STATISTICS, StatisticsJson.write(statistics)));
        saveReasons();
    }

    /** When nothing else is saved for a while, or ever. Called by any thread. */
    public void saveReasons() {
        reasons.filter(Reasons::areChanged)
                .ifPresent(own -> own.keep(document -> checkpoint.save(Map.of(REASONS, document))));
    }

    /** As they were kept. */
    public Reasons reasons() {
        Reasons kept = new Reasons(Clock.systemUTC());
        checkpoint.load(REASONS).ifPresent(kept::restore);
        return kept;
    }

    public RunStatistics statistics() {
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

    private static String json(Begun begun) {
        ObjectNode run = JSON.createObjectNode().put("run", begun.run()).put("captures", begun.captures());
        begun.start().ifPresent(start -> run.put("start", start));
        begun.server().ifPresent(server -> run.put("server", server));
        return run.toString();
    }

    private static String json(TableEntry entry) {
        ObjectNode json =
                JSON.createObjectNode().put("phase", entry.phase().name()).put("hasRows", entry.hasRows());
        entry.image().ifPresent(image -> json.put("image", image));
        entry.imageEnd().ifPresent(end -> json.put("imageEnd", end));
        entry.definition().ifPresent(d -> {
            json.set("definition", SchemaJson.write(d.source()));
            d.since().ifPresent(since -> json.put("definedSince", since));
            ArrayNode past = json.putArray("past");
            d.past()
                    .forEach(one ->
                            past.addObject().put("until", one.until()).set("moved", JSON.valueToTree(one.moved())));
        });
        return json.toString();
    }

    private static String name(TableId table) {
        return "table/" + table;
    }

    private static Optional<String> text(JsonNode node, String member) {
        return Optional.ofNullable(node.get(member)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }
}
