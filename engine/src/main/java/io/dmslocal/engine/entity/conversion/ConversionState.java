package io.dmslocal.engine.entity.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.ErrorDetails;
import software.amazon.awssdk.services.databasemigration.model.Progress;
import software.amazon.awssdk.services.databasemigration.model.SchemaConversionRequest;

/**
 * What a project has of schema conversion.
 *
 * @param ever how many requests there ever were
 * @param requests the newest {@value #MOST}, and older ones that are not over; oldest first
 * @param configuration as it was last changed to; empty before
 */
public record ConversionState(long ever, List<Request> requests, Optional<ObjectNode> configuration)
        implements Message {

    /** Requests that a project remembers, and that may be unfinished at a time. */
    static final int MOST = 1000;

    public ConversionState {
        requests = List.copyOf(requests);
    }

    /** Of a project that was never asked for a conversion. */
    public static ConversionState nothing() {
        return new ConversionState(0, List.of(), Optional.empty());
    }

    /**
     * One request.
     *
     * @param number of the project's requests, from 1
     * @param document without status, progress and error; its export details are to be shown when it went well
     * @param order what it asks for, as AWS's wire has it; empty when it is over
     * @param at when it was received
     * @param since when its status began
     * @param objects that were handled
     * @param failure empty unless it failed
     */
    public record Request(
            long number,
            RequestKind kind,
            SchemaConversionRequest document,
            Optional<ObjectNode> order,
            RequestStatus status,
            Instant at,
            Instant since,
            long objects,
            String failure) {

        String id() {
            return document.requestIdentifier();
        }

        boolean isOver() {
            return status.isOver();
        }

        private Request now(RequestStatus next, Instant then) {
            return new Request(
                    number, kind, document, next.isOver() ? Optional.empty() : order, next, at, then, objects, failure);
        }

        private Request ended(ConversionEntity.Ended event) {
            RequestStatus end = event.failure().isEmpty() ? RequestStatus.SUCCESS : RequestStatus.FAILED;
            return new Request(
                    number, kind, document, Optional.empty(), end, at, event.at(), event.objects(), event.failure());
        }

        public SchemaConversionRequest describe() {
            return document.copy(request -> request.status(status.name())
                    .progress(progress())
                    .error(failure.isEmpty() ? null : error())
                    .exportSqlDetails(status == RequestStatus.SUCCESS ? document.exportSqlDetails() : null));
        }

        private Progress progress() {
            if (status != RequestStatus.IN_PROGRESS && status != RequestStatus.SUCCESS) {
                return null;
            }
            boolean isDone = status == RequestStatus.SUCCESS;
            return Progress.builder()
                    .progressPercent(isDone ? 100.0 : 0.0)
                    .totalObjects(objects)
                    .progressStep(isDone ? "FINISHED" : kind.step())
                    .build();
        }

        private ErrorDetails error() {
            return ErrorDetails.builder()
                    .defaultErrorDetails(details -> details.message(failure))
                    .build();
        }
    }

    Optional<Request> request(String id) {
        return requests.stream().filter(request -> request.id().equals(id)).findFirst();
    }

    Stream<Request> unfinished() {
        return requests.stream().filter(request -> !request.isOver());
    }

    /** The one of a kind whose turn it is. */
    Optional<Request> next(RequestKind kind) {
        return unfinished().filter(request -> request.kind() == kind).findFirst();
    }

    public List<SchemaConversionRequest> describe() {
        return requests.stream().map(Request::describe).toList();
    }

    ConversionState received(ConversionEntity.Received event) {
        List<Request> more = new ArrayList<>(requests);
        more.add(new Request(
                ever + 1,
                event.kind(),
                event.document(),
                Optional.of(event.order()),
                RequestStatus.RECEIVED,
                event.at(),
                event.at(),
                0,
                ""));
        for (int i = 0; i < more.size() && more.size() > MOST; ) {
            if (more.get(i).isOver()) {
                more.remove(i);
            } else {
                i++;
            }
        }
        return new ConversionState(ever + 1, more, configuration);
    }

    ConversionState begun(ConversionEntity.Begun event) {
        return with(event.requestId(), request -> request.now(RequestStatus.IN_PROGRESS, event.at()));
    }

    ConversionState ended(ConversionEntity.Ended event) {
        return with(event.requestId(), request -> request.ended(event));
    }

    ConversionState canceling(ConversionEntity.CancelRequested event) {
        return with(event.requestId(), request -> request.now(RequestStatus.CANCELING, event.at()));
    }

    ConversionState canceled(ConversionEntity.Canceled event) {
        return with(event.requestId(), request -> request.now(RequestStatus.CANCELED, event.at()));
    }

    ConversionState configured(ConversionEntity.ConfigurationChanged event) {
        return new ConversionState(ever, requests, Optional.of(event.configuration()));
    }

    private ConversionState with(String id, UnaryOperator<Request> change) {
        return new ConversionState(
                ever,
                requests.stream()
                        .map(request -> request.id().equals(id) ? change.apply(request) : request)
                        .toList(),
                configuration);
    }
}
