package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.vectors.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharacterSubstitutionTest {

    @Test
    void vectors() {
        Vectors.check("character_substitution", c -> {
            c.isRead("settings input", "output");
            assertEquals(
                    c.expect().get("output").asText(),
                    substitution(c.given().get("settings").toString())
                            .substituted(c.given().get("input").asText()));
        });
    }

    private static CharacterSubstitution substitution(String settings) {
        return CharacterSubstitution.of(TaskSettings.parse(TaskSettings.complete(settings, "full-load")
                                .value()
                                .orElseThrow())
                        .characterSet())
                .orElseThrow();
    }

    private static String support(String charset, String otherwise) {
        return "{\"CharacterSetSettings\":{\"CharacterSetSupport\":{\"CharacterSet\":\"" + charset
                + "\",\"ReplaceWithCharacterCodePoint\":" + otherwise + "}}}";
    }

    @ParameterizedTest
    @CsvSource({
        "ISO-8859-1, 63, naïve €, naïve c",
        "US-ASCII, 0, naïve, nave",
        "windows-1252, 0, € ł, € ",
        "ibm-5348_P100-1997, 40, € ł, € @",
        "UTF-8, 0, a😀b, a😀b",
        "UTF16_PlatformEndian, 1234, a😀b, a\u1234b",
    })
    void charactersThatTheSetLacksAreReplaced(String charset, String otherwise, String text, String expected) {
        String code = otherwise.matches("\\d+") ? otherwise : "\"" + otherwise + "\"";

        assertEquals(
                expected.strip(),
                substitution(support(charset, code)).substituted(text).strip());
    }

    @Test
    void theLastReplacementOfACharacterCounts() {
        String twice = "{\"CharacterSetSettings\":{\"CharacterReplacements\":["
                + "{\"SourceCharacterCodePoint\":62,\"TargetCharacterCodePoint\":61},"
                + "{\"SourceCharacterCodePoint\":\"62\",\"TargetCharacterCodePoint\":\"1F600\"}]}}";

        assertEquals("a😀", substitution(twice).substituted("ab"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"CharacterReplacements\":[{\"SourceCharacterCodePoint\":\"xyz\",\"TargetCharacterCodePoint\":0}]}|CharacterSetSettings.CharacterReplacements[0].SourceCharacterCodePoint",
                "{\"CharacterReplacements\":[{\"SourceCharacterCodePoint\":61}]}|CharacterSetSettings.CharacterReplacements[0].TargetCharacterCodePoint",
                "{\"CharacterSetSupport\":{\"CharacterSet\":\"KLINGON\"}}|CharacterSetSettings.CharacterSetSupport.CharacterSet",
            })
    void mistakesAreRefusedByTheirPath(String section, String path) {
        String message = TaskSettings.complete("{\"CharacterSetSettings\":" + section + "}", "full-load")
                .fault()
                .orElseThrow()
                .message();

        assertTrue(message.startsWith(path), message);
    }
}
