package io.dmslocal.api.protocol.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;

/** A value without parts other than text. */
public record Scalar(String name, Kind kind) implements Shape {

    /** The model's types. */
    public enum Kind {
        INTEGER {
            @Override
            JsonNode typed(JsonNode value) {
                return IntNode.valueOf((int) whole(value, "an Integer", Integer.MIN_VALUE, Integer.MAX_VALUE));
            }
        },
        LONG {
            @Override
            JsonNode typed(JsonNode value) {
                return LongNode.valueOf(whole(value, "a Long", Long.MIN_VALUE, Long.MAX_VALUE));
            }
        },
        DOUBLE {
            @Override
            JsonNode typed(JsonNode value) {
                if (!value.isNumber()) {
                    throw Unreadable.of(value, "a Double");
                }
                return DoubleNode.valueOf(finite(value.doubleValue(), "a Double"));
            }
        },
        BOOLEAN {
            @Override
            JsonNode typed(JsonNode value) {
                if (!value.isBoolean()) {
                    throw Unreadable.of(value, "a Boolean");
                }
                return BooleanNode.valueOf(value.booleanValue());
            }
        },
        /** Becomes seconds since the epoch with milliseconds as fraction. */
        TIMESTAMP {
            @Override
            JsonNode typed(JsonNode value) {
                if (value.isTextual()) {
                    return seconds(Scalar.seconds(value));
                }
                if (!value.isNumber()) {
                    throw Unreadable.of(value, "a Timestamp");
                }
                return seconds(value.doubleValue());
            }

            private JsonNode seconds(double seconds) {
                if (!(Math.abs(seconds) <= LATEST)) {
                    throw new Unreadable("NUMBER_VALUE is too large for a Timestamp");
                }
                return DecimalNode.valueOf(BigDecimal.valueOf(Math.round(seconds * 1000), 3));
            }
        },
        /** Base64; becomes padded. */
        BLOB {
            @Override
            JsonNode typed(JsonNode value) {
                if (!value.isTextual()) {
                    throw Unreadable.of(value, "a Blob");
                }
                try {
                    byte[] bytes = Base64.getDecoder().decode(value.textValue());
                    return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes));
                } catch (IllegalArgumentException notBase64) {
                    throw new Unreadable("STRING_VALUE can not be converted to a Blob: it is not Base64");
                }
            }
        };

        abstract JsonNode typed(JsonNode value);

        /** @param type as the model writes it: {@code integer} */
        public static Kind named(String type) {
            return valueOf(type.toUpperCase(Locale.ROOT));
        }
    }

    private static final double LATEST = 253_402_300_799.0; // seconds: the end of the year 9999

    private static final double LONG_END = 9_223_372_036_854_775_808.0; // 2^63

    @Override
    public JsonNode typed(JsonNode value) {
        return kind.typed(value);
    }

    @Override
    public void check(JsonNode value, Path path, Findings findings) {
        // The model bounds no numbers: ranges are rules of the areas.
    }

    /** Takes {@code 5.0} for 5, as the service does. */
    private static long whole(JsonNode value, String wanted, long least, long most) {
        if (!value.isNumber()) {
            throw Unreadable.of(value, wanted);
        }
        if (value.isIntegralNumber()) {
            if (value.canConvertToLong() && value.longValue() >= least && value.longValue() <= most) {
                return value.longValue();
            }
            throw new Unreadable("NUMBER_VALUE is out of range for " + wanted);
        }
        double number = finite(value.doubleValue(), wanted);
        if (number != Math.rint(number)) {
            throw new Unreadable("NUMBER_VALUE with a fraction can not be converted to " + wanted);
        }
        if (number < least || number > most || number >= LONG_END) {
            throw new Unreadable("NUMBER_VALUE is out of range for " + wanted);
        }
        return (long) number;
    }

    private static double finite(double number, String wanted) {
        if (Double.isFinite(number)) {
            return number;
        }
        throw new Unreadable("NUMBER_VALUE is out of range for " + wanted);
    }

    /** A text that holds a number of seconds or an ISO 8601 time. */
    private static double seconds(JsonNode value) {
        String text = value.textValue();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            try {
                Instant time = text.endsWith("Z")
                        ? Instant.parse(text)
                        : OffsetDateTime.parse(text).toInstant();
                return time.toEpochMilli() / 1000.0;
            } catch (DateTimeException | ArithmeticException notATime) {
                throw Unreadable.of(value, "a Timestamp");
            }
        }
    }
}
