package io.dmslocal.deploy.cluster;

import io.dmslocal.deploy.process.NodeProcess;
import io.dmslocal.deploy.process.PostgresProcess;
import io.dmslocal.deploy.process.ProcessFailure;
import io.dmslocal.deploy.process.ScratchDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Three nodes on loopback over one journal in PostgreSQL, until Ctrl-C. Any of them answers any call; kill one to see its tasks go on elsewhere.
 *
 * <p>Unless a journal is given, a PostgreSQL is started for it. It and the nodes' data vanish at the end, unless {@code --data} says where the nodes
 * keep theirs.
 */
public final class LocalCluster {

    private static final int NODES = 3;

    /** What was started, the last first. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private volatile boolean stopping;

    private LocalCluster() {}

    public static void main(String[] arguments) {
        NodeProcess.keepLibrariesQuiet();
        LocalCluster cluster = new LocalCluster();
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::stopAll, "cluster-stop"));
        int status = 1;
        try {
            cluster.run(options(arguments));
        } catch (ProcessFailure e) {
            if (!cluster.stopping) {
                System.err.println("dms-local cluster: " + e.getMessage());
            }
        }
        System.exit(status);
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!List.of("--port", "--data", "--journal").contains(arguments[i])) {
                throw new ProcessFailure(
                        "There is no option " + arguments[i] + "; there are --port, --data, --journal");
            }
            if (i + 1 == arguments.length) {
                throw new ProcessFailure(arguments[i] + " needs a value");
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private void run(Map<String, String> options) {
        Path data = options.containsKey("--data")
                ? Path.of(options.get("--data")).toAbsolutePath()
                : keep(ScratchDirectory.make()).path();
        Map<String, String> variables = new HashMap<>();
        // Secrets that one node has sealed, every other must read.
        variables.put("DMS_LOCAL_KEY_FILE", data.resolve("secret.key").toString());
        variables.put(
                "DMS_LOCAL_JOURNAL_URL",
                options.containsKey("--journal") ? options.get("--journal") : journal(variables));
        List<Integer> nodePorts = freePorts();
        variables.put(
                "DMS_LOCAL_SEEDS", nodePorts.stream().map(p -> "127.0.0.1:" + p).collect(Collectors.joining(",")));
        int port = Integer.parseInt(options.getOrDefault("--port", "4566"));
        List<NodeProcess> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            NodeProcess node = keep(NodeProcess.start(
                    "node-" + (i + 1),
                    port + i,
                    data,
                    List.of(
                            "--data", data.resolve("node-" + (i + 1)).toString(),
                            "--node-port", nodePorts.get(i).toString()),
                    variables));
            nodes.add(node);
            if (i == 0) {
                node.awaitReady(); // it makes the tables and the key that the others find
            }
        }
        for (NodeProcess node : nodes) {
            node.awaitReady();
            System.out.println(node.name() + " serves " + node.uri() + ", process " + node.pid());
        }
        System.out.println("Ready. Logs are in " + data + "; Ctrl-C ends all.");
        watch(nodes);
    }

    /** Says who has gone; ends when nobody is left. */
    private void watch(List<NodeProcess> nodes) {
        List<NodeProcess> alive = new ArrayList<>(nodes);
        while (!alive.isEmpty()) {
            for (NodeProcess node : List.copyOf(alive)) {
                if (!node.isAlive() && !stopping) {
                    alive.remove(node);
                    System.out.println(node.name() + " is gone; " + alive.size() + " left");
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        throw new ProcessFailure("All nodes are gone.");
    }

    private String journal(Map<String, String> variables) {
        PostgresProcess journal = keep(PostgresProcess.start("journal"));
        variables.put("DMS_LOCAL_JOURNAL_USER", PostgresProcess.USER);
        variables.put("DMS_LOCAL_JOURNAL_PASSWORD", PostgresProcess.PASSWORD);
        return "jdbc:postgresql://127.0.0.1:" + journal.port() + "/" + journal.name();
    }

    private static List<Integer> freePorts() {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new ProcessFailure("No free port is to be had: " + e.getMessage(), e);
        }
    }

    private <T extends AutoCloseable> T keep(T thing) {
        synchronized (started) {
            started.push(thing);
        }
        return thing;
    }

    private void stopAll() {
        stopping = true;
        List<AutoCloseable> all;
        synchronized (started) {
            all = List.copyOf(started);
        }
        for (AutoCloseable thing : all) {
            try {
                thing.close();
            } catch (Exception e) {
                System.err.println("dms-local cluster: while stopping: " + e.getMessage());
            }
        }
    }
}
