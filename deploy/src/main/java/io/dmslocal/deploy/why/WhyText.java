package io.dmslocal.deploy.why;

import com.fasterxml.jackson.databind.JsonNode;

/** The document of {@code GET /_dms/tasks/{arn}/why} as people read it. Pure. */
final class WhyText {

    private WhyText() {}

    static String of(JsonNode why) {
        StringBuilder text = new StringBuilder();
        text.append(why.path("summary").asText()).append('\n');
        member(text, "", why, "stopReason");
        member(text, "", why, "lastFailureMessage");
        member(text, "  ", why, "suggestion");
        for (JsonNode failure : why.path("failures")) {
            text.append('\n').append(failure.path("time").asText()).append("  ");
            text.append(failure.path("table").asText("the task")).append(": ");
            text.append(failure.path("cause").asText())
                    .append(", ")
                    .append(failure.path("decision").asText());
            text.append(", ").append(failure.path("times").asText()).append(" times\n");
            member(text, "  ", failure, "message");
            member(text, "  ", failure, "suggestion");
            failure.path("examples")
                    .forEach(example -> text.append("  row ")
                            .append(example.path("key").asText())
                            .append(": ")
                            .append(example.path("statement").asText())
                            .append('\n'));
        }
        for (JsonNode wait : why.path("waits")) {
            text.append('\n');
            member(text, "", wait, "message");
            member(text, "  ", wait, "suggestion");
        }
        for (JsonNode table : why.path("tables")) {
            text.append('\n').append(table.path("table").asText()).append(" (");
            text.append(table.path("state").asText()).append("): ");
            text.append(table.path("why").asText()).append('\n');
        }
        sentences(text, why.path("leftOut"));
        sentences(text, why.path("settings"));
        return text.toString();
    }

    private static void sentences(StringBuilder text, JsonNode list) {
        if (!list.isEmpty()) {
            text.append('\n');
            list.forEach(sentence -> text.append(sentence.asText()).append('\n'));
        }
    }

    private static void member(StringBuilder text, String indent, JsonNode json, String name) {
        if (json.has(name)) {
            text.append(indent).append(json.path(name).asText()).append('\n');
        }
    }
}
