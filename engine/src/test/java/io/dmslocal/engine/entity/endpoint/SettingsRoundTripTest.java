package io.dmslocal.engine.entity.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dmslocal.engine.entity.endpoint.SettingsMembers.Member;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.persistence.serialization.ModelJson;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyEndpointRequest;

/** The two views of an endpoint's settings, for every engine in every role: what is read back can be written again and changes nothing. */
class SettingsRoundTripTest {

    private static final String ARN = "arn:aws:dms:us-east-1:123456789012:endpoint:ABC";
    private static final String TEXT = "ExtraConnectionAttributes";

    /** @param type source or target */
    record Side(EngineName engine, String type) {

        boolean isSource() {
            return type.equals("source");
        }

        String object() {
            return engine.settings().get(0);
        }

        /** Members that the text may speak of. */
        List<Member> members() {
            return SettingsMembers.of(object()).inOrder().stream()
                    .filter(member -> !isConnection(member.name()))
                    .filter(member -> SettingsMembers.of(object())
                            .member(member.name(), isSource())
                            .isPresent())
                    .toList();
        }

        private static boolean isConnection(String name) {
            return SettingsMembers.CONNECTION.contains(name)
                    || SettingsMembers.SECRETS.contains(name)
                    || name.startsWith("SecretsManager")
                    || List.of("KmsKeyId", "ServiceAccessRoleArn", "ExternalTableDefinition")
                            .contains(name);
        }

        @Override
        public String toString() {
            return engine.name() + " " + type;
        }
    }

    static Stream<Side> sides() {
        return EngineName.all().stream()
                .flatMap(engine -> Stream.of(
                                engine.isSource() ? new Side(engine, "source") : null,
                                engine.isTarget() ? new Side(engine, "target") : null)
                        .filter(side -> side != null));
    }

    private static Definition create(Side side, ObjectNode given) {
        given.put("EndpointIdentifier", "e");
        given.put("EndpointType", side.type());
        given.put("EngineName", side.engine().name());
        CreateEndpointRequest request = ModelJson.fromJson(given, CreateEndpointRequest::builder);
        return EndpointDocument.create(ARN, request).fold(done -> done, fault -> {
            throw new AssertionError(side + ": " + fault);
        });
    }

    private static Definition modify(Definition before, ObjectNode given) {
        ModifyEndpointRequest request =
                ModelJson.fromJson(given.put("EndpointArn", ARN), ModifyEndpointRequest::builder);
        return EndpointDocument.modify(before, request).fold(done -> done, fault -> {
            throw new AssertionError(fault);
        });
    }

    private static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Nobody's default. */
    private static JsonNode sample(Member member, SettingsMembers members, boolean isSource) {
        boolean on = members.defaults(isSource).path(member.name()).asBoolean();
        return switch (member.typeName()) {
            case "integer" -> IntNode.valueOf(7);
            case "boolean" -> BooleanNode.valueOf(!on);
            default -> TextNode.valueOf("given");
        };
    }

    private static ObjectNode samples(Side side) {
        ObjectNode settings = empty();
        SettingsMembers members = SettingsMembers.of(side.object());
        side.members().forEach(member -> settings.set(member.name(), sample(member, members, side.isSource())));
        return settings;
    }

    private static ObjectNode document(Definition definition) {
        return ModelJson.toJson(definition.document());
    }

    @ParameterizedTest
    @MethodSource("sides")
    void theObjectIsThereAndADefaultIsStableUnderASecondWrite(Side side) {
        Definition created = create(side, empty());
        ObjectNode shown = document(created);

        assertTrue(shown.has(side.object()));
        assertEquals(shown, document(modify(created, written(side, shown))));
    }

    @ParameterizedTest
    @MethodSource("sides")
    void settingsGivenAsObjectStandInTheText(Side side) {
        ObjectNode shown = document(create(side, empty().set(side.object(), samples(side))));

        ConnectionAttributes text =
                ConnectionAttributes.parse(shown.path(TEXT).asText("")).value().orElseThrow();
        for (Member member : side.members()) {
            String wanted = samples(side).get(member.name()).asText();
            assertEquals(wanted, text.value(member.attribute()).orElse("absent"), member.name());
            assertEquals(
                    samples(side).get(member.name()), shown.path(side.object()).get(member.name()));
        }
        assertTrue(shown.path(TEXT).asText(";").endsWith(";"));
    }

    @ParameterizedTest
    @MethodSource("sides")
    void settingsGivenAsTextStandInTheObject(Side side) {
        ObjectNode asObject = document(create(side, empty().set(side.object(), samples(side))));
        StringBuilder text = new StringBuilder();
        side.members()
                .forEach(member -> text.append(member.name().toUpperCase(Locale.ROOT))
                        .append('=')
                        .append(samples(side).get(member.name()).asText())
                        .append(';'));

        ObjectNode asText = document(create(side, empty().put(TEXT, text.toString())));

        assertEquals(asObject.get(side.object()), asText.get(side.object()));
    }

    @ParameterizedTest
    @MethodSource("sides")
    void whatIsReadBackCanBeWrittenAgain(Side side) {
        Definition created = create(side, empty().set(side.object(), samples(side)));
        ObjectNode shown = document(created);

        assertEquals(shown, document(modify(created, written(side, shown))));
        assertEquals(shown, document(modify(created, written(side, shown).put("ExactSettings", true))));
        assertEquals(
                shown,
                document(modify(created, empty().put(TEXT, shown.path(TEXT).asText("")))));
        assertEquals(shown, document(modify(created, empty().set(side.object(), shown.get(side.object())))));
    }

    /** As a tool does that keeps what it was shown. */
    private static ObjectNode written(Side side, ObjectNode shown) {
        ObjectNode written = empty();
        written.set(side.object(), shown.get(side.object()));
        if (shown.has(TEXT)) {
            written.set(TEXT, shown.get(TEXT));
        }
        return written;
    }

    /** The text has no way to write a semicolon, and takes no control characters but those that break and indent lines. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "mysql|AfterConnectScript|SET a=1; SET b=2;",
                "s3|CsvDelimiter|;",
                "s3|CsvDelimiter|\t",
                "s3|CsvDelimiter|\u0001",
                "s3|CsvNullValue| ",
                "redshift|ReplaceChars|;"
            })
    void aValueThatTheTextCannotCarryStandsInTheObjectAlone(String engine, String member, String value) {
        Side side = new Side(EngineName.of(engine).orElseThrow(), "target");
        Definition created = create(side, empty().set(side.object(), empty().put(member, value)));
        ObjectNode shown = document(created);

        assertEquals(value, shown.path(side.object()).path(member).asText());
        assertFalse(shown.path(TEXT).asText("").contains(member.substring(1)));
        assertEquals(shown, document(modify(created, written(side, shown))));
    }

    @Test
    void olderNamesSpeakOfTheSameMember() {
        Side oracle = new Side(EngineName.of("oracle").orElseThrow(), "source");
        Definition created =
                create(oracle, empty().put(TEXT, "asm_user=a;asm_server=h:1521/+ASM;asm_password=hidden-word"));
        ObjectNode shown = document(created);

        assertEquals("a", shown.path("OracleSettings").path("AsmUser").asText());
        assertEquals("asm_user=a;asm_server=h:1521/+ASM;", shown.path(TEXT).asText());
        assertFalse(shown.toString().contains("hidden-word"));

        ObjectNode changed = document(modify(created, empty().set("OracleSettings", empty().put("AsmUser", "b"))));

        assertEquals("asm_user=b;asm_server=h:1521/+ASM;", changed.path(TEXT).asText());
    }

    @Test
    void exactSettingsReplaceWhatTheTextSaidToo() {
        Side postgres = new Side(EngineName.of("postgres").orElseThrow(), "source");
        Definition created = create(postgres, empty().put(TEXT, "slotName=s;loadUsingCSV=true;"));

        ObjectNode given = empty().put("ExactSettings", true);
        given.set("PostgreSQLSettings", empty().put("PluginName", "test-decoding"));
        ObjectNode shown = document(modify(created, given));

        assertEquals(
                "loadUsingCSV=true;pluginName=test-decoding;", shown.path(TEXT).asText());
        assertNull(shown.path("PostgreSQLSettings").get("SlotName"));
    }
}
