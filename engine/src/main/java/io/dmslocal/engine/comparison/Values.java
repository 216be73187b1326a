package io.dmslocal.engine.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Single values of both sides: whether they are one, and their canonical text. Values are in the Java forms of {@link io.dmslocal.engine.record.DmsType}. */
final class Values {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** A character may be cut in the middle by one side only, bytes. */
    private static final int LONGEST_CHARACTER = 4;

    private static final int MAX_JSON_DEPTH = 200;

    private Values() {}

    static boolean same(Form form, Object source, Object target) {
        if (source == null || target == null) {
            return source == target;
        }
        if (source.equals(target)) {
            return true;
        }
        if (form.limit() > 0 && samePrefix(bytes(source), bytes(target), form.limit())) {
            return true;
        }
        return text(form, source).equals(text(form, target));
    }

    /** Only as much as was to be carried is compared; who cut inside a character has a few bytes less. */
    private static boolean samePrefix(byte[] source, byte[] target, int limit) {
        int from = Math.min(source.length, limit);
        int to = Math.min(target.length, limit);
        int both = Math.min(from, to);
        boolean isCut = Math.max(source.length, target.length) >= limit;
        return (from == to || isCut && Math.max(from, to) - both < LONGEST_CHARACTER && both > 0)
                && Arrays.equals(source, 0, both, target, 0, both);
    }

    /** The same for all values that are one in this form. A value that is not of the form's kind stands as it is. */
    static String text(Form form, Object value) {
        return switch (form.shape()) {
            case TRUTH -> truth(value);
            case NUMBER -> number(value, form.scale());
            case REAL4 -> real(value, true);
            case REAL8 -> real(value, false);
            case DATE -> date(value);
            case TIME -> time(value, form.scale());
            case MOMENT -> moment(value, form.scale());
            case TEXT -> plain(value);
            case PADDED -> withoutTrailing(plain(value), ' ');
            case UUID -> plain(value).toLowerCase(Locale.ROOT);
            case JSON -> json(plain(value));
            case BYTES -> HexFormat.of().formatHex(bytes(value));
            case PADDED_BYTES -> paddedBytes(bytes(value));
        };
    }

    /** As people read it, and as a key is written. */
    static String plain(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof LocalDateTime time) {
            return Moments.text(time);
        }
        if (value instanceof LocalTime time) {
            return Moments.text(time);
        }
        return value.toString();
    }

    private static String truth(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue() != 0 ? "true" : "false";
        }
        String word = plain(value);
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1", "y", "yes", "on" -> "true";
            case "false", "f", "0", "n", "no", "off" -> "false";
            default -> word;
        };
    }

    private static String number(Object value, int scale) {
        if (value instanceof Long whole) {
            return Long.toString(whole);
        }
        BigDecimal number;
        try {
            number = value instanceof Boolean flag
                    ? flag ? BigDecimal.ONE : BigDecimal.ZERO
                    : new BigDecimal(value.toString().strip());
        } catch (NumberFormatException notANumber) {
            return plain(value);
        }
        if (scale >= 0 && number.scale() > scale) {
            number = number.setScale(scale, RoundingMode.HALF_UP); // as databases round decimals
        }
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String real(Object value, boolean single) {
        double number;
        try {
            number = value instanceof Number given
                    ? given.doubleValue()
                    : Double.parseDouble(plain(value).strip());
        } catch (NumberFormatException notANumber) {
            return plain(value);
        }
        // nought has one sign: MySQL and text forms forget it
        return single ? Float.toString((float) number + 0f) : Double.toString(number + 0.0);
    }

    private static String date(Object value) {
        try {
            return value instanceof LocalDateTime time
                    ? time.toLocalDate().toString()
                    : value instanceof LocalDate day
                            ? day.toString()
                            : Moments.moment(plain(value)).toLocalDate().toString();
        } catch (DateTimeException notADate) {
            return plain(value);
        }
    }

    private static String moment(Object value, int scale) {
        try {
            LocalDateTime time = value instanceof LocalDateTime moment
                    ? moment
                    : value instanceof LocalDate day ? day.atStartOfDay() : Moments.moment(plain(value));
            return Moments.text(Moments.rounded(time, scale));
        } catch (DateTimeException notAMoment) {
            return plain(value);
        }
    }

    private static String time(Object value, int scale) {
        try {
            LocalTime time = value instanceof LocalTime clock ? clock : LocalTime.parse(plain(value));
            return Moments.text(Moments.rounded(time, scale));
        } catch (DateTimeException notATime) {
            return plain(value);
        }
    }

    private static String json(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            StringBuilder canonical = new StringBuilder();
            json(tree, canonical, 0);
            return canonical.toString();
        } catch (JsonProcessingException | IllegalArgumentException notJson) {
            return text;
        }
    }

    /** Members in one order, numbers in one form: databases that keep JSON as a tree choose their own. */
    private static void json(JsonNode node, StringBuilder into, int depth) {
        if (depth > MAX_JSON_DEPTH) {
            throw new IllegalArgumentException("nested too deeply");
        }
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            into.append('{');
            members.forEach((name, value) -> {
                into.append(quoted(name)).append(':');
                json(value, into, depth + 1);
                into.append(',');
            });
            into.append('}');
        } else if (node.isArray()) {
            into.append('[');
            node.forEach(value -> {
                json(value, into, depth + 1);
                into.append(',');
            });
            into.append(']');
        } else if (node.isNumber()) {
            into.append(number(node.decimalValue(), Form.ALL));
        } else {
            into.append(node);
        }
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : plain(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String paddedBytes(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return HexFormat.of().formatHex(bytes, 0, end);
    }

    private static String withoutTrailing(String text, char blank) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == blank) {
            end--;
        }
        return text.substring(0, end);
    }
}
