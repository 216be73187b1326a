package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.Eventually;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS's SSL modes against a server that speaks TLS. */
class PostgresTlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    @Test
    void everyModeAsksForWhatItsNameSays() throws Exception {
        String trusted = selfSigned("server", "IP:127.0.0.1");
        String other = selfSigned("other", "IP:127.0.0.1");
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

    /** Makes NAME.pem and NAME.key; the certificate. */
    private String selfSigned(String name, String alternative) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=" + alternative,
                        "-ext",
                        "bc:c",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(keytool.waitFor() == 0, said);
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        String certificate = pem("CERTIFICATE", keys.getCertificate(name).getEncoded());
        Files.writeString(folder.resolve(name + ".pem"), certificate);
        Path key = folder.resolve(name + ".key");
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return certificate;
    }

    private static String pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
