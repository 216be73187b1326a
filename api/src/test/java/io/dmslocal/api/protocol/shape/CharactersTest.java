package io.dmslocal.api.protocol.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.protocol.ServiceModel;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CharactersTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, '\t', '\n', '\r', 0x1F, 0x7F, 0x9F})
    void aNameHasNoControlCharacter(int character) {
        assertEquals(OptionalInt.of(character), Characters.of("ServerName").refusedIn("a" + (char) character + "b"));
    }

    @Test
    void otherCharactersAreFreeEverywhere() {
        String text = " ~\u00a0\u00e4\u4e2d\uD83D\uDE00\u200b'\"\\;|";

        for (String member : new String[] {"Password", "TableMappings", "CsvDelimiter"}) {
            assertEquals(OptionalInt.empty(), Characters.of(member).refusedIn(text));
        }
    }

    @Test
    void documentsHaveLinesAndTabsButNothingElse() {
        assertEquals(OptionalInt.empty(), Characters.of("TableMappings").refusedIn("{\r\n\t}\n"));
        assertEquals(OptionalInt.of(0), Characters.of("CertificatePem").refusedIn("-----BEGIN\u0000"));
        assertEquals(
                OptionalInt.of(0x1B), Characters.of("ExtraConnectionAttributes").refusedIn("a=\u001b;"));
    }

    @Test
    void anythingButNulMayPartTheFieldsOfAFile() {
        assertEquals(OptionalInt.empty(), Characters.of("CsvDelimiter").refusedIn("\u0001"));
        assertEquals(OptionalInt.of(0), Characters.of("CsvRowDelimiter").refusedIn("\n\u0000"));
    }

    @Test
    void everyMemberWithARuleOfItsOwnIsAMemberOfTheModel() {
        Set<String> members = new HashSet<>();
        ServiceModel.dms().operations().values().forEach(each -> collect(each.input(), members));

        assertTrue(members.containsAll(Characters.WITH_LINES), Characters.WITH_LINES::toString);
        assertTrue(members.containsAll(Characters.DELIMITERS), Characters.DELIMITERS::toString);
    }

    private static void collect(Shape shape, Set<String> members) {
        if (shape instanceof Structure structure) {
            structure.members().forEach((name, member) -> {
                if (members.add(name) || member instanceof Structure) {
                    collect(member, members);
                }
            });
        }
        if (shape instanceof ListOf list) {
            collect(list.member(), members);
        }
    }
}
