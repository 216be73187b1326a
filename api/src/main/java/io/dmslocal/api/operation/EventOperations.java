package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.event.EventChoice;
import io.dmslocal.engine.event.EventQuery;
import io.dmslocal.engine.event.Happening;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventCategoriesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventCategoriesResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventsResponse;
import software.amazon.awssdk.services.databasemigration.model.Event;
import software.amazon.awssdk.services.databasemigration.model.EventCategoryGroup;
import software.amazon.awssdk.services.databasemigration.model.Filter;

/** What happened. AWS: API_DescribeEvents, API_DescribeEventCategories. */
public final class EventOperations {

    private static final String INSTANCE_FILTER = "replication-instance-id";
    private static final Listing<Happening> EVENTS = Listing.of(
            Markers.by(Happening::key),
            Filters.<Happening>none().ignoringCase(INSTANCE_FILTER, EventOperations::instance));

    private final Engine engine;
    private final Clock clock;

    public EventOperations(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    public void register(Operations operations) {
        operations
                .real("DescribeEvents", DescribeEventsRequest::builder, this::describeEvents)
                .differs(
                        "low storage, storage and network failures and paused reading are never told: they do not happen;"
                                + " a move is told as a modification of its task");
        operations.real(
                "DescribeEventCategories", DescribeEventCategoriesRequest::builder, this::describeEventCategories);
    }

    private CompletionStage<Answer> describeEvents(Caller caller, DescribeEventsRequest request) {
        Optional<Fault> fault = EVENTS.fault(request.filters(), request.maxRecords(), request.marker());
        if (fault.isPresent()) {
            return Answer.soon(Answer.refused(fault.get()));
        }
        if (request.sourceIdentifier() != null && request.sourceTypeAsString() == null) {
            return Answer.soon(Answer.refused(Fault.invalidCombination("SourceIdentifier " + request.sourceIdentifier()
                    + " needs SourceType: one of " + Catalogue.sourceTypes() + ".")));
        }
        return EventWindow.of(request, clock.instant())
                .then(window -> engine.events()
                        .matching(
                                caller.scope(),
                                new EventQuery(
                                        window.from(),
                                        window.to(),
                                        choices(request),
                                        EVENTS.markers().begin(request.marker()),
                                        EVENTS.markers().size(request.maxRecords()) + 1))
                        .thenApply(Outcome::done))
                .thenApply(outcome -> outcome.fold(events -> page(events, request), Answer::refused));
    }

    private static Answer page(List<Happening> happenings, DescribeEventsRequest request) {
        return EVENTS.answer(
                happenings,
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeEventsResponse.builder()
                        .events(page.items().stream()
                                .map(EventOperations::event)
                                .toList())
                        .marker(page.marker())
                        .build());
    }

    /** What the request names itself, and what its filters name. */
    private static List<EventChoice> choices(DescribeEventsRequest request) {
        List<EventChoice> choices = new ArrayList<>();
        choices.add(new EventChoice(
                Optional.ofNullable(request.sourceTypeAsString()),
                Stream.ofNullable(request.sourceIdentifier()).toList(),
                request.eventCategories()));
        for (Filter filter : request.filters()) {
            choices.add(new EventChoice(Optional.of(Catalogue.INSTANCE), filter.values(), List.of()));
        }
        return choices;
    }

    private static String instance(Happening happening) {
        return happening.sourceType().equals(Catalogue.INSTANCE) ? happening.sourceIdentifier() : "";
    }

    private static Event event(Happening happening) {
        return Event.builder()
                .sourceIdentifier(happening.sourceIdentifier())
                .sourceType(happening.sourceType())
                .message(happening.message())
                .eventCategories(happening.category())
                .date(happening.at())
                .build();
    }

    private CompletionStage<Answer> describeEventCategories(Caller caller, DescribeEventCategoriesRequest request) {
        Optional<Fault> fault = sourceType(request.sourceType());
        return Answer.soon(fault.map(Answer::refused).orElseGet(() -> Answer.done(groups(request.sourceType()))));
    }

    private static DescribeEventCategoriesResponse groups(String sourceType) {
        return DescribeEventCategoriesResponse.builder()
                .eventCategoryGroupList(Catalogue.sourceTypes().stream()
                        .filter(type -> sourceType == null || sourceType.equals(type))
                        .map(type -> EventCategoryGroup.builder()
                                .sourceType(type)
                                .eventCategories(Catalogue.categories(type))
                                .build())
                        .toList())
                .build();
    }

    private static Optional<Fault> sourceType(String given) {
        return given == null || Catalogue.sourceTypes().contains(given)
                ? Optional.empty()
                : Optional.of(Fault.invalidValue("The parameter SourceType must be one of "
                        + String.join(", ", Catalogue.sourceTypes()) + "; \"" + given + "\" is not."));
    }
}
