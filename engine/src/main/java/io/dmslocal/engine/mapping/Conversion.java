package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.Rejected.Cause;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;

/**
 * A value as another DMS type has it: what change-data-type asks for, and what becomes of an expression's value.
 *
 * <pre>
 * to                 from
 * INT*, UINT*        numbers and texts of numbers, rounded half up; true is 1
 * NUMERIC            the same, rounded to its scale
 * REAL*              numbers and texts of numbers
 * BOOLEAN            numbers (0 is false), texts true, t, yes, y, on, 1 and their opposites
 * STRING, WSTRING    everything; bytes as hexadecimal digits
 * BYTES              bytes, texts as UTF-8
 * DATE TIME DATETIME each other as far as they share, texts as {@link TemporalForms} reads them
 * </pre>
 *
 * What does not fit is rejected, never bent. Source: "Data types", "Using data types in transformation rule expressions", AWS DMS user guide; the
 * rounding is assumed.
 */
final class Conversion implements Step {

    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
    private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");

    private final DmsType type;

    Conversion(DmsType type) {
        this.type = type;
    }

    @Override
    public Object of(Object value) throws Unworkable {
        return switch (type.kind()) {
            case BOOLEAN -> truth(value);
            case INT1 -> within(value, -128, 127);
            case INT2 -> within(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT4 -> within(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT8 -> within(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT1 -> within(value, 0, 255);
            case UINT2 -> within(value, 0, 65_535);
            case UINT4 -> within(value, 0, 4_294_967_295L);
            case UINT8 -> unsigned(value);
            case REAL4 -> (float) real(value);
            case REAL8 -> real(value);
            case NUMERIC -> decimal(value);
            case DATE -> TemporalForms.date(value);
            case TIME -> TemporalForms.time(value).truncatedTo(ChronoUnit.MICROS);
            case DATETIME -> TemporalForms.moment(value).truncatedTo(ChronoUnit.MICROS);
            case STRING, WSTRING, CLOB, NCLOB -> text(value);
            case BYTES, BLOB -> bytes(value);
        };
    }

    private Object truth(Object value) throws Unworkable {
        if (value instanceof Boolean) {
            return value;
        }
        if (value instanceof String text) {
            String word = text.strip().toLowerCase(Locale.ROOT);
            if (TRUE.contains(word) || FALSE.contains(word)) {
                return TRUE.contains(word);
            }
            throw misfit(value);
        }
        return number(value).signum() != 0;
    }

    private Long within(Object value, long least, long most) throws Unworkable {
        if (value instanceof Long number && number >= least && number <= most) {
            return number;
        }
        BigInteger whole = whole(value);
        if (whole.compareTo(BigInteger.valueOf(least)) < 0 || whole.compareTo(BigInteger.valueOf(most)) > 0) {
            throw misfit(value);
        }
        return whole.longValue();
    }

    private BigInteger unsigned(Object value) throws Unworkable {
        BigInteger whole = whole(value);
        if (whole.signum() < 0 || whole.bitLength() > 64) {
            throw misfit(value);
        }
        return whole;
    }

    private BigInteger whole(Object value) throws Unworkable {
        BigDecimal number = number(value);
        if (number.precision() - number.scale() > 30) { // 1E1000000000 must not be written out
            throw misfit(value);
        }
        return number.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    }

    private double real(Object value) throws Unworkable {
        if (value instanceof Double || value instanceof Float) {
            return Double.parseDouble(value.toString()); // a float by its digits, not by its bits
        }
        return number(value).doubleValue();
    }

    private BigDecimal decimal(Object value) throws Unworkable {
        BigDecimal number = number(value);
        if (number.precision() - number.scale() > 1_000 || number.scale() > 10_000) {
            throw misfit(value);
        }
        if (type.precision() == 0 && type.scale() == 0) {
            return number;
        }
        BigDecimal scaled = number.setScale(type.scale(), RoundingMode.HALF_UP);
        if (type.precision() > 0
                && scaled.precision() - scaled.scale() > type.precision() - type.scale()
                && scaled.signum() != 0) {
            throw misfit(value);
        }
        return scaled;
    }

    private BigDecimal number(Object value) throws Unworkable {
        try {
            if (value instanceof BigDecimal number) {
                return number;
            } else if (value instanceof Long number) {
                return BigDecimal.valueOf(number);
            } else if (value instanceof BigInteger number) {
                return new BigDecimal(number);
            } else if (value instanceof Boolean truth) {
                return truth ? BigDecimal.ONE : BigDecimal.ZERO;
            } else if (value instanceof Double || value instanceof Float || value instanceof String) {
                return new BigDecimal(value.toString().strip());
            }
        } catch (NumberFormatException e) {
            throw misfit(value);
        }
        throw misfit(value);
    }

    private String text(Object value) throws Unworkable {
        String text = ValueText.of(value);
        if (type.length() > 0
                && text.length() > type.length()
                && text.codePointCount(0, text.length()) > type.length()) {
            throw tooLong(text.codePointCount(0, text.length()), "characters");
        }
        return text;
    }

    private byte[] bytes(Object value) throws Unworkable {
        byte[] bytes = value instanceof byte[] raw ? raw : null;
        if (value instanceof String text) {
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }
        if (bytes == null) {
            throw misfit(value);
        }
        if (type.length() > 0 && bytes.length > type.length()) {
            throw tooLong(bytes.length, "bytes");
        }
        return bytes;
    }

    private Unworkable tooLong(int length, String unit) {
        return new Unworkable(
                Cause.TRUNCATION, "The value has " + length + " " + unit + ", more than " + name() + " holds");
    }

    /** The value itself stays out of the message: it may be what a mask is to hide. */
    private Unworkable misfit(Object value) {
        return Unworkable.data("A value of " + kind(value) + " is none of " + name());
    }

    private static String kind(Object value) {
        if (value instanceof String) {
            return "a text";
        } else if (value instanceof byte[]) {
            return "bytes";
        }
        return value instanceof Number ? "a number" : value.getClass().getSimpleName();
    }

    private String name() {
        String kind = type.kind().toString();
        if (type.kind() == DmsType.Kind.NUMERIC) {
            return kind + "(" + type.precision() + "," + type.scale() + ")";
        }
        return type.length() > 0 ? kind + "(" + type.length() + ")" : kind;
    }
}
