package io.dmslocal.engine;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.entity.conversion.ConversionEntity;
import io.dmslocal.engine.entity.conversion.ConversionEntity.AskConfiguration;
import io.dmslocal.engine.entity.conversion.ConversionEntity.AskRequests;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Cancel;
import io.dmslocal.engine.entity.conversion.ConversionEntity.ChangeConfiguration;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Configured;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Described;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Listed;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Numbered;
import io.dmslocal.engine.entity.conversion.ConversionEntity.Start;
import io.dmslocal.engine.entity.conversion.Converter;
import io.dmslocal.engine.entity.conversion.ExportPlace;
import io.dmslocal.engine.entity.conversion.NoConverter;
import io.dmslocal.engine.entity.conversion.NoConverter.Reach;
import io.dmslocal.engine.entity.conversion.ProviderReach;
import io.dmslocal.engine.entity.conversion.RequestKind;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.MigrationProjects;
import io.dmslocal.persistence.serialization.ModelJson;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.SchemaConversionRequest;

/** Schema conversion of migration projects, which callers name by name or ARN. A project that is not there refuses every call. */
public final class SchemaConversions {

    private final Resources<MigrationProject, ?, ?> projects;
    private final Sharded<ConversionEntity.Command> conversions;
    private final Converter converter;

    SchemaConversions(Engine engine, Node node) {
        EngineSettings settings = node.settings();
        this.projects = engine.resources().of(MigrationProjects.class);
        Reach reach = settings.needsReachableProviders()
                ? new ProviderReach(
                        engine.resources(), node.blocking(), settings.endpoint().connectTimeout())
                : Reach.none();
        this.converter = new NoConverter(reach);
        this.conversions = node.start(
                ConversionEntity.Command.class,
                "schema-conversion",
                new ConversionEntity.Leave(),
                arn -> ConversionEntity.create(arn, settings.conversion(), node.clock(), engine, converter));
    }

    Route route() {
        return new ConversionRoute(conversions);
    }

    /** The place where converting would happen. */
    public Converter converter() {
        return converter;
    }

    public CompletionStage<Outcome<MigrationProject>> project(Scope scope, String identifier) {
        return projects.describe(scope, identifier);
    }

    /**
     * Holds the project, then makes the request.
     *
     * @param order the caller's request, checked
     */
    public CompletionStage<Outcome<SchemaConversionRequest>> start(
            Scope scope, String identifier, RequestKind kind, SdkPojo order) {
        String id = UUID.randomUUID().toString();
        return project(scope, identifier)
                .thenCompose(found -> found.then(known -> {
                    String projectArn = known.migrationProjectArn();
                    String holder = ConversionEntity.request(projectArn, id).toString();
                    return projects.attach(scope, projectArn, holder)
                            .thenCompose(held -> held.then(project -> ask(
                                            projectArn,
                                            replyTo -> start(id, project, kind, ModelJson.toJson(order), replyTo))
                                    .thenApply(
                                            reply -> reply.as(Described.class).map(Described::document))
                                    .thenCompose(started -> started.fault().isEmpty()
                                            ? stillHeld(scope, projectArn, holder, kind, started)
                                            : projects.detach(scope, projectArn, holder)
                                                    .thenApply(free -> started))));
                }));
    }

    /**
     * Who deleted the project meanwhile took the new request for dead, as long as it did not exist, and made the project let go of it. So the project is held
     * again, which changes nothing as a rule; or it is gone, and the new request is cancelled.
     */
    private CompletionStage<Outcome<SchemaConversionRequest>> stillHeld(
            Scope scope, String projectArn, String holder, RequestKind kind, Outcome<SchemaConversionRequest> started) {
        return projects.attach(scope, projectArn, holder)
                .thenCompose(held -> held.fold(
                        project -> CompletableFuture.completedFuture(started),
                        fault -> ask(
                                        projectArn,
                                        replyTo -> new Cancel(
                                                kind,
                                                started.value().orElseThrow().requestIdentifier(),
                                                replyTo))
                                .thenApply(cancelled -> Outcome.refused(fault))));
    }

    private static Start start(
            String id,
            MigrationProject project,
            RequestKind kind,
            ObjectNode order,
            ActorRef<ConversionEntity.Reply> replyTo) {
        SchemaConversionRequest.Builder request = SchemaConversionRequest.builder()
                .requestIdentifier(id)
                .migrationProjectArn(project.migrationProjectArn());
        if (kind == RequestKind.SCRIPT_EXPORT) {
            request.exportSqlDetails(
                    ExportPlace.of(project).script(order.path("FileName").asText(), id));
        }
        return new Start(request.build(), kind, order, replyTo);
    }

    /** Of one kind, oldest first. */
    public CompletionStage<Outcome<List<Numbered>>> requests(Scope scope, String identifier, RequestKind kind) {
        return inProject(scope, identifier, replyTo -> new AskRequests(kind, replyTo))
                .thenApply(reply ->
                        reply.flatMap(answer -> answer.as(Listed.class)).map(Listed::requests));
    }

    public CompletionStage<Outcome<SchemaConversionRequest>> cancel(
            Scope scope, String identifier, RequestKind kind, String requestId) {
        return inProject(scope, identifier, replyTo -> new Cancel(kind, requestId, replyTo))
                .thenApply(reply ->
                        reply.flatMap(answer -> answer.as(Described.class)).map(Described::document));
    }

    public CompletionStage<Outcome<ObjectNode>> configuration(Scope scope, String identifier) {
        return inProject(scope, identifier, AskConfiguration::new)
                .thenApply(reply ->
                        reply.flatMap(answer -> answer.as(Configured.class)).map(Configured::configuration));
    }

    /** @param change is merged into what is there */
    public CompletionStage<Outcome<ObjectNode>> changeConfiguration(Scope scope, String identifier, ObjectNode change) {
        return inProject(scope, identifier, replyTo -> new ChangeConfiguration(change, replyTo))
                .thenApply(reply ->
                        reply.flatMap(answer -> answer.as(Configured.class)).map(Configured::configuration));
    }

    /** Said of a project that was deleted: what it had of schema conversion vanishes with it. */
    public void forget(String projectArn) {
        conversions.ref(ConversionEntity.ofProject(projectArn).toString()).tell(new ConversionEntity.Forget());
    }

    private CompletionStage<Outcome<ConversionEntity.Reply>> inProject(
            Scope scope,
            String identifier,
            Function<ActorRef<ConversionEntity.Reply>, ConversionEntity.Command> command) {
        return project(scope, identifier)
                .thenCompose(found -> found.then(
                        project -> ask(project.migrationProjectArn(), command).thenApply(Outcome::done)));
    }

    private CompletionStage<ConversionEntity.Reply> ask(
            String projectArn, Function<ActorRef<ConversionEntity.Reply>, ConversionEntity.Command> command) {
        return conversions.ask(ConversionEntity.ofProject(projectArn).toString(), command);
    }
}
