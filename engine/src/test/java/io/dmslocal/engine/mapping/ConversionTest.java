package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Rejected.Cause;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConversionTest {

    private static DmsType type(Kind kind) {
        return DmsType.of(kind);
    }

    static Stream<Arguments> fitting() {
        return Stream.of(
                Arguments.of(type(Kind.INT4), " 42 ", 42L),
                Arguments.of(type(Kind.INT4), "-1e3", -1000L),
                Arguments.of(type(Kind.INT8), 20000.0, 20000L),
                Arguments.of(type(Kind.INT4), new BigDecimal("2.5"), 3L),
                Arguments.of(type(Kind.INT4), new BigDecimal("-2.5"), -3L),
                Arguments.of(type(Kind.INT2), true, 1L),
                Arguments.of(type(Kind.UINT8), "18446744073709551615", new BigInteger("18446744073709551615")),
                Arguments.of(type(Kind.BOOLEAN), "Yes", true),
                Arguments.of(type(Kind.BOOLEAN), "0", false),
                Arguments.of(type(Kind.BOOLEAN), 5L, true),
                Arguments.of(type(Kind.REAL8), 0.1f, 0.1),
                Arguments.of(type(Kind.REAL8), "1.25", 1.25),
                Arguments.of(type(Kind.REAL4), 5L, 5f),
                Arguments.of(DmsType.numeric(6, 2), 1234.565, new BigDecimal("1234.57")),
                Arguments.of(DmsType.numeric(6, 2), "12", new BigDecimal("12.00")),
                Arguments.of(type(Kind.NUMERIC), "12.345", new BigDecimal("12.345")),
                Arguments.of(type(Kind.STRING), 12L, "12"),
                Arguments.of(type(Kind.STRING), new BigDecimal("1E+3"), "1000"),
                Arguments.of(type(Kind.STRING), true, "true"),
                Arguments.of(type(Kind.STRING), 1e21, "1000000000000000000000"),
                Arguments.of(type(Kind.STRING), LocalDate.of(2014, 6, 4), "2014-06-04"),
                Arguments.of(type(Kind.STRING), LocalDateTime.of(2014, 6, 4, 10, 11, 12), "2014-06-04 10:11:12"),
                Arguments.of(
                        type(Kind.STRING), LocalDateTime.of(2014, 6, 4, 0, 0, 0, 500_000_000), "2014-06-04 00:00:00.5"),
                Arguments.of(type(Kind.STRING), new byte[] {0, -1}, "00ff"),
                Arguments.of(DmsType.sized(Kind.STRING, 2), "😀😀", "😀😀"),
                Arguments.of(type(Kind.DATE), "2014-06-04", LocalDate.of(2014, 6, 4)),
                Arguments.of(type(Kind.DATE), "2014:06:04", LocalDate.of(2014, 6, 4)),
                Arguments.of(type(Kind.DATE), "2014-06-04 10:11:12", LocalDate.of(2014, 6, 4)),
                Arguments.of(type(Kind.DATE), LocalDateTime.of(2014, 6, 4, 10, 11), LocalDate.of(2014, 6, 4)),
                Arguments.of(type(Kind.DATETIME), "2014:06:04 10:11:12", LocalDateTime.of(2014, 6, 4, 10, 11, 12)),
                Arguments.of(
                        type(Kind.DATETIME),
                        "2014-06-04T10:11:12.123456",
                        LocalDateTime.of(2014, 6, 4, 10, 11, 12, 123_456_000)),
                Arguments.of(type(Kind.DATETIME), LocalDate.of(2014, 6, 4), LocalDateTime.of(2014, 6, 4, 0, 0)),
                Arguments.of(type(Kind.TIME), "10:11:12", LocalTime.of(10, 11, 12)),
                Arguments.of(type(Kind.TIME), LocalDateTime.of(2014, 6, 4, 10, 11), LocalTime.of(10, 11)));
    }

    @ParameterizedTest
    @MethodSource("fitting")
    void valuesThatFit(DmsType type, Object value, Object expected) throws Unworkable {
        assertEquals(expected, new Conversion(type).of(value));
    }

    @Test
    void textsAreBytesInUtf8() throws Unworkable {
        assertArrayEquals("hä".getBytes(StandardCharsets.UTF_8), (byte[]) new Conversion(type(Kind.BYTES)).of("hä"));
    }

    static Stream<Arguments> misfitting() {
        return Stream.of(
                Arguments.of(type(Kind.INT4), "many", Cause.DATA),
                Arguments.of(type(Kind.INT2), 40_000L, Cause.DATA),
                Arguments.of(type(Kind.UINT1), -1L, Cause.DATA),
                Arguments.of(type(Kind.INT8), "1e999999999", Cause.DATA),
                Arguments.of(type(Kind.INT8), Double.NaN, Cause.DATA),
                Arguments.of(type(Kind.INT4), LocalDate.EPOCH, Cause.DATA),
                Arguments.of(type(Kind.BOOLEAN), "maybe", Cause.DATA),
                Arguments.of(DmsType.numeric(4, 2), "100", Cause.DATA),
                Arguments.of(type(Kind.NUMERIC), "1e999999999", Cause.DATA),
                Arguments.of(type(Kind.DATE), "04.06.2014", Cause.DATA),
                Arguments.of(type(Kind.DATE), "2014-02-30", Cause.DATA),
                Arguments.of(type(Kind.TIME), "25:00:00", Cause.DATA),
                Arguments.of(type(Kind.DATETIME), "soon", Cause.DATA),
                Arguments.of(type(Kind.DATETIME), 5L, Cause.DATA),
                Arguments.of(type(Kind.BYTES), 5L, Cause.DATA),
                Arguments.of(DmsType.sized(Kind.STRING, 2), "abc", Cause.TRUNCATION),
                Arguments.of(DmsType.sized(Kind.BYTES, 2), "abc", Cause.TRUNCATION));
    }

    @ParameterizedTest
    @MethodSource("misfitting")
    void valuesThatDoNotFitAreRejectedNotBent(DmsType type, Object value, Cause cause) {
        Unworkable failed = assertThrows(Unworkable.class, () -> new Conversion(type).of(value));

        assertEquals(cause, failed.kind());
    }
}
