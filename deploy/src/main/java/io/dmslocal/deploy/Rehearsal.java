package io.dmslocal.deploy;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start for class data does beyond starting, so that the archive also has the classes of a first call and of a first load: a few calls to itself, and
 * a look at every class of our own and of the driver through which loads go. Without it the first seconds of a load go into reading jars.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private static final int TIMEOUT_MILLIS = 10_000;

    private static final List<String> JARS = List.of("dms-local-", "postgresql-");

    private static final List<String[]> CALLS = List.of(
            new String[] {"DescribeReplicationInstances", "{}"},
            new String[] {
                "CreateReplicationInstance",
                "{\"ReplicationInstanceIdentifier\":\"rehearsal\",\"ReplicationInstanceClass\":\"dms.t3.micro\"}"
            },
            new String[] {
                "CreateEndpoint",
                "{\"EndpointIdentifier\":\"rehearsal\",\"EndpointType\":\"source\",\"EngineName\":\"postgres\"}"
            },
            new String[] {"DescribeEndpoints", "{}"},
            new String[] {"DescribeReplicationTasks", "{}"});

    private Rehearsal() {}

    static void of(InetSocketAddress node) {
        for (String[] call : CALLS) {
            try {
                call(node, call[0], call[1]);
            } catch (IOException e) {
                LOG.warn("{} could not be rehearsed", call[0], e);
            }
        }
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> JARS.stream().anyMatch(jar.getFileName().toString()::startsWith))
                .forEach(Rehearsal::look);
    }

    private static void call(InetSocketAddress node, String operation, String body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + node.getPort() + "/").toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setDoOutput(true);
        connection.setRequestProperty("X-Amz-Target", "AmazonDMSv20160101." + operation);
        connection.setRequestProperty("Content-Type", "application/x-amz-json-1.1");
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        LOG.info("{}: {}", operation, connection.getResponseCode());
        connection.disconnect();
    }

    /** Loads without initialising; what needs a library that is not there is left out. */
    private static void look(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF") && !name.contains("-info"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .forEach(Rehearsal::load);
        } catch (IOException e) {
            LOG.warn("{} could not be read", jar, e);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Rehearsal.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.debug("{} is left out", name, e);
        }
    }
}
