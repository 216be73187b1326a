package io.dmslocal.engine.record;

import io.dmslocal.engine.record.DmsType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Values that users write as text into mapping rules, read by the type of their column, in forms that can be compared with a row's values.
 *
 * <pre>
 * all numbers                 BigDecimal
 * BOOLEAN                     Boolean; written true, false, 1 or 0
 * DATE, TIME, DATETIME        LocalDate, LocalTime, LocalDateTime; written 2026-01-31, 23:59:59, 2026-01-31 23:59:59.123456
 * BYTES BLOB                  String of upper-case hex digits, which sorts as the bytes do; written in hex digits (assumed)
 * STRING WSTRING CLOB NCLOB   String
 * </pre>
 *
 * Source of the written forms of dates: "Using source filters", AWS DMS user guide.
 */
public final class Literal {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** Digits before or behind the point: what a number written as 1e999999999 would take in plain digits is memory's end. */
    private static final int LONGEST_NUMBER = 1000;

    private Literal() {}

    /** @throws IllegalArgumentException when the text is no value of the type, with what would be one */
    public static Comparable<?> of(DmsType type, String text) {
        try {
            return switch (type.kind()) {
                case BOOLEAN -> flag(text.strip());
                case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4, UINT8, NUMERIC, REAL4, REAL8 -> number(text);
                case DATE -> date(text.strip());
                case TIME -> LocalTime.parse(text.strip());
                case DATETIME -> dateTime(text.strip());
                case BYTES, BLOB -> bytes(text.strip());
                case STRING, WSTRING, CLOB, NCLOB -> plain(text);
            };
        } catch (DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no " + wanted(type.kind()), e);
        }
    }

    /** A row's value in the form of {@link #of}; null for what compares with nothing: NULL, ABSENT, not-a-number, infinity. */
    static Comparable<?> comparable(DmsType type, Object value) {
        if (value == null || value == Row.ABSENT) {
            return null;
        } else if (value instanceof Long number) {
            return BigDecimal.valueOf(number);
        } else if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        } else if (value instanceof Float number) {
            return Float.isFinite(number) ? new BigDecimal(number.toString()) : null;
        } else if (value instanceof Double number) {
            return Double.isFinite(number) ? BigDecimal.valueOf(number) : null;
        } else if (value instanceof byte[] bytes) {
            return HEX.formatHex(bytes);
        } else if (value instanceof String text) { // of a column that is native, in its database's own words
            return nativeText(type, text);
        }
        return (Comparable<?>) value;
    }

    private static Comparable<?> nativeText(DmsType type, String text) {
        try {
            return of(type, text);
        } catch (IllegalArgumentException e) {
            return null; // infinity and its like
        }
    }

    private static Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw new NumberFormatException();
        };
    }

    private static BigDecimal number(String text) {
        BigDecimal number = new BigDecimal(text.strip());
        if (Math.abs((long) number.precision() - number.scale()) > LONGEST_NUMBER
                || Math.abs((long) number.scale()) > LONGEST_NUMBER) {
            throw new NumberFormatException();
        }
        return number;
    }

    private static LocalDate date(String text) {
        return text.length() > 10 ? dateTime(text).toLocalDate() : LocalDate.parse(text);
    }

    private static LocalDateTime dateTime(String text) {
        if (text.length() <= 10) {
            return LocalDate.parse(text).atStartOfDay();
        }
        return LocalDateTime.parse(text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text);
    }

    private static String bytes(String text) {
        boolean isMarked = text.startsWith("0x") || text.startsWith("0X") || text.startsWith("\\x");
        String digits = (isMarked ? text.substring(2) : text).toUpperCase(Locale.ROOT);
        if (digits.length() % 2 != 0 || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new NumberFormatException();
        }
        return digits;
    }

    private static String plain(String text) {
        if (text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a value has a character U+0000");
        }
        return text;
    }

    private static String wanted(Kind kind) {
        return switch (kind) {
            case BOOLEAN -> "true or false";
            case DATE -> "date of the form YYYY-MM-DD";
            case TIME -> "time of the form HH:MM:SS";
            case DATETIME -> "date and time of the form YYYY-MM-DD HH:MM:SS";
            case BYTES, BLOB -> "row of hex digits";
            default -> "number";
        };
    }
}
