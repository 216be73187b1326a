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
import java.util.Optional;
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

/** The default event buses of EventBridge. Blocking; thread-safe. */
public final class EventBus {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<URI> endpoint;
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(3))
            .socketTimeout(Duration.ofSeconds(10))
            .build();

    /** @param endpoint where EventBridge answers; empty for AWS itself */
    public EventBus(Optional<URI> endpoint) {
        this.endpoint = endpoint;
    }

    /** Puts an event on the bus of an account and region (AWS: PutEvents). */
    public void put(Scope scope, Happening happening) {
        ContentStreamProvider body = ContentStreamProvider.fromUtf8String(Letter.toBus(happening));
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint.orElseGet(() -> URI.create("https://events." + scope.region() + ".amazonaws.com/")))
                .encodedPath("/")
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "AWSEvents.PutEvents")
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
            check(answer.httpResponse().statusCode(), text(answer));
        } catch (IOException e) {
            throw new UncheckedIOException("EventBridge cannot be reached: " + e.getMessage(), e);
        }
    }

    private static String text(HttpExecuteResponse answer) throws IOException {
        try (AbortableInputStream stream = answer.responseBody().orElseGet(AbortableInputStream::createEmpty)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void check(int status, String text) throws IOException {
        if (status != 200) {
            throw new IllegalStateException("EventBridge answered " + status + ": " + text);
        }
        JsonNode answer = JSON.readTree(text);
        if (answer.path("FailedEntryCount").asInt() > 0) {
            throw new IllegalStateException("EventBridge refused the event: " + answer.path("Entries"));
        }
    }
}
