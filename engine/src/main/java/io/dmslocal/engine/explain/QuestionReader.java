package io.dmslocal.engine.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.explain.Question.Catalogue;
import io.dmslocal.engine.explain.Question.Destination;
import io.dmslocal.engine.explain.Question.NoTarget;
import io.dmslocal.engine.explain.Question.Origin;
import io.dmslocal.engine.explain.Question.SourceEndpoint;
import io.dmslocal.engine.explain.Question.TargetEndpoint;
import io.dmslocal.engine.explain.Question.TargetEngine;
import io.dmslocal.engine.explain.Question.WrittenColumn;
import io.dmslocal.engine.explain.Question.WrittenTable;
import io.dmslocal.engine.mapping.ExpressionCheck;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.NotJson;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads a question's JSON. Documents are refused in the words with which CreateReplicationTask refuses them; everything else names the member and
 * says what would work.
 */
public final class QuestionReader {

    /** Rows of each table that a question may ask for. */
    public static final int MOST_ROWS = 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> MIGRATION_TYPES = Set.of("full-load", "cdc", "full-load-and-cdc");
    private static final Set<String> MEMBERS = Set.of(
            "tableMappings",
            "taskSettings",
            "migrationType",
            "sourceEndpointArn",
            "source",
            "targetEndpointArn",
            "targetEngineName",
            "sampleRows");
    private static final Set<String> SOURCE_MEMBERS = Set.of("engineName", "attributes", "catalogue");
    private static final Set<String> TABLE_MEMBERS = Set.of("schema", "table", "type", "columns", "primaryKey");
    private static final Set<String> COLUMN_MEMBERS =
            Set.of("name", "type", "dmsType", "length", "precision", "scale", "nullable");

    /** Ends the reading; leaves this class never. */
    private static final class Refused extends RuntimeException {

        private final transient Fault fault;

        Refused(Fault fault) {
            super(fault.message(), null, false, false);
            this.fault = fault;
        }
    }

    private QuestionReader() {}

    public static Outcome<Question> read(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (json == null || !json.isObject()) {
                throw wrong("The body must be a JSON object with tableMappings and a source.");
            }
            return Outcome.done(question(json));
        } catch (Refused refused) {
            return Outcome.refused(refused.fault);
        } catch (JsonProcessingException e) {
            return Outcome.refused(Fault.invalidValue("The body is not JSON: " + NotJson.words(e)));
        } catch (IOException e) {
            return Outcome.refused(Fault.invalidValue("The body is not JSON: " + e.getMessage()));
        }
    }

    private static Question question(JsonNode json) {
        known(json, MEMBERS, "The question");
        String migrationType = json.path("migrationType").asText("full-load-and-cdc");
        if (!MIGRATION_TYPES.contains(migrationType)) {
            throw wrong(
                    "The member migrationType is '" + migrationType + "'; use full-load, cdc or full-load-and-cdc.");
        }
        JsonNode document = json.path("tableMappings");
        if (document.isMissingNode() || document.isNull()) {
            throw wrong("The member tableMappings is needed: a mapping document, as an object or as its text.");
        }
        TableMappings mappings = TableMappings.parseNew(text(document)).fold(parsed -> parsed, QuestionReader::refuse);
        ExpressionCheck.fault(mappings).ifPresent(QuestionReader::refuse);
        JsonNode given = json.path("taskSettings");
        TaskSettings settings = TaskSettings.complete(
                        given.isMissingNode() || given.isNull() ? "" : text(given), migrationType)
                .map(TaskSettings::parse)
                .fold(parsed -> parsed, QuestionReader::refuse);
        settings.conflictWith(mappings).ifPresent(QuestionReader::refuse);
        Origin source = source(json);
        int rows = json.path("sampleRows").asInt(0);
        boolean isCount = json.path("sampleRows").isMissingNode()
                || json.path("sampleRows").canConvertToInt();
        if (!isCount || rows < 0 || rows > MOST_ROWS) {
            throw wrong("The member sampleRows must be a number from 0 to " + MOST_ROWS + ".");
        }
        if (rows > 0 && source instanceof Catalogue) {
            throw wrong(
                    "The member sampleRows needs a sourceEndpointArn: a catalogue that is written down has no rows.");
        }
        return new Question(mappings, settings, migrationType, source, target(json), rows);
    }

    /** As on AWS a text; as it is nicer to write, an object. */
    private static String text(JsonNode document) {
        return document.isTextual() ? document.asText() : document.toString();
    }

    private static Origin source(JsonNode json) {
        boolean hasArn = json.hasNonNull("sourceEndpointArn");
        if (hasArn == json.hasNonNull("source")) {
            throw wrong(
                    hasArn
                            ? "sourceEndpointArn and source exclude each other; give one of them."
                            : "A source is needed: sourceEndpointArn, or source with engineName and catalogue.");
        }
        if (hasArn) {
            return new SourceEndpoint(arn(json, "sourceEndpointArn"));
        }
        JsonNode source = json.path("source");
        known(source, SOURCE_MEMBERS, "The member source");
        Map<String, String> attributes = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : source.path("attributes").properties()) {
            attributes.put(
                    each.getKey().toLowerCase(Locale.ROOT), each.getValue().asText());
        }
        String engine = engine("source.engineName", source.path("engineName").asText(""));
        if (!source.path("catalogue").isArray()) {
            throw wrong("The member source.catalogue is needed: a list of tables.");
        }
        List<WrittenTable> tables = new ArrayList<>();
        for (JsonNode table : source.path("catalogue")) {
            tables.add(table(table, "source.catalogue[" + tables.size() + "]"));
        }
        return new Catalogue(engine, attributes, tables);
    }

    private static WrittenTable table(JsonNode json, String path) {
        known(json, TABLE_MEMBERS, "The member " + path);
        String type = json.path("type").asText("table");
        if (!type.equals("table") && !type.equals("view")) {
            throw wrong("The member " + path + ".type is '" + type + "'; use table or view.");
        }
        List<WrittenColumn> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode each : json.path("columns")) {
            WrittenColumn column = column(each, path + ".columns[" + columns.size() + "]");
            if (!names.add(column.name())) {
                throw wrong("The member " + path + ".columns names " + column.name() + " twice.");
            }
            columns.add(column);
        }
        List<String> key = new ArrayList<>();
        json.path("primaryKey").forEach(each -> key.add(each.asText()));
        key.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(name -> {
            throw wrong("The member " + path + ".primaryKey names " + name + ", which is none of the table's columns.");
        });
        return new WrittenTable(
                needed(json, "schema", path), needed(json, "table", path), type.equals("view"), columns, key);
    }

    private static WrittenColumn column(JsonNode json, String path) {
        known(json, COLUMN_MEMBERS, "The member " + path);
        String nativeType = json.path("type").asText("");
        String dmsType = json.path("dmsType").asText("").toUpperCase(Locale.ROOT);
        if (nativeType.isEmpty() && dmsType.isEmpty()) {
            throw wrong("The member " + path + " needs a type, as the engine writes it, or a dmsType.");
        }
        if (!dmsType.isEmpty()
                && Stream.of(DmsType.Kind.values())
                        .noneMatch(kind -> kind.name().equals(dmsType))) {
            throw wrong("The member " + path + ".dmsType is '" + dmsType + "'; use one of "
                    + String.join(
                            ", ",
                            Stream.of(DmsType.Kind.values()).map(Enum::name).toList()) + ".");
        }
        return new WrittenColumn(
                needed(json, "name", path),
                nativeType,
                dmsType,
                json.path("length").asInt(0),
                number(json, "precision"),
                number(json, "scale"),
                json.path("nullable").asBoolean(true));
    }

    private static OptionalInt number(JsonNode json, String member) {
        return json.hasNonNull(member) ? OptionalInt.of(json.path(member).asInt()) : OptionalInt.empty();
    }

    private static Destination target(JsonNode json) {
        boolean hasArn = json.hasNonNull("targetEndpointArn");
        boolean hasEngine = json.hasNonNull("targetEngineName");
        if (hasArn && hasEngine) {
            throw wrong("targetEndpointArn and targetEngineName exclude each other; give one of them, or none.");
        }
        if (hasArn) {
            return new TargetEndpoint(arn(json, "targetEndpointArn"));
        }
        return hasEngine
                ? new TargetEngine(
                        engine("targetEngineName", json.path("targetEngineName").asText("")))
                : new NoTarget();
    }

    /** Never blank: no endpoint would answer to it, and the question would wait until it gives up. */
    private static String arn(JsonNode json, String member) {
        String arn = json.path(member).asText();
        if (arn.isBlank()) {
            throw wrong("The member " + member + " must be the ARN of an endpoint.");
        }
        return arn;
    }

    private static String engine(String member, String given) {
        String name = given.toLowerCase(Locale.ROOT);
        if (EngineName.of(name).isEmpty()) {
            throw wrong("The member " + member + " is '" + given + "', which AWS DMS does not know; it knows "
                    + String.join(
                            ", ",
                            EngineName.all().stream().map(EngineName::name).toList()) + ".");
        }
        return name;
    }

    private static String needed(JsonNode json, String member, String path) {
        String text = json.path(member).asText("");
        if (text.isEmpty()) {
            throw wrong("The member " + path + "." + member + " is needed.");
        }
        return text;
    }

    private static void known(JsonNode json, Set<String> members, String what) {
        if (!json.isObject()) {
            throw wrong(what + " must be an object with " + String.join(", ", new TreeSet<>(members)) + ".");
        }
        Optional<String> unknown = json.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !members.contains(name))
                .findFirst();
        unknown.ifPresent(name -> {
            throw wrong(
                    what + " has no member " + name + "; it has " + String.join(", ", new TreeSet<>(members)) + ".");
        });
    }

    private static <T> T refuse(Fault fault) {
        throw new Refused(fault);
    }

    private static Refused wrong(String message) {
        return new Refused(Fault.invalidValue(message));
    }
}
