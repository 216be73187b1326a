package io.dmslocal.engine.event.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.event.EventChoice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each subscription has a rule of its own. */
class BusRuleTest {

    private static final String LONG = "a".repeat(60);

    @Test
    void aNameThatFitsIsTakenAsItIs() {
        assertEquals("dms-my.sub_1-x", name("my.sub_1-x"));
        assertEquals("dms-" + LONG, name(LONG));
    }

    @ParameterizedTest
    @CsvSource({"a b, a-b", "a b, a/b", "ä, ö"})
    void namesThatDifferInUnknownCharactersHaveTheirOwnRules(String one, String other) {
        assertNotEquals(name(one), name(other));
    }

    @Test
    void namesThatDifferAtTheEndHaveTheirOwnRules() {
        assertNotEquals(name(LONG + "1"), name(LONG + "2"));
        assertNotEquals(name(LONG + "1"), name(LONG));
    }

    @ParameterizedTest
    @CsvSource({
        "a b",
        "ä",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    })
    void everyNameIsOneThatEventBridgeTakes(String subscription) {
        assertTrue(name(subscription).matches("dms-[.A-Za-z0-9_-]{1,60}"), name(subscription));
        assertEquals(name(subscription), name(subscription));
    }

    private static String name(String subscription) {
        return new BusRule(subscription, new EventChoice(Optional.empty(), List.of(), List.of()), "topic").name();
    }
}
