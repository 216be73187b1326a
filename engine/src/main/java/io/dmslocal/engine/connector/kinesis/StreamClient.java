package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.spi.ConnectorException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** One stream over the wire; failures in the connectors' words. Thread-safe. */
final class StreamClient implements AutoCloseable {

    private final StreamArn stream;
    private final Optional<URI> endpointOverride;
    private final KinesisClient kinesis;

    StreamClient(StreamArn stream, Optional<URI> endpointOverride) {
        this.stream = stream;
        this.endpointOverride = endpointOverride;
        var builder = KinesisClient.builder()
                .region(Region.of(stream.region()))
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(Duration.ofSeconds(30)));
        endpointOverride.ifPresent(builder::endpointOverride);
        this.kinesis = builder.build();
    }

    private AwsCredentialsProvider credentials() {
        return endpointOverride.isPresent()
                ? StaticCredentialsProvider.create(AwsBasicCredentials.create(stream.account(), "test"))
                : DefaultCredentialsProvider.builder().build();
    }

    /** Fails unless the stream exists and takes records. */
    void check() {
        String status = asking(() -> kinesis.describeStreamSummary(r -> r.streamName(stream.name()))
                .streamDescriptionSummary()
                .streamStatusAsString());
        // UPDATING: being resharded, which does not keep it from taking records.
        if (!status.equals("ACTIVE") && !status.equals("UPDATING")) {
            throw ConnectorException.recoverable(
                    "Stream " + stream.text() + " is " + status + "; records are taken when it is ACTIVE.", null);
        }
    }

    /** What became of each record, in order; empty when the call as a whole was throttled. */
    List<PutRecordsResultEntry> put(List<PutRecordsRequestEntry> records) {
        return asking(() -> {
            try {
                return kinesis.putRecords(r -> r.streamName(stream.name()).records(records))
                        .records();
            } catch (ProvisionedThroughputExceededException e) {
                return List.of();
            }
        });
    }

    private interface Call<T> {
        T answer();
    }

    private <T> T asking(Call<T> call) {
        try {
            return call.answer();
        } catch (ResourceNotFoundException e) {
            throw ConnectorException.fatal(
                    "Stream " + stream.text() + " does not exist at " + where()
                            + ". Create it: aws kinesis create-stream " + "--stream-name " + stream.name()
                            + " --shard-count 1 --region " + stream.region(),
                    e);
        } catch (KinesisException e) {
            String message = "Kinesis at " + where() + " refused a request for stream " + stream.name() + ": "
                    + e.awsErrorDetails().errorMessage();
            throw e.statusCode() >= 500 || e.isThrottlingException()
                    ? ConnectorException.recoverable(message, e)
                    : ConnectorException.fatal(message, e);
        } catch (SdkClientException e) {
            throw ConnectorException.recoverable(
                    "Kinesis does not answer at " + where() + " for stream " + stream.text() + ": " + e.getMessage(),
                    e);
        }
    }

    String where() {
        return endpointOverride.map(URI::toString).orElse("AWS in " + stream.region());
    }

    String name() {
        return stream.name();
    }

    @Override
    public void close() {
        kinesis.close();
    }
}
