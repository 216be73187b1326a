package io.dmslocal.engine.event.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.event.Happening;
import io.dmslocal.engine.model.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * The default event buses of EventBridge. Blocking; thread-safe.
 *
 * <p>Decision: a node remembers which events it has put, so that two subscriptions do not put one twice. Price: on several nodes, or after a restart, one
 * may come twice, as EventBridge itself delivers at least once.
 */
public final class EventBus {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Events that are remembered as put, to be put once when several subscriptions want them. */
    private static final int REMEMBERED = 10_000;

    /** Whoever answers does not know the operation, and will not know it later. */
    public static final class Unknown extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    private final Optional<URI> endpoint;
    /** By scope and number; complete once it is there. */
    private final Map<String, CompletableFuture<Void>> put = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<Void>> eldest) {
            return size() > REMEMBERED;
        }
    });

    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(3))
            .socketTimeout(Duration.ofSeconds(10))
            .build();

    /** @param endpoint where EventBridge answers; empty for AWS itself */
    public EventBus(Optional<URI> endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Puts an event on the bus of an account and region (AWS: PutEvents), which has each once, whoever wants it there. It is there on return, also when
     * somebody else was putting it: his failure is everybody's who waited for him.
     */
    public void put(Scope scope, Happening happening) {
        String event = scope + "/" + happening.number();
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = put.putIfAbsent(event, mine);
        if (others != null) {
            others.join();
            return;
        }
        try {
            JsonNode answer = call(scope, "PutEvents", Letter.toBus(happening));
            if (answer.path("FailedEntryCount").asInt() > 0) {
                throw new IllegalStateException("EventBridge refused the event: " + answer.path("Entries"));
            }
            mine.complete(null);
        } catch (RuntimeException | Error failed) {
            put.remove(event, mine); // whoever tried tries again
            mine.completeExceptionally(failed);
            throw failed;
        }
    }

    /**
     * Makes a rule that leads events to a topic, or changes it (AWS: PutRule, PutTargets).
     *
     * @throws Unknown where there are no rules; whatever else fails may come true later
     */
    public void rule(Scope scope, BusRule rule) {
        call(scope, "PutRule", rule.rule(scope.region()));
        JsonNode answer = call(scope, "PutTargets", rule.targets());
        if (answer.path("FailedEntryCount").asInt() > 0) {
            throw new IllegalStateException("EventBridge refused the rule's target: " + answer.path("FailedEntries"));
        }
    }

    private JsonNode call(Scope scope, String operation, String json) {
        ContentStreamProvider body = ContentStreamProvider.fromUtf8String(json);
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint.orElseGet(() -> URI.create("https://events." + scope.region() + ".amazonaws.com/")))
                .encodedPath("/")
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "AWSEvents." + operation)
                .build();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(
                                Topics.credentials(endpoint, scope.account()).resolveCredentials())
                        .request(request)
                        .payload(body)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "events")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, scope.region()));
        try {
            HttpExecuteResponse answer = http.prepareRequest(HttpExecuteRequest.builder()
                            .request(signed.request())
                            .contentStreamProvider(body)
                            .build())
                    .call();
            int status = answer.httpResponse().statusCode();
            String text = text(answer);
            if (status != 200) {
                String why = "EventBridge answered " + operation + " with " + status + ": " + text;
                throw isUnknown(status, text) ? new Unknown(why) : new IllegalStateException(why);
            }
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("EventBridge cannot be reached: " + e.getMessage(), e);
        }
    }

    /** Local servers say it in one of these ways. */
    private static boolean isUnknown(int status, String answer) {
        return status == 404 || status == 501 || answer.contains("UnknownOperation");
    }

    private static String text(HttpExecuteResponse answer) throws IOException {
        try (AbortableInputStream stream = answer.responseBody().orElseGet(AbortableInputStream::createEmpty)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
