package io.dmslocal.deploy;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process: a node from its first line to its exit code: 1 when it could not start or was cast out of the cluster, else the JVM's for the signal that ended it. */
public final class Main {

    /** A start only for the class data that the JVM writes at its exit: nobody need be there to end it. Set by bin/dms-local. */
    private static final String TRAINING = "dms-local.training";

    private Main() {}

    public static void main(String[] arguments) {
        try {
            // a training touches nothing that the environment names: no journal, no cluster
            run(arguments, Boolean.getBoolean(TRAINING) ? Map.of() : System.getenv());
        } catch (StartFailure e) {
            System.err.println("dms-local: " + e.getMessage());
            // not exit: what was begun would end in order and talk about it
            Runtime.getRuntime().halt(1);
        }
    }

    /** From the jar's manifest; {@code dev} when run from class files. */
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    private static void run(String[] arguments, Map<String, String> process) {
        NodeSettings settings = NodeSettings.read(Environment.of(arguments, process));
        // logback.xml reads these when the first logger is made: no class that is used above may have one
        System.setProperty(
                "dms-local.log.directory", settings.directory().resolve("log").toString());
        System.setProperty("dms-local.log.level", settings.logLevel());
        // who decides on split brains interests only where there can be one
        System.setProperty("dms-local.log.cluster", settings.seeds().isEmpty() ? "WARN" : "INFO");

        Node node = Node.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "close"));

        Logger log = LoggerFactory.getLogger(Main.class);
        InetSocketAddress address = node.address();
        long millis = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        log.info(
                "dms-local {} serves http://{}:{} with its data in {}, after {} ms",
                version(),
                address.getHostString(),
                address.getPort(),
                settings.directory(),
                millis);
        log.info("Ready.");
        if (Boolean.getBoolean(TRAINING)) {
            Rehearsal.of(address);
            System.exit(0); // the hook closes the node
        }

        node.end().join();
        if (node.wasCastOut()) {
            log.error("The cluster goes on without this node; it ends.");
            System.exit(1);
        }
        System.exit(0);
    }
}
