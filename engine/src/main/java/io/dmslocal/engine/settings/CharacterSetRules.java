package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** CharacterSetSettings. Source: "Character substitution task settings", AWS DMS user guide. */
final class CharacterSetRules {

    private static final String SECTION = "CharacterSetSettings";

    private CharacterSetRules() {}

    /** Refuses what is no code point or no character set, and what cannot go together, by the member's path. */
    static void check(ObjectNode document) {
        JsonNode section = document.path(SECTION);
        if (section.isMissingNode() || section.isNull()) {
            return;
        }
        TaskSettings.CharacterSet read = read(section);
        boolean asks = !read.replacements().isEmpty() || read.charset().isPresent();
        if (asks && TaskSettingsConflicts.is(document, "/ValidationSettings/EnableValidation")) {
            throw new Refusal(
                    "CharacterSetSettings cannot be combined with ValidationSettings.EnableValidation: replaced"
                            + " characters would all be reported as differences.");
        }
    }

    /** A document that was stored before anybody checked it asks for nothing where it is wrong. */
    static TaskSettings.CharacterSet stored(JsonNode section) {
        try {
            return read(section);
        } catch (Refusal unchecked) {
            return new TaskSettings.CharacterSet(Map.of(), Optional.empty(), 0);
        }
    }

    /** @param section as completed; missing and null ask for nothing */
    private static TaskSettings.CharacterSet read(JsonNode section) {
        Map<Integer, Integer> replacements = new HashMap<>();
        int place = 0;
        for (JsonNode entry : section.path("CharacterReplacements")) {
            String path = SECTION + ".CharacterReplacements[" + place++ + "].";
            // the last one for a character counts
            replacements.put(
                    codePoint(entry, "SourceCharacterCodePoint", path),
                    codePoint(entry, "TargetCharacterCodePoint", path));
        }
        JsonNode support = section.path("CharacterSetSupport");
        String name = support.path("CharacterSet").asText("");
        if (name.isEmpty() || name.equals("null")) {
            return new TaskSettings.CharacterSet(replacements, Optional.empty(), 0);
        }
        Optional<CharacterSets> charset = CharacterSets.of(name);
        if (charset.isEmpty()) {
            throw new Refusal(
                    SECTION + ".CharacterSetSupport.CharacterSet is '" + name
                            + "', which is no character set; UTF16_PlatformEndian, UTF-8, ISO-8859-1 and windows-1252 are some.");
        }
        int otherwise = support.has("ReplaceWithCharacterCodePoint")
                ? codePoint(support, "ReplaceWithCharacterCodePoint", SECTION + ".CharacterSetSupport.")
                : 0;
        return new TaskSettings.CharacterSet(replacements, charset, otherwise);
    }

    /** Digits are hexadecimal, also where JSON has a number: 62 is b. */
    private static int codePoint(JsonNode entry, String member, String path) {
        String text = entry.path(member).asText("").strip();
        if (!text.matches("(0x|U\\+)?[0-9A-Fa-f]{1,6}")
                || !Character.isValidCodePoint(Integer.parseInt(text.replaceFirst("0x|U\\+", ""), 16))) {
            throw new Refusal(path + member + " is '" + text
                    + "'; a code point in hexadecimal digits is needed, from 0 to 10FFFF: 62 is b.");
        }
        return Integer.parseInt(text.replaceFirst("0x|U\\+", ""), 16);
    }
}
