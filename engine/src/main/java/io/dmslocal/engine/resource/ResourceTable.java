package io.dmslocal.engine.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.resource.ResourceCollection.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import scala.collection.Iterator;
import scala.collection.immutable.HashMap;
import scala.math.Ordering;

/**
 * The resources of a collection by their ids, and in the order of their names. Immutable; a change or a page costs as little among ten thousand as among ten.
 * Lies in snapshots as a map of its resources by id.
 */
public final class ResourceTable {

    private static final ResourceTable EMPTY = new ResourceTable(
            new HashMap<>(), scala.collection.immutable.TreeMap$.MODULE$.empty(Ordering.String$.MODULE$));

    private final HashMap<String, Resource> byId;
    private final scala.collection.immutable.TreeMap<String, String> idByName;

    private ResourceTable(HashMap<String, Resource> byId, scala.collection.immutable.TreeMap<String, String> idByName) {
        this.byId = byId;
        this.idByName = idByName;
    }

    static ResourceTable empty() {
        return EMPTY;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ResourceTable of(Map<String, Resource> resources) {
        ResourceTable table = EMPTY;
        for (Map.Entry<String, Resource> each : resources.entrySet()) {
            table = table.with(each.getKey(), each.getValue());
        }
        return table;
    }

    /** In place of what had its id. */
    ResourceTable with(String id, Resource resource) {
        ResourceTable free = without(id);
        return new ResourceTable(free.byId.updated(id, resource), free.idByName.updated(resource.nameAs(id), id));
    }

    ResourceTable without(String id) {
        return byId(id).map(resource -> new ResourceTable(byId.removed(id), idByName.removed(resource.nameAs(id))))
                .orElse(this);
    }

    Optional<Resource> byId(String id) {
        return Optional.ofNullable(byId.getOrElse(id, () -> null));
    }

    /**
     * The id of what a caller means.
     *
     * @param identifier a name in any case, or an ARN
     * @param any an ARN of this collection, whatever its id
     */
    Optional<String> find(String identifier, Arn any) {
        if (!new Reference(any.type(), identifier).fits(any)) {
            return Optional.empty();
        }
        return Arn.parse(identifier)
                .map(arn -> Optional.of(arn.id())
                        .filter(byId::contains)
                        .or(() -> idOf(arn.id())
                                .filter(id -> id.equals(Identifiers.stored(arn.id()))))) // callers built it
                .orElseGet(() -> idOf(identifier));
    }

    /** The id of what goes by a name. */
    Optional<String> idOf(String name) {
        return Optional.ofNullable(idByName.getOrElse(Identifiers.stored(name), () -> null));
    }

    /**
     * In the order of the names.
     *
     * @param after a name, stored; empty for the first ones
     * @param most so many at most
     */
    List<Resource> page(String after, int most) {
        List<Resource> page = new ArrayList<>();
        for (Iterator<scala.Tuple2<String, String>> each = idByName.iteratorFrom(after);
                each.hasNext() && page.size() < most; ) {
            scala.Tuple2<String, String> name = each.next();
            if (!name._1().equals(after)) {
                page.add(byId.apply(name._2()));
            }
        }
        return page;
    }

    int size() {
        return byId.size();
    }

    @JsonValue
    SortedMap<String, Resource> asMap() {
        SortedMap<String, Resource> map = new TreeMap<>();
        for (Iterator<scala.Tuple2<String, Resource>> each = byId.iterator(); each.hasNext(); ) {
            scala.Tuple2<String, Resource> next = each.next();
            map.put(next._1(), next._2());
        }
        return map;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceTable table && byId.equals(table.byId);
    }

    @Override
    public int hashCode() {
        return byId.hashCode();
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
