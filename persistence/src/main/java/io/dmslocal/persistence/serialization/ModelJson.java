package io.dmslocal.persistence.serialization;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;

/**
 * The only codec of the AWS SDK's model classes: what AWS's wire says, and with secrets sealed what lies in the journal and travels between
 * nodes.
 *
 * <p>Members in AWS's order and spelling; absent ones are not written, a list that was given empty is. Timestamps are seconds since 1970 with
 * three fraction digits, or ISO 8601 where the model says so (SDKs for typed languages refuse the other); blobs are base64.
 */
public final class ModelJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final ObjectMapper TREES = JsonMapper.builder()
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Leaves secrets as they are. */
    static final UnaryOperator<String> CLEAR = text -> text;

    private ModelJson() {}

    public static ObjectNode toJson(SdkPojo pojo) {
        try (TokenBuffer buffer = new TokenBuffer(TREES, false)) {
            write(buffer, pojo);
            return tree(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer in memory
        }
    }

    /** The document in UTF-8: the quickest way to a response's body. */
    public static byte[] bytes(SdkPojo pojo) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(2048);
                JsonGenerator json = FACTORY.createGenerator(bytes)) {
            write(json, pojo);
            json.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer in memory
        }
    }

    public static void write(JsonGenerator json, SdkPojo pojo) throws IOException {
        write(json, pojo, CLEAR);
    }

    /**
     * Reads what it knows and passes over unknown members and nulls.
     *
     * @param builder makes an empty builder: {@code CreateEndpointRequest::builder}
     * @throws ModelMismatch when a member's value is of the wrong kind
     */
    public static <T extends SdkPojo> T fromJson(JsonNode json, Supplier<? extends SdkPojo> builder) {
        return ModelReader.read(json, builder, CLEAR);
    }

    /** As above, with every secret's text passed through {@code seal}. */
    static void write(JsonGenerator json, SdkPojo pojo, UnaryOperator<String> seal) throws IOException {
        json.writeStartObject();
        Shape shape = Shape.of(pojo);
        for (Shape.Member member : shape.members()) {
            Object value = member.field().getValueOrDefault(pojo);
            if (value == null || value instanceof SdkAutoConstructList) {
                continue;
            }
            json.writeFieldName(member.name());
            if (member.secret() && seal != CLEAR) {
                json.writeString(seal.apply(value instanceof String text ? text : textOf(member.field(), value)));
            } else {
                write(json, member.field(), value, seal);
            }
        }
        if (!shape.late().isEmpty()) {
            writeLate(json, pojo);
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, SdkField<?> field, Object value, UnaryOperator<String> seal)
            throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof SdkPojo pojo) {
            write(json, pojo, seal);
        } else if (value instanceof List<?> list) {
            SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
            json.writeStartArray();
            for (Object each : list) {
                write(json, element, each, seal);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Instant time) {
            if (isIso(field)) {
                json.writeString(DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MILLIS)));
            } else {
                json.writeNumber(BigDecimal.valueOf(time.toEpochMilli(), 3));
            }
        } else if (value instanceof SdkBytes bytes) {
            json.writeString(Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
        } else {
            throw new IllegalStateException(field.memberName() + " holds a "
                    + value.getClass().getName() + ", which AWS DMS's model did not have");
        }
    }

    private static void writeLate(JsonGenerator json, SdkPojo pojo) throws IOException {
        ObjectNode late = LateMembers.keptBy(pojo).orElseGet(TREES::createObjectNode);
        for (Map.Entry<String, JsonNode> member : late.properties()) {
            json.writeFieldName(member.getKey());
            TREES.writeTree(json, member.getValue());
        }
    }

    private static boolean isIso(SdkField<?> field) {
        TimestampFormatTrait format = field.getTrait(TimestampFormatTrait.class);
        return format != null && format.format() == TimestampFormatTrait.Format.ISO_8601;
    }

    /** A secret that is not a string is sealed as its JSON. */
    private static String textOf(SdkField<?> field, Object value) throws IOException {
        try (TokenBuffer buffer = new TokenBuffer(TREES, false)) {
            write(buffer, field, value, CLEAR);
            return TREES.<JsonNode>readTree(buffer.asParser()).toString();
        }
    }

    static ObjectNode tree(TokenBuffer buffer) throws IOException {
        return TREES.readTree(buffer.asParser());
    }

    static JsonNode tree(String json) throws IOException {
        return TREES.readTree(json);
    }
}
