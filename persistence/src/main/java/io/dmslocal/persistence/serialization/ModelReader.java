package io.dmslocal.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Reads model classes from JSON trees; {@link ModelJson} is its door. */
final class ModelReader {

    private final UnaryOperator<String> open;

    private ModelReader(UnaryOperator<String> open) {
        this.open = open;
    }

    @SuppressWarnings("unchecked") // a builder of T builds T
    static <T extends SdkPojo> T read(JsonNode json, Supplier<? extends SdkPojo> builder, UnaryOperator<String> open) {
        return (T) new ModelReader(open).pojo("", json, builder.get());
    }

    private Object pojo(String path, JsonNode json, SdkPojo builder) {
        if (!json.isObject()) {
            throw new ModelMismatch(path, "a structure", json);
        }
        Shape shape = Shape.of(builder);
        for (Shape.Member member : shape.members()) {
            SdkField<?> field = member.field();
            JsonNode value = json.get(field.locationName());
            if (value != null && !value.isNull()) {
                String below = path.isEmpty() ? field.memberName() : path + "." + field.memberName();
                field.set(builder, value(below, field, member.secret() ? opened(field, value) : value));
            }
        }
        Object built = ((Buildable) builder).build();
        if (!shape.late().isEmpty()) {
            LateMembers.keep(built, shape.late(), (ObjectNode) json);
        }
        return built;
    }

    private Object value(String path, SdkField<?> field, JsonNode json) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.STRING) {
            return expect(json.isTextual(), path, "a string", json).textValue();
        } else if (type == MarshallingType.SDK_POJO) {
            return pojo(path, json, field.constructor().get());
        } else if (type == MarshallingType.LIST) {
            return list(path, field, json);
        } else if (type == MarshallingType.BOOLEAN) {
            return expect(json.isBoolean(), path, "a boolean", json).booleanValue();
        } else if (type == MarshallingType.INTEGER) {
            return expect(json.isIntegralNumber() && json.canConvertToInt(), path, "an integer", json)
                    .intValue();
        } else if (type == MarshallingType.LONG) {
            return expect(json.isIntegralNumber() && json.canConvertToLong(), path, "a long", json)
                    .longValue();
        } else if (type == MarshallingType.DOUBLE) {
            return expect(json.isNumber(), path, "a number", json).doubleValue();
        } else if (type == MarshallingType.INSTANT) {
            return instant(path, json);
        } else if (type == MarshallingType.SDK_BYTES) {
            return bytes(path, json);
        }
        throw new IllegalStateException(
                path + " is a " + type.getTargetClass() + ", which AWS DMS's model did not have");
    }

    private List<Object> list(String path, SdkField<?> field, JsonNode json) {
        expect(json.isArray(), path, "a list", json);
        SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
        List<Object> values = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            if (!json.get(i).isNull()) {
                values.add(value(path + "[" + i + "]", element, json.get(i)));
            }
        }
        return values;
    }

    private static Instant instant(String path, JsonNode json) {
        if (json.isTextual()) {
            try {
                return Instant.parse(json.textValue());
            } catch (DateTimeException e) {
                throw new ModelMismatch(path, "a timestamp (seconds since 1970)", json);
            }
        }
        expect(json.isNumber(), path, "a timestamp (seconds since 1970)", json);
        BigDecimal millis = json.decimalValue().movePointRight(3);
        // 20 digits are past any calendar: refused before a huge exponent is written out
        expect(millis.precision() - millis.scale() < 19, path, "a timestamp (seconds since 1970)", json);
        return Instant.ofEpochMilli(millis.setScale(0, RoundingMode.HALF_UP).longValue());
    }

    private static SdkBytes bytes(String path, JsonNode json) {
        try {
            return SdkBytes.fromByteArrayUnsafe(
                    expect(json.isTextual(), path, "base64", json).binaryValue());
        } catch (IOException e) {
            throw new ModelMismatch(path, "base64", json);
        }
    }

    private JsonNode opened(SdkField<?> field, JsonNode json) {
        if (!json.isTextual() || open == ModelJson.CLEAR || !Secrets.isSealed(json.textValue())) {
            return json;
        }
        String clear = open.apply(json.textValue());
        if (field.marshallingType() == MarshallingType.STRING) {
            return TextNode.valueOf(clear);
        }
        try {
            return ModelJson.tree(clear);
        } catch (IOException e) {
            throw new IllegalStateException(field.memberName() + " was sealed as JSON and is none", e);
        }
    }

    private static JsonNode expect(boolean holds, String path, String expected, JsonNode found) {
        if (!holds) {
            throw new ModelMismatch(path, expected, found);
        }
        return found;
    }
}
