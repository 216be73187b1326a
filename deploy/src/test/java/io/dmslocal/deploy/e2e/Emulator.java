package io.dmslocal.deploy.e2e;

import io.dmslocal.deploy.NodeProcess;
import io.dmslocal.deploy.Served;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** A node in a process of its own that may be killed and started again on the same folder. One thread at a time. */
final class Emulator implements AutoCloseable {

    private static final int TAIL = 60; // lines

    private final List<String> options;
    private final Map<String, String> variables;
    private final StringBuilder past = new StringBuilder();
    private NodeProcess process;
    private Served served;
    private DatabaseMigrationClient dms;

    private Emulator(List<String> options, Map<String, String> variables) {
        this.options = List.copyOf(options);
        this.variables = Map.copyOf(variables);
        this.process = NodeProcess.start(options, variables);
    }

    /**
     * Returns before it serves.
     *
     * @param options of the command line
     * @param variables of its environment
     */
    static Emulator start(List<String> options, Map<String, String> variables) {
        return new Emulator(options, variables);
    }

    static Emulator on(java.nio.file.Path folder) {
        return start(List.of("--data", folder.toString(), "--port", "0"), Map.of());
    }

    /** Waits until it serves. */
    Served served() {
        if (served == null) {
            served = process.served();
        }
        return served;
    }

    /** Waits until it serves. */
    DatabaseMigrationClient dms() {
        if (dms == null) {
            dms = served().sdk();
        }
        return dms;
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.kill();
        past.append(process.output()).append("---- killed\n");
        if (dms != null) {
            dms.close();
        }
        dms = null;
        served = null;
    }

    /** After {@link #kill}. */
    void startAgain() {
        process = NodeProcess.start(options, variables);
    }

    /** Of all its processes. */
    String log() {
        return past + process.output();
    }

    String logTail() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    @Override
    public void close() {
        if (dms != null) {
            dms.close();
        }
        process.close();
    }
}
