package io.dmslocal.engine.assessment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run's report as files: {@code summary.json} and one per assessment.
 *
 * <p>The summary's layout was observed on the real service; the layout of the single files is not known and our own. {@code skipped} stands in the summary
 * beside AWS's five lists.
 */
public final class Report {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String VERSION = "0.0.2";
    private static final List<String> STATUSES =
            List.of("passed", "failed", "error", "warning", "cancelled", "skipped");

    private Report() {}

    /** The status of a run whose assessments ended so; see this package's description. */
    public static String status(List<Result> results) {
        List<String> all = results.stream().map(Result::status).toList();
        if (all.contains("failed")) {
            return "failed";
        }
        if (all.contains("error")) {
            return "error-executing";
        }
        return all.contains("warning") || !all.contains("passed") ? "warning" : "passed";
    }

    /**
     * Contents by name.
     *
     * @param status of the run
     */
    public static Map<String, String> files(String status, List<Result> results) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("summary.json", summary(status, results));
        results.forEach(result -> files.put(result.key() + ".json", single(result)));
        return files;
    }

    public static String summary(String status, List<Result> results) {
        ObjectNode document = JSON.createObjectNode();
        document.put("version", VERSION);
        document.put("overall-test-result", status);
        ObjectNode summary = document.putObject("summary");
        for (String each : STATUSES) {
            ArrayNode list = summary.putArray(each);
            results.stream()
                    .filter(result -> result.status().equals(each))
                    .forEach(result -> head(list.addObject(), result));
        }
        return text(document);
    }

    private static String single(Result result) {
        ObjectNode document = JSON.createObjectNode();
        document.put("version", VERSION);
        head(document, result);
        ArrayNode places = document.putArray("results");
        for (Place place : result.places()) {
            ObjectNode each = places.addObject();
            put(each, "schema-name", place.schema());
            put(each, "table-name", place.table());
            put(each, "column-name", place.column());
            each.put("result", result.status());
            put(each, "details", place.details());
        }
        return text(document);
    }

    private static void head(ObjectNode document, Result result) {
        document.put("test-name", result.key());
        document.put("test-result", result.status());
        document.put("test-result-details", result.sentence());
        ObjectNode counts = document.putObject("results-summary");
        int found = result.places().size();
        for (String status : List.of("passed", "warning", "failed")) {
            if (result.examined() == 0) {
                counts.put(status, "N/A");
            } else if (status.equals("passed")) {
                counts.put(status, Math.max(0, result.examined() - found));
            } else {
                counts.put(status, status.equals(result.status()) ? found : 0);
            }
        }
    }

    private static void put(ObjectNode document, String name, String value) {
        if (!value.isEmpty()) {
            document.put(name, value);
        }
    }

    private static String text(ObjectNode document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
