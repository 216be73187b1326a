package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a connector needs to know of a task that is assessed.
 *
 * @param loads whether it has a full load part
 * @param captures whether it has a CDC part
 * @param tables the selected ones, sorted
 */
public record AssessedTask(boolean loads, boolean captures, Settings settings, List<Table> tables) {

    public AssessedTask {
        tables = List.copyOf(tables);
    }

    /** How LOB columns are migrated: TargetMetadata's SupportLobs, FullLobMode, InlineLobMaxSize and LimitedSizeLobMode. */
    public enum LobMode {
        NONE,
        LIMITED,
        INLINE,
        FULL
    }

    /**
     * Members of the task's settings that assessments look at.
     *
     * @param lobLimitKilobytes LobMaxSize in limited mode
     * @param validates ValidationSettings.EnableValidation
     * @param loadTasks MaxFullLoadSubTasks
     * @param recreatesTables whether TargetTablePrepMode drops what is on the target
     */
    public record Settings(
            LobMode lobMode,
            int lobLimitKilobytes,
            boolean batchApply,
            boolean validates,
            int loadTasks,
            boolean recreatesTables) {}

    /**
     * A selected table.
     *
     * @param source as the source defines it
     * @param target what the task's rules make of it; whether it exists there is another question
     * @param masks source columns that a masking rule names: the rule's action
     */
    public record Table(TableSchema source, TableSchema target, Map<String, Set<String>> masks) {

        public Table {
            masks = Map.copyOf(masks);
        }

        public TableId id() {
            return source.table();
        }

        public List<Column> lobs() {
            return source.columns().stream()
                    .filter(c -> c.type().kind().isLob())
                    .toList();
        }
    }
}
