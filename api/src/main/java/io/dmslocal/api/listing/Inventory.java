package io.dmslocal.api.listing;

import io.dmslocal.api.operation.Answer;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.Resources;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.Filter;

/**
 * The Describe call of things without a life, sorted by name. Without filters only a page is read, with a filter by identifier only what it names, so that
 * thousands cost as little as a few; any other filter looks at all there are.
 *
 * <pre>
 * profiles = Inventory.of(engine.resources().of(InstanceProfiles.class), FILTERS, "instance-profile-identifier")
 *         .refusingNothing("No Instance Profiles found matching provided filters");
 *
 * return profiles.answer(caller.scope(), request.filters(), request.maxRecords(), request.marker(), page ->
 *         DescribeInstanceProfilesResponse.builder().instanceProfiles(page.items()).marker(page.marker()).build());
 * </pre>
 *
 * @param identifierFilter name of a filter whose values are names or ARNs
 */
public record Inventory<D extends SdkPojo>(Resources<D, ?, ?> resources, Listing<D> listing, String identifierFilter) {

    /** With an empty list when nothing matches, and MaxRecords from 20 to 100. */
    public static <D extends SdkPojo> Inventory<D> of(
            Resources<D, ?, ?> resources, Filters<D> filters, String identifierFilter) {
        return new Inventory<>(resources, Listing.of(Markers.by(resources::keyOf), filters), identifierFilter);
    }

    /** With ResourceNotFoundFault when there are filters and nothing matches. */
    public Inventory<D> refusingNothing(String message) {
        return new Inventory<>(resources, listing.refusingNothing(message), identifierFilter);
    }

    /** For operations whose documentation has other bounds of MaxRecords, or none. */
    public Inventory<D> bounds(int fewest, int greatest) {
        Markers<D> markers = listing.markers().bounds(fewest, greatest);
        return new Inventory<>(
                resources, new Listing<>(markers, listing.filters(), listing.nothingMatched()), identifierFilter);
    }

    public CompletionStage<Answer> answer(
            Scope scope, List<Filter> filters, Integer maxRecords, String marker, Function<Page<D>, SdkPojo> shape) {
        Optional<Fault> fault = listing.fault(filters, maxRecords, marker);
        if (fault.isPresent()) {
            return CompletableFuture.completedFuture(Answer.refused(fault.get()));
        }
        return candidates(scope, filters, maxRecords, marker)
                .thenApply(items -> listing.answer(items, filters, maxRecords, marker, shape));
    }

    /** Whatever may stand on the page, and one more when there is a next. */
    private CompletionStage<List<D>> candidates(Scope scope, List<Filter> filters, Integer maxRecords, String marker) {
        if (filters.isEmpty()) {
            Markers<D> markers = listing.markers();
            return resources.page(scope, markers.begin(marker), markers.size(maxRecords) + 1);
        }
        return filters.stream()
                .filter(filter -> filter.name().equals(identifierFilter))
                .findFirst()
                .map(filter -> resources.describe(scope, filter.values()))
                .orElseGet(() -> resources.all(scope));
    }
}
