package io.dmslocal.engine.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.aws.SignedCall;
import io.dmslocal.engine.aws.SignedCall.Answer;
import io.dmslocal.engine.model.Scope;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** CloudWatch Logs (AWS: CreateLogGroup, CreateLogStream, PutLogEvents, DeleteLogStream). Blocking; thread-safe. */
final class LogGroups {

    private static final String MISSING = "ResourceNotFoundException";

    /** @param milliseconds since 1970 */
    record Event(long milliseconds, String message) {}

    record Stream(Scope scope, String group, String name) {

        private ObjectNode body() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("logGroupName", group)
                    .put("logStreamName", name);
        }
    }

    private final SignedCall calls;

    LogGroups(URI endpoint) {
        this.calls = new SignedCall(endpoint, "logs");
    }

    /** Group and stream are made when they are not there. */
    void put(Stream stream, List<Event> events) {
        ObjectNode body = stream.body();
        ArrayNode list = body.putArray("logEvents");
        events.forEach(
                event -> list.addObject().put("timestamp", event.milliseconds()).put("message", event.message()));
        Answer answer = call(stream, "PutLogEvents", body);
        if (answer.isRefused(MISSING)) {
            make(stream);
            answer = call(stream, "PutLogEvents", body);
        }
        answer.orFail("PutLogEvents");
    }

    private void make(Stream stream) {
        ObjectNode group = JsonNodeFactory.instance.objectNode().put("logGroupName", stream.group());
        unlessThere(call(stream, "CreateLogGroup", group), "CreateLogGroup");
        unlessThere(call(stream, "CreateLogStream", stream.body()), "CreateLogStream");
    }

    void delete(Stream stream) {
        Answer answer = call(stream, "DeleteLogStream", stream.body());
        if (!answer.isRefused(MISSING)) {
            answer.orFail("DeleteLogStream");
        }
    }

    private static void unlessThere(Answer answer, String operation) {
        if (!answer.isRefused("ResourceAlreadyExistsException")) {
            answer.orFail(operation);
        }
    }

    private Answer call(Stream stream, String operation, ObjectNode body) {
        return calls.post(
                stream.scope(),
                Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "Logs_20140328." + operation),
                body.toString());
    }
}
