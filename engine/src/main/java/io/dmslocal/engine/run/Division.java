package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.mapping.Segment;
import io.dmslocal.engine.mapping.Segments;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.settings.ParallelLoad;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TableMappings.TableSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Into which segments a table-settings rule divides a table's load. Blocking, one thread.
 *
 * <p>Source: "Using parallel load for selected tables, views, and collections", AWS DMS user guide.
 */
final class Division {

    private final TableMappings rules;
    private final String engineName;
    private final Source source;
    private final RunLog log;

    Division(TableMappings rules, String engineName, Source source, RunLog log) {
        this.rules = rules;
        this.engineName = engineName;
        this.source = source;
        this.log = log;
    }

    /** Empty for a table that loads as one. */
    List<Segment> of(TableSchema schema) {
        TableId table = schema.table();
        Optional<TableSettings> rule = rules.tableSettings(table.schema(), table.name());
        if (rule.isEmpty() || rule.get().parallelLoad().isNone()) {
            return List.of();
        }
        ParallelLoad load = rule.get().parallelLoad();
        return switch (load.type()) {
            case "ranges" -> ranges(rule.get(), schema);
            case "partitions-auto" -> {
                List<String> partitions = source.partitions(table);
                if (partitions.isEmpty()) {
                    log.captureWarning(table, "is not partitioned: parallel-load partitions-auto loads it as one");
                }
                yield Segments.partitions(partitions);
            }
            case "partitions-list" -> listed(rule.get(), table);
            default ->
                throw fails(
                        rule.get(),
                        "The parallel-load type " + load.type() + " needs a source with subpartitions (oracle), not "
                                + engineName + ".");
        };
    }

    /** Whether a table has the partitions by which it was divided: rows of others that are in its snapshot by now would be in no segment. */
    boolean holds(TableSchema schema, List<Segment> segments) {
        TableId table = schema.table();
        boolean isAuto = rules.tableSettings(table.schema(), table.name())
                .filter(rule -> rule.parallelLoad().type().equals("partitions-auto"))
                .isPresent();
        return !isAuto || Segments.partitions(source.partitions(table)).equals(segments);
    }

    private List<Segment> ranges(TableSettings rule, TableSchema schema) {
        List<String> problems = Segments.problems(rule.parallelLoad(), schema);
        if (!problems.isEmpty()) {
            throw fails(rule, String.join(" ", problems));
        }
        return Segments.ranges(rule.parallelLoad());
    }

    private List<Segment> listed(TableSettings rule, TableId table) {
        if (!rule.parallelLoad().subpartitions().isEmpty()) {
            throw fails(
                    rule,
                    "The parallel-load member subpartitions needs a source with subpartitions (oracle), not "
                            + engineName + ".");
        }
        List<String> there = source.partitions(table);
        List<String> missing = new ArrayList<>(rule.parallelLoad().partitions());
        missing.removeAll(there);
        if (!missing.isEmpty()) {
            throw fails(
                    rule,
                    "Table " + table + " has no partition " + String.join(", ", missing)
                            + (there.isEmpty()
                                    ? "; it is not partitioned."
                                    : "; it has " + String.join(", ", there) + "."));
        }
        return Segments.partitions(rule.parallelLoad().partitions());
    }

    private static RunFailure fails(TableSettings rule, String sentence) {
        return new RunFailure("Rule with ruleId = " + rule.rule().id() + " cannot be applied. " + sentence);
    }
}
