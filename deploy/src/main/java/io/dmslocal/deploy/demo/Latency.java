package io.dmslocal.deploy.demo;

import io.dmslocal.deploy.process.PostgresProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Watches the beats arrive on the target: the time from a beat's commit on the source to the first look that finds it, looks a few milliseconds apart. */
final class Latency implements AutoCloseable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final PostgresProcess target;
    private final ShopWriter writer;
    private final List<Long> micros = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread = new Thread(this::run, "shop-latency");
    private volatile boolean stopping;
    private volatile long arrived;
    private volatile String failure = "";

    Latency(PostgresProcess target, ShopWriter writer) {
        this.target = target;
        this.writer = writer;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The newest beat on the target. */
    long arrived() {
        if (!failure.isEmpty()) {
            throw new DemoFailure("The target cannot be read: " + failure);
        }
        return arrived;
    }

    /** Of what was measured, the share that is at most this; milliseconds. */
    double millis(double share) {
        List<Long> sorted = new ArrayList<>(List.of(micros.toArray(new Long[0])));
        if (sorted.isEmpty()) {
            return 0;
        }
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)) / 1000.0;
    }

    private void run() {
        try (Connection connection = target.connect();
                PreparedStatement look = connection.prepareStatement("select beat from shop.heartbeat where id = 1")) {
            while (!stopping) {
                try (ResultSet row = look.executeQuery()) {
                    long beat = row.next() ? row.getLong(1) : 0;
                    if (beat > arrived) {
                        Long committed = writer.committedAt(beat);
                        if (committed != null) {
                            micros.add(Math.max(0, System.nanoTime() - committed) / 1000);
                        }
                        arrived = beat;
                    }
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (SQLException e) {
            failure = stopping ? "" : e.getMessage();
        }
    }

    @Override
    public void close() {
        stopping = true;
    }
}
