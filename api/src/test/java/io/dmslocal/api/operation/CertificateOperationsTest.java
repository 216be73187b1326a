package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.type.Certificates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.Certificate;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ImportCertificateRequest;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Certificates as AWS's SDK sees them. */
class CertificateOperationsTest {

    private static final String RSA = text("rsa.pem");
    private static final String CURVE = text("ec.pem");

    private static RunningEngine engine;
    private static ServedApi api;

    @BeforeAll
    static void start() {
        engine = new RunningEngine("""
                dms-local.engine.quotas.Certificates = 5
                dms-local.engine.timings.local.endpoint.deleting = 50ms
                """);
        api = ServedApi.of(AllOperations.of(List.of(
                new CertificateOperations(engine.engine())::register,
                new EndpointOperations(engine.engine())::register,
                new DataProviderOperations(engine.engine())::register,
                new TagOperations(engine.engine())::register)));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
    }

    @Nested
    class Importing {

        private final DatabaseMigrationClient dms = api.client("100000000021", "eu-west-1");

        @Test
        void readsWhatThePemSays() {
            Certificate imported = imported(dms, "Root-CA", request -> request.certificatePem(RSA));

            assertEquals("root-ca", imported.certificateIdentifier());
            assertTrue(
                    imported.certificateArn().matches("arn:aws:dms:eu-west-1:100000000021:cert:[A-Z][A-Z2-7]{25}"),
                    imported.certificateArn());
            assertEquals(RSA, imported.certificatePem());
            assertEquals("CN=dms-local test CA,O=dms-local", imported.certificateOwner());
            assertEquals("SHA256withRSA", imported.signingAlgorithm());
            assertEquals(2048, imported.keyLength());
            assertTrue(imported.validFromDate().isBefore(imported.validToDate()));
            assertNotNull(imported.certificateCreationDate());
            assertNull(imported.certificateWallet());

            Certificate curve = imported(dms, "curve", request -> request.certificatePem(CURVE));
            assertEquals(256, curve.keyLength());
            assertEquals("SHA256withECDSA", curve.signingAlgorithm());
        }

        @Test
        void readsAWalletThatIsNotEncrypted() throws Exception {
            byte[] wallet = wallet();

            Certificate imported =
                    imported(dms, "wallet", request -> request.certificateWallet(SdkBytes.fromByteArray(wallet)));

            assertArrayEquals(wallet, imported.certificateWallet().asByteArray());
            assertEquals(2048, imported.keyLength());
            assertEquals("CN=dms-local test CA,O=dms-local", imported.certificateOwner());
            assertNull(imported.certificatePem());
        }

        @Test
        void keepsAnAutoLoginWalletWithoutReadingIt() {
            byte[] wallet = {(byte) 0xA1, (byte) 0xF8, 0x4E, 0x36, 0, 0, 0, 6};

            Certificate imported =
                    imported(dms, "sso", request -> request.certificateWallet(SdkBytes.fromByteArray(wallet)));

            assertNull(imported.validToDate());
            assertEquals("100000000021", imported.certificateOwner());
        }

        @Test
        void refusesWhatIsNoCertificate() {
            SdkBytes noWallet = SdkBytes.fromUtf8String("wallet");
            List<Consumer<ImportCertificateRequest.Builder>> wrong = List.of(
                    request -> {},
                    request -> request.certificatePem(RSA).certificateWallet(noWallet),
                    request -> request.certificatePem("no certificate"),
                    request -> request.certificatePem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
                    request -> request.certificatePem(
                            RSA + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
                    request -> request.certificateWallet(noWallet));

            for (Consumer<ImportCertificateRequest.Builder> each : wrong) {
                assertEquals("InvalidCertificateFault", code(() -> imported(dms, "wrong", each)));
            }
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> imported(dms, "1-wrong", request -> request.certificatePem(RSA))));
        }

        @Test
        void refusesANameThatIsTakenAndMoreThanTheQuota() {
            DatabaseMigrationClient other = api.client("100000000022", "eu-west-1");
            for (int i = 0; i < 5; i++) {
                imported(other, "c" + i, request -> request.certificatePem(CURVE));
            }

            assertEquals(
                    "ResourceAlreadyExistsFault",
                    code(() -> imported(other, "C1", request -> request.certificatePem(CURVE))));
            assertEquals(
                    "ResourceQuotaExceededFault",
                    code(() -> imported(other, "c5", request -> request.certificatePem(CURVE))));
        }
    }

    @Nested
    class Describing {

        private final DatabaseMigrationClient dms = api.client("100000000023", "eu-west-1");

        @Test
        void findsByNameAndArnAndRefusesNothing() {
            Certificate one = imported(
                    dms,
                    "one",
                    request -> request.certificatePem(CURVE)
                            .tags(Tag.builder().key("team").value("blue").build()));
            Certificate two = imported(dms, "two", request -> request.certificatePem(CURVE));

            assertEquals(List.of(one, two), described());
            assertEquals(List.of(two), described(filter("certificate-id", "TWO")));
            assertEquals(List.of(one), described(filter("certificate-arn", one.certificateArn())));
            assertEquals("ResourceNotFoundFault", code(() -> described(filter("certificate-id", "three"))));
            assertEquals(
                    1,
                    dms.describeCertificates(request -> request.maxRecords(1))
                            .certificates()
                            .size());
            assertEquals(
                    "blue",
                    dms.listTagsForResource(request -> request.resourceArn(one.certificateArn()))
                            .tagList()
                            .get(0)
                            .value());
        }

        private List<Certificate> described(Filter... filters) {
            return dms.describeCertificates(request -> request.filters(filters)).certificates();
        }
    }

    @Nested
    class Deleting {

        private final DatabaseMigrationClient dms = api.client("100000000024", "eu-west-1");

        @Test
        void isRefusedWhileAnEndpointHoldsIt() {
            String first = imported(dms, "first", request -> request.certificatePem(CURVE))
                    .certificateArn();
            String second = imported(dms, "second", request -> request.certificatePem(CURVE))
                    .certificateArn();
            Endpoint endpoint = dms.createEndpoint(request -> request.endpointIdentifier("holder")
                            .endpointType("source")
                            .engineName("postgres")
                            .serverName("localhost")
                            .username("u")
                            .password("p")
                            .databaseName("d")
                            .port(1)
                            .sslMode("verify-ca")
                            .certificateArn(first))
                    .endpoint();

            assertEquals(first, endpoint.certificateArn());
            assertEquals("InvalidResourceStateFault", code(() -> delete(first)));

            dms.modifyEndpoint(
                    request -> request.endpointArn(endpoint.endpointArn()).certificateArn(second));
            Eventually.eventually("the first is free", () -> users(first) == 0);
            assertEquals("first", delete(first).certificateIdentifier());
            assertEquals("InvalidResourceStateFault", code(() -> delete(second)));

            dms.deleteEndpoint(request -> request.endpointArn(endpoint.endpointArn()));
            Eventually.eventually("the second is free", () -> users(second) == 0);
            assertEquals("second", delete(second).certificateIdentifier());
            assertEquals("ResourceNotFoundFault", code(() -> delete(second)));
        }

        @Test
        void isRefusedWhileADataProviderHoldsIt() {
            String arn = imported(dms, "provided", request -> request.certificatePem(CURVE))
                    .certificateArn();
            assertEquals("ResourceNotFoundFault", code(() -> provider("lost", arn + "X")));
            assertEquals("ResourceNotFoundFault", code(() -> provider("named", "provided")));
            provider("holder", arn);

            assertEquals("InvalidResourceStateFault", code(() -> delete(arn)));

            dms.deleteDataProvider(request -> request.dataProviderIdentifier("holder"));
            Eventually.eventually("it is free", () -> users(arn) == 0);
            assertEquals("provided", delete(arn).certificateIdentifier());
        }

        private void provider(String name, String certificate) {
            dms.createDataProvider(request -> request.dataProviderName(name)
                    .engine("postgres")
                    .settings(settings -> settings.postgreSqlSettings(
                            postgres -> postgres.serverName("localhost").certificateArn(certificate))));
        }

        @Test
        void needsAnArn() {
            imported(dms, "named", request -> request.certificatePem(CURVE));

            assertEquals("ResourceNotFoundFault", code(() -> delete("named")));
        }

        private Certificate delete(String arn) {
            return dms.deleteCertificate(request -> request.certificateArn(arn)).certificate();
        }

        private int users(String arn) {
            return RunningEngine.await(engine.engine()
                            .resources()
                            .of(Certificates.class)
                            .dependents(new Scope("100000000024", "eu-west-1"), arn))
                    .arns()
                    .size();
        }
    }

    private static Certificate imported(
            DatabaseMigrationClient dms, String identifier, Consumer<ImportCertificateRequest.Builder> more) {
        return dms.importCertificate(request -> more.accept(request.certificateIdentifier(identifier)))
                .certificate();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static String code(Runnable call) {
        return assertThrows(DatabaseMigrationException.class, call::run)
                .awsErrorDetails()
                .errorCode();
    }

    /** A PKCS #12 file as Oracle's tools write it for a client: certificates alone, in clear. */
    private static byte[] wallet() throws Exception {
        System.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
        System.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "ca",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(RSA.getBytes(StandardCharsets.US_ASCII))));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, new char[0]);
            return bytes.toByteArray();
        } finally {
            System.clearProperty("keystore.pkcs12.certProtectionAlgorithm");
            System.clearProperty("keystore.pkcs12.macAlgorithm");
        }
    }

    private static String text(String name) {
        try (InputStream file = CertificateOperationsTest.class.getResourceAsStream("/certificates/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
