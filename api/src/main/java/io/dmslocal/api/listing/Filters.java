package io.dmslocal.api.listing;

import io.dmslocal.engine.model.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.databasemigration.model.Filter;

/**
 * The filters of one operation: values of one filter are alternatives, filters narrow each other, no wildcards.
 *
 * <pre>
 * Filters.&lt;Endpoint&gt;none()
 *     .exact("endpoint-arn", Endpoint::endpointArn)
 *     .ignoringCase("endpoint-id", Endpoint::endpointIdentifier)
 * </pre>
 */
public final class Filters<T> {

    /** Whether an item has a value; compares as its filter does. */
    private interface Match<T> {
        boolean matches(T item, String value);
    }

    private final Map<String, Match<T>> byName;

    private Filters(Map<String, Match<T>> byName) {
        this.byName = byName;
    }

    public static <T> Filters<T> none() {
        return new Filters<>(Map.of());
    }

    /** ARNs, versions, statuses: letter by letter. */
    public Filters<T> exact(String name, Function<T, String> value) {
        return with(name, (item, wanted) -> wanted.equals(value.apply(item)));
    }

    /** Identifiers, and values that AWS returns in another case than it takes. */
    public Filters<T> ignoringCase(String name, Function<T, String> value) {
        return with(name, (item, wanted) -> wanted.equalsIgnoreCase(value.apply(item)));
    }

    /** An item with several values, of which one must match exactly: a task's endpoints. */
    public Filters<T> anyOf(String name, Function<T, List<String>> values) {
        return with(name, (item, wanted) -> values.apply(item).contains(wanted));
    }

    /** A name that is an identifier or an ARN: identifiers in any case. */
    public Filters<T> anyOfIgnoringCase(String name, Function<T, List<String>> values) {
        return with(name, (item, wanted) -> values.apply(item).stream().anyMatch(wanted::equalsIgnoreCase));
    }

    /** What is wrong with a request's filters. */
    public Optional<Fault> fault(List<Filter> filters) {
        for (Filter filter : filters) {
            if (!byName.containsKey(filter.name())) {
                String known = byName.isEmpty()
                        ? "This call has no filters."
                        : "Valid filter names: " + String.join(", ", new TreeSet<>(byName.keySet())) + ".";
                return Optional.of(Fault.invalidValue("Unknown filter name \"" + filter.name() + "\". " + known));
            }
            if (filter.values().isEmpty()) {
                return Optional.of(Fault.invalidValue("Filter " + filter.name() + " must have at least one value."));
            }
        }
        return Optional.empty();
    }

    /** @param filters without {@link #fault} */
    public List<T> narrow(List<T> items, List<Filter> filters) {
        if (filters.isEmpty()) {
            return items;
        }
        Predicate<T> all = item -> true;
        for (Filter filter : filters) {
            Match<T> match = byName.get(filter.name());
            all = all.and(item -> filter.values().stream().anyMatch(value -> match.matches(item, value)));
        }
        List<T> narrowed = new ArrayList<>();
        for (T item : items) {
            if (all.test(item)) {
                narrowed.add(item);
            }
        }
        return narrowed;
    }

    private Filters<T> with(String name, Match<T> match) {
        Map<String, Match<T>> more = new LinkedHashMap<>(byName);
        more.put(name, match);
        return new Filters<>(more);
    }
}
