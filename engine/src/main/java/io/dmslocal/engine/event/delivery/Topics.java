package io.dmslocal.engine.event.delivery;

import io.dmslocal.engine.event.Happening;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

/** SNS topics, wherever they are. Blocking; thread-safe. */
public final class Topics {

    /** For everything that an attempt does. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Optional<URI> endpoint;
    private final ConcurrentMap<String, SnsClient> byPlace = new ConcurrentHashMap<>();

    /** @param endpoint where SNS answers; empty for AWS itself */
    public Topics(Optional<URI> endpoint) {
        this.endpoint = endpoint;
    }

    /** @param topic an ARN of a topic; region and account are its */
    public void publish(String topic, Happening happening) {
        String[] parts = topic.split(":");
        SnsClient sns = byPlace.computeIfAbsent(parts[3] + "/" + parts[4], place -> client(parts[3], parts[4]));
        sns.publish(request ->
                request.topicArn(topic).subject("DMS Notification Message").message(Letter.toTopic(happening)));
    }

    private SnsClient client(String region, String account) {
        var builder = SnsClient.builder()
                .region(Region.of(region))
                .credentialsProvider(credentials(endpoint, account))
                .overrideConfiguration(override -> override.apiCallTimeout(PATIENCE))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(3))
                        .socketTimeout(PATIENCE));
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** Local servers take the account for the access key, as dms-local does itself. */
    static AwsCredentialsProvider credentials(Optional<URI> endpoint, String account) {
        return endpoint.isPresent()
                ? StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "test"))
                : DefaultCredentialsProvider.builder().build();
    }
}
