package io.dmslocal.engine.assessment;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Reports in S3.
 *
 * @param endpoint where S3 answers; empty for S3 itself. One of one's own is asked with the credentials {@code test}, {@code test}
 */
record S3Reports(Optional<URI> endpoint) implements ReportStore {

    /** What S3 has ever taken for one, also the old names with capital letters and underscores. The SDK's own refusals of others differ from name to name. */
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{2,254}");

    @Override
    public void check(Place place) {
        try (S3Client s3 = client(place)) {
            asking(place, () -> s3.headBucket(r -> r.bucket(place.bucket())));
        }
    }

    @Override
    public void prepare(Place place) {
        try {
            check(place);
        } catch (Unusable absent) {
            if (absent.kind() != Unusable.Kind.NOT_THERE || endpoint.isEmpty()) {
                throw absent;
            }
            try (S3Client s3 = client(place)) {
                asking(place, () -> s3.createBucket(r -> r.bucket(place.bucket())));
            }
        }
    }

    /** Not signed: who may not read the bucket may not read this. */
    @Override
    public URI uri(Place place, String file) {
        return endpoint.map(uri ->
                        URI.create(uri.toString().replaceAll("/+$", "") + "/" + place.bucket() + "/" + place.key(file)))
                .orElseGet(() -> URI.create(
                        "https://" + place.bucket() + ".s3." + place.region() + ".amazonaws.com/" + place.key(file)));
    }

    @Override
    public void write(Place place, Map<String, String> files) {
        try (S3Client s3 = client(place)) {
            files.forEach((name, content) ->
                    asking(place, () -> s3.putObject(request(place, name), RequestBody.fromString(content))));
        }
    }

    @Override
    public void delete(Place place) {
        try (S3Client s3 = client(place)) {
            asking(
                    place,
                    () -> s3.listObjectsV2Paginator(
                                    r -> r.bucket(place.bucket()).prefix(place.key("")))
                            .contents()
                            .forEach(object -> s3.deleteObject(
                                    r -> r.bucket(place.bucket()).key(object.key()))));
        } catch (Unusable absent) {
            if (absent.kind() != Unusable.Kind.NOT_THERE) {
                throw absent;
            }
        }
    }

    static PutObjectRequest request(Place place, String name) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(place.bucket())
                .key(place.key(name))
                .contentType(name.endsWith(".csv") ? "text/csv" : "application/json");
        switch (place.encryption().replace('-', '_').toUpperCase(java.util.Locale.ROOT)) {
            case "SSE_KMS" -> {
                request.serverSideEncryption(ServerSideEncryption.AWS_KMS);
                if (!place.kmsKeyArn().isEmpty()) {
                    request.ssekmsKeyId(place.kmsKeyArn());
                }
            }
            case "SSE_S3" -> request.serverSideEncryption(ServerSideEncryption.AES256);
            default -> {
                // what the bucket does
            }
        }
        return request.build();
    }

    private S3Client client(Place place) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(place.region()))
                .credentialsProvider(credentials())
                // Other servers than AWS's own do not all know the newer checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                // A kept connection that the server has closed meanwhile is noticed while 100 Continue is awaited, and
                // there
                // the SDK does not try again. Reports are small.
                .serviceConfiguration(c -> c.expectContinueEnabled(false))
                .overrideConfiguration(c -> c.apiCallTimeout(Duration.ofSeconds(20)))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(3))
                        .socketTimeout(Duration.ofSeconds(10)));
        endpoint.ifPresent(uri -> builder.endpointOverride(uri).forcePathStyle(true));
        return builder.build();
    }

    private AwsCredentialsProvider credentials() {
        return endpoint.isPresent()
                ? StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))
                : DefaultCredentialsProvider.builder().build();
    }

    private void asking(Place place, Runnable call) {
        String where = endpoint.map(URI::toString).orElse("AWS in " + place.region());
        if (!BUCKET.matcher(place.bucket()).matches()) {
            throw new Unusable(
                    Unusable.Kind.DENIED,
                    "There can be no S3 bucket '" + place.bucket() + "' at " + where
                            + ": a bucket's name has 3 to 63 small letters, digits, points and hyphens.",
                    null);
        }
        try {
            call.run();
        } catch (S3Exception e) {
            switch (e.statusCode()) {
                case 404 ->
                    throw new Unusable(
                            Unusable.Kind.NOT_THERE,
                            "The S3 bucket " + place.bucket() + " does not exist at " + where
                                    + ". Create it: aws s3 mb s3://" + place.bucket(),
                            e);
                case 401, 403 ->
                    throw new Unusable(
                            Unusable.Kind.DENIED,
                            "The S3 bucket " + place.bucket() + " at " + where + " refuses access.",
                            e);
                default ->
                    throw new Unusable(
                            Unusable.Kind.UNREACHABLE,
                            "S3 at " + where + " refused " + place + ": " + e.getMessage(),
                            e);
            }
        } catch (SdkClientException e) {
            throw new Unusable(
                    Unusable.Kind.UNREACHABLE,
                    "S3 does not answer at " + where + " for " + place + ": " + e.getMessage(),
                    e);
        }
    }
}
