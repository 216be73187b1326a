package io.dmslocal.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that are accepted and do nothing where their task is. */
class SettingMisfitsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true  | cdc       | {"TargetMetadata":{"FullLobMode":true}}                                           | TargetMetadata.FullLobMode is true, but streams have limited LOB mode only
            true  | cdc       | {"TargetMetadata":{"BatchApplyEnabled":true}}                                     | a stream gets every change
            true  | cdc       | {"TargetMetadata":{"TaskRecoveryTableEnabled":true}}                              | a stream has no tables
            true  | cdc       | {"ControlTablesSettings":{"HistoryTableEnabled":true}}                            | there are none
            true  | cdc       | {"LoopbackPreventionSettings":{"EnableLoopbackPrevention":true}}                  | a stream is no source
            true  | full-load | {"FullLoadSettings":{"CreatePkAfterFullLoad":true}}                               | a stream has no keys
            false | cdc       | {"BeforeImageSettings":{"EnableBeforeImage":true,"FieldName":"b"}}                | add-before-image-columns
            false | cdc       | {"TargetMetadata":{"ParallelLoadThreads":4}}                                      | ParallelLoadThreads is 4, but it is for streams
            false | cdc       | {"TargetMetadata":{"ParallelApplyThreads":4}}                                     | ParallelApplyThreads is 4, but it is for streams
            false | full-load | {"TargetMetadata":{"BatchApplyEnabled":true}}                                     | the task only loads
            true  | full-load | {"BeforeImageSettings":{"EnableBeforeImage":true,"FieldName":"b"}}                | the task only loads
            """)
    void eachIsNamedWithTheReason(boolean isToStream, String type, String given, String words) {
        List<String> sentences = misfits(given, type, isToStream);

        assertEquals(1, sentences.size(), sentences::toString);
        assertTrue(sentences.get(0).contains(words), sentences.get(0));
    }

    @Test
    void whatHasItsEffectIsNotTalkedAbout() {
        assertEquals(List.of(), misfits("{}", "full-load-and-cdc", true));
        assertEquals(List.of(), misfits("{}", "full-load", false));
        assertEquals(
                List.of(),
                misfits("{\"TargetMetadata\":{\"FullLobMode\":true,\"BatchApplyEnabled\":true}}", "cdc", false));
        assertEquals(List.of(), misfits("{\"TargetMetadata\":{\"ParallelLoadThreads\":4}}", "cdc", true));
    }

    private static List<String> misfits(String given, String type, boolean isToStream) {
        TaskSettings settings =
                TaskSettings.parse(TaskSettings.complete(given, type).value().orElseThrow());
        return SettingMisfits.of(settings, type, isToStream);
    }
}
