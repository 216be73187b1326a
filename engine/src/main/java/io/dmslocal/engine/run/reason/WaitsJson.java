package io.dmslocal.engine.run.reason;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.run.reason.Wait.Holder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Waits as JSON: in the checkpoint, and for whoever asks why. */
public final class WaitsJson {

    private WaitsJson() {}

    public static ObjectNode write(ObjectNode json, Wait wait) {
        json.put("side", wait.side()).put("table", wait.table()).put("statement", wait.statement());
        json.put("since", wait.since().toString()).put("message", wait.message());
        ArrayNode holders = json.putArray("holders");
        wait.holders()
                .forEach(holder -> holders.addObject()
                        .put("session", holder.session())
                        .put("user", holder.user())
                        .put("application", holder.application())
                        .put("state", holder.state())
                        .put("since", holder.since().toString()));
        return json;
    }

    static List<Wait> read(JsonNode list) {
        List<Wait> waits = new ArrayList<>();
        list.forEach(json -> waits.add(new Wait(
                text(json, "side"),
                text(json, "table"),
                text(json, "statement"),
                Instant.parse(text(json, "since")),
                holders(json.path("holders")),
                text(json, "message"))));
        return List.copyOf(waits);
    }

    private static List<Holder> holders(JsonNode list) {
        List<Holder> holders = new ArrayList<>();
        list.forEach(json -> holders.add(new Holder(
                text(json, "session"),
                text(json, "user"),
                text(json, "application"),
                text(json, "state"),
                Instant.parse(text(json, "since")))));
        return holders;
    }

    private static String text(JsonNode json, String member) {
        return json.path(member).asText();
    }
}
