package io.dmslocal.api.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;

/** The strict mode, against what AWS's SDK signs. */
class SignaturesTest {

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static ServedApi api;

    @BeforeAll
    static void serve() {
        api = ServedApi.of(EveryOperation.accepted(), Signatures.of(Map.of("AKIATEST", SECRET), Clock.systemUTC()));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static String refusal(String accessKeyId, String secret) {
        DatabaseMigrationException e = assertThrows(
                DatabaseMigrationException.class,
                () -> api.client(accessKeyId, secret, "eu-west-1").describeSchemas(r -> r.endpointArn("arn")));
        assertEquals(403, e.statusCode());
        return e.awsErrorDetails().errorCode();
    }

    private static Answered with(String authorization, String date) {
        HttpRequest.Builder request = api.request("/")
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "AmazonDMSv20160101.DescribeAccountAttributes")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return api.send(date.isEmpty() ? request : request.header("X-Amz-Date", date));
    }

    @Nested
    class WithCredentials {

        @Test
        void aCallSignedWithAKnownKeyIsServed() {
            assertDoesNotThrow(() -> api.client("AKIATEST", SECRET, "eu-west-1")
                    .describeSchemas(r -> r.endpointArn("arn:aws:dms:eu-west-1:000000000000:endpoint:Ä")));
        }

        @Test
        void aWrongSecretIsRefused() {
            assertEquals("InvalidSignatureException", refusal("AKIATEST", SECRET + "x"));
        }

        @Test
        void anUnknownKeyIsRefused() {
            assertEquals("UnrecognizedClientException", refusal("AKIAOTHER", SECRET));
        }

        @Test
        void anUnsignedCallIsRefused() {
            Answered answer = with("", "");
            assertEquals(403, answer.status());
            assertEquals("MissingAuthenticationTokenException", answer.code());
            assertEquals("Missing Authentication Token", answer.message());
        }

        @Test
        void aMalformedHeaderIsRefused() {
            assertEquals("IncompleteSignatureException", with("Bearer x", "").code());
        }

        @Test
        void aSignatureWithoutItsDateIsRefused() {
            String header = "AWS4-HMAC-SHA256 Credential=AKIATEST/20261120/us-east-1/dms/aws4_request,"
                    + " SignedHeaders=host, Signature=" + "0".repeat(64);
            assertEquals("IncompleteSignatureException", with(header, "").code());
            assertEquals(
                    "InvalidSignatureException",
                    with(header, "20200101T000000Z").code());
        }

        @Test
        void healthNeedsNoSignature() {
            assertEquals(200, api.get("/_dms/health").status());
        }
    }

    @Test
    void aSignatureOfAnotherHourIsRefused() {
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        try (ServedApi tomorrow =
                ServedApi.of(EveryOperation.accepted(), Signatures.of(Map.of("AKIATEST", SECRET), late))) {
            DatabaseMigrationException e = assertThrows(
                    DatabaseMigrationException.class,
                    () -> tomorrow.client("AKIATEST", SECRET, "eu-west-1").describeSchemas(r -> r.endpointArn("arn")));
            assertTrue(e.getMessage().contains("Signature expired"), e::getMessage);
        }
    }

    @Test
    void settingsTakeKeysAndNeverShowThem() {
        ApiSettings settings = ApiSettings.from(ConfigFactory.parseString(
                        "dms-local.api.credentials = [{ access-key-id = A, secret-access-key = hidden }]")
                .withFallback(ConfigFactory.load()));
        assertFalse(settings.toString().contains("hidden"));
        assertTrue(settings.toString().contains("1 keys"), settings::toString);
    }

    @Test
    void aKeyThatIsThereTwiceIsRefusedWithoutItsSecrets() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ApiSettings.from(ConfigFactory.parseString("dms-local.api.credentials = ["
                                + "{ access-key-id = A, secret-access-key = hidden },"
                                + "{ access-key-id = A, secret-access-key = hidden2 }]")
                        .withFallback(ConfigFactory.load())));
        assertFalse(e.getMessage().contains("hidden"), e::getMessage);
    }
}
