package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.Certified;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS's SSL modes against a server that speaks TLS. */
class PostgresTlsTest {

    @TempDir
    private Path folder;

    @Test
    void everyModeAsksForWhatItsNameSays() throws Exception {
        Certified authority = Certified.authority(folder, "ca");
        authority.sign("server", "IP:127.0.0.1");
        String trusted = authority.pem();
        String other = Certified.authority(folder, "other").pem();
        try (PostgresServer server = PostgresServer.start()) {
            ContractDatabase database = server.database("tls");
            ConnectorException plain = assertThrows(ConnectorException.class, () -> check(database, "require", ""));
            assertFalse(plain.isRecoverable(), plain.getMessage());

            database.run(
                    "alter system set ssl_cert_file = '" + folder.resolve("server.pem") + "'",
                    "alter system set ssl_key_file = '" + folder.resolve("server.key") + "'",
                    "alter system set ssl = on",
                    "select pg_reload_conf()");
            Eventually.eventually(() -> "the server speaks TLS", () -> {
                try {
                    check(database, "require", "");
                    return true;
                } catch (ConnectorException notYet) {
                    return false;
                }
            });

            check(database, "none", "");
            check(database, "verify-ca", trusted);
            check(database, "verify-full", trusted);
            for (String mode : new String[] {"verify-ca", "verify-full"}) {
                ConnectorException e = assertThrows(ConnectorException.class, () -> check(database, mode, other));
                assertFalse(e.isRecoverable(), e.getMessage());
                assertTrue(e.getMessage().contains("certification path"), e.getMessage());
            }
        }
    }

    private static void check(ContractDatabase database, String mode, String pem) {
        EndpointSettings e = database.endpoint();
        new PostgresConnector()
                .source(new EndpointSettings(
                        e.endpointArn(),
                        e.engineName(),
                        e.serverName(),
                        e.port(),
                        e.username(),
                        e.password(),
                        e.databaseName(),
                        mode,
                        pem,
                        e.attributes()))
                .check();
    }
}
