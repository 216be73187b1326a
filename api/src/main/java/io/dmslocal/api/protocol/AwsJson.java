package io.dmslocal.api.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.api.operation.Answer;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.api.operation.Operations.Operation;
import io.dmslocal.api.operation.Operations.Tier;
import io.dmslocal.api.protocol.shape.Structure;
import io.dmslocal.api.protocol.shape.Unreadable;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.persistence.journal.JournalFull;
import io.dmslocal.persistence.serialization.ModelJson;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;

/**
 * AWS JSON 1.1: target to operation, body to request object, answer to body. The checks stand in the order in which AWS makes them: route, JSON,
 * types, required members and lengths, enums; then comes whether a change could be written down, and what follows is the operation's.
 */
public final class AwsJson {

    /**
     * @param target the header {@code X-Amz-Target}, or empty
     * @param encoding the header {@code Content-Encoding}, or empty
     * @param requestId what the answer's {@code x-amzn-RequestId} will say
     */
    public record Call(String target, String encoding, byte[] body, Caller caller, String requestId) {}

    private record Route(Operation operation, Structure input) {}

    private static final Logger LOG = LoggerFactory.getLogger(AwsJson.class);

    private final Map<String, Route> byTarget = new HashMap<>();
    private final Ledger ledger;

    /** @param operations all of them: a name that is not registered is unknown */
    public AwsJson(Operations operations, Ledger ledger) {
        this.ledger = ledger;
        ServiceModel model = ServiceModel.dms();
        for (Operation operation : operations.byName().values()) {
            Structure input = model.operations().get(operation.name()).input();
            byTarget.put(model.targetPrefix() + "." + operation.name(), new Route(operation, input));
        }
    }

    /** Never fails: a defect becomes a 500 and a line in the log. */
    public CompletionStage<Reply> answer(Call call) {
        try {
            Route route = byTarget.get(call.target());
            if (route == null) {
                return replied(FrameworkFaults.unknownOperation());
            }
            return run(route, call)
                    .handle((done, failure) ->
                            failure == null ? reply(call, done) : failed(route.operation(), call, failure));
        } catch (Unreadable unreadable) {
            return replied(FrameworkFaults.serialization(unreadable.getMessage()));
        } catch (JsonBody.TooLarge tooLarge) {
            return replied(FrameworkFaults.tooLarge());
        } catch (RuntimeException defect) {
            return CompletableFuture.completedFuture(defect(call, defect));
        }
    }

    private CompletionStage<Answer> run(Route route, Call call) {
        Operation operation = route.operation();
        if (operation.tier() == Tier.REJECTED) {
            return refused(FrameworkFaults.rejected(operation.name(), operation.reason()));
        }
        ObjectNode document = route.input().typed(JsonBody.read(call.body(), call.encoding()));
        Optional<Fault> fault = route.input().fault(document).or(() -> unwritable(operation));
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        SdkPojo request = ModelJson.fromJson(document, operation.builder());
        return operation.handler().handle(call.caller(), request);
    }

    /** At the door: nothing is half done, and those who only read need not wait for who cannot write. */
    private Optional<Fault> unwritable(Operation operation) {
        return operation.onlyReads() ? Optional.empty() : ledger.shortage().map(FrameworkFaults::unwritable);
    }

    private Reply failed(Operation operation, Call call, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof JournalFull full) {
            // it came before the disk was full, and could not be written then: nobody else answers it
            return unwritten(call, full.getMessage());
        }
        // whoever only reads waits for no disk
        Optional<String> shortage = Optional.of(operation)
                .filter(asked -> cause instanceof TimeoutException && !asked.onlyReads())
                .flatMap(asked -> ledger.shortage());
        return shortage.map(why -> unwritten(call, why + " " + operation.name() + " may not have been done."))
                .orElseGet(() -> defect(call, cause));
    }

    private static Reply unwritten(Call call, String why) {
        LOG.warn(
                "{} in {} could not be written down: {}",
                call.target(),
                call.caller().scope(),
                why);
        return Reply.refused(FrameworkFaults.unwritable(why));
    }

    private static Reply reply(Call call, Answer answer) {
        try {
            if (answer instanceof Answer.Refused refused) {
                LOG.debug("{} {}: {}", call.target(), call.caller().scope(), refused.fault());
                return Reply.refused(refused.fault());
            }
            return Reply.done(ResponseBody.of(((Answer.Done) answer).response()));
        } catch (RuntimeException defect) {
            return defect(call, defect);
        }
    }

    private static Reply defect(Call call, Throwable cause) {
        LOG.error("{} failed in {} (request {})", call.target(), call.caller().scope(), call.requestId(), cause);
        return Reply.refused(FrameworkFaults.internal(call.requestId()));
    }

    private static CompletionStage<Answer> refused(Fault fault) {
        return CompletableFuture.completedFuture(Answer.refused(fault));
    }

    private static CompletionStage<Reply> replied(Fault fault) {
        return CompletableFuture.completedFuture(Reply.refused(fault));
    }
}
