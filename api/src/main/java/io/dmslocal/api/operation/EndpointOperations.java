package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.listing.Roster;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.entity.endpoint.EndpointDocument;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Create;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Delete;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Reply;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Tags;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteEndpointResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ModifyEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyEndpointResponse;

/** Endpoints. AWS: API_CreateEndpoint, API_DescribeEndpoints, API_ModifyEndpoint, API_DeleteEndpoint. */
public final class EndpointOperations {

    private static final Roster<Endpoint> ENDPOINTS = new Roster<>(
            Listing.of(
                            Markers.by(Endpoint::endpointIdentifier),
                            Filters.<Endpoint>none()
                                    .exact("endpoint-arn", Endpoint::endpointArn)
                                    .ignoringCase("endpoint-id", Endpoint::endpointIdentifier)
                                    .ignoringCase("endpoint-type", Endpoint::endpointTypeAsString)
                                    .ignoringCase("engine-name", Endpoint::engineName))
                    .refusingNothing("No Endpoints found matching provided filters"),
            "endpoint-arn",
            "endpoint-id");

    private final Engine engine;

    public EndpointOperations(Engine engine) {
        this.engine = engine;
    }

    public void register(Operations operations) {
        operations
                .real("CreateEndpoint", CreateEndpointRequest::builder, this::createEndpoint)
                .differs(
                        "roles and keys are not looked up; a secret is read when a connection is tested or a task starts");
        operations.real("DescribeEndpoints", DescribeEndpointsRequest::builder, this::describeEndpoints);
        operations
                .real("ModifyEndpoint", ModifyEndpointRequest::builder, this::modifyEndpoint)
                .differs(
                        "roles and keys are not looked up; a secret is read when a connection is tested or a task starts");
        operations.real("DeleteEndpoint", DeleteEndpointRequest::builder, this::deleteEndpoint);
    }

    private CompletionStage<Answer> createEndpoint(Caller caller, CreateEndpointRequest request) {
        Registration wanted = new Registration(
                caller.scope(),
                Kind.ENDPOINT,
                request.endpointIdentifier(),
                Optional.ofNullable(request.resourceIdentifier()));
        return Outcome.unless(fault(caller, request), request)
                .flatMap(valid -> TagOperations.tags(valid.tags()))
                .then(tags -> engine.endpointCertificates()
                        .named(caller.scope(), request.certificateArn())
                        .thenCompose(known -> known.then(
                                certificate -> engine.registrar().register(wanted, arn -> create(arn, request, tags)))))
                .thenApply(endpoint -> Answer.of(
                        endpoint,
                        created -> CreateEndpointResponse.builder()
                                .endpoint(created)
                                .build()));
    }

    private CompletionStage<Answer> describeEndpoints(Caller caller, DescribeEndpointsRequest request) {
        return ENDPOINTS.answer(
                Roster.Source.of(engine, caller.scope(), Kind.ENDPOINT, engine::endpoints),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeEndpointsResponse.builder()
                        .endpoints(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> modifyEndpoint(Caller caller, ModifyEndpointRequest request) {
        return Arns.of(caller, Kind.ENDPOINT, request.endpointArn())
                .flatMap(arn -> Outcome.unless(identifier(request), arn))
                .then(arn -> engine.endpointCertificates()
                        .named(caller.scope(), request.certificateArn())
                        .thenApply(known -> known.map(certificate -> arn)))
                .thenCompose(checked -> checked.then(arn -> engine.identifierOf(arn)
                        .thenCompose(known -> known.isEmpty() || request.endpointIdentifier() == null
                                ? modify(arn, request)
                                : engine.registrar()
                                        .rename(
                                                caller.scope(),
                                                Kind.ENDPOINT,
                                                arn,
                                                request.endpointIdentifier(),
                                                name -> modify(arn, named(request, name))))))
                .thenApply(endpoint -> Answer.of(
                        endpoint,
                        modified -> ModifyEndpointResponse.builder()
                                .endpoint(modified)
                                .build()));
    }

    private static ModifyEndpointRequest named(ModifyEndpointRequest request, String name) {
        return request.toBuilder().endpointIdentifier(name).build();
    }

    private CompletionStage<Answer> deleteEndpoint(Caller caller, DeleteEndpointRequest request) {
        return Arns.of(caller, Kind.ENDPOINT, request.endpointArn())
                .then(arn -> engine.releaseDead(arn)
                        .thenCompose(users -> engine.endpoint(arn, Delete::new))
                        .thenApply(Reply::outcome))
                .thenApply(endpoint -> Answer.of(
                        endpoint,
                        deleted -> DeleteEndpointResponse.builder()
                                .endpoint(deleted)
                                .build()));
    }

    private static Optional<Fault> fault(Caller caller, CreateEndpointRequest request) {
        return Identifiers.named("EndpointIdentifier", request.endpointIdentifier())
                .or(() -> Optional.ofNullable(request.resourceIdentifier()).flatMap(Identifiers::resource))
                .or(() -> EndpointDocument.fault(request, caller.scope()));
    }

    private static Optional<Fault> identifier(ModifyEndpointRequest request) {
        return Optional.ofNullable(request.endpointIdentifier())
                .flatMap(name -> Identifiers.named("EndpointIdentifier", name));
    }

    private CompletionStage<Outcome<Endpoint>> create(String arn, CreateEndpointRequest request, Tags tags) {
        return EndpointDocument.create(arn, request)
                .then(definition -> engine.endpointCertificates()
                        .creating(
                                Arn.parse(arn).orElseThrow(),
                                request.certificateArn(),
                                () -> engine.endpoint(arn, replyTo -> new Create(definition, tags, replyTo))
                                        .thenApply(Reply::outcome)));
    }

    private CompletionStage<Outcome<Endpoint>> modify(String arn, ModifyEndpointRequest request) {
        return engine.endpointCertificates()
                .modifying(
                        Arn.parse(arn).orElseThrow(),
                        request.certificateArn(),
                        () -> engine.endpointChanges().modify(arn, request));
    }

    /** An endpoint that a call names, when it exists. */
    static CompletionStage<Outcome<String>> existing(Engine engine, Caller caller, String endpointArn) {
        return Arns.of(caller, Kind.ENDPOINT, endpointArn)
                .then(arn -> engine.identifierOf(arn)
                        .thenApply(found ->
                                found.isPresent() ? Outcome.done(arn) : Outcome.refused(Kind.ENDPOINT.notFound())));
    }
}
