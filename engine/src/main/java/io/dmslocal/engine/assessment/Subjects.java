package io.dmslocal.engine.assessment;

import io.dmslocal.engine.connector.spi.AssessedTask;
import io.dmslocal.engine.connector.spi.AssessedTask.LobMode;
import io.dmslocal.engine.connector.spi.AssessedTask.Settings;
import io.dmslocal.engine.connector.spi.AssessedTask.Table;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.mapping.Selection;
import io.dmslocal.engine.mapping.Transformation;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.AssessmentSettings;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at the source: which tables a task selects, and what its rules make of them. Blocking. */
final class Subjects {

    private Subjects() {}

    /** @throws ConnectorException when the source cannot be asked */
    static Subject read(
            String migrationType,
            TableMappings written,
            AssessmentSettings settings,
            Subject.Side source,
            Subject.Side target) {
        try (Source asked = source.connector().source(source.endpoint())) {
            TableMappings read = written.readBy(source.endpoint());
            TableMappings mappings = asked.ignoresCase() ? read.inAnyCase() : read;
            Transformation rules = transformation(mappings, settings, target);
            // a mask makes its column wide enough on a target that has no such table yet; whoever is asked knows the
            // length without it
            Transformation unmasked = transformation(mappings.withoutMasks(), settings, target);
            List<TableId> objects = new ArrayList<>();
            List<Table> selected = new ArrayList<>();
            Map<TableId, String> unreadable = new HashMap<>();
            for (Selection.Decision decision : decisions(new Selection(mappings, migrationType), asked.tables())) {
                TableId object = decision.table();
                objects.add(object);
                if (decision.isTaken()) {
                    try {
                        TableSchema schema = asked.schema(object);
                        List<String> problems = rules.problems(schema);
                        if (!problems.isEmpty()) {
                            unreadable.put(object, String.join(" ", problems));
                        }
                        selected.add(new Table(schema, unmasked.of(schema).target(), masks(mappings, schema)));
                    } catch (ConnectorException e) {
                        if (e.isRecoverable()) {
                            throw e;
                        }
                        unreadable.put(object, e.getMessage());
                    }
                }
            }
            selected.sort((a, b) -> a.id().compareTo(b.id()));
            AssessedTask task = new AssessedTask(
                    !migrationType.equals("cdc"), !migrationType.equals("full-load"), settings(settings), selected);
            return new Subject(task, mappings, objects, unreadable, source, target);
        }
    }

    private static Transformation transformation(
            TableMappings mappings, AssessmentSettings settings, Subject.Side target) {
        return new Transformation(mappings, settings.targetSchema(), Optional.empty(), target.connector()::kept);
    }

    private static List<Selection.Decision> decisions(Selection selection, List<SourceTable> tables) {
        return selection.settled(
                tables.stream()
                        .map(table -> selection.decide(table.table(), table.isView()))
                        .toList(),
                SourceTable.partitions(tables));
    }

    private static Settings settings(AssessmentSettings settings) {
        return new Settings(
                lobMode(settings),
                settings.lobMaxSizeKilobytes(),
                settings.batchApplyEnabled(),
                settings.validationEnabled(),
                settings.maxFullLoadSubTasks(),
                settings.targetTablePrepMode().equals("DROP_AND_CREATE"));
    }

    private static LobMode lobMode(AssessmentSettings settings) {
        if (!settings.supportLobs()) {
            return LobMode.NONE;
        }
        if (settings.limitedSizeLobMode()) {
            return LobMode.LIMITED;
        }
        return settings.inlineLobMaxSizeKilobytes() > 0 ? LobMode.INLINE : LobMode.FULL;
    }

    private static Map<String, Set<String>> masks(TableMappings mappings, TableSchema schema) {
        Map<String, Set<String>> masks = new HashMap<>();
        for (TableMappings.Transformation rule : mappings.transformations()) {
            if (rule.action().startsWith("data-masking-")
                    && rule.locator()
                            .matches(schema.table().schema(), schema.table().name())) {
                for (Column column : schema.columns()) {
                    if (rule.locator().column().matches(column.name())) {
                        masks.computeIfAbsent(column.name(), name -> new HashSet<>())
                                .add(rule.action());
                    }
                }
            }
        }
        return masks;
    }
}
