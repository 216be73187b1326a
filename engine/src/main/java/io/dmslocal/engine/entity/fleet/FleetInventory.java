package io.dmslocal.engine.entity.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.persistence.serialization.ModelJson;
import io.dmslocal.persistence.serialization.ModelMismatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.DatabaseResponse;
import software.amazon.awssdk.services.databasemigration.model.FleetAdvisorSchemaObjectResponse;
import software.amazon.awssdk.services.databasemigration.model.Limitation;
import software.amazon.awssdk.services.databasemigration.model.Recommendation;
import software.amazon.awssdk.services.databasemigration.model.SchemaResponse;

/**
 * What collectors would have found, in AWS's own documents:
 *
 * <pre>
 * {"Databases": [{"DatabaseId": "...", "DatabaseName": "...", ...}], "FleetAdvisorSchemas": [...],
 *  "FleetAdvisorSchemaObjects": [...], "Recommendations": [...], "Limitations": [...]}
 * </pre>
 *
 * @param recommendations are shown once somebody asked for them; so are the limitations
 */
public record FleetInventory(
        List<DatabaseResponse> databases,
        List<SchemaResponse> schemas,
        List<FleetAdvisorSchemaObjectResponse> objects,
        List<Recommendation> recommendations,
        List<Limitation> limitations) {

    private static final Set<String> MEMBERS =
            Set.of("Databases", "FleetAdvisorSchemas", "FleetAdvisorSchemaObjects", "Recommendations", "Limitations");

    public static FleetInventory empty() {
        return new FleetInventory(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Of the configuration; an unusable file fails the start. */
    public static FleetInventory read(Optional<Path> file) {
        return file.map(FleetInventory::read).orElseGet(FleetInventory::empty);
    }

    private static FleetInventory read(Path file) {
        try {
            return of(new ObjectMapper().readTree(file.toFile()));
        } catch (IOException | IllegalArgumentException | ModelMismatch e) {
            throw new IllegalArgumentException(
                    "dms-local.engine.fleet-advisor-inventory is " + file + ", which cannot be used: " + e.getMessage(),
                    e);
        }
    }

    static FleetInventory of(JsonNode json) {
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(MEMBERS);
        if (!json.isObject() || !unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "it needs a JSON object with some of " + new TreeSet<>(MEMBERS) + "; unknown are " + unknown);
        }
        FleetInventory inventory = new FleetInventory(
                list(json, "Databases", DatabaseResponse::builder),
                list(json, "FleetAdvisorSchemas", SchemaResponse::builder),
                list(json, "FleetAdvisorSchemaObjects", FleetAdvisorSchemaObjectResponse::builder),
                list(json, "Recommendations", Recommendation::builder),
                list(json, "Limitations", Limitation::builder));
        distinct(inventory.databases(), "Databases", "DatabaseId", DatabaseResponse::databaseId);
        distinct(inventory.schemas(), "FleetAdvisorSchemas", "SchemaId", SchemaResponse::schemaId);
        return inventory;
    }

    private static <T extends SdkPojo> List<T> list(JsonNode json, String member, Supplier<? extends SdkPojo> builder) {
        List<T> list = new ArrayList<>();
        for (Iterator<JsonNode> each = json.path(member).elements(); each.hasNext(); ) {
            list.add(ModelJson.fromJson(each.next(), builder));
        }
        return List.copyOf(list);
    }

    private static <T> void distinct(List<T> items, String member, String name, Function<T, String> id) {
        if (items.stream().map(id).filter(Objects::nonNull).distinct().count() != items.size()) {
            throw new IllegalArgumentException("each of " + member + " needs a " + name + " of its own");
        }
    }

    boolean hasDatabase(String id) {
        return databases.stream().anyMatch(database -> database.databaseId().equals(id));
    }
}
