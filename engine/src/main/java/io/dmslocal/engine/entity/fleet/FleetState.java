package io.dmslocal.engine.entity.fleet;

import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.databasemigration.model.FleetAdvisorLsaAnalysisResponse;
import software.amazon.awssdk.services.databasemigration.model.RecommendationSettings;

/**
 * What callers did with an inventory.
 *
 * @param ever how many analyses there ever were
 * @param analyses the newest {@value #MOST}, oldest first
 * @param deleted identifiers of databases
 * @param orders of recommendations, by database: the last one of each
 */
public record FleetState(long ever, List<Analysis> analyses, SortedSet<String> deleted, SortedMap<String, Order> orders)
        implements Message {

    /** Analyses that are remembered. */
    static final int MOST = 1000;

    public FleetState {
        analyses = List.copyOf(analyses);
        deleted = Collections.unmodifiableSortedSet(new TreeSet<>(deleted));
        orders = Collections.unmodifiableSortedMap(new TreeMap<>(orders));
    }

    public static FleetState nothing() {
        return new FleetState(0, List.of(), new TreeSet<>(), new TreeMap<>());
    }

    /**
     * A large-scale assessment.
     *
     * @param number from 1
     * @param isOver whether it is completed
     */
    public record Analysis(long number, String id, boolean isOver, Instant since) {

        /** "completed" is assumed. */
        public FleetAdvisorLsaAnalysisResponse describe() {
            return FleetAdvisorLsaAnalysisResponse.builder()
                    .lsaAnalysisId(id)
                    .status(isOver ? "completed" : "running")
                    .build();
        }
    }

    /**
     * Somebody asked what to migrate a database to.
     *
     * @param isOver whether whatever is recommended may be seen
     */
    public record Order(RecommendationSettings settings, boolean isOver, Instant since) {}

    FleetState started(FleetEntity.AnalysisStarted event) {
        List<Analysis> more = new ArrayList<>(analyses);
        more.add(new Analysis(ever + 1, event.id(), false, event.at()));
        return new FleetState(ever + 1, more.subList(Math.max(0, more.size() - MOST), more.size()), deleted, orders);
    }

    FleetState finished(FleetEntity.AnalysisFinished event) {
        return new FleetState(
                ever,
                analyses.stream()
                        .map(each -> each.id().equals(event.id())
                                ? new Analysis(each.number(), each.id(), true, event.at())
                                : each)
                        .toList(),
                deleted,
                orders);
    }

    FleetState without(FleetEntity.DatabasesDeleted event) {
        SortedSet<String> more = new TreeSet<>(deleted);
        more.addAll(event.ids());
        SortedMap<String, Order> fewer = new TreeMap<>(orders);
        event.ids().forEach(fewer::remove);
        return new FleetState(ever, analyses, more, fewer);
    }

    FleetState ordered(FleetEntity.RecommendationsOrdered event) {
        return with(event.databaseId(), new Order(event.settings(), false, event.at()));
    }

    FleetState ready(FleetEntity.RecommendationsReady event) {
        return with(event.databaseId(), new Order(orders.get(event.databaseId()).settings(), true, event.at()));
    }

    private FleetState with(String databaseId, Order order) {
        SortedMap<String, Order> more = new TreeMap<>(orders);
        more.put(databaseId, order);
        return new FleetState(ever, analyses, deleted, more);
    }
}
