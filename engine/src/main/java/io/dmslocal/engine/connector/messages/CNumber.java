package io.dmslocal.engine.connector.messages;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Numbers as cJSON prints them: a whole number of 32 bits as it is, else {@code %1.15g} where that reads back as the same double, else {@code
 * %1.17g}. So 9223372036854775807 becomes 9.2233720368547758e+18, on purpose.
 */
final class CNumber {

    private static final int SHORT = 15;
    private static final int EXACT = 17;
    private static final MathContext SHORT_DIGITS = new MathContext(SHORT, RoundingMode.HALF_EVEN);
    private static final MathContext EXACT_DIGITS = new MathContext(EXACT, RoundingMode.HALF_EVEN);
    /** Below it, doubles are too coarse for 15 digits to survive. */
    private static final double SMALLEST_NORMAL = Double.MIN_NORMAL * 4;

    /** The largest whole number that {@code %1.15g} prints without an exponent. */
    private static final long PLAIN = 999_999_999_999_999L;

    private CNumber() {}

    static void print(JsonBuffer out, long value) {
        if (value >= -PLAIN && value <= PLAIN) {
            out.digits(value);
        } else {
            print(out, (double) value);
        }
    }

    static void print(JsonBuffer out, double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            out.ascii("null");
        } else if (value == (int) value) {
            out.digits((int) value);
        } else if (!printShortest(out, value)) {
            BigDecimal exact = new BigDecimal(value);
            BigDecimal rounded = exact.round(SHORT_DIGITS);
            boolean isShort = rounded.doubleValue() == value;
            print(out, isShort ? rounded : exact.round(EXACT_DIGITS), isShort ? SHORT : EXACT);
        }
    }

    /**
     * Plain decimal text: digits, with a sign and a point where needed.
     *
     * <p>Up to 15 digits survive a double and {@code %1.15g} unharmed, so that nothing needs to be computed.
     */
    static void printDecimal(JsonBuffer out, byte[] text, int from, int length) {
        byte[] digits = new byte[SHORT];
        int count = 0;
        int zeros = 0; // seen after the last digit kept; count only when another digit follows
        int exponent = -1;
        boolean fraction = false;
        int end = from + length;
        int i = from;
        boolean negative = length > 0 && text[i] == '-';
        if (negative || (length > 0 && text[i] == '+')) {
            i++;
        }
        for (; i < end; i++) {
            byte c = text[i];
            if (c == '.' && !fraction) {
                fraction = true;
                continue;
            }
            if (c < '0' || c > '9') {
                printParsed(out, text, from, length);
                return;
            }
            if (count == 0 && c == '0') {
                exponent -= fraction ? 1 : 0;
                continue;
            }
            exponent += fraction ? 0 : 1;
            if (c == '0') {
                zeros++;
                continue;
            }
            if (count + zeros >= SHORT) {
                printParsed(out, text, from, length);
                return;
            }
            while (zeros > 0) {
                digits[count++] = '0';
                zeros--;
            }
            digits[count++] = c;
        }
        if (count == 0) {
            out.ascii("0");
        } else {
            print(out, negative, digits, count, exponent, SHORT);
        }
    }

    private static void printParsed(JsonBuffer out, byte[] text, int from, int length) {
        print(out, Double.parseDouble(new String(text, from, length, StandardCharsets.US_ASCII)));
    }

    /** Prints Java's own digits where they are few enough to be those of {@code %1.15g}; false when they are not. */
    private static boolean printShortest(JsonBuffer out, double value) {
        if (Math.abs(value) < SMALLEST_NORMAL) {
            return false;
        }
        String text = Double.toString(value);
        byte[] digits = new byte[SHORT];
        int count = 0;
        int zeros = 0;
        int exponent = -1;
        boolean fraction = false;
        for (int i = value < 0 ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                fraction = true;
            } else if (c == 'E') {
                exponent += Integer.parseInt(text, i + 1, text.length(), 10);
                break;
            } else if (count == 0 && c == '0') {
                exponent -= fraction ? 1 : 0;
            } else {
                exponent += fraction ? 0 : 1;
                if (c == '0') {
                    zeros++;
                    continue;
                }
                if (count + zeros >= SHORT) {
                    return false;
                }
                for (; zeros > 0; zeros--) {
                    digits[count++] = '0';
                }
                digits[count++] = (byte) c;
            }
        }
        print(out, value < 0, digits, count, exponent, SHORT);
        return true;
    }

    private static void print(JsonBuffer out, BigDecimal value, int precision) {
        BigDecimal stripped = value.stripTrailingZeros();
        byte[] digits = stripped.unscaledValue().abs().toString().getBytes(StandardCharsets.US_ASCII);
        print(out, value.signum() < 0, digits, digits.length, digits.length - stripped.scale() - 1, precision);
    }

    /** C's {@code %g}: digits without trailing zeros, the first of them worth 10^exponent. */
    private static void print(JsonBuffer out, boolean negative, byte[] digits, int count, int exponent, int precision) {
        if (negative) {
            out.raw('-');
        }
        if (exponent < -4 || exponent >= precision) {
            out.raw(digits[0]);
            if (count > 1) {
                out.raw('.');
                out.raw(digits, 1, count - 1);
            }
            out.raw('e');
            out.raw(exponent < 0 ? '-' : '+');
            int size = Math.abs(exponent);
            if (size < 10) {
                out.raw('0');
            }
            out.digits(size);
        } else if (exponent < 0) {
            out.ascii("0.");
            for (int i = -1; i > exponent; i--) {
                out.raw('0');
            }
            out.raw(digits, 0, count);
        } else {
            int whole = Math.min(count, exponent + 1);
            out.raw(digits, 0, whole);
            for (int i = whole; i <= exponent; i++) {
                out.raw('0');
            }
            if (count > whole) {
                out.raw('.');
                out.raw(digits, whole, count - whole);
            }
        }
    }
}
