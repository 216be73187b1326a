package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GtidRangesTest {

    private static final String ONE = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String TWO = "4f22fa47-71ca-11e1-9e33-c80aa9429562";

    private static String set(String... identifiers) {
        GtidRanges ranges = new GtidRanges();
        for (String identifier : identifiers) {
            ranges.add("SET @@SESSION.GTID_NEXT= '" + identifier + "'");
        }
        return ranges.toString();
    }

    @Test
    void numbersThatFollowEachOtherAreOneRange() {
        assertEquals(ONE + ":1-3:7-8", set(ONE + ":1", ONE + ":2", ONE + ":3", ONE + ":7", ONE + ":8"));
    }

    @Test
    void everyTagCountsByItself() {
        assertEquals(
                ONE + ":1-2," + ONE + ":blue:1-1:3-3," + ONE + ":green_2:1-2," + TWO + ":blue:1-1",
                set(
                        ONE + ":1",
                        ONE + ":blue:1",
                        ONE + ":green_2:1",
                        TWO + ":blue:1",
                        ONE + ":2",
                        ONE + ":green_2:2",
                        ONE + ":blue:3"));
    }

    @Test
    void tagsAndServersAreOneInAnyCase() {
        assertEquals(ONE + ":blue:1-2", set(ONE.toUpperCase() + ":Blue:1", ONE + ":BLUE:2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTOMATIC", "AUTOMATIC:blue", "ANONYMOUS", "no-server:blue:1", ""})
    void whatIsNoIdentifierIsPassedOver(String other) {
        assertEquals("", set(other));
    }

    @Test
    void aSetSaysWhetherItHasTags() {
        assertFalse(GtidRanges.hasTags(""));
        assertFalse(GtidRanges.hasTags(ONE + ":1-5:9," + TWO + ":1"));
        assertTrue(GtidRanges.hasTags(ONE + ":1-5:blue:1-2:5:green:1," + TWO + ":1"));
        assertTrue(GtidRanges.hasTags(TWO + ":1,\n" + ONE + ":_:1"));
    }
}
