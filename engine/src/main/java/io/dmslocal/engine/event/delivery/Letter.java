package io.dmslocal.engine.event.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.event.Happening;
import io.dmslocal.engine.model.Arn;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.stream.Collectors;

/** An event as AWS words it for others (AWS: Working with Amazon SNS events; Working with Amazon EventBridge). Pure. */
final class Letter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final String GUIDE = "http://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html#";

    /** Of all its events, at EventBridge. */
    static final String SOURCE = "aws.dms";

    private Letter() {}

    /** What a topic's subscribers read. */
    static String toTopic(Happening happening) {
        ObjectNode letter = JsonNodeFactory.instance.objectNode();
        letter.put("Event Source", happening.sourceType());
        letter.put("Event Time", TIME.format(happening.at()));
        letter.put("Identifier Link", link(happening));
        letter.put("SourceId", happening.sourceIdentifier());
        letter.put("Event ID", GUIDE + happening.eventId());
        letter.put("Event Message", happening.message());
        return letter.toString();
    }

    /** The body of PutEvents with this one event. */
    static String toBus(Happening happening) {
        String kind = kind(happening.sourceType());
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("eventId", happening.eventId());
        detail.put("eventType", Catalogue.of(happening.eventId()).orElseThrow().eventType());
        detail.put("category", joined(happening.category()));
        detail.put("type", "Replication" + kind);
        detail.put("resourceLink", link(happening));
        detail.put("detailMessage", happening.message());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode entry = body.putArray("Entries").addObject();
        entry.put("Source", SOURCE);
        entry.put("DetailType", detailType(happening.sourceType()));
        entry.putArray("Resources").add(happening.arn());
        entry.put("Time", happening.at().getEpochSecond());
        entry.put("Detail", detail.toString());
        return body.toString();
    }

    /** {@code configuration change} as EventBridge writes it: {@code ConfigurationChange}. */
    static String joined(String category) {
        return Arrays.stream(category.split(" "))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    /** As EventBridge names what changed. */
    static String detailType(String sourceType) {
        return "DMS Replication " + kind(sourceType) + " State Change";
    }

    private static String kind(String sourceType) {
        return sourceType.equals(Catalogue.TASK) ? "Task" : "Instance";
    }

    private static String link(Happening happening) {
        String region =
                Arn.parse(happening.arn()).map(arn -> arn.scope().region()).orElse("");
        return link(region, happening.sourceType(), happening.sourceIdentifier());
    }

    /** Into AWS's console (form assumed). */
    static String link(String region, String sourceType, String identifier) {
        String page = sourceType.equals(Catalogue.TASK) ? "taskDetails" : "replicationInstanceDetails";
        return "https://console.aws.amazon.com/dms/v2/home?region=" + region + "#" + page + "/" + identifier;
    }
}
