package io.dmslocal.engine.event.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.event.EventChoice;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a subscription becomes when it is moved to EventBridge (AWS: UpdateSubscriptionsToEventBridge converts subscriptions to rules). Names of rules
 * and targets are assumed. Pure.
 *
 * @param subscription its name
 * @param choice the events that it wants
 * @param topic ARN of the SNS topic that is to have them
 */
public record BusRule(String subscription, EventChoice choice, String topic) {

    private static final int LONGEST_NAME = 64; // EventBridge: PutRule
    private static final int TRACE_BYTES = 4;

    /** EventBridge knows fewer characters than DMS, and shorter names; one that had to change ends with a trace of what it was. */
    String name() {
        String wanted = "dms-" + subscription;
        String known = wanted.replaceAll("[^.A-Za-z0-9_-]", "-");
        if (known.equals(wanted) && known.length() <= LONGEST_NAME) {
            return known;
        }
        String trace = "-" + trace();
        return known.substring(0, Math.min(LONGEST_NAME - trace.length(), known.length())) + trace;
    }

    private String trace() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(subscription.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, TRACE_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java knows SHA-256", e);
        }
    }

    /** The body of PutRule. */
    String rule(String region) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("Name", name());
        body.put("Description", "Events of AWS DMS for subscription " + subscription);
        body.put("EventPattern", pattern(region));
        body.put("State", "ENABLED");
        return body.toString();
    }

    /** The body of PutTargets. */
    String targets() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("Rule", name());
        body.putArray("Targets").addObject().put("Id", "topic").put("Arn", topic);
        return body.toString();
    }

    private String pattern(String region) {
        ObjectNode pattern = JsonNodeFactory.instance.objectNode();
        pattern.putArray("source").add(Letter.SOURCE);
        List<String> types = choice.sourceType().map(List::of).orElseGet(Catalogue::sourceTypes);
        ArrayNode kinds = pattern.putArray("detail-type");
        types.forEach(type -> kinds.add(Letter.detailType(type)));
        if (!choice.categories().isEmpty()) {
            ArrayNode categories = detail(pattern).putArray("category");
            choice.categories().forEach(category -> categories.add(Letter.joined(category)));
        }
        if (!choice.identifiers().isEmpty()) {
            ArrayNode links = detail(pattern).putArray("resourceLink");
            choice.identifiers().forEach(id -> types.forEach(type -> links.add(Letter.link(region, type, id))));
        }
        return pattern.toString();
    }

    private static ObjectNode detail(ObjectNode pattern) {
        return pattern.withObject("/detail");
    }
}
