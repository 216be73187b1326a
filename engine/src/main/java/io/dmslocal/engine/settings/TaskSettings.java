package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of ReplicationTaskSettings that have an effect, parsed. Names and defaults are AWS's; source: "Specifying task settings", AWS DMS
 * user guide. What each member does is {@link SettingEffects}.
 *
 * @param ignored a sentence for each reason why members that are not at their default have no effect
 */
public record TaskSettings(
        TargetMetadata targetMetadata,
        FullLoad fullLoad,
        ChangeProcessingTuning changeProcessingTuning,
        DdlHandling ddlHandling,
        ErrorBehavior errorBehavior,
        BeforeImage beforeImage,
        ControlTables controlTables,
        CharacterSet characterSet,
        Loopback loopback,
        Logging logging,
        ValidationSettings validation,
        ResyncSettings resync,
        TimeTravelSettings timeTravel,
        boolean failTaskWhenCleanTaskResourceFailed,
        List<String> ignored) {

    public TaskSettings {
        ignored = List.copyOf(ignored);
    }

    /**
     * @param targetSchema all tables go to this schema unless a rule renames it; empty for the source's
     * @param lobMaxSizeKilobytes limited LOB mode's limit; 0 when LOBs are not limited
     * @param taskRecoveryTable whether awsdms_txn_state says on the target how far its changes go
     * @param parallelApplyThreads above 0, changes on streams are keyed by primary key
     * @param parallelLoad threads of loads to streams
     * @param parallelApply threads of changes to streams
     */
    public record TargetMetadata(
            String targetSchema,
            boolean supportLobs,
            boolean limitedSizeLobMode,
            int lobMaxSizeKilobytes,
            boolean batchApplyEnabled,
            boolean taskRecoveryTable,
            int parallelApplyThreads,
            Parallel parallelLoad,
            Parallel parallelApply) {}

    /**
     * @param bufferSize records per queue; AWS's default where 0 was given
     * @param queuesPerThread 1 where 0 was given
     */
    public record Parallel(int threads, int bufferSize, int queuesPerThread) {}

    /**
     * @param prepMode DO_NOTHING, DROP_AND_CREATE or TRUNCATE_BEFORE_LOAD
     * @param prepModeGiven whether the caller named the mode: stream targets announce otherwise without it
     * @param transactionConsistencyTimeoutSeconds how long transactions that are open may hold up the beginning; 0 for as long as they do. AWS loads then,
     *     whether they have ended or not, because its image of a table has no exact place among the changes. Here it has one: PostgreSQL
     *     makes the slot only when those transactions have ended, or the attempt fails, and is tried again; a snapshot says which it holds; MariaDB tells a
     *     snapshot's place in the log; MySQL's table is locked for a moment, which waits some seconds for its writers. Only where those
     *     keep the lock away is the place unknown: changes since the beginning are then applied again, which is harmless with a key
     */
    public record FullLoad(
            String prepMode,
            boolean prepModeGiven,
            boolean createPkAfterFullLoad,
            boolean stopTaskCachedChangesApplied,
            boolean stopTaskCachedChangesNotApplied,
            int maxFullLoadSubTasks,
            int transactionConsistencyTimeoutSeconds,
            int commitRate) {}

    /**
     * @param minTransactionSize changes
     * @param batchSplitSize changes in one batch at most; 0 for any number
     * @param statementCacheSize prepared statements that a target keeps
     */
    public record ChangeProcessingTuning(
            int minTransactionSize,
            int commitTimeoutSeconds,
            int memoryLimitTotalMegabytes,
            int memoryKeepTimeSeconds,
            int batchTimeoutMinSeconds,
            int batchTimeoutMaxSeconds,
            int batchMemoryLimitMegabytes,
            int batchSplitSize,
            int statementCacheSize) {}

    public record DdlHandling(boolean dropped, boolean truncated, boolean altered) {}

    public record BeforeImage(boolean enabled, String fieldName, String columnFilter) {}

    /**
     * @param controlSchema where they are; empty for the target's default
     * @param historyTimeslotMinutes length of a slot of awsdms_history
     */
    public record ControlTables(
            String controlSchema,
            boolean status,
            boolean suspendedTables,
            boolean history,
            int historyTimeslotMinutes,
            boolean fullLoadExceptions) {}

    /**
     * CharacterSetSettings.
     *
     * @param replacements code point to code point; 0 leaves the character out
     * @param charset that every character must be of; empty when all will do
     * @param replaceWith the code point for characters that the charset lacks; 0 leaves them out
     */
    public record CharacterSet(Map<Integer, Integer> replacements, Optional<CharacterSets> charset, int replaceWith) {

        public CharacterSet {
            replacements = Map.copyOf(replacements);
        }
    }

    /**
     * @param sourceSchema where the opposite task marks what it applies; empty for the source's default
     * @param targetSchema where this one does; empty for the target's default
     */
    public record Loopback(boolean enabled, String sourceSchema, String targetSchema) {}

    /**
     * @param context whether lines say of which change they speak
     * @param severities by component; those that are not named say as much as {@code LOGGER_SEVERITY_DEFAULT}
     */
    public record Logging(boolean enabled, boolean context, Map<String, LoggerSeverity> severities) {

        /** Without context. */
        public Logging(boolean enabled, Map<String, LoggerSeverity> severities) {
            this(enabled, false, severities);
        }

        public Logging {
            severities = Map.copyOf(severities);
        }

        /** @param component {@code SOURCE_CAPTURE} */
        public LoggerSeverity of(String component) {
            return severities.getOrDefault(component, LoggerSeverity.INFO);
        }
    }

    /**
     * A new task's settings, completed.
     *
     * @param given ReplicationTaskSettings as the caller wrote it; empty for none
     * @param migrationType full-load, cdc or full-load-and-cdc
     */
    public static Outcome<SettingsDocument> complete(String given, String migrationType) {
        return Refusal.outcome(() -> {
            ObjectNode members = TaskSettingsCompletion.read(given);
            refuseLogNames(members);
            ObjectNode document = TaskSettingsCompletion.defaults(migrationType);
            return complete(document, members, false, migrationType);
        });
    }

    /**
     * A task's settings after a modification: given members override the stored ones, the rest stays.
     *
     * @param prior as stored
     */
    public static Outcome<SettingsDocument> complete(SettingsDocument prior, String given, String migrationType) {
        return Refusal.outcome(() -> {
            ObjectNode stored = TaskSettingsCompletion.read(prior.json());
            if (!prior.prepModeGiven() && stored.get("FullLoadSettings") instanceof ObjectNode load) {
                load.remove("TargetTablePrepMode"); // a default that follows the migration type
            }
            ObjectNode document = TaskSettingsCompletion.defaults(migrationType);
            TaskSettingsCompletion.merge(document, stored);
            ObjectNode before = document.deepCopy();
            ObjectNode members = TaskSettingsCompletion.read(given);
            // A document taken from a describe names the logs; they are the service's to fill.
            if (members.get("Logging") instanceof ObjectNode logging) {
                logging.remove("CloudWatchLogGroup");
                logging.remove("CloudWatchLogStream");
            }
            SettingsDocument completed = complete(document, members, prior.prepModeGiven(), migrationType);
            TaskSettingsConflicts.checkChange(before, document);
            return completed;
        });
    }

    private static SettingsDocument complete(
            ObjectNode document, ObjectNode given, boolean prepModeGiven, String migrationType) {
        TaskSettingsCompletion.merge(document, given);
        boolean modeGiven = prepModeGiven || hasText(given.at("/FullLoadSettings/TargetTablePrepMode"));
        if (!modeGiven && TaskSettingsConflicts.is(document, "/ValidationSettings/ValidationOnly")) {
            TaskSettingsCompletion.section(document, "FullLoadSettings").put("TargetTablePrepMode", "DO_NOTHING");
        }
        waitForTheOtherTask(document, given.path("ValidationSettings"), migrationType);
        chooseLobMode(document, given.path("TargetMetadata"));
        agreeOnTimeslot(document, given.path("ControlTablesSettings"));
        TaskSettingsConflicts.check(document, migrationType);
        return new SettingsDocument(TaskSettingsCompletion.write(document), modeGiven);
    }

    /** AWS: a task that only validates changes, which another task applies, looks three minutes later unless it is told otherwise. */
    private static void waitForTheOtherTask(ObjectNode document, JsonNode given, String migrationType) {
        String delay = "ValidationQueryCdcDelaySeconds";
        if (given.path("ValidationOnly").asBoolean() && migrationType.equals("cdc") && !given.has(delay)) {
            TaskSettingsCompletion.section(document, "ValidationSettings").put(delay, 180);
        }
    }

    /** Whoever switches one LOB mode on and does not speak of the other means that one alone (assumed). */
    private static void chooseLobMode(ObjectNode document, JsonNode given) {
        ObjectNode metadata = TaskSettingsCompletion.section(document, "TargetMetadata");
        if (given.path("FullLobMode").asBoolean() && !given.has("LimitedSizeLobMode")) {
            metadata.put("LimitedSizeLobMode", false);
        }
        if (given.path("LimitedSizeLobMode").asBoolean() && !given.has("FullLobMode")) {
            metadata.put("FullLobMode", false);
        }
    }

    /** One setting with two spellings, both described; the upper-case one wins. Observed on the real service. */
    private static void agreeOnTimeslot(ObjectNode document, JsonNode given) {
        ObjectNode tables = TaskSettingsCompletion.section(document, "ControlTablesSettings");
        boolean lower = given.has("historyTimeslotInMinutes") && !given.has("HistoryTimeslotInMinutes");
        JsonNode minutes = tables.get(lower ? "historyTimeslotInMinutes" : "HistoryTimeslotInMinutes");
        tables.set("historyTimeslotInMinutes", minutes);
        tables.set("HistoryTimeslotInMinutes", minutes);
    }

    private static void refuseLogNames(ObjectNode given) {
        JsonNode logging = given.path("Logging");
        if (hasText(logging.path("CloudWatchLogGroup")) || hasText(logging.path("CloudWatchLogStream"))) {
            throw new Refusal("Task Settings CloudWatchLogGroup or CloudWatchLogStream cannot be set on create.");
        }
    }

    private static boolean hasText(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    /**
     * Whether a modification wants the task's logs to be deleted. Source: "Managing AWS DMS task logs", AWS DMS user guide.
     *
     * @param given members of a modification that was accepted; empty for none
     */
    public static boolean deletesLogs(String given) {
        return TaskSettingsCompletion.read(given)
                .path("Logging")
                .path("DeleteTaskLogs")
                .asBoolean();
    }

    /** Settings against rules of the same task. */
    public Optional<Fault> conflictWith(TableMappings mappings) {
        boolean ruled =
                mappings.transformations().stream().anyMatch(r -> r.action().equals("add-before-image-columns"));
        return beforeImage.enabled() && ruled
                ? Optional.of(
                        Fault.invalidCombination(
                                "BeforeImageSettings cannot be combined with a rule add-before-image-columns; use one of them."))
                : Optional.empty();
    }

    /** Reads a completed document. */
    public static TaskSettings parse(SettingsDocument document) {
        return new TaskSettingsReader(TaskSettingsCompletion.read(document.json())).read(document.prepModeGiven());
    }
}
