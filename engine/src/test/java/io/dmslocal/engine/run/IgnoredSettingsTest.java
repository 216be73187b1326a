package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.settings.TaskSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoredSettingsTest {

    @Test
    void defaultsAreNotTalkedAbout() {
        assertEquals(List.of(), sentences("{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TargetMetadata|LobMaxSize|64",
                "TargetMetadata|BatchApplyEnabled|true",
                "ChangeProcessingTuning|CommitTimeout|5",
                "ChangeProcessingTuning|MemoryKeepTime|0",
            })
    void aSettingWithoutEffectIsNamed(String section, String setting, String value) {
        List<String> sentences = sentences("{\"" + section + "\":{\"" + setting + "\":" + value + "}}");

        assertEquals(1, sentences.size(), sentences.toString());
        assertTrue(sentences.get(0).startsWith(section + "." + setting + " is " + value), sentences.get(0));
    }

    private static List<String> sentences(String json) {
        return IgnoredSettings.of(TaskSettings.parse(
                TaskSettings.complete(json, "full-load-and-cdc").value().orElseThrow()));
    }
}
