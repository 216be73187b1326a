package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.deploy.Served;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One of AWS's waiters as the service describes it ({@code waiters.json}), where the SDK of this build has it and where not: asks one operation until its
 * answer says that all is well, and gives up when it says that it never will be. Asks more often than AWS's own, which take up to a minute between two calls.
 */
record ModelledWaiter(String name, String operation, List<Acceptor> acceptors) {

    /**
     * @param state success or failure
     * @param matcher error, pathAll or pathAny
     * @param list name of the answer's list
     * @param member of each element
     */
    record Acceptor(String state, String matcher, String expected, String list, String member) {

        static Acceptor of(JsonNode described) {
            String[] path = described.path("argument").asText("[].").split("\\[]\\.", 2);
            return new Acceptor(
                    described.path("state").asText(),
                    described.path("matcher").asText(),
                    described.path("expected").asText(),
                    path[0],
                    path[1]);
        }

        boolean accepts(JsonNode answer) {
            if (matcher.equals("error")) {
                return answer.path("__type").asText().equals(expected);
            }
            List<String> found = answer.path(list).findValuesAsText(member);
            return matcher.equals("pathAny")
                    ? found.contains(expected)
                    : !found.isEmpty() && found.stream().allMatch(expected::equals);
        }
    }

    /** All seventeen, by name. */
    static Map<String, ModelledWaiter> all() {
        try (InputStream described = ModelledWaiter.class.getResourceAsStream("/waiters.json")) {
            Map<String, ModelledWaiter> all = new TreeMap<>();
            for (Map.Entry<String, JsonNode> each :
                    new ObjectMapper().readTree(described).path("waiters").properties()) {
                List<Acceptor> acceptors = new ArrayList<>();
                each.getValue().path("acceptors").forEach(acceptor -> acceptors.add(Acceptor.of(acceptor)));
                all.put(
                        each.getKey(),
                        new ModelledWaiter(
                                each.getKey(), each.getValue().path("operation").asText(), acceptors));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param request of the operation, JSON */
    void await(Served served, String request) {
        String[] last = {""};
        eventually(name, () -> last[0], () -> {
            JsonNode answer = served.call(operation, request);
            last[0] = answer.toString();
            for (Acceptor acceptor : acceptors) {
                if (acceptor.accepts(answer)) {
                    if (acceptor.state().equals("failure")) {
                        throw new AssertionError(name + " gave up: " + acceptor + " in " + answer);
                    }
                    return true;
                }
            }
            return false;
        });
    }
}
