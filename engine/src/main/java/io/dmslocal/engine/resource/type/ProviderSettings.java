package io.dmslocal.engine.resource.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.persistence.serialization.ModelJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.databasemigration.model.DataProviderSettings;

/**
 * The settings of a data provider: a union of which exactly one member may be given, the one that fits the engine; what a caller left out has a default
 * (AWS: DataProviderSettings). Terraform reads the defaults back.
 */
final class ProviderSettings {

    /** Engine to the member of the union that fits it. */
    private static final Map<String, String> MEMBERS = new TreeMap<>(Map.ofEntries(
            Map.entry("aurora", "MySqlSettings"),
            Map.entry("mysql", "MySqlSettings"),
            Map.entry("mariadb", "MariaDbSettings"),
            Map.entry("aurora-postgresql", "PostgreSqlSettings"),
            Map.entry("postgres", "PostgreSqlSettings"),
            Map.entry("oracle", "OracleSettings"),
            Map.entry("sqlserver", "MicrosoftSqlServerSettings"),
            Map.entry("redshift", "RedshiftSettings"),
            Map.entry("mongodb", "MongoDbSettings"),
            Map.entry("docdb", "DocDbSettings"),
            Map.entry("db2", "IbmDb2LuwSettings"),
            Map.entry("db2-zos", "IbmDb2zOsSettings"),
            Map.entry("sybase", "SybaseAseSettings")));

    private static final Map<String, List<String>> CHOICES = Map.of(
            "SslMode", List.of("none", "require", "verify-ca", "verify-full"),
            "AuthType", List.of("no", "password"),
            "AuthMechanism", List.of("default", "mongodb_cr", "scram_sha_1"));

    private ProviderSettings() {}

    /** What is wrong with an engine. */
    static Optional<Fault> unknown(String engine) {
        return MEMBERS.containsKey(engine)
                ? Optional.empty()
                : Optional.of(Fault.invalidValue(
                        "Invalid value " + engine + " for Engine. Possible are " + MEMBERS.keySet() + "."));
    }

    /** With defaults. */
    static Outcome<DataProviderSettings> created(String engine, DataProviderSettings given) {
        return Outcome.unless(unknown(engine), given).flatMap(known -> complete(engine, ModelJson.toJson(given)));
    }

    /**
     * @param given null: as before
     * @param exact what is given replaces what was there, instead of being merged into it
     */
    static Outcome<DataProviderSettings> modified(
            String engine, DataProviderSettings before, DataProviderSettings given, boolean exact) {
        ObjectNode present = ModelJson.toJson(before);
        if (given == null) {
            return complete(engine, present);
        }
        ObjectNode wanted = ModelJson.toJson(given);
        if (!exact) {
            wanted.properties().forEach(each -> {
                if (present.get(each.getKey()) instanceof ObjectNode known) {
                    ObjectNode merged = known.deepCopy();
                    merged.setAll((ObjectNode) each.getValue());
                    each.setValue(merged);
                }
            });
        }
        return complete(engine, wanted);
    }

    /**
     * The certificate that settings of whatever engine name.
     *
     * @param settings null: nothing is said of them
     */
    static Optional<String> certificate(DataProviderSettings settings) {
        return settings == null
                ? Optional.empty()
                : ModelJson.toJson(settings).properties().stream()
                        .map(each -> each.getValue().path("CertificateArn").asText(""))
                        .filter(arn -> !arn.isEmpty())
                        .findFirst();
    }

    private static Outcome<DataProviderSettings> complete(String engine, ObjectNode json) {
        List<String> members = new ArrayList<>();
        json.fieldNames().forEachRemaining(members::add);
        String member = MEMBERS.get(engine);
        if (!members.equals(List.of(member))) {
            return Outcome.refused(Fault.invalidValue("Settings of a data provider with engine " + engine
                    + " must have the member " + member + " and no other; found " + new TreeSet<>(members) + "."));
        }
        ObjectNode settings = (ObjectNode) json.get(member);
        defaults(member).properties().forEach(each -> settings.putIfAbsent(each.getKey(), each.getValue()));
        return Outcome.unless(wrong(settings), json)
                .map(valid -> ModelJson.<DataProviderSettings>fromJson(valid, DataProviderSettings::builder));
    }

    /** Of members that AWS computes when they are not given (the values beyond SslMode are assumed). */
    private static ObjectNode defaults(String member) {
        ObjectNode defaults = JsonNodeFactory.instance.objectNode();
        if (!member.equals("RedshiftSettings")) {
            defaults.put("SslMode", "none");
        }
        switch (member) {
            case "MongoDbSettings" ->
                defaults.put("AuthType", "password")
                        .put("AuthMechanism", "default")
                        .put("AuthSource", "admin");
            // AES for data, and user id and password in clear text: the driver's own defaults
            case "IbmDb2LuwSettings" -> defaults.put("EncryptionAlgorithm", 2).put("SecurityMechanism", 3);
            case "SybaseAseSettings" -> defaults.put("EncryptPassword", false);
            default -> {}
        }
        return defaults;
    }

    private static Optional<Fault> wrong(ObjectNode settings) {
        JsonNode port = settings.path("Port");
        if (!port.isMissingNode() && (port.asInt() < 1 || port.asInt() > 65535)) {
            return Optional.of(Fault.invalidValue("Invalid value " + port + " for Port. Must be between 1 and 65535"));
        }
        return CHOICES.entrySet().stream()
                .filter(choice -> settings.has(choice.getKey())
                        && !choice.getValue()
                                .contains(settings.get(choice.getKey()).asText()))
                .findFirst()
                .map(choice -> Fault.invalidValue("Invalid value "
                        + settings.get(choice.getKey()).asText() + " for " + choice.getKey() + ". Possible are "
                        + choice.getValue() + "."));
    }
}
