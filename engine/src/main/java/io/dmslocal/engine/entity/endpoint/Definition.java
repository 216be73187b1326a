package io.dmslocal.engine.entity.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.persistence.serialization.ModelJson;
import io.dmslocal.persistence.serialization.Secret;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;

/**
 * What an endpoint is, apart from its status.
 *
 * @param document as described, without status and without any secret
 * @param secrets by the name of their member: {@code Password}, {@code SaslPassword}
 * @param textOwn whether ExtraConnectionAttributes is as the caller wrote it, instead of following from the settings; journals name it only when it is so
 */
public record Definition(
        Endpoint document,
        @Secret Map<String, String> secrets,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean textOwn) {

    public Definition {
        secrets = Map.copyOf(secrets);
    }

    EngineName engineName() {
        return EngineName.of(document.engineName()).orElseThrow();
    }

    boolean isSource() {
        return document.endpointTypeAsString().equals("SOURCE");
    }

    /** What a connector needs: wherever the caller wrote it, it is in one place here. */
    public EndpointSettings settings() {
        return new EndpointSettings(
                document.endpointArn(),
                document.engineName(),
                text(document.serverName()),
                document.port() == null ? 0 : document.port(),
                text(document.username()),
                secrets.getOrDefault("Password", ""),
                text(document.databaseName()),
                document.sslModeAsString(),
                "", // the certificate is looked up by the attribute CertificateArn, where a connection is made
                attributes());
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        ConnectionAttributes.parse(text(document.extraConnectionAttributes()))
                .value()
                .orElse(ConnectionAttributes.NONE)
                .byName()
                .forEach((key, attribute) -> attributes.put(key, attribute.value()));
        ObjectNode json = ModelJson.toJson(document);
        if (json.get(engineName().settings().get(0)) instanceof ObjectNode members) {
            members.properties()
                    .forEach(member -> attributes.put(
                            member.getKey().toLowerCase(Locale.ROOT),
                            member.getValue().asText()));
        }
        secrets.forEach((name, value) -> attributes.put(name.toLowerCase(Locale.ROOT), value));
        SettingsMembers.CONNECTION.forEach(name -> attributes.remove(name.toLowerCase(Locale.ROOT)));
        attributes.remove("password");
        if (document.certificateArn() != null) {
            attributes.put("certificatearn", document.certificateArn());
        }
        return attributes;
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Definition[" + document + "]";
    }
}
