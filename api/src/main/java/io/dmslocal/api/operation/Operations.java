package io.dmslocal.api.operation;

import io.dmslocal.api.protocol.Caller;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The table of operations: what each does and who does it. An area class fills its part:
 *
 * <pre>
 * real("CreateEndpoint", CreateEndpointRequest::builder, this::createEndpoint)
 *         .differs("roles and keys are not looked up");
 * rejected("RunFleetAdvisorLsaAnalysis", "needs collectors that this emulator does not have");
 * </pre>
 */
public final class Operations {

    /** What a caller may expect of an operation. */
    public enum Tier {
        /** Does what AWS does. */
        REAL,
        /** Keeps and returns what it is given, without effect. */
        RECORDED,
        /** Refuses, and says why. */
        REJECTED
    }

    /** Does one operation; never blocks. A failed stage is a defect and becomes a 500. */
    public interface Handler<Q extends SdkPojo> {
        CompletionStage<Answer> handle(Caller caller, Q request);
    }

    /**
     * @param name AWS's name of the operation
     * @param tier what to expect
     * @param builder makes an empty request builder; null for rejected ones
     * @param handler does it; null for rejected ones
     * @param reason why it is rejected, or what is missing when it is recorded; else empty
     * @param differences what else a caller would find otherwise on AWS
     */
    public record Operation(
            String name,
            Tier tier,
            Supplier<? extends SdkPojo> builder,
            Handler<SdkPojo> handler,
            String reason,
            List<String> differences) {

        /** Leaves everything as it was: by AWS's way of naming. */
        public boolean onlyReads() {
            return name.startsWith("Describe") || name.startsWith("List") || name.startsWith("Get");
        }

        private Operation differing(String what) {
            List<String> more =
                    Stream.concat(differences.stream(), Stream.of(what)).toList();
            return new Operation(name, tier, builder, handler, reason, more);
        }
    }

    /** What can still be said of an operation that was entered. */
    public final class Entered {

        private final String name;

        private Entered(String name) {
            this.name = name;
        }

        /** @param what a caller would find otherwise on AWS, for readers of the table; without a full stop */
        public Entered differs(String what) {
            byName.computeIfPresent(name, (entered, operation) -> operation.differing(what));
            return this;
        }
    }

    private final Map<String, Operation> byName = new LinkedHashMap<>();

    /**
     * Does what AWS does.
     *
     * @param builder the request's {@code ::builder}
     */
    public <Q extends SdkPojo> Entered real(String name, Supplier<? extends SdkPojo> builder, Handler<Q> handler) {
        return add(name, Tier.REAL, builder, handler, "");
    }

    /**
     * Keeps and returns what it is given, without effect.
     *
     * @param missing what does not happen, for readers of the table; without a full stop
     */
    public <Q extends SdkPojo> Entered recorded(
            String name, String missing, Supplier<? extends SdkPojo> builder, Handler<Q> handler) {
        return add(name, Tier.RECORDED, builder, handler, missing);
    }

    /** @param reason completes "CreateX is not available: "; without a full stop */
    public void rejected(String name, String reason) {
        put(new Operation(name, Tier.REJECTED, null, null, reason, List.of()));
    }

    public Map<String, Operation> byName() {
        return Collections.unmodifiableMap(byName);
    }

    /** By name, for readers. */
    public Stream<Operation> sorted() {
        return byName.values().stream().sorted(Comparator.comparing(Operation::name));
    }

    @SuppressWarnings("unchecked")
    private Entered add(
            String name, Tier tier, Supplier<? extends SdkPojo> builder, Handler<?> handler, String reason) {
        put(new Operation(name, tier, builder, (Handler<SdkPojo>) handler, reason, List.of()));
        return new Entered(name);
    }

    private void put(Operation operation) {
        if (byName.put(operation.name(), operation) != null) {
            throw new IllegalStateException(operation.name() + " is registered twice");
        }
    }
}
