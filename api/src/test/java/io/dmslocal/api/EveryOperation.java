package io.dmslocal.api;

import io.dmslocal.api.operation.Answer;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.api.protocol.ServiceModel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

/** All of AWS's operations, each accepting whatever passes the protocol: what is refused, the protocol refused. */
public final class EveryOperation {

    private static final String MODEL = "software.amazon.awssdk.services.databasemigration.model.";

    private EveryOperation() {}

    public static Operations accepted() {
        Operations operations = new Operations();
        for (String name : ServiceModel.dms().operations().keySet()) {
            SdkPojo response = (SdkPojo) ((Buildable) builder(name + "Response").get()).build();
            operations.real(
                    name,
                    builder(name + "Request"),
                    (caller, request) -> CompletableFuture.completedFuture(Answer.done(response)));
        }
        return operations;
    }

    /** The SDK's class for a request or response, by its naming. */
    public static Class<?> modelClass(String name) {
        try {
            return Class.forName(MODEL + name);
        } catch (ClassNotFoundException missing) {
            throw new AssertionError("The SDK has no " + name, missing);
        }
    }

    public static Supplier<SdkPojo> builder(String className) {
        Class<?> model = modelClass(className);
        return () -> {
            try {
                return (SdkPojo) model.getMethod("builder").invoke(null);
            } catch (ReflectiveOperationException impossible) {
                throw new AssertionError(impossible);
            }
        };
    }
}
