package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.Certified;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS's SSL modes against a MySQL whose certificate was signed by a CA of one's own. */
class MySqlTlsTest {

    @TempDir
    private Path folder;

    @Test
    void everyModeAsksForWhatItsNameSays() throws Exception {
        Certified ca = Certified.authority(folder, "ca");
        Certified other = Certified.authority(folder, "other");
        ca.sign("server", "IP:127.0.0.1");
        MySqlServer server = MySqlServer.start(
                "--ssl-ca=" + ca.certificate(),
                "--ssl-cert=" + folder.resolve("server.pem"),
                "--ssl-key=" + folder.resolve("server.key"),
                "--require-secure-transport=OFF");
        try {
            for (String mode : new String[] {"none", "require"}) {
                check(server, mode, "");
            }
            for (String mode : new String[] {"verify-ca", "verify-full"}) {
                check(server, mode, ca.pem());
                refused(server, mode, other.pem(), "certification path");
                refused(server, mode, "", "which needs a certificate");
            }
            refused(server, "prefer", "", "it may be none, require, verify-ca or verify-full");

            server.stop();
            ca.sign("server", "DNS:elsewhere.example");
            server.launch();
            check(server, "require", "");
            check(server, "verify-ca", ca.pem());
            refused(server, "verify-full", ca.pem(), "name the host 127.0.0.1");
        } finally {
            server.stop();
        }
    }

    private static void refused(MySqlServer server, String mode, String pem, String why) {
        ConnectorException e = assertThrows(ConnectorException.class, () -> check(server, mode, pem));
        assertFalse(e.isRecoverable(), e.getMessage());
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    /** As a source, whose log is asked too, and as a target. */
    private static void check(MySqlServer server, String mode, String pem) {
        EndpointSettings e = server.endpoint();
        EndpointSettings endpoint = new EndpointSettings(
                e.endpointArn(),
                e.engineName(),
                e.serverName(),
                e.port(),
                e.username(),
                e.password(),
                e.databaseName(),
                mode,
                pem,
                e.attributes());
        try (var source = new MySqlConnector().source(endpoint);
                var target = new MySqlConnector().target(endpoint)) {
            source.check();
            source.checkCapture();
            target.check();
        }
    }
}
