package io.dmslocal.engine.entity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.entity.endpoint.ConnectionAttributes.Attribute;
import io.dmslocal.engine.entity.endpoint.SettingsMembers.Member;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EngineName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * The three places where a caller may write an endpoint's settings, made one: top-level members, the engine's settings object, and
 * ExtraConnectionAttributes. The settings object wins over the others; afterwards all three show the same, but for a text that the caller wrote.
 *
 * <p>Fills one document; used once.
 */
final class SettingsMerge {

    /** Members of services that are their settings' members too. */
    private static final Set<String> SERVICE = Set.of("ServiceAccessRoleArn", "ExternalTableDefinition");

    private static final String TEXT = "ExtraConnectionAttributes";

    private final ObjectNode document;
    private final Map<String, String> secrets;
    private final EngineName engine;
    private final boolean isSource;
    private final String object;
    private final SettingsMembers members;
    private boolean textOwn;

    /** @param textOwn whether the document's text is the caller's */
    SettingsMerge(ObjectNode document, Map<String, String> secrets, boolean textOwn) {
        this.document = document;
        this.secrets = new HashMap<>(secrets);
        this.textOwn = textOwn;
        this.engine = EngineName.of(document.get("EngineName").asText()).orElseThrow();
        this.isSource = document.get("EndpointType").asText().equals("SOURCE");
        this.object = engine.settings().get(0);
        this.members = SettingsMembers.of(object);
    }

    /**
     * @param given the request
     * @param exactly whether given settings replace the stored ones instead of overriding them member by member
     * @return the secrets
     */
    Outcome<Map<String, String>> apply(ObjectNode given, boolean exactly) {
        Optional<Fault> fault = foreignSettings(given).or(() -> twoWaysToLogIn(given));
        if (fault.isPresent()) {
            return Outcome.refused(fault.get());
        }
        if (exactly && engine.settings().stream().anyMatch(given::has)) {
            document.remove(object);
        }
        ObjectNode settings = document.withObjectProperty(object);
        ObjectNode before = settings.deepCopy();
        ObjectNode structural = structural(given);
        chooseWayToLogIn(settings, structural, given);
        topLevel(settings, given);
        Outcome<ConnectionAttributes> attributes = attributes(settings, given, exactly);
        if (attributes.fault().isPresent()) {
            return Outcome.refused(attributes.fault().get());
        }
        settings.setAll(structural);
        members.defaults(isSource).properties().forEach(d -> settings.putIfAbsent(d.getKey(), d.getValue()));
        if (engine.name().startsWith("redshift") && settings.has("BucketName")) {
            settings.put("EncryptionMode", settings.path("EncryptionMode").asText("SSE_S3"));
        }
        takeSecrets(settings);
        mirror(settings);
        String text = text(before, settings, attributes.value().orElseThrow(), given, exactly);
        document.put(TEXT, text);
        if (text.isEmpty()) {
            document.remove(TEXT);
        }
        return Outcome.done(secrets);
    }

    /** After {@link #apply}: whether the text is the caller's. */
    boolean isTextOwn() {
        return textOwn;
    }

    /**
     * The text as answers carry it. AWS makes it of the settings for some engines. For the others a text that the caller wrote comes back as he wrote it,
     * whatever the settings say besides (Terraform compares the two); where he wrote none, it tells what was given structurally.
     */
    private String text(
            ObjectNode before, ObjectNode settings, ConnectionAttributes written, ObjectNode given, boolean exactly) {
        String stored = document.path(TEXT).asText("");
        String asked = given.path(TEXT).asText("");
        if (given.has(TEXT)) {
            textOwn = !asked.isBlank() && !members.isTextMade();
        } else if (stored.isEmpty()) {
            textOwn = false;
        }
        if (!textOwn) {
            return shown(settings, written, (member, value) -> true).toString();
        }
        String own = given.has(TEXT) ? asked : stored;
        if (ConnectionAttributes.isNoList(own)) {
            return own.strip();
        }
        if (given.has(TEXT)) {
            return written.toString();
        }
        return shown(
                        settings,
                        written,
                        (member, value) -> exactly
                                || said(member, written).isPresent() && !value.equals(before.get(member.name())))
                .toString();
    }

    private Optional<Fault> foreignSettings(ObjectNode given) {
        return SettingsMembers.objects().stream()
                .filter(given::has)
                .filter(other -> !engine.settings().contains(other))
                .findFirst()
                .map(other -> Fault.invalidCombination("The engine " + engine.name() + " takes no " + other
                        + "; its settings are " + String.join(" or ", engine.settings()) + "."));
    }

    /** All settings objects of the engine as one: babelfish takes two. */
    private ObjectNode structural(ObjectNode given) {
        ObjectNode all = given.objectNode();
        for (String name : engine.settings()) {
            if (given.get(name) instanceof ObjectNode settings) {
                settings.properties().stream()
                        .filter(m -> name.equals(object) || members.has(m.getKey()))
                        .forEach(m -> all.set(m.getKey(), m.getValue()));
            }
        }
        return all;
    }

    private Optional<Fault> twoWaysToLogIn(ObjectNode given) {
        ObjectNode structural = structural(given);
        boolean secret = structural.has("SecretsManagerSecretId");
        boolean clear = List.of("ServerName", "Username", "Password").stream()
                .anyMatch(name -> given.has(name) || structural.has(name));
        return secret && clear
                ? Optional.of(Fault.invalidCombination(
                        "SecretsManagerSecretId cannot be combined with clear-text ServerName, Username or Password; use"
                                + " one of them."))
                : Optional.empty();
    }

    /** Whoever gives a secret's id drops the stored clear text, and the other way round. */
    private void chooseWayToLogIn(ObjectNode settings, ObjectNode structural, ObjectNode given) {
        if (structural.has("SecretsManagerSecretId")) {
            SettingsMembers.CONNECTION.forEach(name -> {
                document.remove(name);
                settings.remove(name);
            });
            secrets.remove("Password");
        } else if (List.of("ServerName", "Username").stream().anyMatch(n -> given.has(n) || structural.has(n))) {
            settings.remove("SecretsManagerSecretId");
            settings.remove("SecretsManagerAccessRoleArn");
        }
    }

    private void topLevel(ObjectNode settings, ObjectNode given) {
        for (String name : SettingsMembers.CONNECTION) {
            if (given.has(name)) {
                document.set(name, given.get(name));
                if (members.has(name)) {
                    settings.set(name, given.get(name));
                }
            }
        }
        for (String name : SERVICE) {
            if (given.has(name)) {
                document.set(name, given.get(name));
                if (members.has(name)) {
                    settings.set(name, given.get(name));
                }
            }
        }
        if (given.has("Password")) {
            secrets.put("Password", given.get("Password").asText());
        }
    }

    private void takeSecrets(ObjectNode settings) {
        for (String name : SettingsMembers.SECRETS) {
            if (settings.has(name)) {
                secrets.put(name, settings.remove(name).asText());
            }
        }
    }

    /** What the settings say, the top level says too. */
    private void mirror(ObjectNode settings) {
        SettingsMembers.CONNECTION.stream().filter(settings::has).forEach(n -> document.set(n, settings.get(n)));
        if (!engine.isDatabase()) {
            SERVICE.stream().filter(settings::has).forEach(n -> document.set(n, settings.get(n)));
        }
    }

    /** Puts what the text says into the settings; returns the text's attributes. */
    private Outcome<ConnectionAttributes> attributes(ObjectNode settings, ObjectNode given, boolean exactly) {
        ConnectionAttributes stored = parsed(document.path(TEXT).asText(""));
        if (!given.has(TEXT)) {
            boolean replaced = exactly && engine.settings().stream().anyMatch(given::has);
            return Outcome.done(
                    replaced
                            ? stored.without(
                                    name -> members.member(name, isSource).isPresent())
                            : stored);
        }
        String asked = given.get(TEXT).asText();
        Outcome<ConnectionAttributes> wanted = ConnectionAttributes.isNoList(asked) && !members.isTextMade()
                ? Outcome.done(ConnectionAttributes.NONE)
                : ConnectionAttributes.parse(asked);
        return wanted.flatMap(attributes -> {
            // A text replaces the one before it: what it leaves out is no more.
            stored.byName().keySet().stream()
                    .filter(name -> attributes.value(name).isEmpty())
                    .forEach(name -> clear(settings, name));
            for (Attribute attribute : attributes.byName().values()) {
                Optional<Fault> fault = put(settings, attribute);
                if (fault.isPresent()) {
                    return Outcome.refused(fault.get());
                }
            }
            return Outcome.done(attributes.without(this::isSecret));
        });
    }

    private boolean isSecret(String attribute) {
        return members.member(attribute, isSource)
                .map(Member::name)
                .filter(SettingsMembers.SECRETS::contains)
                .isPresent();
    }

    private static ConnectionAttributes parsed(String text) {
        return ConnectionAttributes.parse(text).value().orElse(ConnectionAttributes.NONE);
    }

    private void clear(ObjectNode settings, String attribute) {
        members.member(attribute, isSource).map(Member::name).ifPresent(name -> {
            // Recorded on the real service: a bucket left out becomes empty.
            if (Set.of("BucketName", "BucketFolder").contains(name) && object.equals("S3Settings")) {
                settings.put(name, "");
            } else {
                settings.remove(name);
            }
        });
    }

    private Optional<Fault> put(ObjectNode settings, Attribute attribute) {
        Optional<Member> member = members.member(attribute.name(), isSource);
        if (member.isEmpty()) {
            return members.isTextOnly(attribute.name())
                    ? Optional.empty()
                    : Optional.of(Fault.invalidValue(
                            "Unsupported value '" + attribute.name() + "' for extra connection attributes"));
        }
        Optional<JsonNode> value = member.get().read(attribute.value());
        if (value.isEmpty()) {
            return Optional.of(Fault.invalidValue("The extra connection attribute " + attribute.name() + " is '"
                    + attribute.value() + "'; " + member.get().wanted() + " is needed."));
        }
        settings.set(member.get().name(), value.get());
        return Optional.empty();
    }

    /**
     * The caller's attributes as he wrote them, then what was given structurally and is not the default.
     *
     * @param isTold whether the text may change for a member with a value
     */
    private ConnectionAttributes shown(
            ObjectNode settings, ConnectionAttributes written, BiPredicate<Member, JsonNode> isTold) {
        ConnectionAttributes shown = written;
        ObjectNode defaults = members.defaults(isSource);
        for (Map.Entry<String, JsonNode> entry : sorted(settings).entrySet()) {
            Optional<Member> member = members.member(entry.getKey(), isSource);
            if (member.isEmpty() || isConnection(entry.getKey()) || !isTold.test(member.get(), entry.getValue())) {
                continue;
            }
            Optional<Attribute> given = said(member.get(), written);
            JsonNode value = entry.getValue();
            Optional<JsonNode> said = given.map(Attribute::value).flatMap(member.get()::read);
            boolean isDefault = value.equals(defaults.get(entry.getKey()));
            boolean hidden = said.isEmpty() && isDefault && !members.isShownByDefault(entry.getKey());
            if (!hidden && !said.equals(Optional.of(value))) {
                String name = given.map(Attribute::name).orElse(member.get().attribute());
                shown = ConnectionAttributes.carries(value.asText())
                        ? shown.with(name, value.asText())
                        : shown.without(name::equalsIgnoreCase);
            }
        }
        return shown;
    }

    /** The attribute that speaks of a member, by whichever of its names. */
    private Optional<Attribute> said(Member member, ConnectionAttributes written) {
        return written.byName().values().stream()
                .filter(attribute -> members.member(attribute.name(), isSource).equals(Optional.of(member)))
                .findFirst();
    }

    private static Map<String, JsonNode> sorted(ObjectNode settings) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        settings.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
        return sorted;
    }

    /** Where it is and how to log in is no extra. */
    private static boolean isConnection(String member) {
        return SettingsMembers.CONNECTION.contains(member)
                || member.startsWith("SecretsManager")
                || member.equals("KmsKeyId")
                || SERVICE.contains(member);
    }
}
