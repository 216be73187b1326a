package io.dmslocal.engine.comparison;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class FormTest {

    private static final Column BOOL_OF_POSTGRES = column(DmsType.sized(Kind.STRING, 5), "boolean");
    private static final Column TEXT = column(DmsType.of(Kind.NCLOB), "text");

    @Test
    void aTruthIsTheSameInAllItsWords() {
        same(BOOL_OF_POSTGRES, column(DmsType.sized(Kind.WSTRING, 5), "varchar(5)"), "true", "t");
        same(BOOL_OF_POSTGRES, column(DmsType.of(Kind.INT1), "tinyint"), "true", 1L);
        same(column(DmsType.of(Kind.BOOLEAN), "bit(1)"), column(DmsType.of(Kind.INT1), "tinyint"), false, 0L);
        other(BOOL_OF_POSTGRES, column(DmsType.of(Kind.INT1), "tinyint"), "true", 0L);
    }

    @Test
    void numbersAreRoundedAsTheTargetsTypeRoundsThem() {
        Column wide = column(DmsType.numeric(28, 6), "numeric");
        Column narrow = column(DmsType.numeric(12, 2), "decimal(12,2)");
        same(wide, narrow, new BigDecimal("1.005000"), new BigDecimal("1.01"));
        same(wide, narrow, new BigDecimal("-0.001"), new BigDecimal("0.00"));
        other(wide, narrow, new BigDecimal("1.005"), new BigDecimal("1.00"));
        same(narrow, wide, new BigDecimal("100"), new BigDecimal("100.000000"));
        same(
                column(DmsType.of(Kind.UINT8), "bigint unsigned"),
                column(DmsType.of(Kind.INT8), "bigint"),
                new BigInteger("9223372036854775807"),
                Long.MAX_VALUE);
        other(narrow, TEXT, new BigDecimal("1.5"), "NaN");
        same(narrow, TEXT, new BigDecimal("1.50"), "1.5");
    }

    @Test
    void realsAreAsExactAsTheLessExactSide() {
        Column single = column(DmsType.of(Kind.REAL4), "real");
        Column mysqlFloat = column(DmsType.of(Kind.REAL8), "float");
        Column twice = column(DmsType.of(Kind.REAL8), "double precision");
        same(single, mysqlFloat, 0.1f, (double) 0.1f);
        same(mysqlFloat, twice, (double) 0.1f, (double) 0.1f);
        same(twice, twice, 0.0, -0.0);
        same(twice, twice, Double.NaN, Double.NaN);
        other(twice, twice, 0.1, (double) 0.1f);
        other(single, single, 0.110106036f, 0.110106044f);
    }

    @Test
    void timesKeepTheDigitsThatBothSidesHave() {
        Column micros = column(DmsType.timed(Kind.DATETIME, 6), "timestamp");
        Column seconds = column(DmsType.timed(Kind.DATETIME, 0), "datetime");
        LocalDateTime nearly = LocalDateTime.of(1999, 12, 31, 23, 59, 59, 500_000_000);
        same(micros, seconds, nearly, LocalDateTime.of(2000, 1, 1, 0, 0));
        other(micros, micros, nearly, nearly.plusNanos(1000));
        same(
                column(DmsType.timed(Kind.TIME, 6), "time"),
                column(DmsType.sized(Kind.STRING, 17), "time(6)"),
                LocalTime.of(1, 2, 3),
                "01:02:03.000000");
        same(
                column(DmsType.of(Kind.DATE), "date"),
                column(DmsType.timed(Kind.DATETIME, 0), "datetime"),
                LocalDate.of(2020, 2, 29),
                LocalDateTime.of(2020, 2, 29, 0, 0));
    }

    @Test
    void paddingIsNoDifference() {
        same(column(DmsType.sized(Kind.WSTRING, 5), "character(5)"), TEXT, "ab", "ab   ");
        same(
                column(DmsType.sized(Kind.BYTES, 4), "varbinary(4)"),
                column(DmsType.sized(Kind.BYTES, 4), "binary(4)"),
                new byte[] {1},
                new byte[] {1, 0, 0, 0});
        other(TEXT, TEXT, "ab", "ab ");
        other(TEXT, TEXT, "", null);
        same(TEXT, TEXT, null, null);
    }

    @Test
    void jsonIsATree() {
        Column json = column(DmsType.of(Kind.NCLOB), "jsonb");
        Column there = column(DmsType.of(Kind.CLOB), "json");
        same(json, there, "{\"b\": 1.0, \"a\": [true, null]}", "{\"a\":[true,null],\"b\":1}");
        other(json, there, "{\"a\": 1}", "{\"a\": \"1\"}");
    }

    @Test
    void ofLargeObjectsOnlyThePrefixIsComparedWhenOnlyThatWasCarried() {
        Form form = Form.of(TEXT, TEXT, 1);
        String long1 = "x".repeat(1024) + "left out";
        assertTrue(Values.same(form, long1, "x".repeat(1024)));
        assertTrue(Values.same(form, "x".repeat(1023) + "\u00e4\u00f6", "x".repeat(1023)));
        assertFalse(Values.same(form, long1, "x".repeat(1000)));
        assertFalse(Values.same(form, long1, "y" + "x".repeat(1023)));
    }

    private static Column column(DmsType type, String nativeType) {
        return new Column("c", type, nativeType, true);
    }

    private static void same(Column source, Column target, Object a, Object b) {
        assertTrue(Values.same(Form.of(source, target, 0), a, b), a + " should be " + b);
    }

    private static void other(Column source, Column target, Object a, Object b) {
        assertFalse(Values.same(Form.of(source, target, 0), a, b), a + " should not be " + b);
    }
}
