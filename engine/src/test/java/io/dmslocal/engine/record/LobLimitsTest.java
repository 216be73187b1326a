package io.dmslocal.engine.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.DmsType.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LobLimitsTest {

    private static final Column TEXT = new Column("t", DmsType.of(Kind.NCLOB), "text", true);
    private static final Column BYTES = new Column("b", DmsType.of(Kind.BLOB), "bytea", true);
    private static final Column JSON = new Column("j", DmsType.of(Kind.NCLOB), "jsonb", true);
    private static final Column SHORT = new Column("s", DmsType.sized(Kind.WSTRING, 50), "varchar(50)", true);

    private static LobLimits of(int limit, Column... columns) {
        return new LobLimits(List.of(columns), limit, true);
    }

    @Test
    void aValueOfTheLimitIsWholeAndOneByteMoreIsCut() {
        LobLimits limits = of(10, TEXT, BYTES);

        assertFalse(limits.isTooLong(0, "0123456789"));
        assertTrue(limits.isTooLong(0, "0123456789x"));
        assertEquals("0123456789", limits.cut(0, "0123456789x"));
        assertFalse(limits.isTooLong(1, new byte[10]));
        assertArrayEquals(new byte[10], (byte[]) limits.cut(1, new byte[11]));
    }

    @Test
    void aTextIsCutBetweenCharacters() {
        LobLimits limits = of(10, TEXT);
        for (String text : List.of("ééééééé", "日日日日", "😀😀😀", "a😀😀😀", "abcdefghi😀", "abcdefghié")) {
            byte[] utf8 = ("xy" + text).getBytes(StandardCharsets.UTF_8);

            String cut = (String) limits.cut(0, text);

            assertTrue(limits.isTooLong(0, text), text);
            assertTrue(text.startsWith(cut) && cut.getBytes(StandardCharsets.UTF_8).length <= 10, cut);
            assertTrue(cut.getBytes(StandardCharsets.UTF_8).length > 6, cut);
            assertEquals(cut.getBytes(StandardCharsets.UTF_8).length, limits.cut(0, utf8, 2), text);
        }
        assertEquals(Map.of("t", 6L), limits.counts());
    }

    @Test
    void bytesInThePrintedFormOfPostgresAreCutAsBytes() {
        LobLimits limits = of(4, BYTES.asNative());

        assertFalse(limits.isTooLong(0, "\\x01020304"));
        assertTrue(limits.isTooLong(0, "\\x0102030405"));
        assertEquals("\\x01020304", limits.cut(0, "\\x0102030405"));
    }

    @Test
    void onlyLobsAreLimited() {
        assertTrue(of(1, SHORT).isNone());
        assertTrue(of(0, TEXT, BYTES).isNone());
        assertFalse(of(1, SHORT).isTooLong(0, "long"));
        assertEquals(Integer.MAX_VALUE, of(1, SHORT).harmless());
        assertEquals(5, of(5, SHORT, TEXT).harmless());
    }

    @Test
    void whatMeansSomethingOnlyWholeIsNotCutWhereItStaysOfItsType() {
        assertFalse(of(5, JSON.asNative()).isCut(0));
        assertTrue(of(5, JSON).isCut(0), "as text of another database");
        assertTrue(of(5, TEXT.asNative()).isCut(0));
        assertFalse(new LobLimits(List.of(TEXT), 5, false).isCut(0), "a policy that suspends or stops");
    }
}
