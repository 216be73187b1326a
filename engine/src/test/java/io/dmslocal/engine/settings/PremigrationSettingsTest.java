package io.dmslocal.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PremigrationSettingsTest {

    @Test
    void namesAreSeparatedBySpacesOrAList() {
        assertEquals(List.of("a", "b"), parsed("{\"IncludeOnly\":\"a  b\"}").includeOnly());
        assertEquals(
                List.of("a", "b"), parsed("{\"IncludeOnly\":[\"a\",\"b\"]}").includeOnly());
        assertEquals(List.of("a"), parsed("{\"Exclude\":\"a\"}").exclude());
        assertEquals(List.of(), parsed("{}").includeOnly());
    }

    @Test
    void aFailureStopsTheStartUnlessTheCallerSaysOtherwise() {
        assertTrue(parsed("{}").failsStart());
        assertTrue(parsed("{\"FailOnAssessmentFailure\":true}").failsStart());
        assertFalse(parsed("{\"FailOnAssessmentFailure\":false}").failsStart());
        assertFalse(parsed("{\"FailOnAssessmentFailure\":\"false\"}").failsStart());
    }

    @Test
    void theReportsPlaceIsTold() {
        PremigrationSettings settings = parsed(
                "{\"ResultLocationFolder\":\"f\",\"ResultEncryptionMode\":\"SSE_KMS\",\"ResultKmsKeyArn\":\"k\"}");

        assertEquals(
                List.of("", "f", "SSE_KMS", "k"),
                List.of(settings.bucket(), settings.folder(), settings.encryption(), settings.kmsKeyArn()));
    }

    @Test
    void whatIsNoSettingIsRefusedByName() {
        assertTrue(refusal("nonsense").contains("not JSON"));
        assertTrue(refusal("[]").contains("JSON object"));
        assertTrue(refusal("{\"Bucket\":\"x\"}").contains("'Bucket'"));
        assertTrue(refusal("{\"FailOnAssessmentFailure\":\"perhaps\"}").contains("true or false"));
    }

    private static PremigrationSettings parsed(String text) {
        return PremigrationSettings.parse(text).value().orElseThrow();
    }

    private static String refusal(String text) {
        return PremigrationSettings.parse(text).fault().orElseThrow().message();
    }
}
