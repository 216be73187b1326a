package io.dmslocal.engine.connector.debezium;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The classes in which Debezium's connectors hand over values before they convert them, and the text that each becomes. Nothing is lost but what Debezium
 * has lost already. A class that is not listed makes the change unreadable: a guess could be a wrong value.
 *
 * <pre>
 * Boolean                                    true, false
 * Byte Short Integer Long BigInteger         digits
 * Float Double                               Java's text, which reads back as the same number
 * BigDecimal                                 digits, never an exponent
 * String Character                           itself
 * byte[] ByteBuffer                          a character for each byte
 * LocalDate                                  2024-02-29
 * LocalTime                                  23:59:59.999999
 * LocalDateTime Instant OffsetDateTime ...   2024-02-29T12:00:00.5, in UTC where there is a zone
 * Duration                                   nanoseconds
 * Year                                       digits
 * BitSet                                     digits, the first bit counting 1
 * </pre>
 */
public final class DebeziumTypes {

    private static final Map<Class<?>, Function<Object, String>> TEXTS = new LinkedHashMap<>();

    static {
        for (Class<?> plain : new Class<?>[] {
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            java.math.BigInteger.class,
            Float.class,
            Double.class,
            String.class,
            Character.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Year.class
        }) {
            TEXTS.put(plain, Object::toString);
        }
        put(BigDecimal.class, BigDecimal::toPlainString);
        put(byte[].class, Cell::ofBytes);
        put(Instant.class, v -> LocalDateTime.ofInstant(v, ZoneOffset.UTC).toString());
        put(OffsetDateTime.class, v -> utc(v.toInstant()));
        put(ZonedDateTime.class, v -> utc(v.toInstant()));
        put(OffsetTime.class, OffsetTime::toString);
        put(Duration.class, v -> Long.toString(v.toNanos()));
        put(BitSet.class, v -> v.isEmpty() ? "0" : Long.toUnsignedString(v.toLongArray()[0]));
    }

    private DebeziumTypes() {}

    private static <T> void put(Class<T> type, Function<T, String> text) {
        TEXTS.put(type, value -> text.apply(type.cast(value)));
    }

    private static String utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    /** A value's text; null for NULL. */
    public static String text(Object value) {
        if (value == null) {
            return null;
        }
        Function<Object, String> text = TEXTS.get(value.getClass());
        if (text != null) {
            return text.apply(value);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return Cell.ofBytes(bytes);
        }
        return Cell.unreadable(
                "Debezium hands it over as " + value.getClass().getSimpleName() + ", which this version does not read");
    }
}
