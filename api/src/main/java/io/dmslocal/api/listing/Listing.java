package io.dmslocal.api.listing;

import io.dmslocal.api.operation.Answer;
import io.dmslocal.engine.model.Fault;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.Filter;

/**
 * One Describe call's list: narrowed, then cut. In an area:
 *
 * <pre>
 * private static final Listing&lt;Endpoint&gt; ENDPOINTS = Listing.of(Markers.by(Endpoint::endpointIdentifier), FILTERS)
 *         .refusingNothing("No Endpoints found matching provided filters");
 *
 * return ENDPOINTS.answer(endpoints, request.filters(), request.maxRecords(), request.marker(), page ->
 *         DescribeEndpointsResponse.builder().endpoints(page.items()).marker(page.marker()).build());
 * </pre>
 *
 * @param nothingMatched AWS's text when filters match nothing, which several waiters depend on; empty where AWS returns an empty list
 */
public record Listing<T>(Markers<T> markers, Filters<T> filters, String nothingMatched) {

    /** With an empty list when nothing matches. */
    public static <T> Listing<T> of(Markers<T> markers, Filters<T> filters) {
        return new Listing<>(markers, filters, "");
    }

    /** With ResourceNotFoundFault when there are filters and nothing matches. */
    public Listing<T> refusingNothing(String message) {
        return new Listing<>(markers, filters, message);
    }

    /** What is wrong with a request, before anybody is asked for items. */
    public Optional<Fault> fault(List<Filter> given, Integer maxRecords, String marker) {
        return markers.fault(maxRecords, marker).or(() -> filters.fault(given));
    }

    /**
     * @param items all there are, in any order
     * @param given empty without filters
     * @param shape makes the response of a page
     */
    public Answer answer(
            List<T> items, List<Filter> given, Integer maxRecords, String marker, Function<Page<T>, SdkPojo> shape) {
        Optional<Fault> fault = fault(given, maxRecords, marker);
        if (fault.isPresent()) {
            return Answer.refused(fault.get());
        }
        List<T> narrowed = filters.narrow(items, given);
        if (narrowed.isEmpty() && !given.isEmpty() && !nothingMatched.isEmpty()) {
            return Answer.refused(Fault.notFound(nothingMatched));
        }
        return Answer.done(shape.apply(markers.page(narrowed, maxRecords, marker)));
    }

    /** Whether some of the items fill a page and leave at least one for the next, so that no more are needed. For a request without {@link #fault}. */
    public boolean overflows(List<T> items, List<Filter> given, Integer maxRecords, String marker) {
        return markers.page(filters.narrow(items, given), maxRecords, marker).marker() != null;
    }
}
