package io.dmslocal.deploy;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.http.javadsl.ServerBinding;
import io.dmslocal.api.console.Console;
import io.dmslocal.api.console.ExplainRoute;
import io.dmslocal.api.console.JournalRoutes;
import io.dmslocal.api.http.ApiSettings;
import io.dmslocal.api.http.DmsServer;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.api.protocol.AwsJson;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.Storage;
import io.dmslocal.engine.replay.EntityKind;
import io.dmslocal.engine.replay.EntityKinds;
import io.dmslocal.engine.replay.Replay;
import io.dmslocal.engine.replay.Timeline;
import io.dmslocal.engine.run.log.TaskLogs;
import io.dmslocal.persistence.checkpoint.JdbcCheckpointStore;
import io.dmslocal.persistence.journal.JournalDatabase;
import io.dmslocal.persistence.journal.JournalException;
import io.dmslocal.persistence.journal.JournalReader;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running node: its parts, put together in the order in which they need each other, and taken apart in reverse. */
final class Node implements AutoCloseable {

    private static final Duration JOIN = Duration.ofSeconds(60);
    /** How long answers that are under way may take once the node is told to stop. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private final NodeSettings settings;
    private final DataDirectory directory;
    private final JournalDatabase database;
    private final ActorSystem<Void> system;
    private ServerBinding binding;
    private boolean closed;

    private Node(NodeSettings settings, DataDirectory directory, JournalDatabase database, ActorSystem<Void> system) {
        this.settings = settings;
        this.directory = directory;
        this.database = database;
        this.system = system;
    }

    /**
     * Serves when it returns.
     *
     * @throws StartFailure when the journal, the cluster or an address is not to be had
     */
    static Node start(NodeSettings settings) {
        DataDirectory directory = DataDirectory.take(settings.directory(), settings.keepsData());
        CompletableFuture<JournalDatabase> journal = CompletableFuture.supplyAsync(() -> journal(settings));
        ActorSystem<Void> system;
        try {
            system = system(settings);
        } catch (RuntimeException e) {
            journal.thenAccept(JournalDatabase::close);
            directory.close();
            throw e;
        }
        JournalDatabase database;
        try {
            database = journal.join();
        } catch (CompletionException e) {
            system.terminate();
            directory.close();
            throw e.getCause() instanceof StartFailure failure ? failure : e;
        }
        Node node = new Node(settings, directory, database, system);
        try {
            node.serve();
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** Where the API is served. */
    InetSocketAddress address() {
        return binding.localAddress();
    }

    /** Completes when the actor system has ended, for whatever reason. */
    CompletableFuture<Void> end() {
        return system.getWhenTerminated().toCompletableFuture().thenApply(done -> null);
    }

    /** Whether the cluster, not a person, ended this node. */
    boolean wasCastOut() {
        return CoordinatedShutdown.get(Adapter.toClassic(system))
                .getShutdownReason()
                .filter(reason -> reason == CoordinatedShutdown.clusterDowningReason()
                        || reason == CoordinatedShutdown.clusterJoinUnsuccessfulReason())
                .isPresent();
    }

    /** Stops taking calls, stops runs, leaves the cluster, closes the journal. Also right when some of it has happened already. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        system.terminate();
        try {
            end().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log().warn("The actor system did not end in order", e);
        }
        database.close();
        directory.close();
    }

    private static JournalDatabase journal(NodeSettings settings) {
        try {
            return JournalDatabase.open(settings.config().getConfig("dms-local.persistence.journal"));
        } catch (JournalException | IllegalArgumentException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    private static ActorSystem<Void> system(NodeSettings settings) {
        try {
            return ActorSystem.create(Behaviors.empty(), NodeSettings.SYSTEM, settings.config());
        } catch (akka.remote.RemoteTransportException e) {
            String port = settings.config().getString("dms-local.node.port");
            throw new StartFailure(
                    "The port for other nodes, " + port + ", cannot be had; choose another with --node-port. ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    private void serve() {
        CompletableFuture<Void> member = join();
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        JournalReader reader = new JournalReader(database, system);
        Storage storage = new Storage(
                new JdbcCheckpointStore(database),
                settings.directory().resolve("spill"),
                settings.directory().resolve("reports"),
                reader,
                new TaskLogs(settings.directory().resolve("logs")));
        Engine engine = Engine.start(system, settings.engine(), Clock.systemUTC(), storage);

        List<EntityKind<?, ?>> kinds = EntityKinds.all();
        Timeline timeline = new Timeline(reader, kinds, blocking);
        Replay replay = new Replay(reader, kinds, blocking);

        Operations operations = Areas.of(engine);
        Console console = new Console(
                operations,
                new NodeHealth(system, database, blocking),
                new JournalRoutes(
                        part -> timeline.of(part.arn(), part.from(), part.limit()),
                        moment -> replay.at(moment.arn(), moment.event())),
                new ExplainRoute(engine.explanations()::explain),
                ConsoleRoutes.of(engine));
        DmsServer server = new DmsServer(settings.api(), new AwsJson(operations, database::shortage), console);

        await(member);
        binding = bind(server);
        binding.addToCoordinatedShutdown(LAST_ANSWERS, Adapter.toClassic(system));
    }

    /** Completes when this node is a member. Seeds are asked by Akka itself; without any, the node begins a cluster of its own. */
    private CompletableFuture<Void> join() {
        CompletableFuture<Void> up = new CompletableFuture<>();
        akka.cluster.Cluster.get(Adapter.toClassic(system)).registerOnMemberUp(() -> up.complete(null));
        if (settings.seeds().isEmpty()) {
            Cluster cluster = Cluster.get(system);
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        }
        return up;
    }

    private void await(CompletableFuture<Void> member) {
        try {
            member.get(JOIN.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Interrupted while joining the cluster", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StartFailure(
                    "No seed let this node into the cluster within " + JOIN.toSeconds() + " s; asked were "
                            + settings.seeds(),
                    e);
        }
    }

    private ServerBinding bind(DmsServer server) {
        try {
            return server.bind(system).toCompletableFuture().join();
        } catch (CompletionException e) {
            ApiSettings api = settings.api();
            Throwable cause = e.getCause().getCause() == null
                    ? e.getCause()
                    : e.getCause().getCause();
            throw new StartFailure(
                    "The address " + api.host() + ":" + api.port() + " cannot be had (" + cause.getMessage()
                            + "); choose another with --host and --port",
                    e);
        }
    }

    /** Not a constant: the log's folder must be known before the first logger is made. */
    private static Logger log() {
        return LoggerFactory.getLogger(Node.class);
    }
}
