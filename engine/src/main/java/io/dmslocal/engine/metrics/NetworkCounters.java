package io.dmslocal.engine.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Bytes that went through the machine's interfaces, or the container's, since they are there, whoever sent them. With the loopback: sources and targets are
 * often on the same machine. Source: "proc_pid_net", Linux manual.
 */
record NetworkCounters(long received, long sent) {

    private static final int SENT = 8;

    /** Empty where the machine does not tell: not on Linux. */
    static Optional<NetworkCounters> read() {
        try {
            return Optional.of(parse(Files.readString(Path.of("/proc/self/net/dev"))));
        } catch (IOException | IllegalArgumentException untold) {
            return Optional.empty();
        }
    }

    /** Two lines of heads, then one for each interface: its name, a colon, eight numbers of what it received, eight of what it sent. */
    static NetworkCounters parse(String dev) {
        long received = 0;
        long sent = 0;
        for (String line : dev.lines().skip(2).toList()) {
            String[] numbers = line.substring(line.lastIndexOf(':') + 1).strip().split("\\s+");
            received += Long.parseLong(numbers[0]);
            sent += Long.parseLong(numbers[SENT]);
        }
        return new NetworkCounters(received, sent);
    }
}
