package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RememberedDefinitionTest {

    private static final RememberedDefinition BEFORE =
            new RememberedDefinition("id 23 -1\na 23 -1\nodd name 1043 24", 7, List.of(1, 2, 3));

    @Test
    void isReadBackAsItWasWritten() {
        assertEquals(BEFORE, RememberedDefinition.parse(BEFORE.text()));
        assertEquals(List.of("id", "a", "odd name"), BEFORE.names());
    }

    @Test
    void ofAnEarlierVersionHasNoNumbers() {
        RememberedDefinition earlier = RememberedDefinition.parse(BEFORE.signature());

        assertEquals(BEFORE.signature(), earlier.signature());
        assertEquals(Optional.empty(), BEFORE.movedSince(earlier));
        assertFalse(BEFORE.hasOthersThan(earlier));
        assertEquals(RememberedDefinition.NONE, RememberedDefinition.parse(""));
    }

    @Test
    void columnsAreKnownByTheirNumbers() {
        RememberedDefinition swapped =
                new RememberedDefinition("id 23 -1\nodd name 23 -1\na 1043 24", 7, List.of(1, 2, 3));
        RememberedDefinition anew = new RememberedDefinition("id 23 -1\nb 1043 24\na 23 -1", 7, List.of(1, 3, 4));

        assertEquals(Optional.of(Map.of("odd name", "a", "a", "odd name")), swapped.movedSince(BEFORE));
        assertEquals(Optional.of(Map.of("b", "odd name", "a", "")), anew.movedSince(BEFORE));
        assertTrue(anew.hasOthersThan(BEFORE));
        assertFalse(swapped.hasOthersThan(BEFORE));
    }

    @Test
    void anotherTableOfTheNameHasColumnsOfItsOwn() {
        RememberedDefinition other =
                new RememberedDefinition("id 23 -1\nodd name 23 -1\na 1043 24", 8, List.of(1, 2, 3));

        assertEquals(Optional.empty(), other.movedSince(BEFORE));
        assertFalse(new RememberedDefinition(BEFORE.signature(), 8, List.of(1, 3, 4)).hasOthersThan(BEFORE));
    }

    @Test
    void whatIsStillThereAndNotNamedIsFoundUnderEitherName() {
        RememberedDefinition now = new RememberedDefinition("id 23 -1\nb 23 -1\nnew 1043 24", 7, List.of(1, 2, 4));

        assertEquals(List.of("b"), BEFORE.unnamed(now, List.of("id")));
        assertEquals(List.of(), BEFORE.unnamed(now, List.of("id", "a")));
        assertEquals(List.of(), BEFORE.unnamed(now, List.of("id", "b")));
        assertEquals(List.of(), BEFORE.unnamed(RememberedDefinition.withoutNumbers(now.signature()), List.of("id")));
    }

    @Test
    void withoutSomeColumns() {
        assertEquals("id 23 -1\nodd name 1043 24", BEFORE.without(java.util.Set.of("a")));
    }
}
