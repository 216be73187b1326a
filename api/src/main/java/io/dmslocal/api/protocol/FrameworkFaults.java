package io.dmslocal.api.protocol;

import io.dmslocal.engine.model.Fault;
import java.util.Map;

/** What refuses a call before any operation looks at it: codes that the service model does not list. */
public final class FrameworkFaults {

    private FrameworkFaults() {}

    /** No target, a target of another form or prefix, or a name that AWS does not have. */
    public static Fault unknownOperation() {
        return unknownOperation("The requested operation is not supported");
    }

    public static Fault unknownOperation(String message) {
        return new Fault("UnknownOperationException", message);
    }

    static Fault serialization(String message) {
        return new Fault("SerializationException", message);
    }

    /** A request whose head is no HTTP. */
    public static Fault malformed(int status, String why) {
        return new Fault("MalformedHttpRequestException", why, status, Map.of());
    }

    /** The body did not arrive whole. */
    public static Fault unreadable() {
        return serialization("The request body could not be read to its end.");
    }

    public static Fault tooLarge() {
        return new Fault(
                "RequestEntityTooLargeException",
                "The request body has more than " + JsonBody.LIMIT + " bytes, the most that is taken.",
                413,
                Map.of());
    }

    public static Fault accessDenied(String message) {
        return forbidden("AccessDeniedException", message);
    }

    public static Fault forbidden(String code, String message) {
        return new Fault(code, message, 403, Map.of());
    }

    static Fault internal(String requestId) {
        return Fault.internal("dms-local failed; its log says why, at request " + requestId + ".");
    }

    /**
     * The disk under the journal is full. Assumed: DMS has this code for an instance's storage; with the status of an internal failure, because the caller is
     * not to blame and SDKs then try again.
     *
     * @param why which disk, and what would help
     */
    static Fault unwritable(String why) {
        return new Fault("StorageQuotaExceededFault", why, 500, Map.of());
    }

    /**
     * An operation that AWS has and this version has not. {@code InvalidOperationFault}, because it is in the model: every SDK makes its own
     * exception of it and none retries it; {@code UnknownOperationException} would say that the name is wrong.
     */
    static Fault rejected(String operation, String reason) {
        return new Fault("InvalidOperationFault", operation + " is not available: " + reason + ".");
    }
}
