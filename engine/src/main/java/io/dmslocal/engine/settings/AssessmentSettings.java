package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The members of ReplicationTaskSettings that premigration assessments look at; some have an effect nowhere else.
 *
 * @param inlineLobMaxSizeKilobytes 0 for none
 * @param lobMaxSizeKilobytes the limit of limited LOB mode
 */
public record AssessmentSettings(
        boolean supportLobs,
        boolean limitedSizeLobMode,
        int inlineLobMaxSizeKilobytes,
        int lobMaxSizeKilobytes,
        boolean batchApplyEnabled,
        boolean validationEnabled,
        int maxFullLoadSubTasks,
        String targetTablePrepMode,
        String targetSchema) {

    /** Reads a completed document. */
    public static AssessmentSettings of(String json) {
        JsonNode document = TaskSettingsCompletion.read(json);
        JsonNode target = document.path("TargetMetadata");
        JsonNode load = document.path("FullLoadSettings");
        return new AssessmentSettings(
                target.path("SupportLobs").asBoolean(),
                target.path("LimitedSizeLobMode").asBoolean(),
                target.path("InlineLobMaxSize").asInt(),
                target.path("LobMaxSize").asInt(),
                target.path("BatchApplyEnabled").asBoolean(),
                document.path("ValidationSettings").path("EnableValidation").asBoolean(),
                load.path("MaxFullLoadSubTasks").asInt(),
                load.path("TargetTablePrepMode").asText(""),
                target.path("TargetSchema").asText(""));
    }
}
