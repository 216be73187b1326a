package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.log.TaskLog;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.settings.CdcStart;
import io.dmslocal.engine.settings.CdcStop;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.travel.TimeTravelStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One task between two databases in memory, run as a test wants it. */
final class Runs implements AutoCloseable {

    static final String SCHEMA = "shop";
    static final String TASK = "arn:aws:dms:us-east-1:000000000000:task:T";
    private static final String ALL = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}}]}
            """;

    final MemoryConnector source = new MemoryConnector();
    final MemoryConnector target = new MemoryConnector();
    final MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    final ActorTestKit kit;

    private final Path spill;
    private RunPlan.Side from = new RunPlan.Side(source, endpoint("source"));
    private RunPlan.Side to = new RunPlan.Side(target, endpoint("target"));
    private MigrationType type = MigrationType.FULL_LOAD_AND_CDC;
    private String settings = "{}";
    private String mappings = ALL;
    private CdcStart cdcStart = new CdcStart.Now();
    private CdcStop until = new CdcStop.Never();
    private Clock clock = Clock.systemUTC();
    private Duration stopGrace = Duration.ofSeconds(5);
    private Optional<TimeTravelStore> travels = Optional.empty();
    private Optional<TaskLog> log = Optional.empty();
    private long run;
    private String name = "T";
    private String instance = "";

    Runs(Path spill) {
        this(spill, ConfigFactory.empty());
    }

    /** @param config over the usual one */
    Runs(Path spill, Config config) {
        this.spill = spill;
        this.kit = ActorTestKit.create(config.withFallback(ConfigFactory.parseString("akka.log-dead-letters = off"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    Runs type(MigrationType wanted) {
        type = wanted;
        return this;
    }

    Runs settings(String json) {
        settings = json;
        return this;
    }

    Runs mappings(String json) {
        mappings = json;
        return this;
    }

    Runs clock(Clock other) {
        clock = other;
        return this;
    }

    /** How long a stop waits while nothing moves. */
    Runs stopGrace(Duration length) {
        stopGrace = length;
        return this;
    }

    Runs from(CdcStart start) {
        cdcStart = start;
        return this;
    }

    /** Between these instead of the databases in memory. */
    Runs between(RunPlan.Side otherSource, RunPlan.Side otherTarget) {
        from = otherSource;
        to = otherTarget;
        return this;
    }

    /** Keeps time travel logs there. */
    Runs keeping(TimeTravelStore store) {
        travels = Optional.of(store);
        return this;
    }

    /** Says to a log of its own what its settings want. */
    Runs logging(TaskLog own) {
        log = Optional.of(own);
        return this;
    }

    Runs until(CdcStop stop) {
        until = stop;
        return this;
    }

    /** One of several tasks at the same time: what it leaves on servers is its own. */
    Runs named(String task) {
        name = task;
        return this;
    }

    /** The identifier of the replication instance. */
    Runs on(String identifier) {
        instance = identifier;
        return this;
    }

    static TableId table(String name) {
        return new TableId(SCHEMA, name);
    }

    TableId given(String name, boolean keyed, int rows) {
        source.database().create(MemoryDatabase.schema(SCHEMA, name, keyed));
        TableId table = table(name);
        source.database().transaction(tx -> {
            for (long i = 0; i < rows; i++) {
                tx.insert(table, i, "row " + i, i);
            }
        });
        return table;
    }

    /** A run and what it reports. */
    final class Started {
        final ActorRef<TaskRun.Command> run;
        final TestProbe<RunReport> reports;
        final RunView view;

        private Started(ActorRef<TaskRun.Command> run, TestProbe<RunReport> reports, RunView view) {
            this.run = run;
            this.view = view;
            this.reports = reports;
        }

        /** The report of this kind that comes next; others before it are passed over. */
        <R extends RunReport> R expect(Class<R> kind) {
            while (true) {
                RunReport report = reports.receiveMessage(Duration.ofSeconds(30));
                if (kind.isInstance(report)) {
                    return kind.cast(report);
                }
                if (report instanceof RunReport.Failed || report instanceof RunReport.Stopped) {
                    throw new AssertionError("expected " + kind.getSimpleName() + ", but the run ended: " + report);
                }
            }
        }

        StopReason stop() {
            run.tell(new TaskRun.Stop());
            return expect(RunReport.Stopped.class).reason();
        }

        RunStatistics statistics() {
            return view.statistics();
        }

        TableStatistics statistics(TableId table) {
            return of(statistics(), table);
        }
    }

    static TableStatistics of(RunStatistics statistics, TableId table) {
        return statistics.tables().stream()
                .filter(t -> t.table().equals(table.name()))
                .findFirst()
                .orElseThrow();
    }

    Started start(Start start) {
        run++;
        return again(start);
    }

    /** The same run once more, as after a crash of its node. */
    Started again(Start start) {
        TestProbe<RunReport> reports = kit.createTestProbe();
        RunPlan plan = plan(start);
        RunView view = new RunView();
        return new Started(
                kit.spawn(TaskRun.create(
                        plan, new TaskRun.Surroundings(checkpoints, clock, stopGrace), view, reports.getRef())),
                reports,
                view);
    }

    private RunPlan plan(Start start) {
        return new RunPlan(
                TASK,
                name,
                instance,
                run,
                "dms_" + name.toLowerCase(java.util.Locale.ROOT),
                type,
                start,
                TaskSettings.parse(
                        TaskSettings.complete(settings, type.word()).value().orElseThrow()),
                TableMappings.parse(mappings).value().orElseThrow(),
                from,
                to,
                cdcStart,
                until,
                spill,
                log,
                RunPlan.EXPRESSION_DEADLINE,
                travels);
    }

    static EndpointSettings endpoint(String name) {
        return new EndpointSettings(name, "memory", name + ".localhost", 1, "u", "p", "", "none", "", Map.of());
    }

    /** Onto the target of another task. */
    Runs onto(Runs other) {
        to = other.to;
        return this;
    }

    /** Both endpoints name one database. */
    Runs ontoItself() {
        to = from;
        return this;
    }

    RunStatistics saved() {
        return new RunCheckpoint(checkpoints.look(TASK)).statistics();
    }

    /** Waits until the target has what the source has. */
    void same(TableId... tables) {
        for (TableId table : tables) {
            eventually(
                    () -> table + ": " + difference(table),
                    () -> source.database()
                            .content(table)
                            .equals(target.database().content(table)));
        }
    }

    /** The gates are open: what is written from now on is an ongoing change, not a cached one. */
    void opened(TableId... tables) {
        for (TableId table : tables) {
            source.database().transaction(tx -> tx.insert(table, 999_999L, "gate", 0L));
            eventually(
                    () -> "the gate of " + table + " stays closed",
                    () -> target.database().content(table).contains("[999999, gate, 0]"));
        }
    }

    /** What only one side has, now. */
    Optional<String> difference(TableId table) {
        List<String> there = source.database().content(table);
        List<String> here = target.database().content(table);
        return there.equals(here)
                ? Optional.empty()
                : Optional.of("missing " + minus(there, here) + ", too many " + minus(here, there) + " (" + there.size()
                        + " and " + here.size() + " rows)");
    }

    private static List<String> minus(List<String> all, List<String> some) {
        List<String> left = new java.util.ArrayList<>(all);
        some.forEach(left::remove);
        return left.size() > 5 ? left.subList(0, 5) : left;
    }

    int exceptions() {
        return target.database().has(MemoryTarget.EXCEPTIONS)
                ? target.database().content(MemoryTarget.EXCEPTIONS).size()
                : 0;
    }

    void expectState(Started started, TableId table, String state) {
        eventually(
                () -> "state is " + started.statistics(table).state(),
                () -> started.statistics(table).state().equals(state));
        assertEquals(state, started.statistics(table).state());
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
