package io.dmslocal.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    /** These are initialised, too: their tables of lambdas are costly. */
    private static final String OURS = "io.dmslocal.engine.";

    private static final int TIMEOUT_MILLIS = 10_000;

    private static final int OK = 200;
    private static final int ATTEMPTS = 50;

    private static final int PAUSE_MILLIS = 100;

    private static final String NAME = "rehearsal";

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:";

    private static final Map<String, Object> RULES = Map.of(
            "rules",
            List.of(Map.of(
                    "rule-type", "selection",
                    "rule-id", "1",
                    "rule-name", "1",
                    "rule-action", "include",
                    "object-locator", Map.of("schema-name", "a%", "table-name", "%"))));

    private static final Map<String, Object> TABLE = Map.of(
            "schema",
            "a",
            "table",
            "t",
            "primaryKey",
            List.of("id"),
            "columns",
            List.of(Map.of("name", "id", "type", "bigint"), Map.of("name", "name", "type", "text")));

    private final ObjectMapper json = new ObjectMapper();
    private final InetSocketAddress node;

    private Rehearsal(InetSocketAddress node) {
        this.node = node;
    }

    static void of(InetSocketAddress node) {
        try {
            new Rehearsal(node).calls();
        } catch (IOException | InterruptedException e) {
            LOG.warn("The calls could not be rehearsed", e);
        }
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> JARS.stream().anyMatch(jar.getFileName().toString()::startsWith))
                .forEach(Rehearsal::look);
    }

    private void calls() throws IOException, InterruptedException {
        operation("DescribeReplicationInstances", Map.of());
        operation(
                "CreateReplicationInstance",
                Map.of(
                        "ReplicationInstanceIdentifier", NAME,
                        "ResourceIdentifier", NAME,
                        "ReplicationInstanceClass", "dms.t3.micro"));
        endpoint("source");
        endpoint("target");
        operation("DescribeEndpoints", Map.of());
        Map<String, String> task = Map.of(
                "ReplicationTaskIdentifier",
                NAME,
                "ResourceIdentifier",
                NAME,
                "MigrationType",
                "full-load-and-cdc",
                "ReplicationInstanceArn",
                ARN + "rep:" + NAME,
                "SourceEndpointArn",
                ARN + "endpoint:source",
                "TargetEndpointArn",
                ARN + "endpoint:target",
                "TableMappings",
                json.writeValueAsString(RULES));
        for (int i = 0; i < ATTEMPTS && operation("CreateReplicationTask", task) != OK; i++) {
            Thread.sleep(PAUSE_MILLIS); // until the instance is there
        }
        operation(
                "TestConnection",
                Map.of("ReplicationInstanceArn", ARN + "rep:" + NAME, "EndpointArn", ARN + "endpoint:source"));
        operation("DescribeReplicationTasks", Map.of());
        post(
                "/_dms/mappings/explain",
                "",
                Map.of(
                        "tableMappings",
                        RULES,
                        "source",
                        Map.of("engineName", "postgres", "catalogue", List.of(TABLE)),
                        "targetEngineName",
                        "postgres"));
    }

    /** Nobody listens on port 1: no task starts, but all that comes before its start is looked at. */
    private void endpoint(String type) throws IOException {
        operation(
                "CreateEndpoint",
                Map.of(
                        "EndpointIdentifier", type,
                        "ResourceIdentifier", type,
                        "EndpointType", type,
                        "EngineName", "postgres",
                        "ServerName", "127.0.0.1",
                        "Port", 1,
                        "Username", "u",
                        "Password", "p",
                        "DatabaseName", "d"));
    }

    private int operation(String name, Map<String, ?> body) throws IOException {
        return post("/", "AmazonDMSv20160101." + name, body);
    }

    private int post(String path, String target, Map<String, ?> body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + node.getPort() + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setDoOutput(true);
        connection.setRequestProperty("X-Amz-Target", target);
        connection.setRequestProperty("Content-Type", "application/x-amz-json-1.1");
        connection.getOutputStream().write(json.writeValueAsBytes(body));
        int status = connection.getResponseCode();
        LOG.info("{}{}: {}", path, target, status);
        connection.disconnect();
        return status;
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
