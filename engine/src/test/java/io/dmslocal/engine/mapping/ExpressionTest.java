package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.mapping.expression.Expression;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.vectors.Vectors;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    private final Calculator calculator = new Calculator(Duration.ofSeconds(1));

    @AfterEach
    void close() {
        calculator.close();
    }

    @Test
    void vectors() {
        Vectors.check("mapping_expressions", c -> {
            JsonNode given = c.given();
            c.isRead("expression row headers meta dataType phase operation", "value pattern");
            calculator.operation(
                    Operation.valueOf(given.path("operation").asText("insert").toUpperCase(Locale.ROOT)));
            Expression expression = Expression.parse(given.get("expression").asText());
            Object[] values =
                    expression.names().stream().map(name -> value(given, name)).toArray();
            Object made = calculator.prepare(expression).value(values);
            JsonNode expect = c.expect();
            if (expect.has("pattern")) {
                assertTrue(made.toString().matches(expect.get("pattern").asText()), made.toString());
            } else if (expect.get("value").isNull()) {
                assertEquals(null, made);
            } else if (expect.get("value").isNumber()) {
                assertEquals(expect.get("value").asDouble(), ((Number) made).doubleValue());
                assertEquals(expect.get("value").isIntegralNumber(), made instanceof Long);
            } else if (c.name().startsWith("hash")) {
                assertEquals(expect.get("value").asText(), made.toString().toLowerCase(Locale.ROOT));
            } else {
                assertEquals(expect.get("value").asText(), made);
            }
        });
    }

    private static Object value(JsonNode given, String name) {
        if (Headers.has(name) && !given.has("headers")) {
            Headers ofLoad = new Headers(Clock.systemUTC());
            ofLoad.ofLoad();
            return Headers.of(name).apply(ofLoad);
        }
        if (name.startsWith("AR_")) {
            JsonNode known = given.path("headers").has(name)
                    ? given.get("headers").get(name)
                    : given.path("meta").path(name);
            return known.asText("");
        }
        JsonNode value = given.path("row").path(name);
        if (value.isObject()) {
            return HexFormat.of().parseHex(value.get("$hex").asText());
        } else if (value.isIntegralNumber()) {
            return value.asLong();
        } else if (value.isNumber()) {
            return value.asDouble();
        }
        return value.isTextual() ? value.asText() : null;
    }

    private Object value(String text, Object... values) throws Calculator.Failed {
        return calculator.prepare(Expression.parse(text)).value(values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "replaceChars('abcde','abcd','123')|1231e",
                "replaceChars('a-b','-','')|ab",
                "replaceChars(\"abcde\",\"abcd\",\"123\")|1231e",
                "length('häß')|3",
                "printf('%05d', 42)|00042",
                "CASE WHEN 1 IN (1, 2) THEN 'in' ELSE 'out' END|in",
                "1 BETWEEN 0 AND 2|1",
                "'it''s $not a name'|it's $not a name",
                "hex(zeroblob(2))|0000",
                "hash_sha256('C6BGJ566669K')|7cb06784764c9030ccc41e25c15339feb293ffe9b329a72b5fed564e99900c75",
            })
    void functionsAndOperators(String text, String expected) throws Calculator.Failed {
        assertEquals(expected, String.valueOf(value(text)));
    }

    @Test
    void aRowWithoutAValueKeepsNoOtherFromItsOwn() throws Calculator.Failed {
        Calculator.Prepared length = calculator.prepare(Expression.parse("json_array_length($list)"));

        for (int i = 0; i < 3; i++) {
            Calculator.Failed failed = assertThrows(Calculator.Failed.class, () -> length.value("no list"));
            assertEquals("malformed JSON: json_array_length($list)", failed.getMessage());
        }
        assertEquals(2L, length.value("[1, 2]"));
    }

    @Test
    void aNameMayStandTwice() throws Calculator.Failed {
        Expression expression = Expression.parse("$a || $b || $a");

        assertEquals("?1 || ?2 || ?1", expression.sql());
        assertEquals("xyx", calculator.prepare(expression).value("x", "y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1; drop table x",
                "(select 1)",
                "1) from sqlite_master where (1",
                "exists (SELECT 1)",
                "\u2018curly\u2019",
                "$",
                "$a || ?1",
                "'open",
                "(1",
                "1 -- 2",
                "with x as (values(1)) x",
                "load_extension('x')"
            })
    void whatIsNoScalarExpressionIsMalformed(String text) {
        assertThrows(Expression.Malformed.class, () -> Expression.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1, 2", "nosuch(1)", "lower()", "column_without_dollar"})
    void sqliteRefusesTheRest(String text) {
        assertThrows(Calculator.Failed.class, () -> value(text));
    }

    @Test
    void aHugeValueIsAFailureOfItsRow() {
        assertThrows(Calculator.Failed.class, () -> value("zeroblob(900000000)"));
    }

    @Test
    void whatTakesTooLongIsAFailureOfItsRow() {
        try (Calculator hasty = new Calculator(Duration.ZERO)) {
            String many = "abs(1)" + "+abs(1)".repeat(900);

            Calculator.Failed failed = assertThrows(
                    Calculator.Failed.class,
                    () -> hasty.prepare(Expression.parse(many)).value());

            assertTrue(failed.getMessage().startsWith("It took longer than 0 ms"), failed.getMessage());
        }
    }
}
