package io.dmslocal.engine;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.directory.RollCall;
import io.dmslocal.engine.entity.datamigration.DataMigrationDocument;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Command;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Create;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Delete;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Describe;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Leave;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Modify;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Reply;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Start;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.Stop;
import io.dmslocal.engine.entity.datamigration.DataMigrationRules;
import io.dmslocal.engine.entity.datamigration.NothingMoves;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.MigrationProjects;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.CreateDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateMigrationProjectRequest;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;
import software.amazon.awssdk.services.databasemigration.model.MigrationProject;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyMigrationProjectRequest;

/** The way to data migrations: callers name them, and their project, by name or ARN. */
public final class DataMigrations {

    private final Engine engine;
    private final Sharded<Command> entities;
    private final RollCall<Command, Reply, DataMigration> call;
    private final Duration askTimeout;

    DataMigrations(Engine engine, Node node) {
        this.engine = engine;
        this.askTimeout = node.settings().askTimeout();
        this.entities = node.start(
                Command.class,
                "data-migration",
                new Leave(),
                arn -> DataMigrationEntity.create(
                        arn, node.settings().dataMigration(), node.clock(), engine, new NothingMoves()));
        this.call = node.rollCall(entities, Describe::new, Reply::outcome, DataMigration::dataMigrationArn);
    }

    Route route() {
        return new DataMigrationRoute(entities);
    }

    /** In the order of the ARNs, without those that are gone. */
    public CompletionStage<List<DataMigration>> describe(List<String> arns) {
        return call.call(arns, askTimeout);
    }

    /** The project is held from the moment before the migration exists. */
    public CompletionStage<Outcome<DataMigration>> create(Scope scope, CreateDataMigrationRequest request, Tags tags) {
        return Outcome.unless(DataMigrationRules.creation(request), request)
                .then(valid -> projects().arnOf(scope, valid.migrationProjectIdentifier()))
                .thenCompose(project -> project.then(arn -> register(arn, request, tags)));
    }

    private CompletionStage<Outcome<DataMigration>> register(
            Arn project, CreateDataMigrationRequest request, Tags tags) {
        String id = Identifiers.generated();
        Arn arn = new Arn(project.scope(), Kind.DATA_MIGRATION.arnType(), id);
        Registration wanted = new Registration(
                project.scope(),
                Kind.DATA_MIGRATION,
                DataMigrationDocument.name(arn.toString(), request.dataMigrationName()),
                Optional.of(id));
        return engine.registrar()
                .register(
                        wanted,
                        made -> projects()
                                .attach(project.scope(), project.toString(), made)
                                .thenCompose(held -> held.then(document ->
                                        ask(made, replyTo -> new Create(request, project.toString(), tags, replyTo)))));
    }

    public CompletionStage<Outcome<DataMigration>> modify(Scope scope, ModifyDataMigrationRequest request) {
        return Outcome.unless(DataMigrationRules.modification(request), request)
                .then(valid -> find(scope, valid.dataMigrationIdentifier()))
                .thenCompose(found -> found.then(arn -> request.dataMigrationName() == null
                        ? ask(arn, replyTo -> new Modify(request, replyTo))
                        : engine.registrar()
                                .rename(
                                        scope,
                                        Kind.DATA_MIGRATION,
                                        arn,
                                        request.dataMigrationName(),
                                        name -> ask(arn, replyTo -> new Modify(named(request, name), replyTo)))));
    }

    private static ModifyDataMigrationRequest named(ModifyDataMigrationRequest request, String name) {
        return request.toBuilder().dataMigrationName(name).build();
    }

    public CompletionStage<Outcome<DataMigration>> start(Scope scope, String identifier, String startType) {
        return Outcome.unless(DataMigrationRules.start(startType), identifier)
                .then(valid -> find(scope, valid))
                .thenCompose(found -> found.then(arn -> ask(arn, replyTo -> new Start(startType, replyTo))));
    }

    public CompletionStage<Outcome<DataMigration>> stop(Scope scope, String identifier) {
        return find(scope, identifier).thenCompose(found -> found.then(arn -> ask(arn, Stop::new)));
    }

    public CompletionStage<Outcome<DataMigration>> delete(Scope scope, String identifier) {
        return find(scope, identifier).thenCompose(found -> found.then(arn -> ask(arn, Delete::new)));
    }

    /** The ARN of what a caller means by a name in any case, or by an ARN. */
    private CompletionStage<Outcome<String>> find(Scope scope, String identifier) {
        return engine.find(scope, Kind.DATA_MIGRATION, List.of(identifier))
                .thenApply(entries -> entries.stream()
                        .map(Directory.Entry::arn)
                        .findFirst()
                        .<Outcome<String>>map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(Kind.DATA_MIGRATION.notFound())));
    }

    private CompletionStage<Outcome<DataMigration>> ask(String arn, Function<ActorRef<Reply>, Command> command) {
        return entities.ask(arn, command).thenApply(Reply::outcome);
    }

    private Resources<MigrationProject, CreateMigrationProjectRequest, ModifyMigrationProjectRequest> projects() {
        return engine.resources().of(MigrationProjects.class);
    }
}
