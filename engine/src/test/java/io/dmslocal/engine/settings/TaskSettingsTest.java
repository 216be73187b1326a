package io.dmslocal.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.vectors.Vectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSettingsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void vectors() {
        Vectors.check("settings", c -> {
            c.isRead("replicationTaskSettings migrationType prior", "contains error");
            String given = c.given().path("replicationTaskSettings").asText("");
            String type = c.given().path("migrationType").asText();
            JsonNode prior = c.given().path("prior");
            Outcome<SettingsDocument> answer = prior.isMissingNode()
                    ? TaskSettings.complete(given, type)
                    : TaskSettings.complete(new SettingsDocument(prior.asText(), false), given, type);
            if (c.expect().has("error")) {
                checkFault(c.expect().get("error"), refusal(answer));
            } else {
                JsonNode document = JSON.readTree(answer.value().orElseThrow().json());
                c.expect()
                        .get("contains")
                        .properties()
                        .forEach(e -> assertEquals(e.getValue(), at(document, e.getKey()), e.getKey()));
            }
        });
    }

    private static void checkFault(JsonNode expected, Fault fault) {
        if (expected.has("code")) {
            assertEquals(expected.get("code").asText(), fault.code());
        }
        if (expected.has("message")) {
            assertEquals(expected.get("message").asText(), fault.message());
        }
        assertTrue(fault.message().contains(expected.path("messageContains").asText("")), fault.message());
    }

    private static JsonNode at(JsonNode document, String path) {
        JsonNode node = document;
        for (String step : path.split("\\.")) {
            if (step.equals("length")) {
                node = JSON.getNodeFactory().numberNode(node.size());
            } else {
                node = step.matches("\\d+") ? node.path(Integer.parseInt(step)) : node.path(step);
            }
        }
        return node;
    }

    static Fault refusal(Outcome<?> answer) {
        return answer.fold(
                v -> {
                    throw new AssertionError("accepted: " + v);
                },
                f -> f);
    }

    @Nested
    class Completion {

        @ParameterizedTest
        @CsvSource({"full-load,DROP_AND_CREATE", "full-load-and-cdc,DROP_AND_CREATE", "cdc,DO_NOTHING"})
        void theDefaultPreparationFollowsTheMigrationType(String type, String mode) {
            TaskSettings settings =
                    TaskSettings.parse(TaskSettings.complete("", type).value().orElseThrow());

            assertEquals(mode, settings.fullLoad().prepMode());
            assertFalse(settings.fullLoad().prepModeGiven());
        }

        @Test
        void aPreparationOnceGivenIsRememberedThroughModifications() {
            String given = "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}}";
            SettingsDocument first =
                    TaskSettings.complete(given, "full-load").value().orElseThrow();

            SettingsDocument second =
                    TaskSettings.complete(first, "{}", "full-load").value().orElseThrow();

            assertTrue(second.prepModeGiven());
            assertEquals("DO_NOTHING", TaskSettings.parse(second).fullLoad().prepMode());
        }

        @Test
        void everyDefaultDocumentIsParsed() {
            TaskSettings settings = TaskSettings.parse(
                    TaskSettings.complete("", "full-load-and-cdc").value().orElseThrow());

            assertEquals(8, settings.fullLoad().maxFullLoadSubTasks());
            assertEquals(
                    ErrorBehavior.Action.IGNORE_RECORD, settings.errorBehavior().applyErrorDeletePolicy());
            assertEquals(-1, settings.errorBehavior().recoverableErrorCount());
            assertEquals(32, settings.targetMetadata().lobMaxSizeKilobytes());
        }

        @Test
        void aDocumentCompletedTwiceStaysAsItIs() {
            SettingsDocument once = TaskSettings.complete(
                            "{\"ValidationSettings\":{\"EnableValidation\":true},\"Logging\":{\"EnableLogging\":true}}",
                            "full-load-and-cdc")
                    .value()
                    .orElseThrow();

            SettingsDocument twice = TaskSettings.complete(once, once.json(), "full-load-and-cdc")
                    .value()
                    .orElseThrow();

            assertEquals(once.json(), twice.json());
        }

        @Test
        void aModificationChangesOneLogComponentAndLeavesTheOthers() throws Exception {
            SettingsDocument prior = TaskSettings.complete(severity("SORTER", "DEBUG"), "cdc")
                    .value()
                    .orElseThrow();

            SettingsDocument after = TaskSettings.complete(prior, severity("IO", "ERROR"), "cdc")
                    .value()
                    .orElseThrow();

            JsonNode components = JSON.readTree(after.json()).at("/Logging/LogComponents");
            assertEquals(19, components.size());
            assertTrue(after.json().contains("{\"Severity\":\"LOGGER_SEVERITY_DEBUG\",\"Id\":\"SORTER\"}"));
            assertTrue(after.json().contains("{\"Severity\":\"LOGGER_SEVERITY_ERROR\",\"Id\":\"IO\"}"));
        }

        private String severity(String id, String severity) {
            return "{\"Logging\":{\"EnableLogging\":true,\"LogComponents\":[{\"Id\":\"" + id
                    + "\",\"Severity\":\"LOGGER_SEVERITY_" + severity + "\"}]}}";
        }

        @Test
        void numbersInTextsAreNumbers() {
            String given = "{\"FullLoadSettings\":{\"CommitRate\":\"5\"}}";

            assertEquals(
                    5,
                    TaskSettings.parse(
                                    TaskSettings.complete(given, "cdc").value().orElseThrow())
                            .fullLoad()
                            .commitRate());
        }

        @Test
        void oneLobModeSwitchedOnSwitchesTheOtherOff() {
            String given = "{\"TargetMetadata\":{\"FullLobMode\":true}}";

            TaskSettings settings = TaskSettings.parse(
                    TaskSettings.complete(given, "cdc").value().orElseThrow());

            assertFalse(settings.targetMetadata().limitedSizeLobMode());
        }

        @Test
        void theLogNamesAreThereWhileLoggingIsOn() {
            SettingsDocument on = TaskSettings.complete("{\"Logging\":{\"EnableLogging\":true}}", "cdc")
                    .value()
                    .orElseThrow();

            assertTrue(on.described("inst", "ABC").contains("\"CloudWatchLogGroup\":\"dms-tasks-inst\""));
            assertTrue(on.described("inst", "ABC").contains("\"CloudWatchLogStream\":\"dms-task-ABC\""));
        }

        @Test
        void bothSpellingsOfTheTimeslotAgree() throws Exception {
            String given = "{\"ControlTablesSettings\":{\"historyTimeslotInMinutes\":7}}";

            JsonNode tables = JSON.readTree(TaskSettings.complete(given, "cdc")
                            .value()
                            .orElseThrow()
                            .json())
                    .get("ControlTablesSettings");

            assertEquals(7, tables.get("HistoryTimeslotInMinutes").asInt());
            assertEquals(7, tables.get("historyTimeslotInMinutes").asInt());
        }

        @Test
        void nullSectionsStayNull() throws Exception {
            JsonNode document = JSON.readTree(TaskSettings.complete(
                            "{\"BeforeImageSettings\":null,\"TTSettings\":null,\"ValidationSettings\":null}", "cdc")
                    .value()
                    .orElseThrow()
                    .json());

            assertTrue(document.get("BeforeImageSettings").isNull());
            assertFalse(document.has("ValidationSettings"));
        }
    }

    @Nested
    class Refusals {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\u0001',
                value = {
                    "full-load | [1] | Invalid task settings JSON",
                    "full-load | {\"Nonsense\":{}} | unknown setting Nonsense; sections are BeforeImageSettings, ChangeProcessingDdlHandlingPolicy,",
                    "full-load | {\"FullLoadSettings\":{\"ComitRate\":5}} | unknown setting FullLoadSettings.ComitRate; members of FullLoadSettings are CommitRate, CreatePkAfterFullLoad,",
                    "full-load | {\"Logging\":{\"DeleteTaskLog\":true}} | DeleteTaskLogs, EnableLogContext",
                    "full-load | {\"FullLoadSettings\":{\"CommitRate\":\"x\"}} | must be a whole number",
                    "full-load | {\"FullLoadSettings\":{\"CommitRate\":50001}} | between 1 and 50000",
                    "full-load | {\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DROP\"}} | TRUNCATE_BEFORE_LOAD",
                    "full-load | {\"ErrorBehavior\":{\"DataErrorPolicy\":\"INSERT_RECORD\"}} | allowed are",
                    "full-load | {\"TargetMetadata\":{\"SupportLobs\":\"true\"}} | must be true or false",
                    "full-load | {\"Logging\":{\"EnableLogContext\":true}} | is not allowed when Logging.EnableLogging",
                    "cdc | {\"TargetMetadata\":{\"FullLobMode\":true,\"LimitedSizeLobMode\":true}} | exactly one of",
                    "cdc | {\"TargetMetadata\":{\"FullLobMode\":false,\"LimitedSizeLobMode\":false}} | exactly one of",
                    "cdc | {\"BeforeImageSettings\":{\"EnableBeforeImage\":true}} | BeforeImageSettings.FieldName",
                    "full-load | {\"FullLoadSettings\":{\"TargetTablePrepMode\":\"TRUNCATE_BEFORE_LOAD\"},\"ValidationSettings\":{\"EnableValidation\":true,\"ValidationOnly\":true}} | FullLoadSettings.TargetTablePrepMode DO_NOTHING",
                    "full-load | {\"LoopbackPreventionSettings\":{\"EnableLoopbackPrevention\":true}} | LoopbackPreventionSettings.EnableLoopbackPrevention needs",
                    "full-load | {\"ResyncSettings\":{\"MaxResyncTime\":60}} | MaxResyncTime need a migration type with ongoing replication",
                    "cdc | {\"ValidationSettings\":{\"EnableValidation\":true},\"ResyncSettings\":{\"EnableResync\":true}} | needs ResyncSchedule and MaxResyncTime",
                    "cdc | {\"ValidationSettings\":{\"EnableValidation\":true},\"ResyncSettings\":{\"EnableResync\":true,\"ResyncSchedule\":\"0 0 * * *\",\"MaxResyncTime\":4}} | between 5 and 14400",
                    "cdc | {\"ResyncSettings\":{\"EnableResync\":true,\"ResyncSchedule\":\"0 0 * * *\",\"MaxResyncTime\":60}} | ResyncSettings.ValidationTaskId",
                    "cdc | {\"ValidationSettings\":{\"EnableValidation\":true},\"CharacterSetSettings\":{\"CharacterReplacements\":[{\"SourceCharacterCodePoint\":62,\"TargetCharacterCodePoint\":0}]}} | cannot be combined with ValidationSettings.EnableValidation",
                    "full-load-and-cdc | {\"ValidationSettings\":{\"EnableValidation\":true,\"ValidationOnly\":true}} | full-load or cdc",
                    "cdc | {\"ValidationSettings\":{\"ValidationOnly\":true}} | needs ValidationSettings.EnableValidation",
                    "full-load | {\"TTSettings\":{\"EnableTT\":true}} | ongoing replication",
                    "cdc | {\"LoopbackPreventionSettings\":{\"EnableLoopbackPrevention\":true},\"TargetMetadata\":{\"BatchApplyEnabled\":true}} | cannot be combined",
                    "full-load | {\"ResyncSettings\":{\"ResyncSchedule\":\"0 0 * * *\"}} | ongoing replication",
                    "full-load-and-cdc | {\"FullLoadSettings\":{\"StopTaskCachedChangesApplied\":true,\"StopTaskCachedChangesNotApplied\":true}} | cannot both be true",
                })
        void conflictsAndErrorsAreNamed(String type, String given, String words) {
            Fault fault = refusal(TaskSettings.complete(given, type));

            assertEquals("InvalidParameterValueException", fault.code());
            assertTrue(fault.message().contains(words), fault.message());
        }

        @Test
        void validationOnlyStaysAsItWasCreated() {
            String only = "{\"ValidationSettings\":{\"EnableValidation\":true,\"ValidationOnly\":true}}";
            SettingsDocument prior =
                    TaskSettings.complete(only, "full-load").value().orElseThrow();

            Fault fault = refusal(
                    TaskSettings.complete(prior, "{\"ValidationSettings\":{\"ValidationOnly\":false}}", "full-load"));

            assertTrue(fault.message().contains("cannot be changed"), fault.message());
        }

        @Test
        void timeTravelDoesNotGoFromPlainToKms() {
            SettingsDocument prior =
                    TaskSettings.complete(encryption("SSE_S3"), "cdc").value().orElseThrow();

            Fault fault = refusal(TaskSettings.complete(prior, encryption("SSE_KMS"), "cdc"));

            assertTrue(fault.message().contains("SSE_S3 to SSE_KMS"), fault.message());
        }

        private String encryption(String mode) {
            return "{\"TTSettings\":{\"EnableTT\":true,\"TTS3Settings\":{\"EncryptionMode\":\"" + mode + "\"}}}";
        }
    }
}
