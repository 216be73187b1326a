package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.settings.ErrorBehavior.Action;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A completed document as records. */
final class TaskSettingsReader {

    /** ParallelLoadBufferSize where none is given, records. Source: "Target metadata task settings", AWS DMS user guide. */
    private static final int LOAD_BUFFER = 50;
    /** ParallelApplyBufferSize where none is given, records. */
    private static final int APPLY_BUFFER = 100;

    private final ObjectNode document;

    TaskSettingsReader(ObjectNode document) {
        this.document = document;
    }

    TaskSettings read(boolean prepModeGiven) {
        return new TaskSettings(
                targetMetadata(),
                fullLoad(prepModeGiven),
                new TaskSettings.ChangeProcessingTuning(
                        number("ChangeProcessingTuning/MinTransactionSize"),
                        number("ChangeProcessingTuning/CommitTimeout"),
                        number("ChangeProcessingTuning/MemoryLimitTotal"),
                        number("ChangeProcessingTuning/MemoryKeepTime"),
                        number("ChangeProcessingTuning/BatchApplyTimeoutMin"),
                        number("ChangeProcessingTuning/BatchApplyTimeoutMax"),
                        number("ChangeProcessingTuning/BatchApplyMemoryLimit"),
                        number("ChangeProcessingTuning/BatchSplitSize"),
                        number("ChangeProcessingTuning/StatementCacheSize")),
                new TaskSettings.DdlHandling(
                        is("ChangeProcessingDdlHandlingPolicy/HandleSourceTableDropped"),
                        is("ChangeProcessingDdlHandlingPolicy/HandleSourceTableTruncated"),
                        is("ChangeProcessingDdlHandlingPolicy/HandleSourceTableAltered")),
                errorBehavior(),
                new TaskSettings.BeforeImage(
                        is("BeforeImageSettings/EnableBeforeImage"),
                        text("BeforeImageSettings/FieldName"),
                        text("BeforeImageSettings/ColumnFilter")),
                new TaskSettings.ControlTables(
                        text("ControlTablesSettings/ControlSchema"),
                        is("ControlTablesSettings/StatusTableEnabled"),
                        is("ControlTablesSettings/SuspendedTablesTableEnabled"),
                        is("ControlTablesSettings/HistoryTableEnabled"),
                        number("ControlTablesSettings/HistoryTimeslotInMinutes"),
                        is("ControlTablesSettings/FullLoadExceptionTableEnabled")),
                CharacterSetRules.stored(at("CharacterSetSettings")),
                new TaskSettings.Loopback(
                        is("LoopbackPreventionSettings/EnableLoopbackPrevention"),
                        text("LoopbackPreventionSettings/SourceSchema"),
                        text("LoopbackPreventionSettings/TargetSchema")),
                logging(),
                validation(),
                resync(),
                timeTravel(),
                is("FailTaskWhenCleanTaskResourceFailed"),
                SettingEffects.ignored(document));
    }

    private ValidationSettings validation() {
        if (!is("ValidationSettings/EnableValidation")) {
            return ValidationSettings.OFF;
        }
        return new ValidationSettings(
                true,
                is("ValidationSettings/ValidationOnly"),
                number("ValidationSettings/PartitionSize"),
                number("ValidationSettings/ThreadCount"),
                number("ValidationSettings/RecordFailureDelayInMinutes"),
                number("ValidationSettings/RecordFailureDelayLimitInMinutes"),
                number("ValidationSettings/RecordSuspendDelayInMinutes"),
                number("ValidationSettings/ValidationQueryCdcDelaySeconds"),
                is("ValidationSettings/SkipLobColumns"),
                number("ValidationSettings/ValidationPartialLobSize"),
                number("ValidationSettings/FailureMaxCount"),
                number("ValidationSettings/TableFailureMaxCount"),
                number("ValidationSettings/MaxKeyColumnSize"));
    }

    private ResyncSettings resync() {
        return is("ResyncSettings/EnableResync")
                ? new ResyncSettings(
                        true,
                        text("ResyncSettings/ResyncSchedule"),
                        number("ResyncSettings/MaxResyncTime"),
                        text("ResyncSettings/ValidationTaskId"))
                : ResyncSettings.OFF;
    }

    private TimeTravelSettings timeTravel() {
        if (!is("TTSettings/EnableTT")) {
            return TimeTravelSettings.OFF;
        }
        String operations = text("TTSettings/TTRecordSettings/OperationsToLog");
        int most = number("TTSettings/TTRecordSettings/MaxRecordSize");
        return new TimeTravelSettings(
                true,
                is("TTSettings/FailTaskOnTTFailure"),
                text("TTSettings/TTS3Settings/EncryptionMode"),
                text("TTSettings/TTS3Settings/ServerSideEncryptionKmsKeyId"),
                text("TTSettings/TTS3Settings/BucketName"),
                text("TTSettings/TTS3Settings/BucketFolder"),
                is("TTSettings/TTS3Settings/EnableDeletingFromS3OnTaskDelete"),
                is("TTSettings/TTRecordSettings/EnableRawData"),
                operations.isBlank()
                        ? Set.of("ALL")
                        : Arrays.stream(operations.toUpperCase(Locale.ROOT).split(","))
                                .map(String::strip)
                                .collect(Collectors.toSet()),
                most > 0 ? most : 64,
                text("TTSettings/TTRecordSettings/RawDataFormat").equalsIgnoreCase("HEX"));
    }

    private TaskSettings.Logging logging() {
        Map<String, LoggerSeverity> severities = new HashMap<>();
        at("Logging/LogComponents")
                .forEach(component -> severities.put(
                        component.path("Id").asText(),
                        LoggerSeverity.of(component.path("Severity").asText())));
        return new TaskSettings.Logging(is("Logging/EnableLogging"), is("Logging/EnableLogContext"), severities);
    }

    private TaskSettings.TargetMetadata targetMetadata() {
        boolean limited = is("TargetMetadata/LimitedSizeLobMode");
        return new TaskSettings.TargetMetadata(
                text("TargetMetadata/TargetSchema"),
                is("TargetMetadata/SupportLobs"),
                limited,
                limited ? number("TargetMetadata/LobMaxSize") : 0,
                is("TargetMetadata/BatchApplyEnabled"),
                is("TargetMetadata/TaskRecoveryTableEnabled"),
                number("TargetMetadata/ParallelApplyThreads"),
                parallel("TargetMetadata/ParallelLoad", LOAD_BUFFER),
                parallel("TargetMetadata/ParallelApply", APPLY_BUFFER));
    }

    private TaskSettings.Parallel parallel(String members, int bufferSize) {
        int size = number(members + "BufferSize");
        return new TaskSettings.Parallel(
                number(members + "Threads"),
                size == 0 ? bufferSize : size,
                Math.max(1, number(members + "QueuesPerThread")));
    }

    private TaskSettings.FullLoad fullLoad(boolean prepModeGiven) {
        return new TaskSettings.FullLoad(
                text("FullLoadSettings/TargetTablePrepMode"),
                prepModeGiven,
                is("FullLoadSettings/CreatePkAfterFullLoad"),
                is("FullLoadSettings/StopTaskCachedChangesApplied"),
                is("FullLoadSettings/StopTaskCachedChangesNotApplied"),
                number("FullLoadSettings/MaxFullLoadSubTasks"),
                number("FullLoadSettings/TransactionConsistencyTimeout"),
                number("FullLoadSettings/CommitRate"));
    }

    private ErrorBehavior errorBehavior() {
        return new ErrorBehavior(
                action("DataErrorPolicy"),
                action("DataTruncationErrorPolicy"),
                action("DataErrorEscalationPolicy"),
                number("ErrorBehavior/DataErrorEscalationCount"),
                action("DataMaskingErrorPolicy"),
                text("ErrorBehavior/EventErrorPolicy").equals("STOP_TASK"),
                action("TableErrorPolicy"),
                action("TableErrorEscalationPolicy"),
                number("ErrorBehavior/TableErrorEscalationCount"),
                action("ApplyErrorDeletePolicy"),
                action("ApplyErrorInsertPolicy"),
                action("ApplyErrorUpdatePolicy"),
                action("ApplyErrorEscalationPolicy"),
                number("ErrorBehavior/ApplyErrorEscalationCount"),
                is("ErrorBehavior/ApplyErrorFailOnTruncationDdl"),
                is("ErrorBehavior/FailOnNoTablesCaptured"),
                is("ErrorBehavior/FullLoadIgnoreConflicts"),
                number("ErrorBehavior/RecoverableErrorCount"),
                number("ErrorBehavior/RecoverableErrorInterval"),
                is("ErrorBehavior/RecoverableErrorThrottling"),
                number("ErrorBehavior/RecoverableErrorThrottlingMax"),
                is("ErrorBehavior/RecoverableErrorStopRetryAfterThrottlingMax"));
    }

    private Action action(String policy) {
        return Action.valueOf(text("ErrorBehavior/" + policy));
    }

    private JsonNode at(String path) {
        return document.at("/" + path);
    }

    private boolean is(String path) {
        return at(path).asBoolean();
    }

    private int number(String path) {
        return at(path).asInt();
    }

    private String text(String path) {
        return at(path).asText("");
    }
}
