package io.dmslocal.engine.resource;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/** All collections of all types; made of one list of types, and the only place that knows them all. */
public final class ResourceCollections {

    /** The way to a collection, wherever it lives. */
    public interface Way {

        /** @param id {@code account/region/type} */
        <R> CompletionStage<R> ask(String id, Function<ActorRef<R>, ResourceCollection.Command> command);
    }

    private final Map<String, Resources<?, ?, ?>> byArnType = new LinkedHashMap<>();
    private final Way way;
    private final Neighbours neighbours;

    public ResourceCollections(List<ResourceType<?, ?, ?>> types, Limits limits, Way way, Neighbours neighbours) {
        this.way = way;
        this.neighbours = neighbours;
        types.forEach(type -> byArnType.put(
                type.arnType(),
                new Resources<>(type, type.quota().map(limits::of).orElse(Long.MAX_VALUE), this)));
    }

    /** One collection's behavior. */
    public static Behavior<ResourceCollection.Command> behavior(
            String id, List<ResourceType<?, ?, ?>> types, Clock clock, Neighbours neighbours) {
        String[] parts = id.split("/");
        ResourceType<?, ?, ?> type = types.stream()
                .filter(each -> each.arnType().equals(parts[2]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no resource type has the ARN type " + parts[2]));
        return ResourceCollection.create(
                PersistenceId.of(NAME, id), type, new Scope(parts[0], parts[1]), clock, neighbours);
    }

    /** The type hint of the collections' persistence ids. */
    public static final String NAME = "Collection";

    /** The id of the collection that has, or would have, what an ARN names. */
    public static String idOf(Arn arn) {
        return arn.scope() + "/" + arn.type();
    }

    /** The resources of one type. */
    @SuppressWarnings("unchecked") // a type's resources were made of the type
    public <D extends SdkPojo, C extends SdkPojo, M extends SdkPojo, T extends ResourceType<D, C, M>>
            Resources<D, C, M> of(Class<T> type) {
        return (Resources<D, C, M>) all().stream()
                .filter(each -> type.isInstance(each.type()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " is not in the list of types"));
    }

    /** Of every type. */
    public Collection<Resources<?, ?, ?>> all() {
        return byArnType.values();
    }

    /** How many an account has of each quota that counts resources of these types. */
    public CompletionStage<Map<Quota, Long>> used(Scope scope) {
        CompletionStage<Map<Quota, Long>> counts = CompletableFuture.completedFuture(new EnumMap<>(Quota.class));
        for (Resources<?, ?, ?> resources : all()) {
            if (resources.type().quota().isPresent()) {
                counts = counts.thenCombine(resources.count(scope), (sofar, count) -> {
                    sofar.put(resources.type().quota().get(), count);
                    return sofar;
                });
            }
        }
        return counts;
    }

    /**
     * Makes a resource hold all it refers to, or nothing more than before.
     *
     * @param before ARNs of what it held already
     */
    CompletionStage<Outcome<List<Reference.Resolved>>> hold(
            Arn dependent, List<Reference> references, Collection<String> before) {
        CompletionStage<Outcome<List<Reference.Resolved>>> held =
                CompletableFuture.completedFuture(Outcome.done(List.of()));
        for (Reference reference : new LinkedHashSet<>(references)) {
            held = held.thenCompose(outcome -> outcome.then(sofar -> byArnType
                    .get(reference.arnType())
                    .hold(dependent.scope(), reference, dependent.toString())
                    .thenApply(next -> {
                        next.fault()
                                .ifPresent(fault -> neighbours.release(dependent.toString(), others(sofar, before)));
                        return next.map(resolved -> with(sofar, resolved));
                    })));
        }
        return held;
    }

    private static List<Reference.Resolved> with(List<Reference.Resolved> list, Reference.Resolved next) {
        List<Reference.Resolved> more = new ArrayList<>(list);
        more.add(next);
        return List.copyOf(more);
    }

    private static List<String> others(List<Reference.Resolved> held, Collection<String> before) {
        return held.stream()
                .map(Reference.Resolved::arn)
                .filter(arn -> !before.contains(arn))
                .toList();
    }

    Neighbours neighbours() {
        return neighbours;
    }

    <R extends Message> CompletionStage<R> ask(
            Scope scope, String arnType, Function<ActorRef<R>, ResourceCollection.Command> command) {
        return way.ask(scope + "/" + arnType, command);
    }
}
