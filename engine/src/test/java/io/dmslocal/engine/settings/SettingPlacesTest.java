package io.dmslocal.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every member that has an effect is read, into its own place and no other: a run cannot know a member that the reader mistook for another. */
class SettingPlacesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What must be on for the others to be read. */
    private static final String GIVEN = """
            {"Logging":{"EnableLogging":true},
             "ValidationSettings":{"EnableValidation":true},
             "ResyncSettings":{"EnableResync":true,"ResyncSchedule":"0 0 * * *","MaxResyncTime":60},
             "TTSettings":{"EnableTT":true,"TTS3Settings":{"EncryptionMode":"SSE_S3","BucketName":"b"}},
             "BeforeImageSettings":{"EnableBeforeImage":true,"FieldName":"f","ColumnFilter":"all"}}""";

    /** Member, value, and what the records then show. */
    private static final String PLACES = """
            TargetMetadata.TargetSchema | "t9" | TargetMetadata[targetSchema=t9
            TargetMetadata.SupportLobs | false | supportLobs=false
            TargetMetadata.FullLobMode | true | limitedSizeLobMode=false
            TargetMetadata.LobMaxSize | 77 | lobMaxSizeKilobytes=77
            TargetMetadata.ParallelLoadThreads | 3 | parallelLoad=Parallel[threads=3,
            TargetMetadata.ParallelLoadBufferSize | 77 | parallelLoad=Parallel[threads=0, bufferSize=77,
            TargetMetadata.ParallelLoadQueuesPerThread | 7 | parallelLoad=Parallel[threads=0, bufferSize=50, queuesPerThread=7]
            TargetMetadata.ParallelApplyThreads | 3 | parallelApplyThreads=3
            TargetMetadata.ParallelApplyBufferSize | 77 | parallelApply=Parallel[threads=0, bufferSize=77,
            TargetMetadata.ParallelApplyQueuesPerThread | 7 | parallelApply=Parallel[threads=0, bufferSize=100, queuesPerThread=7]
            TargetMetadata.BatchApplyEnabled | true | batchApplyEnabled=true
            TargetMetadata.TaskRecoveryTableEnabled | true | taskRecoveryTable=true
            FullLoadSettings.TargetTablePrepMode | "TRUNCATE_BEFORE_LOAD" | prepMode=TRUNCATE_BEFORE_LOAD, prepModeGiven=true
            FullLoadSettings.CreatePkAfterFullLoad | true | createPkAfterFullLoad=true
            FullLoadSettings.StopTaskCachedChangesApplied | true | stopTaskCachedChangesApplied=true
            FullLoadSettings.StopTaskCachedChangesNotApplied | true | stopTaskCachedChangesNotApplied=true
            FullLoadSettings.MaxFullLoadSubTasks | 7 | maxFullLoadSubTasks=7
            FullLoadSettings.TransactionConsistencyTimeout | 77 | transactionConsistencyTimeoutSeconds=77
            FullLoadSettings.CommitRate | 77 | commitRate=77
            Logging.EnableLogging | false | Logging[enabled=false
            Logging.EnableLogContext | true | context=true
            ErrorBehavior.DataErrorPolicy | "STOP_TASK" | [dataErrorPolicy=STOP_TASK
            ErrorBehavior.DataTruncationErrorPolicy | "STOP_TASK" | dataTruncationErrorPolicy=STOP_TASK
            ErrorBehavior.DataMaskingErrorPolicy | "SUSPEND_TABLE" | dataMaskingErrorPolicy=SUSPEND_TABLE
            ErrorBehavior.DataErrorEscalationPolicy | "STOP_TASK" | dataErrorEscalationPolicy=STOP_TASK
            ErrorBehavior.DataErrorEscalationCount | 77 | dataErrorEscalationCount=77
            ErrorBehavior.EventErrorPolicy | "STOP_TASK" | stopsOnEventError=true
            ErrorBehavior.TableErrorPolicy | "STOP_TASK" | tableErrorPolicy=STOP_TASK
            ErrorBehavior.TableErrorEscalationCount | 77 | tableErrorEscalationCount=77
            ErrorBehavior.ApplyErrorDeletePolicy | "STOP_TASK" | applyErrorDeletePolicy=STOP_TASK
            ErrorBehavior.ApplyErrorInsertPolicy | "INSERT_RECORD" | applyErrorInsertPolicy=INSERT_RECORD
            ErrorBehavior.ApplyErrorUpdatePolicy | "UPDATE_RECORD" | applyErrorUpdatePolicy=UPDATE_RECORD
            ErrorBehavior.ApplyErrorEscalationPolicy | "STOP_TASK" | applyErrorEscalationPolicy=STOP_TASK
            ErrorBehavior.ApplyErrorEscalationCount | 77 | applyErrorEscalationCount=77
            ErrorBehavior.ApplyErrorFailOnTruncationDdl | true | applyErrorFailOnTruncationDdl=true
            ErrorBehavior.FailOnNoTablesCaptured | false | failOnNoTablesCaptured=false
            ErrorBehavior.FullLoadIgnoreConflicts | false | fullLoadIgnoreConflicts=false
            ErrorBehavior.RecoverableErrorCount | 77 | recoverableErrorCount=77
            ErrorBehavior.RecoverableErrorInterval | 77 | recoverableErrorIntervalSeconds=77
            ErrorBehavior.RecoverableErrorThrottling | false | recoverableErrorThrottling=false
            ErrorBehavior.RecoverableErrorThrottlingMax | 77 | recoverableErrorThrottlingMaxSeconds=77
            ErrorBehavior.RecoverableErrorStopRetryAfterThrottlingMax | false | recoverableErrorStopRetryAfterThrottlingMax=false
            ChangeProcessingTuning.BatchApplyTimeoutMin | 7 | batchTimeoutMinSeconds=7,
            ChangeProcessingTuning.BatchApplyTimeoutMax | 77 | batchTimeoutMaxSeconds=77
            ChangeProcessingTuning.BatchApplyMemoryLimit | 77 | batchMemoryLimitMegabytes=77
            ChangeProcessingTuning.BatchSplitSize | 77 | batchSplitSize=77
            ChangeProcessingTuning.MinTransactionSize | 77 | minTransactionSize=77
            ChangeProcessingTuning.CommitTimeout | 77 | commitTimeoutSeconds=77
            ChangeProcessingTuning.MemoryLimitTotal | 77 | memoryLimitTotalMegabytes=77
            ChangeProcessingTuning.MemoryKeepTime | 77 | memoryKeepTimeSeconds=77
            ChangeProcessingTuning.StatementCacheSize | 77 | statementCacheSize=77
            ChangeProcessingDdlHandlingPolicy.HandleSourceTableDropped | false | dropped=false
            ChangeProcessingDdlHandlingPolicy.HandleSourceTableTruncated | false | truncated=false
            ChangeProcessingDdlHandlingPolicy.HandleSourceTableAltered | false | altered=false
            ControlTablesSettings.ControlSchema | "c9" | controlSchema=c9
            ControlTablesSettings.StatusTableEnabled | true | status=true
            ControlTablesSettings.SuspendedTablesTableEnabled | true | suspendedTables=true
            ControlTablesSettings.HistoryTableEnabled | true | history=true
            ControlTablesSettings.HistoryTimeslotInMinutes | 7 | historyTimeslotMinutes=7
            ControlTablesSettings.historyTimeslotInMinutes | 7 | historyTimeslotMinutes=7
            ControlTablesSettings.FullLoadExceptionTableEnabled | true | fullLoadExceptions=true
            BeforeImageSettings.EnableBeforeImage | false | BeforeImage[enabled=false
            BeforeImageSettings.FieldName | "f9" | fieldName=f9
            BeforeImageSettings.ColumnFilter | "pk-only" | columnFilter=pk-only
            CharacterSetSettings.CharacterReplacements | [{"SourceCharacterCodePoint":"62","TargetCharacterCodePoint":"61"}] | replacements={98=97}
            CharacterSetSettings.CharacterSetSupport.CharacterSet | "UTF8" | charset=Optional[
            LoopbackPreventionSettings.EnableLoopbackPrevention | true | Loopback[enabled=true
            LoopbackPreventionSettings.SourceSchema | "s9" | sourceSchema=s9
            LoopbackPreventionSettings.TargetSchema | "t9" | sourceSchema=, targetSchema=t9
            ValidationSettings.ThreadCount | 7 | threadCount=7
            ValidationSettings.PartitionSize | 77 | partitionSize=77
            ValidationSettings.FailureMaxCount | 77 | failureMaxCount=77
            ValidationSettings.TableFailureMaxCount | 77 | tableFailureMaxCount=77
            ValidationSettings.RecordFailureDelayInMinutes | 77 | recordFailureDelayInMinutes=77
            ValidationSettings.RecordFailureDelayLimitInMinutes | 77 | recordFailureDelayLimitInMinutes=77
            ValidationSettings.RecordSuspendDelayInMinutes | 77 | recordSuspendDelayInMinutes=77
            ValidationSettings.MaxKeyColumnSize | 77 | maxKeyColumnSize=77
            ValidationSettings.SkipLobColumns | true | skipLobColumns=true
            ValidationSettings.ValidationPartialLobSize | 7 | partialLobSizeKilobytes=7
            ValidationSettings.ValidationQueryCdcDelaySeconds | 77 | queryCdcDelaySeconds=77
            ResyncSettings.EnableResync | false | ResyncSettings[enabled=false
            ResyncSettings.ResyncSchedule | "7 7 * * *" | schedule=7 7 * * *
            ResyncSettings.MaxResyncTime | 77 | maxMinutes=77
            ResyncSettings.ValidationTaskId | "V9" | validationTaskId=V9
            TTSettings.EnableTT | false | TimeTravelSettings[enabled=false
            TTSettings.FailTaskOnTTFailure | true | failsTask=true
            TTSettings.TTS3Settings.EncryptionMode | "SSE_KMS" | encryptionMode=SSE_KMS
            TTSettings.TTS3Settings.ServerSideEncryptionKmsKeyId | "k9" | kmsKeyId=k9
            TTSettings.TTS3Settings.BucketName | "b9" | bucket=b9
            TTSettings.TTS3Settings.BucketFolder | "f9" | folder=f9
            TTSettings.TTS3Settings.EnableDeletingFromS3OnTaskDelete | true | deletedWithTask=true
            TTSettings.TTRecordSettings.EnableRawData | true | rawData=true
            TTSettings.TTRecordSettings.OperationsToLog | "COMMIT" | operations=[COMMIT]
            TTSettings.TTRecordSettings.MaxRecordSize | 7 | maxRecordKilobytes=7
            TTSettings.TTRecordSettings.RawDataFormat | "HEX" | hex=true
            FailTaskWhenCleanTaskResourceFailed | true | failTaskWhenCleanTaskResourceFailed=true""";

    /** Of these other tests say that they are read, or the service fills them itself. */
    private static final Set<String> ELSEWHERE = Set.of(
            "TargetMetadata.LimitedSizeLobMode", // with FullLobMode
            "Logging.LogComponents",
            "Logging.CloudWatchLogGroup",
            "Logging.CloudWatchLogStream",
            "Logging.DeleteTaskLogs",
            "ErrorBehavior.TableErrorEscalationPolicy", // has one value
            "CharacterSetSettings.CharacterSetSupport.ReplaceWithCharacterCodePoint", // with CharacterSet
            "ValidationSettings.EnableValidation",
            "ValidationSettings.ValidationOnly");

    @Test
    void eachIsReadIntoItsOwnPlace() throws JsonProcessingException {
        String before = records("", null);
        List<String> wrong = new ArrayList<>();
        for (String line : PLACES.lines().toList()) {
            String[] parts = line.split(" \\| ");
            String after = records(parts[0], JSON.readTree(parts[1]));
            if (before.contains(parts[2]) || !after.contains(parts[2])) {
                wrong.add(line + (before.contains(parts[2]) ? " by default" : " but: " + after));
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void noMemberWithAnEffectIsMissing() throws IOException {
        Set<String> expected = new TreeSet<>();
        try (InputStream effects = SettingEffects.class.getResourceAsStream("setting-effects.txt")) {
            new String(effects.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\\|"))
                    .filter(parts -> parts.length > 1 && parts[1].strip().equals("effect"))
                    .forEach(parts -> expected.add(parts[0].strip()));
        }
        Set<String> named = PLACES.lines().map(line -> line.split(" \\| ")[0]).collect(Collectors.toSet());
        named.addAll(ELSEWHERE);

        assertEquals(expected, new TreeSet<>(named));
    }

    private static String records(String member, JsonNode value) throws JsonProcessingException {
        ObjectNode given = (ObjectNode) JSON.readTree(GIVEN);
        if (!member.isEmpty()) {
            if (member.startsWith("CharacterSetSettings")) { // not together with validation, which the repairs need
                given.remove(List.of("ValidationSettings", "ResyncSettings"));
            }
            ObjectNode section = given;
            String[] path = member.split("\\.");
            for (int i = 0; i < path.length - 1; i++) {
                section = section.withObjectProperty(path[i]);
            }
            section.set(path[path.length - 1], value);
        }
        Outcome<SettingsDocument> completed = TaskSettings.complete(given.toString(), "full-load-and-cdc");
        return completed
                .value()
                .map(document -> TaskSettings.parse(document).toString())
                .orElseGet(() -> "refused: " + completed.fault());
    }
}
