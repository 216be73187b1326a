package io.dmslocal.engine.connector.debezium;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DebeziumTypesTest {

    @Test
    void everyListedClassBecomesItsText() {
        assertNull(DebeziumTypes.text(null));
        assertEquals("0.00000000001", DebeziumTypes.text(new BigDecimal("1E-11")));
        assertEquals("NaN", DebeziumTypes.text(Double.NaN));
        Instant moment = Instant.parse("2024-02-29T12:00:00.5Z");
        assertEquals("2024-02-29T12:00:00.500", DebeziumTypes.text(moment));
        assertEquals("2024-02-29T12:00:00.500", DebeziumTypes.text(moment.atOffset(ZoneOffset.ofHours(5))));
        assertEquals("-1500000000", DebeziumTypes.text(Duration.ofMillis(-1500)));
        BitSet bits = new BitSet();
        bits.set(63);
        bits.set(0);
        assertEquals("9223372036854775809", DebeziumTypes.text(bits));
        assertEquals("0", DebeziumTypes.text(new BitSet()));
    }

    @Test
    void bytesComeBackAsTheyWere() {
        byte[] bytes = {0, -1, 127, -128, 65};

        assertArrayEquals(bytes, Cell.bytes(DebeziumTypes.text(bytes)));
        assertArrayEquals(bytes, Cell.bytes(DebeziumTypes.text(ByteBuffer.wrap(bytes))));
    }

    @Test
    void anUnknownClassIsRefusedAndNamed() {
        String cell = DebeziumTypes.text(new StringBuilder("guess"));

        Unreadable refused = assertThrows(Unreadable.class, () -> Cell.check(cell));
        assertTrue(refused.getMessage().contains("StringBuilder"), refused.getMessage());
    }

    @Test
    void aListOfTablesMatchesTheseNamesWhateverIsInThem() {
        String list = TableLists.of(List.of(new TableId("a.b", "c,d e")));

        assertEquals(1, list.split(",").length);
        assertTrue(Pattern.matches(list, "a.b.c,d e"));
    }
}
