package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Settings that contradict each other. AWS documents the combinations; its texts are not known, so these are ours. */
final class TaskSettingsConflicts {

    private TaskSettingsConflicts() {}

    /** The cases that need only the completed document and the migration type. */
    static void check(ObjectNode document, String migrationType) {
        boolean fullLoadOnly = migrationType.equals("full-load");
        boolean logging = is(document, "/Logging/EnableLogging");
        // Text observed on the real service.
        refuse(
                is(document, "/Logging/EnableLogContext") && !logging,
                "The parameter Logging.EnableLogContext is not allowed when Logging.EnableLogging is not set to true.");
        refuse(
                is(document, "/TargetMetadata/SupportLobs")
                        && is(document, "/TargetMetadata/FullLobMode")
                                == is(document, "/TargetMetadata/LimitedSizeLobMode"),
                "TargetMetadata.SupportLobs needs exactly one of TargetMetadata.FullLobMode and"
                        + " TargetMetadata.LimitedSizeLobMode set to true.");
        refuse(
                is(document, "/FullLoadSettings/StopTaskCachedChangesApplied")
                        && is(document, "/FullLoadSettings/StopTaskCachedChangesNotApplied"),
                "FullLoadSettings.StopTaskCachedChangesApplied and FullLoadSettings.StopTaskCachedChangesNotApplied"
                        + " cannot both be true.");
        refuse(
                !fullLoadOnly
                        && is(document, "/BeforeImageSettings/EnableBeforeImage")
                        && text(document, "/BeforeImageSettings/FieldName").isEmpty(),
                "BeforeImageSettings.EnableBeforeImage needs a BeforeImageSettings.FieldName that is not empty.");
        refuse(
                fullLoadOnly && is(document, "/TTSettings/EnableTT"),
                "TTSettings.EnableTT needs a migration type with ongoing replication, not full-load.");
        refuse(
                is(document, "/LoopbackPreventionSettings/EnableLoopbackPrevention")
                        && is(document, "/TargetMetadata/BatchApplyEnabled"),
                "LoopbackPreventionSettings.EnableLoopbackPrevention cannot be combined with"
                        + " TargetMetadata.BatchApplyEnabled.");
        CharacterSetRules.check(document);
        refuse(
                fullLoadOnly && is(document, "/LoopbackPreventionSettings/EnableLoopbackPrevention"),
                "LoopbackPreventionSettings.EnableLoopbackPrevention needs a migration type with ongoing replication, not"
                        + " full-load.");
        validationOnly(document, migrationType);
        resync(document, fullLoadOnly);
    }

    private static void validationOnly(ObjectNode document, String migrationType) {
        if (!is(document, "/ValidationSettings/ValidationOnly")) {
            return;
        }
        refuse(
                !is(document, "/ValidationSettings/EnableValidation"),
                "ValidationSettings.ValidationOnly needs ValidationSettings.EnableValidation set to true.");
        refuse(
                migrationType.equals("full-load-and-cdc"),
                "ValidationSettings.ValidationOnly needs migration type full-load or cdc, not full-load-and-cdc.");
        refuse(
                !text(document, "/FullLoadSettings/TargetTablePrepMode").equals("DO_NOTHING"),
                "ValidationSettings.ValidationOnly needs FullLoadSettings.TargetTablePrepMode DO_NOTHING.");
    }

    private static void resync(ObjectNode document, boolean fullLoadOnly) {
        String schedule = text(document, "/ResyncSettings/ResyncSchedule");
        int minutes = document.at("/ResyncSettings/MaxResyncTime").asInt();
        refuse(
                fullLoadOnly && (!schedule.isEmpty() || minutes != 0),
                "ResyncSettings.ResyncSchedule and MaxResyncTime need a migration type with ongoing replication, not"
                        + " full-load.");
        if (!schedule.isEmpty()) {
            try {
                ResyncSchedule.of(schedule);
            } catch (IllegalArgumentException wrong) {
                throw new Refusal("ResyncSettings." + wrong.getMessage() + ".");
            }
        }
        if (!is(document, "/ResyncSettings/EnableResync")) {
            return;
        }
        refuse(
                is(document, "/ValidationSettings/ValidationOnly"),
                "ResyncSettings.EnableResync cannot be combined with ValidationSettings.ValidationOnly; set it in the task that"
                        + " replicates, with this one's id as ResyncSettings.ValidationTaskId.");
        refuse(
                !fullLoadOnly && (schedule.isEmpty() || minutes == 0),
                "ResyncSettings.EnableResync needs ResyncSchedule and MaxResyncTime with ongoing replication.");
        refuse(
                minutes != 0 && (minutes < 5 || minutes > 14400),
                "ResyncSettings.MaxResyncTime is " + minutes + "; it must be between 5 and 14400 minutes.");
        refuse(
                !is(document, "/ValidationSettings/EnableValidation")
                        && text(document, "/ResyncSettings/ValidationTaskId").isEmpty(),
                "ResyncSettings.EnableResync needs ResyncSettings.ValidationTaskId, or"
                        + " ValidationSettings.EnableValidation set to true in the same task.");
    }

    /** What may not change once a task exists. */
    static void checkChange(ObjectNode before, ObjectNode after) {
        String validationOnly = "/ValidationSettings/ValidationOnly";
        refuse(
                is(before, validationOnly) != is(after, validationOnly),
                "ValidationSettings.ValidationOnly cannot be changed after the task was created.");
        String encryption = "/TTSettings/TTS3Settings/EncryptionMode";
        refuse(
                text(before, encryption).equals("SSE_S3")
                        && text(after, encryption).equals("SSE_KMS"),
                "TTSettings.TTS3Settings.EncryptionMode cannot be changed from SSE_S3 to SSE_KMS.");
    }

    static boolean is(JsonNode document, String pointer) {
        return document.at(pointer).asBoolean(false);
    }

    static String text(JsonNode document, String pointer) {
        return document.at(pointer).isTextual() ? document.at(pointer).asText() : "";
    }

    private static void refuse(boolean wrong, String message) {
        if (wrong) {
            throw new Refusal(message);
        }
    }
}
