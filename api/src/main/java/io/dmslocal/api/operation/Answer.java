package io.dmslocal.api.operation;

import io.dmslocal.engine.model.Fault;
import software.amazon.awssdk.core.SdkPojo;

/** What an operation answers: the response document or the fault that refuses the call. */
public sealed interface Answer {

    record Done(SdkPojo response) implements Answer {}

    record Refused(Fault fault) implements Answer {}

    static Answer done(SdkPojo response) {
        return new Done(response);
    }

    static Answer refused(Fault fault) {
        return new Refused(fault);
    }
}
