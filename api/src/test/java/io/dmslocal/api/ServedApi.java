package io.dmslocal.api;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.ServerBinding;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.api.console.Console;
import io.dmslocal.api.console.ExplainRoute;
import io.dmslocal.api.console.Health;
import io.dmslocal.api.console.JournalRoutes;
import io.dmslocal.api.http.ApiSettings;
import io.dmslocal.api.http.DmsServer;
import io.dmslocal.api.http.Signatures;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.api.protocol.AwsJson;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.explain.Explainer;
import io.dmslocal.engine.explain.Question;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** A server really bound to a free loopback port, with clients: plain HTTP and AWS's SDK. */
public final class ServedApi implements AutoCloseable {

    /** An answer with its body read as JSON; missing when there is none. */
    public record Answered(int status, JsonNode body, HttpResponse<byte[]> response) {

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String code() {
            return body.path("__type").asText();
        }

        public String message() {
            return body.path("message").asText();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JournalRoutes NO_JOURNAL = new JournalRoutes(
            part -> CompletableFuture.completedFuture(Optional.empty()),
            moment -> CompletableFuture.completedFuture(Optional.empty()));

    /** Explains what is written down, and knows no endpoint. */
    private static final ExplainRoute WRITTEN = new ExplainRoute(question -> CompletableFuture.completedFuture(
            question.source() instanceof Question.Catalogue catalogue
                    ? Outcome.done(new Explainer(Connectors.all(Optional.empty()))
                            .explain(question, Explainer.written(catalogue), Explainer.written(question.target())))
                    : Outcome.refused(Kind.ENDPOINT.notFound())));

    private final ActorTestKit system = ActorTestKit.create(ConfigFactory.parseString("akka.loglevel=WARNING"));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServerBinding binding;

    private final boolean signs;

    private volatile Optional<String> shortage = Optional.empty();

    private ServedApi(Operations operations, ApiSettings settings, JournalRoutes journal) {
        this(operations, settings, journal, false);
    }

    /** @param signs whether {@link #call} and {@link #post} sign, as {@code test} with the secret {@code test} */
    private ServedApi(Operations operations, ApiSettings settings, JournalRoutes journal, boolean signs) {
        this.signs = signs;
        Console console = new Console(
                operations,
                () -> CompletableFuture.completedFuture(new Health(Health.Status.OK, Map.of("version", "test"))),
                journal,
                WRITTEN);
        binding = new DmsServer(settings, new AwsJson(operations, () -> shortage), console)
                .bind(system.system())
                .toCompletableFuture()
                .join();
    }

    public static ServedApi of(Operations operations) {
        return new ServedApi(operations, settings(List.of(), List.of(), Signatures.unchecked()), NO_JOURNAL);
    }

    public static ServedApi of(Operations operations, Signatures signatures) {
        return new ServedApi(operations, settings(List.of(), List.of(), signatures), NO_JOURNAL);
    }

    /** Serves only what is signed by {@code test} with the secret {@code test}, as its own calls are. */
    public static ServedApi strict(Operations operations) {
        Signatures signatures = Signatures.of(Map.of("test", "test"), Clock.systemUTC());
        return new ServedApi(operations, settings(List.of(), List.of(), signatures), NO_JOURNAL, true);
    }

    public static ServedApi of(Operations operations, JournalRoutes journal) {
        return new ServedApi(operations, settings(List.of(), List.of(), Signatures.unchecked()), journal);
    }

    public static ServedApi of(Operations operations, List<String> allowedOrigins, List<String> allowedHosts) {
        return new ServedApi(operations, settings(allowedOrigins, allowedHosts, Signatures.unchecked()), NO_JOURNAL);
    }

    private static ApiSettings settings(List<String> allowedOrigins, List<String> allowedHosts, Signatures signatures) {
        Scope scope = new Scope("000000000000", "us-east-1");
        return new ApiSettings("127.0.0.1", 0, scope, allowedOrigins, allowedHosts, signatures);
    }

    /** From now on nothing can be written down, or it can again. */
    public void shortage(Optional<String> why) {
        shortage = why;
    }

    public int port() {
        return binding.localAddress().getPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** Calls an operation as SDKs do. */
    public Answered call(String operation, String body) {
        return post("AmazonDMSv20160101." + operation, body.getBytes(StandardCharsets.UTF_8));
    }

    public Answered post(String target, byte[] body) {
        HttpRequest.Builder request = request("/").POST(HttpRequest.BodyPublishers.ofByteArray(body));
        request.header("Content-Type", "application/x-amz-json-1.1");
        if (target != null) {
            request.header("X-Amz-Target", target);
        }
        if (signs) {
            sign(body).forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        }
        return send(request);
    }

    /** The headers that a signature is made of, but for those that the client writes itself. */
    private Map<String, List<String>> sign(byte[] body) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .uri(uri("/"))
                .method(SdkHttpMethod.POST)
                .build();
        Map<String, List<String>> headers = new HashMap<>(AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsBasicCredentials.create("test", "test"))
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dms")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"))
                .request()
                .headers());
        headers.keySet().removeIf("Host"::equalsIgnoreCase);
        return headers;
    }

    public Answered get(String path) {
        return send(request(path).GET());
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
    }

    public Answered send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answered(response.statusCode(), json(response), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return type.contains("json")
                        && response.headers().firstValue("Content-Encoding").isEmpty()
                ? JSON.readTree(response.body())
                : JSON.missingNode();
    }

    public DatabaseMigrationClient client() {
        return client("test", "us-east-1");
    }

    public DatabaseMigrationClient client(String accessKeyId, String region) {
        return client(accessKeyId, "test", region);
    }

    public DatabaseMigrationClient client(String accessKeyId, String secret, String region) {
        return DatabaseMigrationClient.builder()
                .endpointOverride(uri("/"))
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secret)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Override
    public void close() {
        binding.terminate(Duration.ofSeconds(1))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        system.shutdownTestKit();
    }
}
