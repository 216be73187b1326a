package io.dmslocal.engine.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * PremigrationAssessmentSettings of StartReplication: what is assessed before a serverless replication begins. Source: AWS DMS user guide, "AWS DMS
 * Serverless premigration".
 *
 * @param includeOnly names; empty for all that apply
 * @param bucket for the report; empty for the service's own, which is the only one on AWS
 * @param folder for the report; empty for one that is the run's own (assumed)
 * @param encryption as AWS calls it; empty for what the bucket does
 * @param failsStart whether the replication does not begin when an assessment failed
 */
public record PremigrationSettings(
        List<String> includeOnly,
        List<String> exclude,
        String bucket,
        String folder,
        String encryption,
        String kmsKeyArn,
        boolean failsStart) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> MEMBERS = new TreeSet<>(Set.of(
            "IncludeOnly",
            "Exclude",
            "ResultLocationBucket",
            "ResultLocationFolder",
            "ResultEncryptionMode",
            "ResultKmsKeyArn",
            "FailOnAssessmentFailure"));

    public PremigrationSettings {
        includeOnly = List.copyOf(includeOnly);
        exclude = List.copyOf(exclude);
    }

    /** @param text a JSON object */
    public static Outcome<PremigrationSettings> parse(String text) {
        return Refusal.outcome(() -> {
            JsonNode document = read(text);
            return new PremigrationSettings(
                    names(document.path("IncludeOnly")),
                    names(document.path("Exclude")),
                    document.path("ResultLocationBucket").asText(""),
                    document.path("ResultLocationFolder").asText(""),
                    document.path("ResultEncryptionMode").asText(""),
                    document.path("ResultKmsKeyArn").asText(""),
                    bool(document.path("FailOnAssessmentFailure")));
        });
    }

    private static JsonNode read(String text) {
        JsonNode document;
        try {
            document = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refusal("PremigrationAssessmentSettings is not JSON, at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ".");
        }
        if (!document.isObject()) {
            throw new Refusal("PremigrationAssessmentSettings must be a JSON object with some of " + MEMBERS + ".");
        }
        document.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                throw new Refusal(
                        "PremigrationAssessmentSettings has no member '" + name + "'; it has " + MEMBERS + ".");
            }
        });
        return document;
    }

    /** A list separated by spaces, as AWS has it; commas and a JSON array do as well. */
    private static List<String> names(JsonNode given) {
        List<String> names = new ArrayList<>();
        if (given.isArray()) {
            given.forEach(each -> names.add(each.asText()));
        } else {
            List.of(given.asText("").split("[\\s,]+")).forEach(names::add);
        }
        names.removeIf(String::isBlank);
        return names;
    }

    private static boolean bool(JsonNode given) {
        return switch (given.asText("true")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new Refusal(
                        "FailOnAssessmentFailure of PremigrationAssessmentSettings must be true or false; found "
                                + given + ".");
        };
    }
}
