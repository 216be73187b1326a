package io.dmslocal.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.persistence.typed.PersistenceId;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.directory.Desk;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Names;
import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.directory.Registrar;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.directory.RollCall;
import io.dmslocal.engine.entity.Hosting;
import io.dmslocal.engine.entity.conversion.ConversionEntity;
import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.running.RunWorld;
import io.dmslocal.engine.entity.serverless.ReplicationEntity;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol;
import io.dmslocal.engine.entity.serverless.ServerlessWorld;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.entity.task.TaskWorld;
import io.dmslocal.engine.metrics.PrometheusPage;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.resource.Neighbours;
import io.dmslocal.engine.resource.ResourceCollection;
import io.dmslocal.engine.resource.ResourceCollections;
import io.dmslocal.engine.resource.ResourceType;
import io.dmslocal.engine.resource.type.ResourceTypes;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ResourcePendingMaintenanceActions;

/**
 * Starts what there is on this node, and is the phone book to all of it, wherever it lives. No rules here.
 *
 * <p>A new kind of entity needs: a {@link Sharded}, a {@link RollCall}, a line in {@code routes}, and a method to ask it.
 */
public final class Engine implements Names, Residents, Neighbours {

    private final EngineSettings settings;
    private final Clock clock;
    private final Instant began; // this node's engine
    private final BooleanSupplier alone; // whether its node has no other beside it now
    private final Sharded<Directory.Command> directories;
    private final Events events;
    private final Instances instances;
    private final Endpoints endpoints;
    private final Sharded<TaskProtocol.Command> tasks;
    private final RollCall<TaskProtocol.Command, TaskProtocol.Reply, ReplicationTask> taskCall;
    private final Sharded<ReplicationProtocol.Command> replications;
    private final RollCall<ReplicationProtocol.Command, ReplicationProtocol.Reply, ReplicationProtocol.Described>
            replicationCall;
    private final TaskReasons taskReasons;
    private final Watched watched;
    private final Assessments assessments;
    private final DataMigrations dataMigrations;
    private final ResourceCollections resources;
    private final SchemaConversions schemaConversions;
    private final FleetAdvisor fleetAdvisor;
    private final Explanations explanations;
    private final ArnRoutes routes;
    private final Registrar registrar;

    /** On every node; the node must be, or be about to become, a member of its cluster. */
    public static Engine start(ActorSystem<?> system, EngineSettings settings, Clock clock, Storage storage) {
        return start(
                system,
                settings,
                clock,
                storage,
                Connectors.all(settings.kinesisEndpoint(), settings.changeCaptures()));
    }

    /** With these connectors and no others. */
    public static Engine start(
            ActorSystem<?> system, EngineSettings settings, Clock clock, Storage storage, Connectors connectors) {
        return new Engine(system, settings, clock, storage, connectors);
    }

    private Engine(
            ActorSystem<?> system, EngineSettings settings, Clock clock, Storage storage, Connectors connectors) {
        this.settings = settings;
        this.clock = clock;
        began = clock.instant();
        Cluster cluster = Cluster.get(system);
        alone = () -> StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                        .count()
                == 1;
        registrar = new Registrar(this, this, settings.limits());

        Node node = Node.of(system, settings, clock);
        watched = Watched.start(system, settings, storage, clock, node.blocking());
        taskReasons = new TaskReasons(this, storage.checkpoints(), node.blocking());
        directories = node.start(
                Directory.Command.class,
                "directory",
                new Directory.Leave(),
                id -> Desk.create(PersistenceId.of("Directory", id), clock, settings.claimTimeout(), this));
        events = new Events(this, system, settings, clock, storage.journals(), node.blocking());
        List<ResourceType<?, ?, ?>> types = ResourceTypes.all(settings.limits());
        Sharded<ResourceCollection.Command> collections = node.start(
                ResourceCollection.Command.class,
                "collection",
                new ResourceCollection.Leave(),
                id -> ResourceCollections.behavior(id, types, clock, this));
        resources = new ResourceCollections(types, settings.limits(), collections::ask, this);

        Hosting hosting = new InstanceHosting(this);
        instances = new Instances(this, node, hosting);
        endpoints = new Endpoints(this, node, connectors);
        dataMigrations = new DataMigrations(this, node);
        schemaConversions = new SchemaConversions(this, node);
        fleetAdvisor = new FleetAdvisor(node);
        explanations = new Explanations(this, endpoints::settings, settings, connectors, node.blocking());
        assessments =
                new Assessments(this, system, settings, clock, connectors, endpoints::settings, storage.reports());

        routes = new ArnRoutes(
                this,
                Map.of(
                        Kind.ASSESSMENT_RUN.arnType(),
                        assessments.route(),
                        Assessments.CLASSIC,
                        assessments.route(),
                        Kind.INSTANCE.arnType(),
                        instances.route(),
                        Kind.ENDPOINT.arnType(),
                        endpoints.route(),
                        Kind.DATA_MIGRATION.arnType(),
                        dataMigrations.route(),
                        ConversionEntity.ARN_TYPE,
                        schemaConversions.route(),
                        Kind.SUBSCRIPTION.arnType(),
                        events.subscriptions().route()));
        resources.all().forEach(each -> routes.add(each.type().arnType(), new CollectionRoute(each)));

        // What is remembered awakes at once and asks after others: last, when all others can be found.
        RunWorld runs = new RunWorld(
                endpoints::settings,
                connectors,
                storage.checkpoints(),
                storage.spill(),
                storage.logs(),
                this::identifierOf,
                watched.runs(),
                settings.expressionDeadline(),
                settings.stopGrace(),
                Optional.of(new TimeTravelObjects(assessments.reports())),
                new LeftCaptures(this, node, endpoints::settings, connectors));
        TaskWorld taskWorld = new TaskWorld(runs, hosting, new Noticeboard<>());
        tasks = node.startRemembered(
                TaskProtocol.Command.class,
                "task",
                new TaskProtocol.Leave(),
                place -> ReplicationTaskEntity.create(place, settings.task(), clock, this, taskWorld));
        routes.add(Kind.TASK.arnType(), new TaskRoute(this, tasks, assessments));
        taskCall = node.rollCall(
                tasks,
                TaskProtocol.Describe::new,
                TaskProtocol.Reply::outcome,
                ReplicationTask::replicationTaskArn,
                taskWorld.notices());
        ServerlessWorld serverlessWorld =
                new ServerlessWorld(runs, endpoints::problem, new Premigrations(this), new Noticeboard<>());
        replications = node.startRemembered(
                ReplicationProtocol.Command.class,
                "replication-config",
                new ReplicationProtocol.Leave(),
                place -> ReplicationEntity.create(place, settings.serverless(), clock, this, serverlessWorld));
        routes.add(Kind.SERVERLESS.arnType(), new ReplicationRoute(this, replications));
        replicationCall = node.rollCall(
                replications,
                ReplicationProtocol.Describe::new,
                ReplicationProtocol.Reply::outcome,
                described -> described.config().replicationConfigArn(),
                serverlessWorld.notices());
    }

    public Registrar registrar() {
        return registrar;
    }

    public Explanations explanations() {
        return explanations;
    }

    public Quotas quotas() {
        return new Quotas(this, settings.limits());
    }

    public CompletionStage<ReplicationInstanceEntity.Reply> instance(
            String arn,
            Function<ActorRef<ReplicationInstanceEntity.Reply>, ReplicationInstanceEntity.Command> command) {
        return instances.ask(arn, command);
    }

    /** In the order of the ARNs, without those that are gone. */
    public CompletionStage<List<ReplicationInstance>> instances(List<String> arns) {
        return instances.all(arns);
    }

    /** What maintenance is pending on instances, in no order; none where there is none. */
    public CompletionStage<List<ResourcePendingMaintenanceActions>> maintenance(List<String> arns) {
        return instances.maintenance(arns);
    }

    /** Tasks that use the instance, and those that are on their way to it. */
    CompletionStage<Dependents> instanceUsers(String arn) {
        return instances.users(arn);
    }

    public CompletionStage<EndpointEntity.Reply> endpoint(
            String arn, Function<ActorRef<EndpointEntity.Reply>, EndpointEntity.Command> command) {
        return endpoints.ask(arn, command);
    }

    /** As long as a test of its connection may take. */
    public CompletionStage<EndpointEntity.Reply> testedEndpoint(String arn, String instanceArn) {
        return endpoints.tested(arn, instanceArn);
    }

    /** In the order of the ARNs, without those that are gone. */
    public CompletionStage<List<Endpoint>> endpoints(List<String> arns) {
        return endpoints.all(arns);
    }

    /** Tasks and serverless replications that hold the endpoint. */
    CompletionStage<Dependents> endpointUsers(String arn) {
        return endpoints.users(arn);
    }

    public CompletionStage<TaskProtocol.Reply> task(
            String arn, Function<ActorRef<TaskProtocol.Reply>, TaskProtocol.Command> command) {
        return ifHeld(arn, Kind.TASK, new TaskProtocol.Refused(Kind.TASK.notFound()), () -> tasks.ask(arn, command));
    }

    /** In the order of the ARNs, without those that are gone. */
    public CompletionStage<List<ReplicationTask>> tasks(List<String> arns) {
        return taskCall.call(arns, settings.askTimeout());
    }

    public CompletionStage<ReplicationProtocol.Reply> replication(
            String arn, Function<ActorRef<ReplicationProtocol.Reply>, ReplicationProtocol.Command> command) {
        return ifHeld(
                arn,
                Kind.SERVERLESS,
                new ReplicationProtocol.Refused(Kind.SERVERLESS.notFound()),
                () -> replications.ask(arn, command));
    }

    /** Serverless: configs and their replications, in the order of the ARNs, without those that are gone. */
    public CompletionStage<List<ReplicationProtocol.Described>> replications(List<String> arns) {
        return replicationCall.call(arns, settings.askTimeout());
    }

    /** What this node measures of tasks and instances. */
    public PrometheusPage metrics() {
        return watched.page();
    }

    /** Why tasks and serverless replications are as they are. */
    public TaskReasons taskReasons() {
        return taskReasons;
    }

    /** How serverless replications come to be and change: what they need of endpoints and subnet groups. */
    public ReplicationDefinitions replicationDefinitions() {
        return new ReplicationDefinitions(this);
    }

    /** How endpoints change while others use them. */
    public EndpointChanges endpointChanges() {
        return new EndpointChanges(this);
    }

    /** How tasks begin: what they need of instances and endpoints. */
    public TaskStarts taskStarts() {
        return new TaskStarts(this, settings.needsSuccessfulTests());
    }

    /** Assessments of tasks. */
    public Assessments assessments() {
        return assessments;
    }

    public DataMigrations dataMigrations() {
        return dataMigrations;
    }

    /** How migration projects change while they are used. */
    public ProjectChanges projectChanges() {
        return new ProjectChanges(this);
    }

    public EndpointCertificates endpointCertificates() {
        return endpoints.certificates();
    }

    /** What happened, and who hears of it. */
    public Events events() {
        return events;
    }

    /** How tasks go from one instance to another. */
    public TaskMoves taskMoves() {
        return new TaskMoves(this);
    }

    /** Everything without a life: {@code engine.resources().of(SubnetGroups.class)}. */
    public ResourceCollections resources() {
        return resources;
    }

    /** Schema conversion of migration projects. */
    public SchemaConversions schemaConversions() {
        return schemaConversions;
    }

    public FleetAdvisor fleetAdvisor() {
        return fleetAdvisor;
    }

    @Override
    public CompletionStage<Directory.Reply> ask(
            Scope scope, Kind kind, Function<ActorRef<Directory.Reply>, Directory.Command> command) {
        return directories.ask(scope + "/" + kind.arnType(), command);
    }

    @Override
    public CompletionStage<Optional<String>> identifierOf(String arn) {
        return routes.identifierOf(arn);
    }

    /** Changes, or with {@link TagChange#none()} only asks for, the tags of whatever has this ARN. */
    public CompletionStage<TagReply> changeTags(String arn, TagChange change) {
        return routes.changeTags(arn, change);
    }

    @Override
    public void gone(String arn, Collection<String> used) {
        Arn resource = Arn.parse(arn).orElseThrow();
        routes.gone(resource);
        Kind.of(resource).ifPresent(kind -> ask(resource.scope(), kind, replyTo -> new Directory.Forget(arn, replyTo)));
        release(arn, used);
    }

    @Override
    public CompletionStage<Boolean> withdraw(String arn) {
        return routes.withdraw(arn);
    }

    @Override
    public boolean outlived(Instant then) {
        return then.isBefore(began) && alone.getAsBoolean();
    }

    @Override
    public void news(String arn) {
        events.news(arn);
    }

    @Override
    public void release(String dependent, Collection<String> used) {
        routes.release(dependent, used);
    }

    @Override
    public CompletionStage<List<String>> releaseDead(String arn) {
        return routes.releaseDead(arn);
    }
}
