package io.dmslocal.api.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import io.dmslocal.api.protocol.FrameworkFaults;
import io.dmslocal.api.protocol.Reply;
import io.dmslocal.engine.model.Fault;

/**
 * Answers requests whose first lines are no HTTP, in the form that all answers have. A method or version that HTTP does not have is 501 and 505 for
 * Akka; 5xx is for our own defects, and SDKs retry it, so here it is 400.
 */
public final class RefusedHead extends ParsingErrorHandler {

    /** Akka looks for the one instance under this name. */
    public static final RefusedHead MODULE$ = new RefusedHead();

    private RefusedHead() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        log.debug("Refused before its end was read: {}", error.formatPretty());
        Fault fault = FrameworkFaults.malformed(status.intValue() < 500 ? status.intValue() : 400, error.summary());
        Reply reply = Reply.refused(fault);
        return Responses.bare(Responses.requestId(), reply);
    }
}
