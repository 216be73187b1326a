package io.dmslocal.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.settings.SettingEffects.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SettingEffectsTest {

    @Test
    void everyMemberOfTheCompletedDocumentHasItsLineAndNoneIsInvented() {
        Set<String> members = new TreeSet<>();
        collect("", TaskSettingsCompletion.everything(), members);

        List<String> lines =
                SettingEffects.members().stream().map(Member::path).sorted().toList();

        assertEquals(List.copyOf(members), lines);
    }

    @Test
    void everyLineSaysWhatItsMemberDoesOrWhyItDoesNothing() {
        for (Member member : SettingEffects.members()) {
            assertFalse(member.words().isEmpty(), member.path());
        }
    }

    @Test
    void defaultsAreNotTalkedAbout() {
        assertEquals(List.of(), ignored("{}"));
        assertEquals(List.of(), ignored(everySectionAtItsDefault()));
    }

    @Test
    void whatHasAnEffectIsNotTalkedAbout() {
        assertEquals(List.of(), ignored("{\"FullLoadSettings\":{\"CommitRate\":500}}"));
    }

    @Test
    void changedSettingsWithoutEffectAreNamedWithTheReason() {
        List<String> sentences = ignored(
                "{\"ChangeProcessingTuning\":{\"RecoveryTimeout\":5},\"StreamBufferSettings\":{\"StreamBufferCount\":4}}");

        assertEquals(2, sentences.size(), sentences.toString());
        assertTrue(
                sentences.get(0).startsWith("ChangeProcessingTuning.RecoveryTimeout is 5 minutes, but a task"),
                sentences.get(0));
        assertTrue(
                sentences.get(1).startsWith("StreamBufferSettings.StreamBufferCount is 4 buffers, but rows"),
                sentences.get(1));
    }

    @Test
    void settingsThatHaveOneReasonShareASentence() {
        List<String> sentences =
                ignored("{\"StreamBufferSettings\":{\"StreamBufferCount\":4,\"StreamBufferSizeInMB\":16}}");

        assertEquals(1, sentences.size(), sentences.toString());
        assertTrue(
                sentences
                        .get(0)
                        .startsWith("StreamBufferSettings.StreamBufferCount is 4 buffers, StreamBufferSettings"
                                + ".StreamBufferSizeInMB is 16 MB, but rows"),
                sentences.get(0));
    }

    private static List<String> ignored(String json) {
        return TaskSettings.parse(
                        TaskSettings.complete(json, "full-load-and-cdc").value().orElseThrow())
                .ignored();
    }

    /** All that may be given on create, as it is when it is not given. */
    private static String everySectionAtItsDefault() {
        ObjectNode document = TaskSettingsCompletion.everything();
        return TaskSettingsCompletion.write(document);
    }

    private static void collect(String path, JsonNode node, Set<String> members) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String full = path.isEmpty() ? name : path + "." + name;
            if (node.get(name) instanceof ObjectNode section) {
                collect(full, section, members);
            } else {
                members.add(full);
            }
        }
    }
}
