package io.dmslocal.engine.entity.endpoint;

import io.dmslocal.engine.entity.HasStatus;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.databasemigration.model.Connection;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.RefreshSchemasStatus;

/** The statuses of an endpoint, each with what is true then. */
public sealed interface EndpointState extends Message, HasStatus {

    record Absent() implements EndpointState {
        Active created(EndpointEntity.Created event) {
            return new Active(
                    new Known(event.definition(), event.tags(), List.of(), new TreeMap<>(), Optional.empty()));
        }
    }

    /** There is an endpoint. */
    sealed interface Present extends EndpointState {

        Known endpoint();

        Present with(Known changed);

        default Endpoint describe() {
            return endpoint().definition().document().copy(document -> document.status(status()));
        }
    }

    record Active(Known endpoint) implements Present {
        @Override
        public Active with(Known changed) {
            return new Active(changed);
        }

        Optional<Pair> pair(String instanceArn) {
            return Optional.ofNullable(endpoint.connections().get(instanceArn));
        }

        /** Whether the test that began then still goes on. */
        boolean isTesting(String instanceArn, Instant since) {
            return pair(instanceArn)
                    .filter(pair -> pair.is("testing") && pair.since().equals(since))
                    .isPresent();
        }

        boolean isRefreshing() {
            return endpoint.refresh()
                    .filter(refresh -> refresh.status().equals("refreshing"))
                    .isPresent();
        }

        /** Whether the refresh that began then still goes on. */
        boolean isRefreshing(Instant since) {
            return endpoint.refresh()
                    .filter(refresh -> refresh.status().equals("refreshing")
                            && refresh.since().equals(since))
                    .isPresent();
        }

        Deleting deleting(EndpointEntity.DeletionRequested event) {
            return new Deleting(endpoint, event.at());
        }
    }

    record Deleting(Known endpoint, Instant since) implements Present {
        @Override
        public Deleting with(Known changed) {
            return new Deleting(changed, since);
        }

        Absent deleted(EndpointEntity.Deleted event) {
            return new Absent();
        }
    }

    /**
     * What an endpoint is in every status.
     *
     * @param dependents ARNs of the tasks that use it
     * @param connections by the ARN of the instance that it was reached from
     * @param refresh the last refresh of its schemas
     */
    record Known(
            Definition definition,
            Tags tags,
            List<String> dependents,
            SortedMap<String, Pair> connections,
            Optional<Refresh> refresh) {

        public Known {
            dependents = List.copyOf(dependents);
            connections = Collections.unmodifiableSortedMap(new TreeMap<>(connections));
        }

        /** Tests made before a modification say nothing about what comes after. */
        Known modified(EndpointEntity.Modified event) {
            SortedMap<String, Pair> outdated = new TreeMap<>();
            connections.forEach((instance, pair) -> outdated.put(instance, pair.outdated()));
            return new Known(event.definition(), tags, dependents, outdated, refresh);
        }

        Known tagged(EndpointEntity.TagsChanged event) {
            return new Known(definition, event.tags(), dependents, connections, refresh);
        }

        Known attached(EndpointEntity.Attached event) {
            return new Known(definition, tags, Dependents.with(dependents, event.dependent()), connections, refresh);
        }

        Known detached(EndpointEntity.Detached event) {
            return new Known(definition, tags, Dependents.without(dependents, event.dependent()), connections, refresh);
        }

        Known testing(EndpointEntity.ConnectionTestStarted event) {
            return with(event.instanceArn(), new Pair("testing", "", event.at(), false));
        }

        Known tested(EndpointEntity.ConnectionTested event) {
            Pair pair = connections.get(event.instanceArn());
            return with(event.instanceArn(), pair.tested(event.failure()));
        }

        Known disconnecting(EndpointEntity.ConnectionDeletionRequested event) {
            Pair pair = connections.get(event.instanceArn());
            return with(event.instanceArn(), new Pair("deleting", pair.message(), event.at(), true));
        }

        Known disconnected(EndpointEntity.ConnectionDeleted event) {
            SortedMap<String, Pair> fewer = new TreeMap<>(connections);
            fewer.remove(event.instanceArn());
            return new Known(definition, tags, dependents, fewer, refresh);
        }

        Known refreshing(EndpointEntity.SchemasRefreshStarted event) {
            List<String> sofar = refresh.map(Refresh::schemas).orElse(List.of());
            Refresh started = new Refresh(event.instanceArn(), "refreshing", sofar, "", event.at());
            return new Known(definition, tags, dependents, connections, Optional.of(started));
        }

        Known refreshed(EndpointEntity.SchemasRefreshed event) {
            return new Known(definition, tags, dependents, connections, refresh.map(before -> before.refreshed(event)));
        }

        private Known with(String instanceArn, Pair pair) {
            Map<String, Pair> more = new TreeMap<>(connections);
            more.put(instanceArn, pair);
            return new Known(definition, tags, dependents, new TreeMap<>(more), refresh);
        }

        /** As AWS describes a connection, but for the instance's identifier, which the instance knows. */
        Connection describe(String instanceArn) {
            Pair pair = connections.get(instanceArn);
            return Connection.builder()
                    .replicationInstanceArn(instanceArn)
                    .endpointArn(definition.document().endpointArn())
                    .endpointIdentifier(definition.document().endpointIdentifier())
                    .status(pair.status())
                    .lastFailureMessage(pair.message().isEmpty() ? null : pair.message())
                    .build();
        }
    }

    /**
     * A connection: this endpoint reached from one instance.
     *
     * @param status testing, successful, failed or deleting
     * @param message of the last failure; empty without one
     * @param since when the status began that lasts for a time
     * @param isOutdated whether the endpoint was modified after the test began
     */
    record Pair(String status, String message, Instant since, boolean isOutdated) {

        Pair tested(String failure) {
            return new Pair(failure.isEmpty() ? "successful" : "failed", failure, since, isOutdated);
        }

        Pair outdated() {
            return new Pair(status, message, since, true);
        }

        boolean is(String wanted) {
            return status.equals(wanted);
        }
    }

    /**
     * @param status refreshing, successful or failed
     * @param schemas of the last refresh that went well
     * @param failure of a failed one, else empty
     */
    record Refresh(String instanceArn, String status, List<String> schemas, String failure, Instant since) {

        public Refresh {
            schemas = List.copyOf(schemas);
        }

        Refresh refreshed(EndpointEntity.SchemasRefreshed event) {
            return event.failure().isEmpty()
                    ? new Refresh(instanceArn, "successful", event.schemas(), "", event.at())
                    : new Refresh(instanceArn, "failed", schemas, event.failure(), event.at());
        }

        RefreshSchemasStatus describe(String endpointArn) {
            return RefreshSchemasStatus.builder()
                    .endpointArn(endpointArn)
                    .replicationInstanceArn(instanceArn)
                    .status(status)
                    .lastRefreshDate(since)
                    .lastFailureMessage(failure.isEmpty() ? null : failure)
                    .build();
        }
    }
}
