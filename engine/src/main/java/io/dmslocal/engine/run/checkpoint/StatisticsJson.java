package io.dmslocal.engine.run.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.comparison.ResyncStatistics;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics.Captured;
import io.dmslocal.engine.run.statistics.TableStatistics.Loaded;
import io.dmslocal.engine.run.validation.ValidationStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link RunStatistics} as a document; counters of changes in the order inserts, updates, deletes, DDL statements. */
final class StatisticsJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private StatisticsJson() {}

    static String write(RunStatistics statistics) {
        ObjectNode json = JSON.createObjectNode()
                .put("loaded", statistics.loaded())
                .put("loading", statistics.loading())
                .put("queued", statistics.queued())
                .put("errored", statistics.errored())
                .put("changes", statistics.changes());
        put(json, "loadStart", statistics.loadStart());
        put(json, "loadFinish", statistics.loadFinish());
        statistics.position().ifPresent(p -> json.put("position", p));
        ArrayNode tables = json.putArray("tables");
        statistics.tables().forEach(t -> write(tables.addObject(), t));
        return json.toString();
    }

    static RunStatistics read(JsonNode json) {
        List<TableStatistics> tables = new ArrayList<>();
        json.path("tables").forEach(t -> tables.add(table(t)));
        return new RunStatistics(
                tables,
                json.path("loaded").asInt(),
                json.path("loading").asInt(),
                json.path("queued").asInt(),
                json.path("errored").asInt(),
                instant(json, "loadStart"),
                instant(json, "loadFinish"),
                Optional.ofNullable(json.get("position")).map(JsonNode::asText),
                json.path("changes").asLong());
    }

    private static void write(ObjectNode json, TableStatistics table) {
        json.put("schema", table.schema()).put("table", table.table()).put("state", table.state());
        json.put("reloaded", table.reloaded());
        put(json, "lastUpdate", table.lastUpdate());
        counts(json.putArray("captured"), table.captured());
        counts(json.putArray("applied"), table.applied());
        json.put("rows", table.loaded().rows()).put("errorRows", table.loaded().errorRows());
        put(json, "start", table.loaded().start());
        put(json, "end", table.loaded().end());
        table.resync()
                .ifPresent(resync -> json.putObject("resync")
                        .put("state", resync.state())
                        .put("attempted", resync.attempted())
                        .put("succeeded", resync.succeeded())
                        .put("differing", resync.differing()));
        ValidationStatistics validation = table.validation();
        if (!validation.equals(ValidationStatistics.NONE)) {
            json.putObject("validation")
                    .put("state", validation.state())
                    .put("pending", validation.pending())
                    .put("failed", validation.failed())
                    .put("suspended", validation.suspended())
                    .put("details", validation.details());
        }
    }

    private static TableStatistics table(JsonNode json) {
        return new TableStatistics(
                json.path("schema").asText(),
                json.path("table").asText(),
                json.path("state").asText(),
                counts(json.path("captured")),
                counts(json.path("applied")),
                new Loaded(
                        json.path("rows").asLong(),
                        json.path("errorRows").asLong(),
                        instant(json, "start"),
                        instant(json, "end")),
                json.path("reloaded").asBoolean(),
                instant(json, "lastUpdate"),
                validation(json.path("validation")),
                Optional.ofNullable(json.get("resync")).map(StatisticsJson::resync));
    }

    private static ResyncStatistics resync(JsonNode json) {
        return new ResyncStatistics(
                json.path("state").asText(),
                json.path("attempted").asLong(),
                json.path("succeeded").asLong(),
                json.path("differing").asLong());
    }

    /** None in checkpoints of tasks that do not validate, and of an earlier version. */
    private static ValidationStatistics validation(JsonNode json) {
        return json.isMissingNode()
                ? ValidationStatistics.NONE
                : new ValidationStatistics(
                        json.path("state").asText(),
                        json.path("pending").asLong(),
                        json.path("failed").asLong(),
                        json.path("suspended").asLong(),
                        json.path("details").asText());
    }

    private static void counts(ArrayNode json, Captured counts) {
        json.add(counts.inserts()).add(counts.updates()).add(counts.deletes()).add(counts.ddls());
    }

    private static Captured counts(JsonNode json) {
        return new Captured(
                json.path(0).asLong(),
                json.path(1).asLong(),
                json.path(2).asLong(),
                json.path(3).asLong());
    }

    private static void put(ObjectNode json, String member, Optional<Instant> time) {
        time.ifPresent(t -> json.put(member, t.toString()));
    }

    private static Optional<Instant> instant(JsonNode json, String member) {
        return Optional.ofNullable(json.get(member)).map(t -> Instant.parse(t.asText()));
    }
}
