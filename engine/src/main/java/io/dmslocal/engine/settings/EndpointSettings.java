package io.dmslocal.engine.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a connector needs to know of an endpoint: connection data and attributes, wherever the caller wrote them (top-level members, the
 * engine's settings object, ExtraConnectionAttributes).
 *
 * @param endpointArn the endpoint, for messages
 * @param engineName AWS's engine name, lower case
 * @param serverName host, empty when not given
 * @param port 0 when not given: the engine's default
 * @param username empty when not given
 * @param password in clear; never printed
 * @param databaseName empty when not given
 * @param sslMode none, require, verify-ca or verify-full
 * @param certificatePem the CA to verify against, empty without one
 * @param attributes names in lower case, values as given: {@code messageformat}, {@code streamarn}, {@code slotname}
 */
public record EndpointSettings(
        String endpointArn,
        String engineName,
        String serverName,
        int port,
        String username,
        String password,
        String databaseName,
        String sslMode,
        String certificatePem,
        Map<String, String> attributes) {

    private static final String SECRET = "SecretsManagerSecretId";

    public EndpointSettings {
        attributes = Map.copyOf(attributes);
    }

    /** The same endpoint with a CA to verify against. */
    public EndpointSettings verifiedBy(String pem) {
        return new EndpointSettings(
                endpointArn, engineName, serverName, port, username, password, databaseName, sslMode, pem, attributes);
    }

    /** The same endpoint, found and entered as its secret says. A name of a database that the endpoint has itself wins. */
    public EndpointSettings openedBy(Login login) {
        Map<String, String> others = new HashMap<>(attributes);
        others.remove(SECRET.toLowerCase(Locale.ROOT));
        return new EndpointSettings(
                endpointArn,
                engineName,
                login.host(),
                login.port(),
                login.username(),
                login.password(),
                databaseName.isEmpty()
                                && EngineName.of(engineName)
                                        .filter(EngineName::isPostgresFamily)
                                        .isPresent()
                        ? login.databaseName()
                        : databaseName,
                sslMode,
                certificatePem,
                others);
    }

    /** Name or ARN of the secret that says where it is and how to log in. */
    public Optional<String> secret() {
        return attribute(SECRET).filter(id -> !id.isBlank());
    }

    /** An attribute by AWS's name, in any case. */
    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name.toLowerCase(Locale.ROOT)));
    }

    /** A switch: {@code true}, {@code y}, {@code yes} and {@code 1} are on. */
    public boolean isOn(String name, boolean otherwise) {
        return attribute(name)
                .map(v -> switch (v.strip().toLowerCase(Locale.ROOT)) {
                    case "true", "y", "yes", "1" -> true;
                    default -> false;
                })
                .orElse(otherwise);
    }

    public int portOr(int engineDefault) {
        return port == 0 ? engineDefault : port;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return engineName + " endpoint " + endpointArn + " at " + serverName + ":" + port + "/" + databaseName;
    }
}
