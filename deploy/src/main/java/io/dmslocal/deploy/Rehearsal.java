package io.dmslocal.deploy;

import com.fasterxml.jackson.databind.node.TextNode;
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
 * What a start for class data does beyond starting, so that the archive also has the classes of a first call and of a first load: calls to itself until a
 * task would start, and a look at every class of our own and of the driver through which loads go. Without it the first seconds of a load go into reading jars.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private static final List<String> JARS = List.of("dms-local-", "postgresql-");

    /** These are initialised, too: their tables of lambdas are costly. One of them loads SQLite's library. */
    private static final String OURS = "io.dmslocal.engine.";

    private static final int TIMEOUT_MILLIS = 10_000;

    private static final int OK = 200;

    /** So often a call is made that is refused for what is not ready yet. */
    private static final int ATTEMPTS = 50;

    private static final int PAUSE_MILLIS = 100;

    private static final String RULES = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"a%","table-name":"%"}}]}""";

    private static final String INSTANCE = """
            {"ReplicationInstanceIdentifier":"r","ResourceIdentifier":"r","ReplicationInstanceClass":"dms.t3.micro"}""";

    /** Nobody listens on port 1. */
    private static final String ENDPOINT = """
            {"EndpointIdentifier":"%1$s","ResourceIdentifier":"%1$s","EndpointType":"%1$s","EngineName":"postgres",
             "ServerName":"127.0.0.1","Port":1,"Username":"u","Password":"p","DatabaseName":"d"}""";

    private static final String TASK = """
            {"ReplicationTaskIdentifier":"t","ResourceIdentifier":"t","MigrationType":"full-load-and-cdc",
             "ReplicationInstanceArn":"arn:aws:dms:us-east-1:000000000000:rep:r",
             "SourceEndpointArn":"arn:aws:dms:us-east-1:000000000000:endpoint:source",
             "TargetEndpointArn":"arn:aws:dms:us-east-1:000000000000:endpoint:target",
             "TableMappings":%s}""";

    private static final String TEST = """
            {"ReplicationInstanceArn":"arn:aws:dms:us-east-1:000000000000:rep:r",
             "EndpointArn":"arn:aws:dms:us-east-1:000000000000:endpoint:source"}""";

    private static final String EXPLAIN = """
            {"tableMappings":%s,"targetEngineName":"postgres",
             "source":{"engineName":"postgres","catalogue":[{"schema":"a","table":"t","primaryKey":["id"],
               "columns":[{"name":"id","type":"bigint"},{"name":"name","type":"text"}]}]}}""";

    private final InetSocketAddress node;

    private Rehearsal(InetSocketAddress node) {
        this.node = node;
    }

    static void of(InetSocketAddress node) {
        new Rehearsal(node).calls();
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> JARS.stream().anyMatch(jar.getFileName().toString()::startsWith))
                .forEach(Rehearsal::look);
    }

    /** A task's life up to its start, which its endpoints do not allow. */
    private void calls() {
        operation("DescribeReplicationInstances", "{}");
        operation("CreateReplicationInstance", INSTANCE);
        operation("CreateEndpoint", ENDPOINT.formatted("source"));
        operation("CreateEndpoint", ENDPOINT.formatted("target"));
        operation("DescribeEndpoints", "{}");
        createTask();
        operation("TestConnection", TEST);
        operation("DescribeReplicationTasks", "{}");
        post("/_dms/mappings/explain", "", EXPLAIN.formatted(RULES));
    }

    private void createTask() {
        String task = TASK.formatted(TextNode.valueOf(RULES));
        try {
            for (int i = 0; i < ATTEMPTS && operation("CreateReplicationTask", task) != OK; i++) {
                Thread.sleep(PAUSE_MILLIS); // until the instance is there
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int operation(String name, String body) {
        return post("/", "AmazonDMSv20160101." + name, body);
    }

    /** @return the answer's status; 0 without an answer: the archive lacks what it would have brought */
    private int post(String path, String target, String body) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + node.getPort() + path)
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setDoOutput(true);
            connection.setRequestProperty("X-Amz-Target", target);
            connection.setRequestProperty("Content-Type", "application/x-amz-json-1.1");
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            int status = connection.getResponseCode();
            LOG.info("{}{}: {}", path, target, status);
            connection.disconnect();
            return status;
        } catch (IOException e) {
            LOG.warn("{}{} could not be rehearsed", path, target, e);
            return 0;
        }
    }

    /** What needs a library that is not there is left out. */
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
            Class.forName(name, name.startsWith(OURS), Rehearsal.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.debug("{} is left out", name, e);
        }
    }
}
