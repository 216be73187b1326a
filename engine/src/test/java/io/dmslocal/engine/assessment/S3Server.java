package io.dmslocal.engine.assessment;

import static org.junit.jupiter.api.Assumptions.abort;

import io.dmslocal.engine.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A local S3 (S3Proxy) in a process of its own, on loopback. Maven tells its class path; where it cannot be had, tests that ask for it are skipped and say
 * so.
 */
public final class S3Server implements AutoCloseable {

    private static final Path FILES = Path.of("..", "engine", "src", "test", "s3proxy");
    private static final Path HOME = Path.of("..", "engine", "target", "s3proxy");
    private static final String CURE = "skipped: no local S3. Let mvn reach a registry for org.gaul:s3proxy";

    private final Process process;
    private final URI uri;
    private final S3Client client;

    private S3Server(Process process, int port) {
        this.process = process;
        this.uri = URI.create("http://127.0.0.1:" + port);
        this.client = S3Client.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(uri)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    public static S3Server start() {
        try {
            Files.createDirectories(HOME);
            Path classPath = HOME.resolve("classpath").toAbsolutePath();
            if (!Files.exists(classPath) && !ask(classPath, "-o") && !ask(classPath, "-B")) {
                skip();
            }
            int port = Ports.free();
            Path settings = HOME.resolve("s3proxy-" + port + ".conf");
            Properties properties = new Properties();
            properties.putAll(java.util.Map.of(
                    "s3proxy.endpoint", "http://127.0.0.1:" + port,
                    "s3proxy.authorization", "aws-v2-or-v4",
                    "s3proxy.identity", "test",
                    "s3proxy.credential", "test",
                    "s3proxy.ignore-unknown-headers", "true",
                    "jclouds.provider", "transient",
                    "jclouds.identity", "nobody",
                    "jclouds.credential", "nothing"));
            try (var out = Files.newOutputStream(settings)) {
                properties.store(out, null);
            }
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-Dlogback.configurationFile="
                                    + FILES.resolve("logback.xml").toAbsolutePath(),
                            "-cp",
                            Files.readString(classPath).strip(),
                            "org.gaul.s3proxy.Main",
                            "--properties",
                            settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(HOME.resolve("log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            await(process, port);
            return new S3Server(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ask(Path classPath, String how) {
        File log = HOME.resolve("mvn.log").toFile();
        try {
            Process maven = new ProcessBuilder(
                            "mvn",
                            how,
                            "-q",
                            "-f",
                            FILES.resolve("pom.xml").toAbsolutePath().toString(),
                            "dependency:build-classpath",
                            "-Dmdep.outputFile=" + classPath)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            if (!maven.waitFor(2, TimeUnit.MINUTES)) {
                maven.destroy();
                return false;
            }
            return maven.exitValue() == 0 && Files.exists(classPath);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void await(Process process, int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    process.destroy();
                    throw new IOException("S3Proxy did not come up: " + Files.readString(HOME.resolve("log")), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    private static void skip() {
        if (Boolean.getBoolean("tests.required")) {
            throw new AssertionError(CURE);
        }
        System.out.println(CURE);
        abort(CURE);
    }

    public URI uri() {
        return uri;
    }

    public void createBucket(String name) {
        client.createBucket(r -> r.bucket(name));
    }

    public List<String> keys(String bucket) {
        List<String> keys = new ArrayList<>();
        client.listObjectsV2(r -> r.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .sorted()
                .forEach(keys::add);
        return keys;
    }

    public String content(String bucket, String key) {
        return client.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
    }
}
