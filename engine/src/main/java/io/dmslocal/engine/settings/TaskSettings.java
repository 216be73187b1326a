package io.dmslocal.engine.settings;

/**
 * The members of ReplicationTaskSettings that have an effect, parsed. Names and defaults are AWS's; source: "Specifying task settings", AWS DMS
 * user guide.
 */
public record TaskSettings(
        TargetMetadata targetMetadata,
        FullLoad fullLoad,
        ChangeProcessingTuning changeProcessingTuning,
        DdlHandling ddlHandling,
        ErrorBehavior errorBehavior,
        BeforeImage beforeImage,
        ControlTables controlTables,
        Logging logging) {

    /**
     * @param targetSchema all tables go to this schema unless a rule renames it; empty for the source's
     * @param lobMaxSizeKilobytes limited LOB mode's limit; 0 when LOBs are not limited
     * @param parallelApplyThreads above 0, changes on streams are keyed by primary key
     */
    public record TargetMetadata(
            String targetSchema,
            boolean supportLobs,
            boolean limitedSizeLobMode,
            int lobMaxSizeKilobytes,
            boolean batchApplyEnabled,
            int parallelApplyThreads) {}

    /**
     * @param prepMode DO_NOTHING, DROP_AND_CREATE or TRUNCATE_BEFORE_LOAD
     * @param prepModeGiven whether the caller named the mode: stream targets announce otherwise without it
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

    public record ChangeProcessingTuning(
            int minTransactionSize,
            int commitTimeoutSeconds,
            int memoryLimitTotalMegabytes,
            int memoryKeepTimeSeconds) {}

    public record DdlHandling(boolean dropped, boolean truncated, boolean altered) {}

    public record BeforeImage(boolean enabled, String fieldName, String columnFilter) {}

    public record ControlTables(String controlSchema) {}

    public record Logging(boolean enabled) {}
}
