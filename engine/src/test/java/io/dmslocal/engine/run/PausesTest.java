package io.dmslocal.engine.run;

import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.Identify;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.typed.javadsl.Adapter;
import akka.pattern.Patterns;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.connector.postgres.SilentProxy;
import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.stream.Blocking;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The RecoverableError settings of a task whose target cannot be reached: how long it pauses, how often, and when it gives up. The time is the test's. */
class PausesTest {

    /** What is to be done there is done in turn. */
    private static final Config ONE_BLOCKING =
            ConfigFactory.parseString("dms-local.engine.blocking-dispatcher.max-threads = 1");

    /** Counts the targets that are made. */
    private record Counted(Connector connector, AtomicInteger targets) implements Connector {

        @Override
        public Set<String> engineNames() {
            return connector.engineNames();
        }

        @Override
        public String family() {
            return connector.family();
        }

        @Override
        public Set<Capability> capabilities() {
            return connector.capabilities();
        }

        @Override
        public Source source(EndpointSettings endpoint) {
            return connector.source(endpoint);
        }

        @Override
        public Target target(EndpointSettings endpoint) {
            targets.incrementAndGet();
            return connector.target(endpoint);
        }
    }

    @TempDir
    Path spill;

    /** Settings without their prefix RecoverableError; the pauses, in seconds, after which it fails. */
    @ParameterizedTest
    @CsvSource({
        "'Count:0',                                                              ''",
        "'Count:1, Interval:600',                                                '600'",
        "'Count:3, Interval:600, Throttling:false',                              '600 600 600'",
        "'Count:4, Interval:600, ThrottlingMax:86400',                           '600 1200 2400 4800'",
        "'Interval:600, ThrottlingMax:1800',                                     '600 1200 1800'",
        "'Interval:600, ThrottlingMax:1800, StopRetryAfterThrottlingMax:true',   '600 1200 1800'",
        "'Count:5, Interval:600, ThrottlingMax:1800, StopRetryAfterThrottlingMax:false', '600 1200 1800 1800 1800'",
        "'Interval:40, ThrottlingMax:60',                                        '40 60'",
    })
    void itPausesAndGivesUpAsItsSettingsSay(String given, String expected) throws SQLException, IOException {
        AtomicInteger openings = new AtomicInteger();
        try (Runs runs = unreachable(given, openings)) {
            ManualTime time = ManualTime.get(runs.kit.system());
            Started run = runs.start(Start.FRESH);
            int attempt = 0;
            for (String pause : expected.isEmpty() ? new String[0] : expected.split(" ")) {
                RunReport.Retrying retrying = run.expect(RunReport.Retrying.class);
                assertEquals(++attempt, retrying.attempt());
                assertEquals(Long.parseLong(pause), retrying.pauseSeconds());
                settled(runs, run);
                time.timePasses(Duration.ofSeconds(retrying.pauseSeconds()).minusMillis(1));
                settled(runs, run);
                assertEquals(attempt, openings.get(), "the pause has ended too early");
                time.timePasses(Duration.ofMillis(1));
            }
            assertEquals(
                    StopReason.RECOVERABLE_ERROR,
                    run.expect(RunReport.Failed.class).reason());
        }
    }

    /** The run has done all that there is to do: its own messages, then what it had its one blocking thread do, then the answer to that. */
    private static void settled(Runs runs, Started run) {
        turn(run);
        CompletableFuture.runAsync(() -> {}, Blocking.executor(runs.kit.system()))
                .join();
        turn(run);
    }

    private static void turn(Started run) {
        Patterns.ask(Adapter.toClassic(run.run), new Identify(""), Duration.ofSeconds(30))
                .toCompletableFuture()
                .join();
    }

    /** What a server says that starts, while changes are applied. */
    @Test
    void whatPassesIsTriedAgainAsOftenAsWanted() throws SQLException {
        RealDatabase from = RealDatabase.postgres("pauses_from");
        RealDatabase to = RealDatabase.postgres("pauses_to");
        from.run("create table shop.orders (id int primary key)");
        to.run(
                "create table shop.orders (id int primary key)",
                "create function shop.starts() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'the database starts' using errcode = '57P03'; end $$",
                "create trigger starts before insert on shop.orders for each row execute function shop.starts()");
        try (Runs runs = new Runs(spill).type(CDC).between(from.side(), to.side())) {
            Started run = runs.settings(settings("Interval:0, Throttling:false, Count:2"))
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);

            from.run("insert into shop.orders values (1)");

            assertEquals(1, run.expect(RunReport.Retrying.class).attempt());
            assertEquals(2, run.expect(RunReport.Retrying.class).attempt());
            assertEquals(
                    StopReason.RECOVERABLE_ERROR,
                    run.expect(RunReport.Failed.class).reason());
        }
    }

    @Test
    void aSessionThatGotOnBeginsToCountAnew() {
        AtomicInteger failures = new AtomicInteger(2);
        try (Runs runs = new Runs(spill).type(CDC).settings(settings("Interval:0, Throttling:false, Count:2"))) {
            TableId orders = runs.given("orders", true, 0);
            runs.target.faults().at(Point.WRITE_CHANGES, () -> {
                if (failures.getAndDecrement() > 0) {
                    throw ConnectorException.recoverable("no connection", null);
                }
            });
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> tx.insert(orders, 1L, "row", 1L));
            assertEquals(1, run.expect(RunReport.Retrying.class).attempt());
            assertEquals(2, run.expect(RunReport.Retrying.class).attempt());
            runs.same(orders);

            failures.set(1);
            runs.source.database().transaction(tx -> tx.insert(orders, 2L, "row", 1L));

            assertEquals(1, run.expect(RunReport.Retrying.class).attempt());
            runs.same(orders);
            run.stop();
        }
    }

    /** Also when it never gives up. */
    @Test
    void aTaskThatPausesIsStoppedAtOnce() throws SQLException, IOException {
        try (Runs runs = unreachable("Count:-1, StopRetryAfterThrottlingMax:false", new AtomicInteger())) {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.Retrying.class);

            assertEquals(StopReason.NORMAL, run.stop());
        }
    }

    /** @param openings counts how often it was tried */
    private Runs unreachable(String given, AtomicInteger openings) throws SQLException, IOException {
        RealDatabase from = RealDatabase.postgres("pauses_from");
        RealDatabase to = RealDatabase.postgres("pauses_to");
        from.run("create table shop.orders (id int primary key)");
        RunPlan.Side closed;
        try (SilentProxy way = new SilentProxy(to.database().endpoint().port())) {
            closed = new RunPlan.Side(
                    new Counted(to.connector(), openings),
                    way.before(to.database().endpoint()));
        }
        return new Runs(spill, ONE_BLOCKING.withFallback(ManualTime.config()))
                .between(from.side(), closed)
                .settings(settings(given));
    }

    private static String settings(String given) {
        return "{\"ErrorBehavior\":{"
                + Arrays.stream(given.split(", "))
                        .map(member -> "\"RecoverableError" + member.replace(":", "\":"))
                        .collect(Collectors.joining(","))
                + "}}";
    }
}
