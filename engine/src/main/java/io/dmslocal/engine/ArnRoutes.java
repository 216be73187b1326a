package io.dmslocal.engine;

import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Names;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What can be asked of whatever has an ARN, by its ARN alone, and who holds whom: each type of ARN has its {@link Route}. Thread-safe. */
final class ArnRoutes {

    private final Names names;
    private final Map<String, Route> byType = new ConcurrentHashMap<>();

    /** @param routes by type of ARN */
    ArnRoutes(Names names, Map<String, Route> routes) {
        this.names = names;
        byType.putAll(routes);
    }

    void add(String arnType, Route route) {
        byType.put(arnType, route);
    }

    /** Empty when there is no such resource (any more). */
    CompletionStage<Optional<String>> identifierOf(String arn) {
        return with(arn, Route::identifier).orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    CompletionStage<TagReply> changeTags(String arn, TagChange change) {
        return with(arn, (route, parsed) -> route.changeTags(parsed, change))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        new TagReply.Refused(Fault.notFound("Resource " + arn + " could not be found."))));
    }

    /** @see Route#gone */
    void gone(Arn arn) {
        Optional.ofNullable(byType.get(arn.type())).ifPresent(route -> route.gone(arn));
    }

    CompletionStage<Boolean> withdraw(String arn) {
        return with(arn, Route::withdraw).orElseThrow();
    }

    // ---- who holds whom

    /** The dependent uses these no more. */
    void release(String dependent, Collection<String> used) {
        used.forEach(each -> with(each, (route, parsed) -> route.detach(parsed, dependent)));
    }

    /** Who uses it and exists; lets go of the others: a crash may leave attachments of those that exist no more. */
    CompletionStage<List<String>> releaseDead(String arn) {
        return with(
                        arn,
                        (route, parsed) -> route.dependents(parsed)
                                .thenCompose(dependents -> releaseDead(route, parsed, dependents.arns())))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    }

    private CompletionStage<List<String>> releaseDead(Route route, Arn arn, List<String> dependents) {
        CompletionStage<List<String>> alive = CompletableFuture.completedFuture(List.of());
        for (String dependent : dependents) {
            alive = alive.thenCompose(sofar -> isUser(dependent, arn)
                    .thenCompose(known -> known
                            ? CompletableFuture.completedFuture(Stream.concat(sofar.stream(), Stream.of(dependent))
                                    .toList())
                            : route.detach(arn, dependent).thenApply(detached -> sofar)));
        }
        return alive;
    }

    /** It exists, and whatever it says of itself does not speak against it. */
    private CompletionStage<Boolean> isUser(String dependent, Arn used) {
        return isKnown(dependent)
                .thenCompose(known -> known
                        ? with(dependent, (route, parsed) -> route.mayUse(parsed, used.toString()))
                                .orElseGet(() -> CompletableFuture.completedFuture(true))
                        : CompletableFuture.completedFuture(false));
    }

    /** Also while it is being created: then its name is claimed. */
    private CompletionStage<Boolean> isKnown(String arn) {
        return Kind.of(arn)
                .map(kind -> names.holds(Arn.parse(arn).orElseThrow().scope(), kind, arn))
                .orElseGet(() -> identifierOf(arn).thenApply(Optional::isPresent));
    }

    private <T> Optional<CompletionStage<T>> with(String arn, BiFunction<Route, Arn, CompletionStage<T>> question) {
        return Arn.parse(arn)
                .flatMap(parsed ->
                        Optional.ofNullable(byType.get(parsed.type())).map(route -> question.apply(route, parsed)));
    }
}
