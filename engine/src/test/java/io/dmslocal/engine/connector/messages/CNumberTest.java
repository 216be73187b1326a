package io.dmslocal.engine.connector.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CNumberTest {

    /** The file holds a double's bits and what a C program printed for it, made by glibc's printf. */
    @Test
    void doublesArePrintedAsTheCLibraryPrintsThem() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> lines;
        try (InputStream in = CNumberTest.class.getResourceAsStream("/numbers/cjson.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
        for (String line : lines) {
            String[] words = line.split(" ");
            double value = Double.longBitsToDouble(Long.parseUnsignedLong(words[0], 16));
            JsonBuffer out = new JsonBuffer(false);
            CNumber.print(out, value);
            if (!out.textFrom(0).equals(words[1])) {
                wrong.add(value + " as " + out.textFrom(0) + " instead of " + words[1]);
            }
        }

        assertTrue(lines.size() > 1000);
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @CsvSource({
        "46.570000, 46.57",
        "1500.00, 1500",
        "0.000, 0",
        "-0.05, -0.05",
        "0.00001, 1e-05",
        "00012.50, 12.5",
        "123456789012345, 123456789012345",
        "1234567890123456, 1234567890123456",
        "1000000000000000, 1e+15",
        "0.1234567890123456789, 0.12345678901234568"
    })
    void decimalsGoThroughADouble(String decimal, String printed) {
        assertEquals(printed, decimal(decimal));
    }

    @Test
    void aDecimalIsPrintedLikeTheDoubleThatItBecomes() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            BigDecimal value = BigDecimal.valueOf(random.nextLong() >> random.nextInt(60), random.nextInt(20));
            JsonBuffer out = new JsonBuffer(false);
            CNumber.print(out, value.doubleValue());

            assertEquals(out.textFrom(0), decimal(value.toPlainString()), value::toPlainString);
        }
    }

    private static String decimal(String text) {
        JsonBuffer out = new JsonBuffer(false);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        CNumber.printDecimal(out, bytes, 0, bytes.length);
        return out.textFrom(0);
    }
}
