package io.dmslocal.engine.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;

/**
 * Where a database is and how to log in, as a secret of Secrets Manager says it. Source: "Using secrets to access AWS Database Migration Service
 * endpoints", AWS DMS user guide: {@code {"username": "u", "password": "p", "port": 3306, "host": "h"}}; secrets that RDS makes have a {@code dbname}, too.
 *
 * @param host empty when not given
 * @param port 0 when not given: the engine's default
 * @param password in clear; never printed
 * @param databaseName empty when not given
 */
public record Login(String host, int port, String username, String password, String databaseName) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM =
            "; it must be like {\"username\": \"...\", \"password\": \"...\", \"host\": \"...\", \"port\": 5432}";

    /** Of a secret's text; no fault repeats any of it. */
    public static Outcome<Login> of(String text) {
        JsonNode secret;
        try {
            secret = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return Outcome.refused(Fault.invalidOperation("it is not JSON" + FORM));
        }
        if (secret == null || !secret.isObject()) {
            return Outcome.refused(Fault.invalidOperation("it is no JSON object" + FORM));
        }
        for (String member : new String[] {"username", "password", "host"}) {
            if (secret.path(member).asText().isBlank()) {
                return Outcome.refused(Fault.invalidOperation("it has no \"" + member + "\"" + FORM));
            }
        }
        String port = secret.path("port").asText();
        if (!port.matches("\\d{0,5}")) {
            return Outcome.refused(Fault.invalidOperation("its \"port\" is no port" + FORM));
        }
        return Outcome.done(new Login(
                secret.path("host").asText(),
                port.isEmpty() ? 0 : Integer.parseInt(port),
                secret.path("username").asText(),
                secret.path("password").asText(),
                secret.path("dbname").asText()));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return username + " at " + host + ":" + port + "/" + databaseName;
    }
}
