package io.dmslocal.engine.connector.jdbc;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.Locale;

/** AWS's DmsSslModeValue. Source: "Using SSL with AWS Database Migration Service", AWS DMS user guide. */
public enum SslMode {
    NONE,
    /** Encrypted, whoever answers. */
    REQUIRE,
    /** Encrypted, and the server's certificate was signed by the given CA. */
    VERIFY_CA,
    /** As VERIFY_CA, and the certificate names the host. */
    VERIFY_FULL;

    public static SslMode of(EndpointSettings endpoint) {
        SslMode mode = switch (endpoint.sslMode().toLowerCase(Locale.ROOT)) {
            case "", "none" -> NONE;
            case "require" -> REQUIRE;
            case "verify-ca" -> VERIFY_CA;
            case "verify-full" -> VERIFY_FULL;
            default ->
                throw ConnectorException.fatal("The " + endpoint + " has SslMode " + endpoint.sslMode()
                        + "; it may be none, require, verify-ca or verify-full.");
        };
        if (mode.verifies() && endpoint.certificatePem().isBlank()) {
            throw ConnectorException.fatal("The " + endpoint + " has SslMode " + endpoint.sslMode()
                    + ", which needs a certificate: import the server's CA and give its CertificateArn.");
        }
        return mode;
    }

    /** As AWS spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public boolean verifies() {
        return this == VERIFY_CA || this == VERIFY_FULL;
    }
}
