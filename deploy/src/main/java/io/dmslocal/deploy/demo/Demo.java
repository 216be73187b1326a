package io.dmslocal.deploy.demo;

import io.dmslocal.deploy.process.NodeProcess;
import io.dmslocal.deploy.process.PostgresProcess;
import io.dmslocal.deploy.process.ProcessFailure;
import io.dmslocal.deploy.process.ScratchDirectory;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/**
 * A shop moves house while it is open.
 *
 * <pre>
 * start emulator, source, target -> fill the source -> write on -> instance, endpoints, task -> load -> changes for N seconds
 *   -> stop writing -> wait for the last beat on the target -> compare every table -> verdict
 * </pre>
 *
 * Exit status 0 only when source and target are equal.
 */
public final class Demo {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long CATCH_UP_SECONDS = 180;

    private final DemoOptions options;
    private final Screen screen = new Screen();
    /** What was started, the last first. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private volatile boolean stopping;

    private Demo(DemoOptions options) {
        this.options = options;
    }

    public static void main(String[] arguments) {
        NodeProcess.keepLibrariesQuiet();
        Demo demo;
        try {
            demo = new Demo(DemoOptions.of(arguments));
        } catch (DemoFailure e) {
            System.err.println("dms-local demo: " + e.getMessage());
            System.exit(2);
            return;
        }
        // Ctrl-C: the JVM ends, and everything that was started with it.
        Runtime.getRuntime().addShutdownHook(new Thread(demo::stopAll, "demo-stop"));
        System.exit(demo.verdict());
    }

    /** The exit status. */
    private int verdict() {
        try {
            return run() ? 0 : 1;
        } catch (DemoFailure | ProcessFailure e) {
            complain(e.getMessage());
        } catch (SdkException e) {
            complain(Migration.failed(e).getMessage());
        } catch (SQLException e) {
            complain("the databases: " + e.getMessage());
        }
        return 1;
    }

    private void complain(String message) {
        if (!stopping) { // else all that ends was told to
            System.err.println("dms-local demo: " + message);
        }
    }

    private boolean run() throws SQLException {
        screen.say("Starting dms-local on 127.0.0.1:" + options.port() + " and two PostgreSQL servers ...");
        NodeProcess emulator = keep(node());
        PostgresProcess source = keep(PostgresProcess.start("shop"));
        CompletableFuture<PostgresProcess> second =
                CompletableFuture.supplyAsync(() -> keep(PostgresProcess.start("shop")));
        screen.say(
                "Filling the source with " + Screen.number(options.rows()) + " rows (seed " + options.seed() + ") ...");
        ShopData data = new ShopData(options.rows(), options.seed());
        long began = System.nanoTime();
        data.fill(source);
        Map<String, Long> rows = ShopData.count(source);
        screen.say(String.format(
                Locale.ROOT,
                "  %s rows in %d tables, %.1f s",
                Screen.number(rows.values().stream().mapToLong(Long::longValue).sum()),
                rows.size(),
                (System.nanoTime() - began) / 1e9));
        PostgresProcess target = joined(second);
        emulator.awaitReady();
        ShopWriter writer = keep(new ShopWriter(source, data, options.seed()));
        writer.start();
        screen.say(
                "The shop is open: its tables are written to from now on. Over HTTP: instance, endpoints, connection tests, task ...");
        Migration migration = keep(new Migration(emulator.uri()));
        migration.create(source, target);
        migration.start();
        load(migration, rows, emulator, writer);
        Latency latency = keep(new Latency(target, writer));
        latency.start();
        replicate(migration, writer, latency, emulator);
        migration.stop();
        screen.say("Comparing every row of source and target:");
        boolean equal = new Comparison(source, target).run(rows.keySet(), screen);
        screen.say(equal ? "Verdict: source and target are EQUAL." : "Verdict: source and target DIFFER.");
        return equal;
    }

    /** Its data directory vanishes with it. */
    private NodeProcess node() {
        ScratchDirectory directory = keep(ScratchDirectory.make());
        return NodeProcess.start(
                "dms-local",
                options.port(),
                directory.path(),
                List.of("--data", directory.path().resolve("data").toString()),
                Map.of());
    }

    private void load(Migration migration, Map<String, Long> rows, NodeProcess emulator, ShopWriter writer) {
        screen.say("Full load, while the shop goes on:");
        LoadView view = new LoadView(rows);
        while (true) {
            emulator.check();
            writer.check();
            Map<String, TableStatistics> statistics = migration.statistics();
            boolean complete = view.isComplete(statistics);
            screen.draw(view.lines(statistics), complete);
            if (complete) {
                return;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void replicate(Migration migration, ShopWriter writer, Latency latency, NodeProcess emulator) {
        screen.say("Ongoing changes for " + options.seconds() + " s:");
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(options.seconds());
        long writtenBefore = writer.changes();
        long appliedBefore = applied(migration.statistics());
        while (System.nanoTime() < end) {
            emulator.check();
            writer.check();
            double seconds = Math.max(0.001, (System.nanoTime() - began) / 1e9);
            long applied = applied(migration.statistics()) - appliedBefore;
            screen.draw(
                    List.of(String.format(
                            Locale.ROOT,
                            "  written %s  applied %s  %s changes/s  latency p50 %.1f ms, p95 %.1f ms, max %.1f ms",
                            Screen.number(writer.changes() - writtenBefore),
                            Screen.number(applied),
                            Screen.number((long) (applied / seconds)),
                            latency.millis(0.5),
                            latency.millis(0.95),
                            latency.millis(1))),
                    System.nanoTime() + LOOK_NANOS >= end);
            LockSupport.parkNanos(LOOK_NANOS);
        }
        long last = writer.stop();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CATCH_UP_SECONDS);
        long waited = System.nanoTime();
        while (latency.arrived() < last) {
            emulator.check();
            migration.statistics();
            if (System.nanoTime() > deadline) {
                throw new DemoFailure("The target has not caught up after " + CATCH_UP_SECONDS + " s: it is at beat "
                        + latency.arrived() + " of " + last + ".");
            }
            LockSupport.parkNanos(LOOK_NANOS / 20);
        }
        latency.close();
        screen.say(String.format(
                Locale.ROOT,
                "The shop is closed after %s changes; the target had the last of them %.0f ms later.",
                Screen.number(writer.changes()),
                (System.nanoTime() - waited) / 1e6));
    }

    private static long applied(Map<String, TableStatistics> statistics) {
        return statistics.values().stream()
                .mapToLong(t -> number(t.appliedInserts()) + number(t.appliedUpdates()) + number(t.appliedDeletes()))
                .sum();
    }

    private static long number(Long value) {
        return value == null ? 0 : value;
    }

    private <T extends AutoCloseable> T keep(T thing) {
        synchronized (started) {
            started.push(thing);
        }
        return thing;
    }

    private static PostgresProcess joined(CompletableFuture<PostgresProcess> database) {
        try {
            return database.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProcessFailure failure ? failure : e;
        }
    }

    private void stopAll() {
        stopping = true;
        List<AutoCloseable> all;
        synchronized (started) {
            all = new ArrayList<>(started);
        }
        for (AutoCloseable thing : all) {
            try {
                thing.close();
            } catch (Exception e) {
                System.err.println("dms-local demo: while stopping: " + e.getMessage());
            }
        }
    }
}
