package io.dmslocal.engine.explain;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.LobHandling;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is to be explained.
 *
 * @param mappings parsed, so valid
 * @param settings of the task, completed
 * @param migrationType full-load, cdc or full-load-and-cdc
 * @param sampleRows how many rows of each selected table to show before and after; 0 for none
 */
public record Question(
        TableMappings mappings,
        TaskSettings settings,
        String migrationType,
        Origin source,
        Destination target,
        int sampleRows) {

    Question with(TableMappings read) {
        return new Question(read, settings, migrationType, source, target, sampleRows);
    }

    /** What becomes of a table's LOB columns. */
    LobHandling lobs(TableId table) {
        return LobHandling.of(settings.targetMetadata(), mappings.tableSettings(table.schema(), table.name()));
    }

    /** Where tables are looked up. */
    public sealed interface Origin {}

    /** A source endpoint's database. */
    public record SourceEndpoint(String arn) implements Origin {}

    /**
     * A catalogue that is written down.
     *
     * @param attributes endpoint settings that say what becomes of types, names in lower case
     */
    public record Catalogue(String engineName, Map<String, String> attributes, List<WrittenTable> tables)
            implements Origin {

        public Catalogue {
            attributes = Map.copyOf(attributes);
            tables = List.copyOf(tables);
        }
    }

    public record WrittenTable(
            String schema, String table, boolean isView, List<WrittenColumn> columns, List<String> key) {

        public WrittenTable {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
        }
    }

    /**
     * @param nativeType as the engine writes it; empty where only the DMS type is given
     * @param dmsType AWS's name of the type, upper case; empty where it follows from the native one
     * @param precision empty when not given
     */
    public record WrittenColumn(
            String name,
            String nativeType,
            String dmsType,
            int length,
            OptionalInt precision,
            OptionalInt scale,
            boolean nullable) {}

    /** What the tables are for. */
    public sealed interface Destination {}

    public record TargetEndpoint(String arn) implements Destination {}

    /** An engine without an endpoint. */
    public record TargetEngine(String engineName) implements Destination {}

    /** Nobody says: names and DMS types are explained, nothing beyond. */
    public record NoTarget() implements Destination {}
}
