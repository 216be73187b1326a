package io.dmslocal.engine;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.directory.RollCall;
import io.dmslocal.engine.entity.endpoint.ConnectorProbe;
import io.dmslocal.engine.entity.endpoint.EndpointDelays;
import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.AskDependents;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Command;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Describe;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.EnsureTested;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Leave;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Reply;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Resolve;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Resolved;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;

/** The way to endpoints, to what they say of their databases, and to the databases themselves. */
final class Endpoints {

    private final EngineSettings settings;
    private final EndpointCertificates certificates;
    private final EndpointLogins logins;
    private final ConnectorProbe probe;
    private final Sharded<Command> entities;
    private final RollCall<Command, Reply, Endpoint> call;

    Endpoints(Engine engine, Node node, Connectors connectors) {
        settings = node.settings();
        certificates = new EndpointCertificates(engine);
        logins = new EndpointLogins(certificates, settings.secretsManagerEndpoint(), node.blocking());
        probe = new ConnectorProbe(
                connectors,
                logins::complete,
                node.blocking(),
                settings.endpoint().connectTimeout());
        entities = node.start(
                Command.class,
                "endpoint",
                new Leave(),
                arn -> EndpointEntity.create(arn, settings.endpoint(), node.clock(), engine, probe));
        call = node.rollCall(entities, Describe::new, Reply::outcome, Endpoint::endpointArn);
    }

    Route route() {
        return new EndpointRoute(entities);
    }

    EndpointCertificates certificates() {
        return certificates;
    }

    CompletionStage<Reply> ask(String arn, Function<ActorRef<Reply>, Command> command) {
        return entities.ask(arn, command);
    }

    CompletionStage<Reply> tested(String arn, String instanceArn) {
        EndpointDelays delays = settings.endpoint();
        return entities.ask(
                arn,
                replyTo -> new EnsureTested(instanceArn, replyTo),
                delays.testing().plus(delays.connectTimeout()).plus(settings.askTimeout()));
    }

    CompletionStage<List<Endpoint>> all(List<String> arns) {
        return call.call(arns, settings.askTimeout());
    }

    /** Tasks and serverless replications that hold it. */
    CompletionStage<Dependents> users(String arn) {
        return entities.ask(arn, AskDependents::new);
    }

    /** With all that is needed to connect. */
    CompletionStage<Outcome<EndpointSettings>> settings(String arn) {
        return ask(arn, Resolve::new)
                .thenCompose(reply -> reply.as(Resolved.class).then(resolved -> logins.complete(resolved.settings())));
    }

    /** What keeps its database from being reached; empty when nothing does. */
    CompletionStage<Optional<String>> problem(String arn, boolean isSource) {
        return settings(arn)
                .thenCompose(resolved -> resolved.fold(
                        complete -> probe.test(complete, isSource)
                                .thenApply(finding ->
                                        Optional.of(finding.failure()).filter(why -> !why.isEmpty())),
                        fault -> CompletableFuture.completedFuture(Optional.of(fault.message()))));
    }
}
