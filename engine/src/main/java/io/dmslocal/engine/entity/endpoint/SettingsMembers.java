package io.dmslocal.engine.entity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;

/**
 * What a settings object ({@code S3Settings}, {@code MySQLSettings}, ...) can hold, and by which names ExtraConnectionAttributes may speak of it. The
 * members come from AWS's model; defaults, roles and the attributes that exist as text only are the resource {@code endpoint-settings.json}, from
 * the user guide's pages about each engine.
 */
final class SettingsMembers {

    /** Never returned, kept apart. Source: AWS's model marks them sensitive. */
    static final Set<String> SECRETS = Set.of(
            "Password", "AsmPassword", "SecurityDbEncryption", "SaslPassword", "SslClientKeyPassword", "AuthPassword");

    /** Members that an endpoint has as its own, too. */
    static final Set<String> CONNECTION = Set.of("ServerName", "Port", "Username", "DatabaseName");

    private static final JsonNode RESOURCE = read("endpoint-settings.json");
    private static final Map<String, SettingsMembers> ALL = all();

    private final String object;
    private final Map<String, Member> byAttribute;

    /** @param name AWS's: {@code CsvDelimiter} */
    record Member(String name, MarshallingType<?> type) {

        /** The attribute's name in ExtraConnectionAttributes: {@code csvDelimiter}. */
        String attribute() {
            return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        }

        /** A text as the member's type; empty when it is none. */
        Optional<JsonNode> read(String text) {
            if (type.equals(MarshallingType.STRING)) {
                return Optional.of(TextNode.valueOf(text));
            }
            if (type.equals(MarshallingType.INTEGER)) {
                return text.matches("-?\\d{1,9}")
                        ? Optional.of(IntNode.valueOf(Integer.parseInt(text)))
                        : Optional.empty();
            }
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "y", "yes", "1" -> Optional.of(BooleanNode.TRUE);
                case "false", "n", "no", "0" -> Optional.of(BooleanNode.FALSE);
                default -> Optional.empty();
            };
        }

        /** As DescribeEndpointSettings says it. */
        String typeName() {
            return type.equals(MarshallingType.INTEGER)
                    ? "integer"
                    : type.equals(MarshallingType.BOOLEAN) ? "boolean" : "string";
        }

        /** What a wrong text should have been. */
        String wanted() {
            return type.equals(MarshallingType.INTEGER) ? "a whole number" : "true or false";
        }
    }

    private SettingsMembers(String object, Map<String, Member> byAttribute) {
        this.object = object;
        this.byAttribute = byAttribute;
    }

    /** @param object the request member that holds it: {@code S3Settings} */
    static SettingsMembers of(String object) {
        return ALL.get(object);
    }

    /** Every settings object that an endpoint can have. */
    static Set<String> objects() {
        return ALL.keySet();
    }

    /** Sorted by name. */
    List<Member> inOrder() {
        return byAttribute.values().stream()
                .sorted(Comparator.comparing(Member::name))
                .toList();
    }

    boolean has(String member) {
        return byAttribute.containsKey(member.toLowerCase(Locale.ROOT));
    }

    /** The member that an attribute speaks of, when it may on this side; older guides call some of them otherwise. */
    Optional<Member> member(String attribute, boolean isSource) {
        String name = attribute.toLowerCase(Locale.ROOT);
        String current = RESOURCE.path("olderNames").path(object).path(name).asText(name);
        return Optional.ofNullable(byAttribute.get(current.toLowerCase(Locale.ROOT)))
                .filter(member -> !isForTheOtherSide(member.name(), isSource));
    }

    /** Whether an attribute exists as text only: older ones, and those that AWS documents without a member. */
    boolean isTextOnly(String attribute) {
        return contains(RESOURCE.path("textOnly").path(object), attribute)
                || has("SecretsManagerSecretId") && contains(RESOURCE.path("textOnlyWithSecrets"), attribute);
    }

    /** Whether AWS makes the text of the settings, whatever the caller wrote. Source: recorded for S3; Terraform allows for it with MongoDB. */
    boolean isTextMade() {
        return contains(RESOURCE.path("textMade"), object);
    }

    /** Members that the text shows even with their default. */
    boolean isShownByDefault(String member) {
        return contains(RESOURCE.path("shownInText").path(object), member);
    }

    private boolean isForTheOtherSide(String member, boolean isSource) {
        return contains(RESOURCE.path(isSource ? "targetOnly" : "sourceOnly").path(object), member);
    }

    /** Defaults that answers carry. */
    ObjectNode defaults(boolean isSource) {
        ObjectNode defaults = RESOURCE.path("defaults").path(object) instanceof ObjectNode known
                ? known.deepCopy()
                : new ObjectMapper().createObjectNode();
        if (!isSource && RESOURCE.path("targetDefaults").path(object) instanceof ObjectNode more) {
            defaults.setAll(more);
        }
        return defaults;
    }

    private static boolean contains(JsonNode names, String name) {
        for (JsonNode candidate : names) {
            if (candidate.asText().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, SettingsMembers> all() {
        Map<String, SettingsMembers> all = new LinkedHashMap<>();
        for (SdkField<?> field : Endpoint.builder().build().sdkFields()) {
            if (field.marshallingType().equals(MarshallingType.SDK_POJO)
                    && field.locationName().endsWith("Settings")) {
                all.put(field.locationName(), new SettingsMembers(field.locationName(), members(field)));
            }
        }
        return Map.copyOf(all);
    }

    private static Map<String, Member> members(SdkField<?> object) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (SdkField<?> field : object.constructor().get().sdkFields()) {
            if (Set.of(MarshallingType.STRING, MarshallingType.INTEGER, MarshallingType.BOOLEAN)
                    .contains(field.marshallingType())) {
                Member member = new Member(field.locationName(), field.marshallingType());
                members.put(member.name().toLowerCase(Locale.ROOT), member);
            }
        }
        return members;
    }

    static JsonNode read(String resource) {
        try (InputStream in = SettingsMembers.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
