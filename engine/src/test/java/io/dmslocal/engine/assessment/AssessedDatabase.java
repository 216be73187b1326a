package io.dmslocal.engine.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dmslocal.engine.assessment.Examination.Assignment;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import java.util.Optional;

/**
 * A real database that is source and target of an assessed task at once: its tables are those of both sides. Two schemas: {@code well}, of which nothing is
 * to be said, and {@code ill}.
 */
record AssessedDatabase(EndpointSettings source, EndpointSettings target, String settings, String rules) {

    private static final Connectors CONNECTORS = Connectors.all(Optional.empty());

    AssessedDatabase(EndpointSettings endpoint) {
        this(endpoint, endpoint, "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}}", "");
    }

    AssessedDatabase source(EndpointSettings other) {
        return new AssessedDatabase(other, target, settings, rules);
    }

    AssessedDatabase target(EndpointSettings other) {
        return new AssessedDatabase(source, other, settings, rules);
    }

    AssessedDatabase settings(String other) {
        return new AssessedDatabase(source, target, other, rules);
    }

    /** @param column of any table of the schema */
    AssessedDatabase masking(String action, String column) {
        String value = action.equals("data-masking-digits-mask") ? ",\"value\":\"#\"" : "";
        return new AssessedDatabase(source, target, settings, """
                ,{"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column","rule-action":"%s"%s,
                  "object-locator":{"schema-name":"%%","table-name":"%%","column-name":"%s"}}
                """.formatted(action, value, column));
    }

    /** A rule that makes texts of dates, a conversion that there is not. */
    AssessedDatabase renaming(String column, String name) {
        return new AssessedDatabase(source, target, settings, """
                ,{"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
                  "rule-action":"rename","value":"%s",
                  "object-locator":{"schema-name":"%%","table-name":"%%","column-name":"%s"}}
                """.formatted(name, column));
    }

    Result ask(String schema, String key) {
        String mappings = """
                {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                  "object-locator":{"schema-name":"%s","table-name":"%%"}}%s]}
                """.formatted(schema, rules);
        return Examination.begin(
                        CONNECTORS,
                        new Assignment(
                                "full-load-and-cdc",
                                TableMappings.parse(mappings).value().orElseThrow(),
                                TaskSettings.complete(settings, "full-load-and-cdc")
                                        .value()
                                        .orElseThrow()
                                        .json(),
                                source,
                                target))
                .examine(key);
    }

    /** The question is answered differently of the two schemas. */
    void differs(String key, String ill) {
        says("well", key, "passed");
        says("ill", key, ill);
    }

    void says(String schema, String key, String status) {
        Result result = ask(schema, key);
        assertEquals(status, result.status(), result::toString);
        assertFalse(result.sentence().isBlank());
    }

    static EndpointSettings as(EndpointSettings endpoint, String user, String password) {
        return new EndpointSettings(
                endpoint.endpointArn(),
                endpoint.engineName(),
                endpoint.serverName(),
                endpoint.port(),
                user,
                password,
                endpoint.databaseName(),
                endpoint.sslMode(),
                endpoint.certificatePem(),
                endpoint.attributes());
    }

    static EndpointSettings with(EndpointSettings endpoint, String attribute, String value) {
        return new EndpointSettings(
                endpoint.endpointArn(),
                endpoint.engineName(),
                endpoint.serverName(),
                endpoint.port(),
                endpoint.username(),
                endpoint.password(),
                endpoint.databaseName(),
                endpoint.sslMode(),
                endpoint.certificatePem(),
                java.util.Map.of(attribute, value));
    }
}
