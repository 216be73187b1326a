package io.dmslocal.engine.settings;

import io.dmslocal.engine.settings.TableMappings.TableSettings;
import io.dmslocal.engine.settings.TaskSettings.TargetMetadata;
import java.util.Optional;

/**
 * What becomes of a table's LOB columns. Source: "Setting LOB support for source databases in an AWS DMS task", AWS DMS user guide.
 *
 * <p>Whole values travel with their row in one step, whatever FullLobMode, LobChunkSize and InlineLobMaxSize say about pieces: AWS inserts a row without
 * its LOBs and looks them up afterwards, which is what makes it slow and wants a key and a nullable column; nothing of that is needed here.
 *
 * @param areKept whether the target has them; columns of the key stay in any case (assumed), because rows are found by them
 * @param limitBytes to which values are cut; 0 for whole values
 */
public record LobHandling(boolean areKept, int limitBytes) {

    /** @param rule of the table: its lob-settings win over the task's, also where SupportLobs is false (assumed) */
    public static LobHandling of(TargetMetadata task, Optional<TableSettings> rule) {
        return switch (rule.map(TableSettings::lobMode).orElse("")) {
            case "limited" -> new LobHandling(true, bytes(rule.get().lobBulkMaxSizeKilobytes()));
            case "unlimited" -> new LobHandling(true, 0);
            default -> new LobHandling(task.supportLobs(), task.supportLobs() ? bytes(task.lobMaxSizeKilobytes()) : 0);
        };
    }

    private static int bytes(int kilobytes) {
        return (int) Math.min(Integer.MAX_VALUE - 1024L, kilobytes * 1024L);
    }
}
