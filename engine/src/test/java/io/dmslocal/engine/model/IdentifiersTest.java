package io.dmslocal.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "A1", "a-b-c", "z9-9z"})
    void takesLettersDigitsAndSingleHyphens(String identifier) {
        assertEquals(Optional.empty(), Identifiers.instance("X", identifier));
        assertEquals(Optional.empty(), Identifiers.named("X", identifier));
        assertEquals(Optional.empty(), Identifiers.resource(identifier));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1a", "-a", "a-", "a--b", "a_b", "a.b", "ä", "a\n", "a b"})
    void refusesTheRest(String identifier) {
        for (Optional<Fault> fault : List.of(
                Identifiers.instance("X", identifier),
                Identifiers.named("X", identifier),
                Identifiers.resource(identifier))) {
            assertEquals("InvalidParameterValueException", fault.orElseThrow().code());
        }
    }

    @Test
    void saysWhichParameterAsTheServiceFamilyDoes() {
        assertEquals(
                "The parameter ReplicationInstanceIdentifier is not a valid identifier. Identifiers must begin with a letter;"
                        + " must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two"
                        + " consecutive hyphens.",
                Identifiers.instance("ReplicationInstanceIdentifier", "a--b")
                        .orElseThrow()
                        .message());
    }

    @Test
    void knowsHowLongEachMayBe() {
        assertTrue(Identifiers.instance("X", "a".repeat(63)).isEmpty());
        assertTrue(Identifiers.instance("X", "a".repeat(64)).isPresent());
        assertTrue(Identifiers.named("X", "a".repeat(255)).isEmpty());
        assertTrue(Identifiers.named("X", "a".repeat(256)).isPresent());
        assertTrue(Identifiers.resource("a".repeat(31)).isEmpty());
        assertTrue(Identifiers.resource("a".repeat(32)).isPresent());
    }

    @Test
    void subnetGroupsHaveAnAlphabetOfTheirOwn() {
        assertTrue(Identifiers.subnetGroup("My group_1.a-b").isEmpty());
        assertTrue(Identifiers.subnetGroup("Default").isPresent());
        assertTrue(Identifiers.subnetGroup("a/b").isPresent());
        assertTrue(Identifiers.subnetGroup("a".repeat(256)).isPresent());
    }

    @Test
    void madeIdsAreTwentySixCharactersOfBase32AndNeverTheSame() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String id = Identifiers.generated();
            assertTrue(id.matches("[A-Z][A-Z2-7]{25}"), id);
            assertTrue(made.add(id), id);
        }
    }
}
