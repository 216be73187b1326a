package io.dmslocal.engine.model;

import java.util.Map;

/**
 * Why a call is refused, as data: the answer that AWS's wire carries.
 *
 * @param code the wire's code: {@code ResourceNotFoundFault}, {@code InvalidParameterValueException}
 * @param message AWS's text where known; else what, which one, what was found, what would work
 * @param status HTTP status; every modelled fault of DMS is 400
 * @param members further members of the error body, like {@code resourceArn}
 */
public record Fault(String code, String message, int status, Map<String, String> members) {

    public Fault {
        members = Map.copyOf(members);
    }

    public Fault(String code, String message) {
        this(code, message, 400, Map.of());
    }

    public static Fault notFound(String message) {
        return new Fault("ResourceNotFoundFault", message);
    }

    public static Fault alreadyExists(String message, String resourceArn) {
        return new Fault("ResourceAlreadyExistsFault", message, 400, Map.of("resourceArn", resourceArn));
    }

    public static Fault alreadyExists(String message) {
        return new Fault("ResourceAlreadyExistsFault", message);
    }

    /** Of a name that is taken: with the ARN of what has it, where AWS's fault has a place for one. */
    public Fault naming(String resourceArn) {
        return code.equals("ResourceAlreadyExistsFault") ? alreadyExists(message, resourceArn) : this;
    }

    public static Fault invalidState(String message) {
        return new Fault("InvalidResourceStateFault", message);
    }

    public static Fault invalidValue(String message) {
        return new Fault("InvalidParameterValueException", message);
    }

    public static Fault invalidCombination(String message) {
        return new Fault("InvalidParameterCombinationException", message);
    }

    public static Fault invalidOperation(String message) {
        return new Fault("InvalidOperationFault", message);
    }

    public static Fault s3NotFound(String message) {
        return new Fault("S3ResourceNotFoundFault", message);
    }

    public static Fault s3AccessDenied(String message) {
        return new Fault("S3AccessDeniedFault", message);
    }

    public static Fault validation(String message) {
        return new Fault("ValidationException", message);
    }

    /** A defect of the emulator, never of a request: SDKs retry it. */
    public static Fault internal(String message) {
        return new Fault("InternalFailure", message, 500, Map.of());
    }

    public static Fault quotaExceeded(String message) {
        return new Fault("ResourceQuotaExceededFault", message);
    }
}
