package io.dmslocal.engine.settings;

/**
 * ValidationSettings of a task, in AWS's units. Source: "Data validation task settings", AWS DMS user guide.
 *
 * @param partitionSize rows that are compared together
 * @param threadCount comparisons at once
 * @param recordFailureDelayLimitInMinutes 0 when not given
 * @param queryCdcDelaySeconds how long after a change its row is compared
 * @param partialLobSizeKilobytes large objects are compared so far; 0 for whole
 * @param failureMaxCount failed rows after which the task is not validated further
 * @param tableFailureMaxCount the same for a table
 * @param maxKeyColumnSize characters of a key that are remembered
 */
public record ValidationSettings(
        boolean enabled,
        boolean only,
        int partitionSize,
        int threadCount,
        int recordFailureDelayInMinutes,
        int recordFailureDelayLimitInMinutes,
        int recordSuspendDelayInMinutes,
        int queryCdcDelaySeconds,
        boolean skipLobColumns,
        int partialLobSizeKilobytes,
        int failureMaxCount,
        int tableFailureMaxCount,
        int maxKeyColumnSize) {

    /** Nothing is validated. */
    public static final ValidationSettings OFF =
            new ValidationSettings(false, false, 10_000, 5, 5, 0, 30, 0, false, 0, 10_000, 1_000, 8_096);
}
