package io.dmslocal.engine;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.ShardRegion.CurrentShardRegionState;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.GetShardRegionState;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.run.MemoryCheckpoints;
import io.dmslocal.persistence.journal.JournalDatabase;
import io.dmslocal.persistence.journal.JournalReader;
import io.dmslocal.persistence.journal.Journals;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An engine on a cluster of one, with a journal in memory that serializes whatever it gets. */
public final class RunningEngine implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final ActorTestKit kit;
    private final Engine engine;
    private final Optional<JournalDatabase> database;

    public RunningEngine() {
        this("");
    }

    /** @param overrides configuration that wins over the test's */
    public RunningEngine(String overrides) {
        this(overrides, Optional.empty(), inMemory(), Path.of("target", "reports"), config -> Optional.empty());
    }

    /** With these connectors and no others. */
    public RunningEngine(String overrides, Connectors connectors) {
        this(overrides, Optional.of(connectors), inMemory(), Path.of("target", "reports"), config -> Optional.empty());
    }

    /** With its journal in a directory, where another finds it later; reports lie there in {@code reports}. */
    public static RunningEngine in(Path directory, String overrides) {
        Config journal = ConfigFactory.parseMap(Map.of("dms-local.persistence.directory", directory.toString()))
                .withFallback(ConfigFactory.parseResources("journal-h2.conf"));
        return new RunningEngine(
                overrides,
                Optional.empty(),
                journal,
                directory.resolve("reports"),
                config -> Optional.of(JournalDatabase.open(config.getConfig("dms-local.persistence.journal"))));
    }

    private static Config inMemory() {
        return PersistenceTestKitPlugin.getInstance().config().withFallback(PersistenceTestKitSnapshotPlugin.config());
    }

    /** @param open makes the journal's tables, where it has tables */
    private RunningEngine(
            String overrides,
            Optional<Connectors> connectors,
            Config journal,
            Path reports,
            Function<Config, Optional<JournalDatabase>> open) {
        Config config = ConfigFactory.parseString(overrides)
                .withFallback(ConfigFactory.parseString("""
                        akka.actor.provider = cluster
                        akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
                        akka.cluster.jmx.enabled = off
                        akka.persistence.testkit.events.serialize = on
                        akka.cluster.sharding.remember-entities-store = eventsourced
                        akka.loglevel = WARNING
                        akka.actor.testkit.typed.system-shutdown-default = 60s
                        """))
                .withFallback(journal)
                .withFallback(ConfigFactory.load())
                .resolve();
        database = open.apply(config);
        kit = ActorTestKit.create("engine", config);
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        EngineSettings settings = EngineSettings.from(config);
        Storage storage = new Storage(
                new MemoryCheckpoints(), Path.of(System.getProperty("java.io.tmpdir")), reports, journals());
        engine = Engine.start(
                kit.system(),
                settings,
                Clock.systemUTC(),
                storage,
                connectors.orElseGet(() -> Connectors.all(settings.kinesisEndpoint(), settings.changeCaptures())));
    }

    private Journals journals() {
        return database.<Journals>map(tables -> new JournalReader(tables, kit.system()))
                .orElseGet(() -> new MemoryJournals(kit.system()));
    }

    public Engine engine() {
        return engine;
    }

    /** ARNs of task entities that live on some node, and are remembered. */
    public Set<String> awakeTasks() {
        return await(AskPattern.<ClusterShardingQuery, CurrentShardRegionState>ask(
                        ClusterSharding.get(kit.system()).shardState(),
                        replyTo -> new GetShardRegionState(
                                EntityTypeKey.create(TaskProtocol.Command.class, "task"), replyTo),
                        DEADLINE,
                        kit.scheduler()))
                .getShards()
                .stream()
                .flatMap(shard -> shard.getEntityIds().stream())
                .collect(Collectors.toSet());
    }

    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        database.ifPresent(JournalDatabase::close);
    }
}
