package io.dmslocal.api.protocol;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Fault;

/**
 * What goes back on the wire, but for the headers that every answer has.
 *
 * @param errorType the fault's code, for {@code x-amzn-ErrorType}; empty on success
 * @param body UTF-8 JSON
 */
public record Reply(int status, String errorType, ByteString body) {

    static Reply done(ByteString document) {
        return new Reply(200, "", document);
    }

    /** The bare code stands in the body and in the header: botocore reads the one, the Java and Go SDKs the other. */
    public static Reply refused(Fault fault) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("__type", fault.code());
        document.put("message", fault.message());
        fault.members().forEach(document::put);
        return new Reply(fault.status(), fault.code(), ByteString.fromString(document.toString()));
    }
}
