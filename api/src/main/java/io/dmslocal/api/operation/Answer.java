package io.dmslocal.api.operation;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/** What an operation answers: the response document or the fault that refuses the call. */
public sealed interface Answer {

    record Done(SdkPojo response) implements Answer {}

    record Refused(Fault fault) implements Answer {}

    static Answer done(SdkPojo response) {
        return new Done(response);
    }

    /** The response that is made of a value, or the fault instead of it. */
    static <T> Answer of(Outcome<T> outcome, Function<T, ? extends SdkPojo> response) {
        return outcome.fold(value -> done(response.apply(value)), Answer::refused);
    }

    static CompletionStage<Answer> soon(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    static Answer refused(Fault fault) {
        return new Refused(fault);
    }
}
