package io.dmslocal.engine.settings;

import java.util.Set;

/**
 * TTSettings: a task's changes as CSV in S3. Source: "Time Travel task settings", AWS DMS user guide.
 *
 * @param failsTask whether the task fails when they cannot be kept
 * @param encryptionMode SSE_S3, SSE_KMS, or empty for what the bucket does
 * @param folder in the bucket; empty for {@code dms-time-travel-logs}
 * @param deletedWithTask whether the folder goes when the task does
 * @param rawData whether records have the change in the words of the log
 * @param operations of which records are kept: INSERT, UPDATE, DELETE, COMMIT; ALL for all
 * @param maxRecordKilobytes statement and raw data are cut there
 * @param hex whether raw data is written in hexadecimal digits
 */
public record TimeTravelSettings(
        boolean enabled,
        boolean failsTask,
        String encryptionMode,
        String kmsKeyId,
        String bucket,
        String folder,
        boolean deletedWithTask,
        boolean rawData,
        Set<String> operations,
        int maxRecordKilobytes,
        boolean hex) {

    public static final TimeTravelSettings OFF =
            new TimeTravelSettings(false, false, "", "", "", "", false, false, Set.of(), 0, false);

    public TimeTravelSettings {
        operations = Set.copyOf(operations);
    }

    public boolean keeps(String operation) {
        return operations.contains("ALL") || operations.contains(operation);
    }

    /** Of all that is kept of a task. */
    public String folderOf(String taskArn) {
        return (folder.isBlank() ? "dms-time-travel-logs" : folder) + "/" + taskArn;
    }
}
