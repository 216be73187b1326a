package io.dmslocal.engine.aws;

import io.dmslocal.engine.model.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
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
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Calls one service of AWS at an endpoint, signed. Local servers take the account for the access key, as dms-local does itself; AWS gets the credentials of this
 * node. Blocking; thread-safe.
 *
 * @param service as signatures name it: {@code logs}
 */
public record SignedCall(URI endpoint, String service, SdkHttpClient http) implements AutoCloseable {

    private static final Pattern AWS = Pattern.compile("(^|.*\\.)amazonaws\\.com(\\.cn)?");

    public SignedCall(URI endpoint, String service) {
        this(
                endpoint,
                service,
                UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(3))
                        .socketTimeout(Duration.ofSeconds(10))
                        .build());
    }

    /** @param text may be a secret */
    public record Answer(int status, String text) {

        @Override
        public String toString() {
            return "Answer[status=" + status + "]";
        }

        public boolean isRefused(String error) {
            return status != 200 && text.contains(error);
        }

        public void orFail(String what) {
            if (status != 200) {
                throw new IllegalStateException(what + " was answered with " + status + ": " + text);
            }
        }
    }

    public Answer post(Scope scope, Map<String, String> headers, String body) {
        ContentStreamProvider content = ContentStreamProvider.fromUtf8String(body);
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .encodedPath("/");
        headers.forEach(request::putHeader);
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity(scope))
                        .request(request.build())
                        .payload(content)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, scope.region()));
        return answer(signed, content);
    }

    private AwsCredentialsIdentity identity(Scope scope) {
        boolean isAws =
                endpoint.getHost() != null && AWS.matcher(endpoint.getHost()).matches();
        if (!isAws) {
            return AwsBasicCredentials.create(scope.account(), "test");
        }
        try (DefaultCredentialsProvider provider =
                DefaultCredentialsProvider.builder().build()) {
            return provider.resolveCredentials();
        }
    }

    private Answer answer(SignedRequest signed, ContentStreamProvider content) {
        try {
            HttpExecuteResponse answer = http.prepareRequest(HttpExecuteRequest.builder()
                            .request(signed.request())
                            .contentStreamProvider(content)
                            .build())
                    .call();
            try (AbortableInputStream stream = answer.responseBody().orElseGet(AbortableInputStream::createEmpty)) {
                return new Answer(
                        answer.httpResponse().statusCode(), new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(endpoint + " cannot be reached: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
