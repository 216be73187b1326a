package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.DmsType;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A value as an expression sees it. Whole numbers are INTEGER, also NUMERIC without fraction digits; other decimals are REAL; dates and times are
 * texts. Assumed.
 */
final class SqliteForm {

    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private SqliteForm() {}

    static Object of(Object value, DmsType type) {
        if (value == null
                || value instanceof String
                || value instanceof Long
                || value instanceof Double
                || value instanceof byte[]) {
            return value;
        } else if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        } else if (value instanceof Float number) {
            return Double.valueOf(number.toString()); // by its digits, not by its bits
        } else if (value instanceof BigInteger number) {
            return whole(number);
        } else if (value instanceof BigDecimal number) {
            boolean isWhole = type.scale() == 0
                    && type.precision() > 0
                    && number.stripTrailingZeros().scale() <= 0;
            return isWhole ? whole(number.toBigInteger()) : (Object) number.doubleValue();
        }
        return ValueText.of(value);
    }

    private static Object whole(BigInteger number) {
        return number.compareTo(LEAST) >= 0 && number.compareTo(MOST) <= 0
                ? (Object) number.longValue()
                : (Object) number.doubleValue();
    }
}
