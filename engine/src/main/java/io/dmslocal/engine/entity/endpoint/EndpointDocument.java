package io.dmslocal.engine.entity.endpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.KmsKeys;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.persistence.serialization.ModelJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ModifyEndpointRequest;

/** Makes an endpoint's document of requests (AWS: CreateEndpoint, ModifyEndpoint). Pure but for the random ExternalId. */
public final class EndpointDocument {

    private static final Set<String> SSL_MODES = Set.of("none", "require", "verify-ca", "verify-full");

    private EndpointDocument() {}

    /** A new endpoint. */
    public static Outcome<Definition> create(String arn, CreateEndpointRequest request) {
        ObjectNode given = ModelJson.toJson(request);
        String engine = given.path("EngineName").asText();
        return role(given.path("EndpointType").asText(), engine).flatMap(side -> {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            EngineName name = EngineName.of(engine).orElseThrow();
            document.put("EndpointArn", arn);
            document.put("EndpointIdentifier", Identifiers.stored(request.endpointIdentifier()));
            document.put("EndpointType", side);
            document.put("EngineName", engine);
            document.put("EngineDisplayName", name.displayName());
            document.put("SslMode", "none");
            document.put("IsReadOnly", false);
            if (name.isDatabase()) {
                document.put(
                        "KmsKeyId",
                        KmsKeys.chosen("", Arn.parse(arn).orElseThrow().scope()));
            } else {
                document.put("ExternalId", UUID.randomUUID().toString());
            }
            return changed(document, Map.of(), false, given, false);
        });
    }

    /** What a modification makes of an endpoint. */
    public static Outcome<Definition> modify(Definition before, ModifyEndpointRequest request) {
        ObjectNode given = ModelJson.toJson(request);
        ObjectNode document = ModelJson.toJson(before.document());
        String engine = given.path("EngineName").asText(before.document().engineName());
        String type = given.path("EndpointType").asText(before.document().endpointTypeAsString());
        return role(type, engine).flatMap(side -> {
            EngineName old = before.engineName();
            EngineName name = EngineName.of(engine).orElseThrow();
            if (!name.settings().equals(old.settings())) {
                if (name.settings().stream().noneMatch(given::has)) {
                    return Outcome.refused(Fault.invalidCombination("Changing EngineName from " + old.name() + " to "
                            + engine + " needs " + name.settings().get(0) + " of the new engine."));
                }
                old.settings().forEach(document::remove);
                document.remove("ExtraConnectionAttributes");
            }
            document.put("EndpointType", side);
            document.put("EngineName", engine);
            document.put("EngineDisplayName", name.displayName());
            if (given.has("EndpointIdentifier")) {
                document.put(
                        "EndpointIdentifier",
                        Identifiers.stored(given.get("EndpointIdentifier").asText()));
            }
            return changed(
                    document,
                    before.secrets(),
                    before.textOwn(),
                    given,
                    given.path("ExactSettings").asBoolean());
        });
    }

    /** What is wrong with a request before any name is claimed. */
    public static Optional<Fault> fault(CreateEndpointRequest request, Scope scope) {
        Arn example = new Arn(scope, "endpoint", "EXAMPLE");
        return create(example.toString(), request).fault();
    }

    private static Outcome<Definition> changed(
            ObjectNode document, Map<String, String> secrets, boolean textOwn, ObjectNode given, boolean exactly) {
        EngineName engine = EngineName.of(document.get("EngineName").asText()).orElseThrow();
        Optional<Fault> fault =
                ssl(document, given).or(() -> key(document, given)).or(() -> ConnectionRules.fault(engine, given));
        if (fault.isPresent()) {
            return Outcome.refused(fault.get());
        }
        SettingsMerge merge = new SettingsMerge(document, secrets, textOwn);
        return merge.apply(given, exactly)
                .map(kept -> new Definition(
                        ModelJson.<Endpoint>fromJson(document, Endpoint::builder), kept, merge.isTextOwn()));
    }

    /** EndpointType as AWS returns it: SOURCE or TARGET. */
    private static Outcome<String> role(String type, String engine) {
        Optional<EngineName> name = EngineName.of(engine);
        if (name.isEmpty()) {
            return Outcome.refused(Fault.invalidValue("Invalid engine name: " + engine));
        }
        String side = type.toUpperCase(Locale.ROOT);
        if (!Set.of("SOURCE", "TARGET").contains(side)) {
            return Outcome.refused(Fault.invalidValue("Invalid endpoint type: " + type + "; use source or target."));
        }
        boolean fits =
                side.equals("SOURCE") ? name.get().isSource() : name.get().isTarget();
        return fits
                ? Outcome.done(side)
                : Outcome.refused(Fault.invalidValue("The engine " + engine + " cannot be a "
                        + side.toLowerCase(Locale.ROOT) + "; it can only be a "
                        + (side.equals("SOURCE") ? "target." : "source.")));
    }

    private static Optional<Fault> key(ObjectNode document, ObjectNode given) {
        String key = given.path("KmsKeyId").asText("");
        if (!key.isEmpty()) {
            document.put("KmsKeyId", key);
        }
        return KmsKeys.fault(key);
    }

    private static Optional<Fault> ssl(ObjectNode document, ObjectNode given) {
        for (String member : List.of("SslMode", "CertificateArn")) {
            if (given.has(member)) {
                document.set(member, given.get(member));
            }
        }
        if (document.path("CertificateArn").asText("").isEmpty()) {
            document.remove("CertificateArn"); // empty text: none
        }
        String mode = document.path("SslMode").asText();
        if (!SSL_MODES.contains(mode)) {
            return Optional.of(
                    Fault.invalidValue("Invalid SslMode: " + mode + "; use none, require, verify-ca or verify-full."));
        }
        return mode.startsWith("verify") && !document.has("CertificateArn")
                ? Optional.of(
                        Fault.invalidCombination("SslMode " + mode + " needs a CertificateArn to verify against."))
                : Optional.empty();
    }
}
