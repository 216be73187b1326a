package io.dmslocal.deploy.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Time from a commit's return on the source to the row's being visible on the target, at a steady rate. Arguments: source URL, target URL, table,
 * transactions a second, seconds.
 */
final class LatencyProbe {

    private LatencyProbe() {}

    public static void main(String[] args) throws Exception {
        int rate = Integer.parseInt(args[3]);
        int rows = rate * Integer.parseInt(args[4]);
        AtomicLongArray committed = new AtomicLongArray(rows + 1);
        long[] seen = new long[rows + 1];

        Thread writer = new Thread(() -> write(args[0], args[2], rate, rows, committed));
        writer.start();
        watch(args[1], args[2], rows, seen);
        writer.join();

        double[] latencies = new double[rows];
        for (int i = 1; i <= rows; i++) {
            latencies[i - 1] = (seen[i] - committed.get(i)) / 1e6;
        }
        // The first two seconds warm both sides up.
        double[] warm = Arrays.copyOfRange(latencies, rate * 2, rows);
        Arrays.sort(warm);
        System.out.printf(
                "p50 %.1f ms, p99 %.1f ms, max %.1f ms at %d transactions/s%n",
                warm[warm.length / 2], warm[(int) (warm.length * 0.99)], warm[warm.length - 1], rate);
    }

    private static void write(String url, String table, int rate, int rows, AtomicLongArray committed) {
        try (Connection source = DriverManager.getConnection(url);
                PreparedStatement insert = source.prepareStatement("INSERT INTO " + table + " VALUES (?, 'probe')")) {
            long started = System.nanoTime();
            for (int i = 1; i <= rows; i++) {
                long due = started + i * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
                }
                insert.setLong(1, i);
                insert.executeUpdate();
                committed.set(i, System.nanoTime());
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks every millisecond for the highest row: rows arrive in order. */
    private static void watch(String url, String table, int rows, long[] seen) throws Exception {
        try (Connection target = DriverManager.getConnection(url);
                PreparedStatement highest = target.prepareStatement("SELECT coalesce(max(id), 0) FROM " + table)) {
            int known = 0;
            while (known < rows) {
                try (ResultSet result = highest.executeQuery()) {
                    result.next();
                    int now = result.getInt(1);
                    long time = System.nanoTime();
                    while (known < now) {
                        seen[++known] = time;
                    }
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
