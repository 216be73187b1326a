package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.AskConnections;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.AskSchemas;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Connected;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Connections;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.DeleteConnection;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.RefreshSchemas;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Schemas;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.TestConnection;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.databasemigration.model.Connection;
import software.amazon.awssdk.services.databasemigration.model.DeleteConnectionRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteConnectionResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeConnectionsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeConnectionsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeRefreshSchemasStatusRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeRefreshSchemasStatusResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeSchemasRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeSchemasResponse;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.RefreshSchemasRequest;
import software.amazon.awssdk.services.databasemigration.model.RefreshSchemasResponse;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.TestConnectionRequest;
import software.amazon.awssdk.services.databasemigration.model.TestConnectionResponse;

/**
 * Endpoints seen from instances. AWS: API_TestConnection, API_DescribeConnections, API_DeleteConnection, API_RefreshSchemas,
 * API_DescribeRefreshSchemasStatus, API_DescribeSchemas.
 */
public final class ConnectionOperations {

    /** Endpoint, then instance. An identifier has no line break. */
    private static final Listing<Connection> CONNECTIONS = Listing.of(
            Markers.by(connection -> connection.endpointIdentifier() + "\n" + connection.replicationInstanceArn()),
            Filters.<Connection>none()
                    .exact("endpoint-arn", Connection::endpointArn)
                    .exact("replication-instance-arn", Connection::replicationInstanceArn));

    private static final int AT_ONCE = 100; // endpoints that are asked for their connections

    private static final Listing<String> SCHEMAS = Listing.of(Markers.by(name -> name), Filters.none());

    private final Engine engine;

    public ConnectionOperations(Engine engine) {
        this.engine = engine;
    }

    public void register(Operations operations) {
        operations
                .real("TestConnection", TestConnectionRequest::builder, this::testConnection)
                .differs("connects from this machine; an engine without a connector here fails, and is named");
        operations.real("DescribeConnections", DescribeConnectionsRequest::builder, this::describeConnections);
        operations.real("DeleteConnection", DeleteConnectionRequest::builder, this::deleteConnection);
        operations.real("RefreshSchemas", RefreshSchemasRequest::builder, this::refreshSchemas);
        operations
                .real(
                        "DescribeRefreshSchemasStatus",
                        DescribeRefreshSchemasStatusRequest::builder,
                        this::describeRefreshSchemasStatus)
                .differs("gives ResourceNotFoundFault before the first refresh");
        operations
                .real("DescribeSchemas", DescribeSchemasRequest::builder, this::describeSchemas)
                .differs("gives an empty list before the first refresh");
    }

    private CompletionStage<Answer> testConnection(Caller caller, TestConnectionRequest request) {
        return available(caller, request.replicationInstanceArn(), request.endpointArn(), "TestConnection")
                .thenCompose(instance -> instance.then(found -> engine.endpoint(
                                request.endpointArn(),
                                replyTo -> new TestConnection(found.replicationInstanceArn(), replyTo))
                        .thenApply(reply -> reply.as(Connected.class)
                                .map(c -> named(c.document(), found.replicationInstanceIdentifier())))))
                .thenApply(connection -> Answer.of(
                        connection,
                        c -> TestConnectionResponse.builder().connection(c).build()));
    }

    private CompletionStage<Answer> describeConnections(Caller caller, DescribeConnectionsRequest request) {
        Optional<Fault> fault = CONNECTIONS.fault(request.filters(), request.maxRecords(), request.marker());
        if (fault.isPresent()) {
            return Answer.soon(Answer.refused(fault.get()));
        }
        return instances(caller)
                .thenCompose(instances -> connections(caller, request, instances))
                .thenApply(all -> CONNECTIONS.answer(
                        all,
                        request.filters(),
                        request.maxRecords(),
                        request.marker(),
                        page -> DescribeConnectionsResponse.builder()
                                .connections(page.items())
                                .marker(page.marker())
                                .build()));
    }

    private CompletionStage<Answer> deleteConnection(Caller caller, DeleteConnectionRequest request) {
        return Arns.of(caller, Kind.ENDPOINT, request.endpointArn())
                .then(arn -> engine.endpoint(
                                arn, replyTo -> new DeleteConnection(request.replicationInstanceArn(), replyTo))
                        .thenApply(reply -> reply.as(Connected.class)))
                .thenCombine(
                        instances(caller),
                        (connection, names) -> connection.map(
                                c -> named(c.document(), names.getOrDefault(request.replicationInstanceArn(), ""))))
                .thenApply(connection -> Answer.of(
                        connection,
                        c -> DeleteConnectionResponse.builder().connection(c).build()));
    }

    private CompletionStage<Answer> refreshSchemas(Caller caller, RefreshSchemasRequest request) {
        return available(caller, request.replicationInstanceArn(), request.endpointArn(), "RefreshSchemas")
                .thenCompose(instance -> instance.then(found -> engine.endpoint(
                                request.endpointArn(),
                                replyTo -> new RefreshSchemas(found.replicationInstanceArn(), replyTo))
                        .thenApply(reply -> reply.as(Schemas.class))))
                .thenApply(schemas -> Answer.of(
                        schemas,
                        s -> RefreshSchemasResponse.builder()
                                .refreshSchemasStatus(s.document())
                                .build()));
    }

    private CompletionStage<Answer> describeRefreshSchemasStatus(
            Caller caller, DescribeRefreshSchemasStatusRequest request) {
        return Arns.of(caller, Kind.ENDPOINT, request.endpointArn())
                .then(arn -> engine.endpoint(arn, AskSchemas::new).thenApply(reply -> reply.as(Schemas.class)))
                .thenApply(schemas -> Answer.of(
                        schemas,
                        s -> DescribeRefreshSchemasStatusResponse.builder()
                                .refreshSchemasStatus(s.document())
                                .build()));
    }

    /** Before the first refresh that goes well the list is empty. */
    private CompletionStage<Answer> describeSchemas(Caller caller, DescribeSchemasRequest request) {
        Optional<Fault> fault = SCHEMAS.fault(List.of(), request.maxRecords(), request.marker());
        if (fault.isPresent()) {
            return Answer.soon(Answer.refused(fault.get()));
        }
        return EndpointOperations.existing(engine, caller, request.endpointArn())
                .thenCompose(endpoint -> endpoint.then(arn -> engine.endpoint(arn, AskSchemas::new)
                        .thenApply(reply -> Outcome.done(reply.as(Schemas.class)
                                .value()
                                .map(Schemas::schemas)
                                .orElse(List.of())))))
                .thenApply(schemas -> schemas.fold(
                        names -> SCHEMAS.answer(
                                names,
                                List.of(),
                                request.maxRecords(),
                                request.marker(),
                                page -> DescribeSchemasResponse.builder()
                                        .schemas(page.items())
                                        .marker(page.marker())
                                        .build()),
                        Answer::refused));
    }

    /** The instance, when it can reach anything. What does not exist, instance or endpoint, is said before what is not ready yet. */
    private CompletionStage<Outcome<ReplicationInstance>> available(
            Caller caller, String instanceArn, String endpointArn, String operation) {
        return Arns.of(caller, Kind.INSTANCE, instanceArn)
                .then(arn -> engine.instance(arn, ReplicationInstanceEntity.Describe::new)
                        .thenApply(ReplicationInstanceEntity.Reply::outcome))
                .thenCompose(instance -> instance.then(found -> EndpointOperations.existing(engine, caller, endpointArn)
                        .thenApply(endpoint -> endpoint.map(arn -> found))))
                .thenApply(instance -> instance.flatMap(found -> "available".equals(found.replicationInstanceStatus())
                        ? Outcome.done(found)
                        : Outcome.refused(Fault.invalidState("Replication instance " + instanceArn
                                + " is in status " + found.replicationInstanceStatus() + "; " + operation
                                + " needs status available."))));
    }

    /** All that may stand on the page. */
    private CompletionStage<List<Connection>> connections(
            Caller caller, DescribeConnectionsRequest request, Map<String, String> instances) {
        List<String> endpoints = request.filters().stream()
                .filter(filter -> filter.name().equals("endpoint-arn"))
                .findFirst()
                .map(Filter::values)
                .orElse(List.of());
        if (!endpoints.isEmpty()) {
            return engine.find(caller.scope(), Kind.ENDPOINT, endpoints).thenCompose(names -> ask(names, instances));
        }
        String endpoint = CONNECTIONS.markers().begin(request.marker()).split("\n")[0];
        return engine.find(caller.scope(), Kind.ENDPOINT, List.of(endpoint))
                .thenCompose(names -> ask(names, instances))
                .thenCompose(sofar -> until(sofar, caller, request, instances, endpoint));
    }

    /** Goes through the endpoints in their order until a page is full: of thousands, few are asked. */
    private CompletionStage<List<Connection>> until(
            List<Connection> sofar,
            Caller caller,
            DescribeConnectionsRequest request,
            Map<String, String> instances,
            String after) {
        if (CONNECTIONS.overflows(sofar, request.filters(), request.maxRecords(), request.marker())) {
            return CompletableFuture.completedFuture(sofar);
        }
        return engine.list(caller.scope(), Kind.ENDPOINT, after, AT_ONCE)
                .thenCompose(names -> names.isEmpty()
                        ? CompletableFuture.completedFuture(sofar)
                        : ask(names, instances)
                                .thenCompose(more -> until(
                                        joined(sofar, more),
                                        caller,
                                        request,
                                        instances,
                                        names.get(names.size() - 1).identifier())));
    }

    private CompletionStage<List<Connection>> ask(List<Directory.Entry> endpoints, Map<String, String> instances) {
        CompletionStage<List<Connection>> all = CompletableFuture.completedFuture(List.of());
        for (Directory.Entry endpoint : endpoints) {
            CompletionStage<List<Connection>> next = engine.endpoint(endpoint.arn(), AskConnections::new)
                    .thenApply(reply -> reply.as(Connections.class)
                            .value()
                            .map(Connections::documents)
                            .orElse(List.of()));
            all = all.thenCombine(next, ConnectionOperations::joined);
        }
        return all.thenApply(connections -> withIdentifiers(connections, instances));
    }

    private static List<Connection> joined(List<Connection> first, List<Connection> second) {
        List<Connection> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }

    /** Identifiers of the caller's instances by ARN. */
    private CompletionStage<Map<String, String>> instances(Caller caller) {
        return engine.list(caller.scope(), Kind.INSTANCE)
                .thenApply(entries -> entries.stream()
                        .collect(Collectors.toMap(
                                Directory.Entry::arn, Directory.Entry::identifier, (one, other) -> one)));
    }

    /** Connections of instances that are gone are gone too. */
    private static List<Connection> withIdentifiers(List<Connection> connections, Map<String, String> identifiers) {
        return connections.stream()
                .filter(connection -> identifiers.containsKey(connection.replicationInstanceArn()))
                .map(connection -> named(connection, identifiers.get(connection.replicationInstanceArn())))
                .toList();
    }

    private static Connection named(Connection connection, String instanceIdentifier) {
        return connection.copy(c -> c.replicationInstanceIdentifier(instanceIdentifier));
    }
}
