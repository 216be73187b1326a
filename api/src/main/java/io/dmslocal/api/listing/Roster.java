package io.dmslocal.api.listing;

import io.dmslocal.api.operation.Answer;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Names;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.Filter;

/**
 * The Describe call of things with a life. What the directory knows (identifier and ARN) narrows and cuts the list before any resource is asked, so that
 * one resource or one page costs as little among thousands as among a few.
 *
 * @param listing of the described resources; its filters include the two below, its marker is the identifier
 * @param arnFilter name of the filter by ARN
 * @param identifierFilter name of the filter by identifier
 */
public record Roster<T>(Listing<T> listing, String arnFilter, String identifierFilter) {

    private static final Markers<Directory.Entry> MARKERS = Markers.by(Directory.Entry::identifier);

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
        Set<String> known = Set.of(arnFilter, identifierFilter);
        List<Filter> byName =
                filters.stream().filter(filter -> known.contains(filter.name())).toList();
        return candidates(source, filters, byName, maxRecords, marker)
                .thenApply(names -> knownFilters().narrow(names, byName))
                .thenCompose(names -> byName.size() == filters.size()
                        ? page(source, names, filters, maxRecords, marker, shape)
                        : source.describe(arns(names))
                                .thenApply(items -> listing.answer(items, filters, maxRecords, marker, shape)));
    }

    /** Names of all resources that may stand on the page. */
    private static <T> CompletionStage<List<Directory.Entry>> candidates(
            Source<T> source, List<Filter> filters, List<Filter> byName, Integer maxRecords, String marker) {
        if (filters.isEmpty()) {
            return source.names(MARKERS.begin(marker), MARKERS.size(maxRecords) + 1);
        }
        return byName.isEmpty() ? source.names() : source.find(byName.get(0).values());
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
                .ignoringCase(identifierFilter, Directory.Entry::identifier);
    }

    private static List<String> arns(List<Directory.Entry> names) {
        return names.stream().map(Directory.Entry::arn).toList();
    }
}
