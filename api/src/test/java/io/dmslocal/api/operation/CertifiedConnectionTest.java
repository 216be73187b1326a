package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.Connection;

/** A real PostgreSQL whose certificate was signed by one CA, and endpoints that were told of this or another. The keys are for tests alone. */
class CertifiedConnectionTest {

    @TempDir
    Path files;

    @Test
    void anEndpointTrustsTheCertificateThatItNamesAndNoOther() throws IOException {
        Map<String, String> ssl = Map.of(
                "ssl",
                "on",
                "ssl_cert_file",
                file("server.pem").toString(),
                "ssl_key_file",
                file("server.key").toString());
        try (PostgresServer server = PostgresServer.start(ssl);
                RunningEngine engine = new RunningEngine("dms-local.engine.timings.local.instance.creating = 50ms");
                ServedApi api = ServedApi.of(AllOperations.of(List.of(
                        new CertificateOperations(engine.engine())::register,
                        new InstanceOperations(engine.engine())::register,
                        new EndpointOperations(engine.engine())::register,
                        new ConnectionOperations(engine.engine())::register)));
                DatabaseMigrationClient dms = api.client()) {
            String instance = dms.createReplicationInstance(request ->
                            request.replicationInstanceIdentifier("one").replicationInstanceClass("dms.t3.micro"))
                    .replicationInstance()
                    .replicationInstanceArn();
            Eventually.eventually(
                    "the instance is available",
                    () -> dms.describeReplicationInstances(request -> {})
                            .replicationInstances()
                            .get(0)
                            .replicationInstanceStatus()
                            .equals("available"));

            Connection right = tested(dms, server, instance, "right", "rsa.pem");
            Connection wrong = tested(dms, server, instance, "wrong", "ec.pem");

            assertEquals("successful", right.status(), right.lastFailureMessage());
            assertEquals("failed", wrong.status());
            assertTrue(!wrong.lastFailureMessage().isBlank());
        }
    }

    private static Connection tested(
            DatabaseMigrationClient dms, PostgresServer server, String instance, String name, String authority)
            throws IOException {
        String pem = text(authority);
        String certificate = dms.importCertificate(
                        request -> request.certificateIdentifier(name).certificatePem(pem))
                .certificate()
                .certificateArn();
        String endpoint = dms.createEndpoint(request -> request.endpointIdentifier(name)
                        .endpointType("target")
                        .engineName("postgres")
                        .serverName("127.0.0.1")
                        .port(server.port())
                        .username(PostgresServer.USER)
                        .password(PostgresServer.PASSWORD)
                        .databaseName("postgres")
                        .sslMode("verify-full")
                        .certificateArn(certificate))
                .endpoint()
                .endpointArn();
        dms.testConnection(request -> request.endpointArn(endpoint).replicationInstanceArn(instance));
        Eventually.eventually(
                name + " is tested", () -> !connection(dms, endpoint).status().equals("testing"));
        return connection(dms, endpoint);
    }

    private static Connection connection(DatabaseMigrationClient dms, String endpoint) {
        return dms.describeConnections(request -> {}).connections().stream()
                .filter(each -> each.endpointArn().equals(endpoint))
                .findFirst()
                .orElseThrow();
    }

    private Path file(String name) throws IOException {
        Path file = Files.writeString(files.resolve(name), text(name));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String text(String name) throws IOException {
        try (InputStream file = CertifiedConnectionTest.class.getResourceAsStream("/certificates/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
