package io.dmslocal.engine.connector.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SslModeTest {

    @Test
    void awsNamesAreUnderstood() {
        assertEquals(SslMode.NONE, SslMode.of(endpoint("", "")));
        assertEquals(SslMode.NONE, SslMode.of(endpoint("none", "")));
        assertEquals(SslMode.REQUIRE, SslMode.of(endpoint("require", "")));
        assertEquals(SslMode.VERIFY_CA, SslMode.of(endpoint("verify-ca", "PEM")));
        assertEquals(SslMode.VERIFY_FULL, SslMode.of(endpoint("verify-full", "PEM")));
    }

    @Test
    void verifyingNeedsACertificate() {
        ConnectorException e = assertThrows(ConnectorException.class, () -> SslMode.of(endpoint("verify-ca", " ")));
        assertTrue(e.getMessage().contains("CertificateArn"), e.getMessage());
    }

    @Test
    void anUnknownModeIsRefusedWithTheKnownOnes() {
        ConnectorException e = assertThrows(ConnectorException.class, () -> SslMode.of(endpoint("prefer", "")));
        assertTrue(e.getMessage().contains("verify-full"), e.getMessage());
    }

    @Test
    void oneCertificateIsOneFile() throws Exception {
        assertEquals(CertificateFile.of("PEM one"), CertificateFile.of("PEM one"));
        assertEquals("PEM one", Files.readString(CertificateFile.of("PEM one")));
    }

    private static EndpointSettings endpoint(String mode, String pem) {
        return new EndpointSettings("arn:e", "postgres", "h", 1, "u", "p", "d", mode, pem, Map.of());
    }
}
