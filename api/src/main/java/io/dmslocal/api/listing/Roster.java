package io.dmslocal.api.listing;

import io.dmslocal.api.operation.Answer;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Names;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Scope;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.Filter;

/**
 * The Describe call of things with a life. What the directory knows (identifier and ARN) narrows and cuts the list before any resource is asked, so that
 * one resource or one page costs as little among thousands as among a few. Filters that only resources can answer are put to them in the order of their
 * names, from the marker on and no further than the page is full.
 *
 * @param listing of the described resources; its filters include those below, its marker is the identifier
 * @param arnFilter name of the filter by ARN
 * @param identifierFilter name of the filter by identifier
 * @param eitherFilter name of a filter by either; empty where there is none
 */
public record Roster<T>(Listing<T> listing, String arnFilter, String identifierFilter, String eitherFilter) {

    private static final Markers<Directory.Entry> MARKERS = Markers.by(Directory.Entry::identifier);

    /** Names that are looked at in one go, at most. */
    private static final int MOST_AT_ONCE = 2_000;

    public Roster(Listing<T> listing, String arnFilter, String identifierFilter) {
        this(listing, arnFilter, identifierFilter, "");
    }

    /** Where the resources of a call come from. */
    public interface Source<T> {

        /** All names, sorted. */
        CompletionStage<List<Directory.Entry>> names();

        /** At least so many names behind a name, if there are; perhaps more than was asked for. */
        default CompletionStage<List<Directory.Entry>> names(String after, int most) {
            return names();
        }

        /** At least those that go by an identifier or have an ARN; perhaps more. */
        default CompletionStage<List<Directory.Entry>> find(List<String> wanted) {
            return names();
        }

        /** In the order of the ARNs, without those that are gone. */
        CompletionStage<List<T>> describe(List<String> arns);

        /** All names of a kind, however many of them the call needs. */
        static <T> Source<T> of(
                CompletionStage<List<Directory.Entry>> names,
                Function<List<String>, CompletionStage<List<T>>> describe) {
            return new Source<>() {
                @Override
                public CompletionStage<List<Directory.Entry>> names() {
                    return names;
                }

                @Override
                public CompletionStage<List<T>> describe(List<String> arns) {
                    return describe.apply(arns);
                }
            };
        }

        /** As many names of a kind as the call needs. */
        static <T> Source<T> of(
                Names directories, Scope scope, Kind kind, Function<List<String>, CompletionStage<List<T>>> describe) {
            return new Source<>() {
                @Override
                public CompletionStage<List<Directory.Entry>> names() {
                    return directories.list(scope, kind);
                }

                @Override
                public CompletionStage<List<Directory.Entry>> names(String after, int most) {
                    return directories.list(scope, kind, after, most);
                }

                @Override
                public CompletionStage<List<Directory.Entry>> find(List<String> wanted) {
                    return directories.find(scope, kind, wanted);
                }

                @Override
                public CompletionStage<List<T>> describe(List<String> arns) {
                    return describe.apply(arns);
                }
            };
        }
    }

    public CompletionStage<Answer> answer(
            Source<T> source,
            List<Filter> filters,
            Integer maxRecords,
            String marker,
            Function<Page<T>, SdkPojo> shape) {
        Optional<Fault> fault = listing.fault(filters, maxRecords, marker);
        if (fault.isPresent()) {
            return CompletableFuture.completedFuture(Answer.refused(fault.get()));
        }
        List<Filter> byName = filters.stream()
                .filter(filter ->
                        List.of(arnFilter, identifierFilter, eitherFilter).contains(filter.name()))
                .toList();
        if (byName.isEmpty() && !filters.isEmpty()) {
            return fullPage(source, filters, maxRecords, marker, shape);
        }
        return candidates(source, filters, byName, maxRecords, marker)
                .thenApply(names -> knownFilters().narrow(names, byName))
                .thenCompose(names -> byName.size() == filters.size()
                        ? page(source, names, filters, maxRecords, marker, shape)
                        : source.describe(arns(names))
                                .thenApply(items -> listing.answer(items, filters, maxRecords, marker, shape)));
    }

    /** Of resources of which some have nothing to tell: none is asked that stands behind the page. */
    public CompletionStage<Answer> answerOfSome(
            Source<T> source, Integer maxRecords, String marker, Function<Page<T>, SdkPojo> shape) {
        Optional<Fault> fault = listing.fault(List.of(), maxRecords, marker);
        return fault.isPresent()
                ? CompletableFuture.completedFuture(Answer.refused(fault.get()))
                : fullPage(source, List.of(), maxRecords, marker, shape);
    }

    /** As many are asked as it takes to fill it. */
    private CompletionStage<Answer> fullPage(
            Source<T> source,
            List<Filter> filters,
            Integer maxRecords,
            String marker,
            Function<Page<T>, SdkPojo> shape) {
        int some = 2 * (listing.markers().size(maxRecords) + 1);
        return matching(
                        source,
                        filters,
                        maxRecords,
                        marker,
                        List.of(),
                        listing.markers().begin(marker),
                        some)
                .thenApply(items ->
                        items.isEmpty() && !listing.markers().begin(marker).isEmpty()
                                ? Answer.done(shape.apply(new Page<>(items, null)))
                                : listing.answer(items, filters, maxRecords, marker, shape));
    }

    /**
     * What matches behind a name: enough for a page and one more, if there is as much.
     *
     * @param some how many names to look at next; where few match, more at a time
     */
    private CompletionStage<List<T>> matching(
            Source<T> source,
            List<Filter> filters,
            Integer maxRecords,
            String marker,
            List<T> sofar,
            String after,
            int some) {
        if (listing.overflows(sofar, filters, maxRecords, marker)) {
            return CompletableFuture.completedFuture(sofar);
        }
        return source.names(after, some).thenCompose(found -> {
            List<Directory.Entry> names = found.stream()
                    .filter(entry -> entry.identifier().compareTo(after) > 0)
                    .toList();
            if (names.isEmpty()) {
                return CompletableFuture.completedFuture(sofar);
            }
            String last = names.get(names.size() - 1).identifier();
            return source.describe(arns(names))
                    .thenCompose(items -> matching(
                            source,
                            filters,
                            maxRecords,
                            marker,
                            Stream.concat(sofar.stream(), listing.filters().narrow(items, filters).stream())
                                    .toList(),
                            last,
                            Math.min(2 * some, MOST_AT_ONCE)));
        });
    }

    /** Names of all resources that may stand on the page. */
    private static <T> CompletionStage<List<Directory.Entry>> candidates(
            Source<T> source, List<Filter> filters, List<Filter> byName, Integer maxRecords, String marker) {
        return filters.isEmpty()
                ? source.names(MARKERS.begin(marker), MARKERS.size(maxRecords) + 1)
                : source.find(byName.get(0).values());
    }

    /** Only this page's resources are asked. */
    private CompletionStage<Answer> page(
            Source<T> source,
            List<Directory.Entry> names,
            List<Filter> filters,
            Integer maxRecords,
            String marker,
            Function<Page<T>, SdkPojo> shape) {
        Page<Directory.Entry> page = MARKERS.page(names, maxRecords, marker);
        return source.describe(arns(page.items()))
                .thenApply(items -> items.isEmpty() && !filters.isEmpty()
                        ? Answer.refused(Fault.notFound(listing.nothingMatched()))
                        : Answer.done(shape.apply(new Page<>(items, page.marker()))));
    }

    private Filters<Directory.Entry> knownFilters() {
        return Filters.<Directory.Entry>none()
                .exact(arnFilter, Directory.Entry::arn)
                .ignoringCase(identifierFilter, Directory.Entry::identifier)
                .anyOfIgnoringCase(eitherFilter, entry -> List.of(entry.identifier(), entry.arn()));
    }

    private static List<String> arns(List<Directory.Entry> names) {
        return names.stream().map(Directory.Entry::arn).toList();
    }
}
