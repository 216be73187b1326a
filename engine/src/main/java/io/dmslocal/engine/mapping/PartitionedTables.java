package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.Selection.Decision;
import io.dmslocal.engine.mapping.Selection.Verdict;
import io.dmslocal.engine.record.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sees to it that each row is in one table of a task where partitions are tables too. AWS lists both, and loads the rows of a partitioned table a second
 * time with its partitions.
 *
 * <pre>
 * a rule names the partitioned table without wildcards      -> it is taken as one table, its partitions are not
 * rules take or exclude each of its partitions              -> the partitions are taken, it is not
 * rules take it, and know nothing of some of its partitions -> it is taken as one table
 * </pre>
 *
 * Where a task goes on, what it has weighs more than the last two lines: a partition that comes, and of which the rules know nothing, must not make one table of
 * partitions that are followed, nor a partition that goes partitions of the one.
 *
 * A partition that is partitioned itself is judged likewise, from the top. Assumed; of AWS only the listing is known: "Limitations on using a PostgreSQL
 * database as an AWS DMS source", AWS DMS user guide.
 */
final class PartitionedTables {

    private final Selection selection;
    private final Map<TableId, Set<TableId>> partitions;
    private final Set<TableId> earlier;
    private final Map<TableId, Decision> decisions = new LinkedHashMap<>();

    private PartitionedTables(Selection selection, Map<TableId, Set<TableId>> partitions, Set<TableId> earlier) {
        this.selection = selection;
        this.partitions = partitions;
        this.earlier = earlier;
    }

    /**
     * @param decisions about each table by itself
     * @param partitions of each partitioned table
     * @param earlier what the task has, where it goes on
     * @return the same, settled between partitioned tables and their partitions
     */
    static List<Decision> settle(
            Selection selection,
            List<Decision> decisions,
            Map<TableId, Set<TableId>> partitions,
            Set<TableId> earlier) {
        if (partitions.isEmpty()) {
            return decisions;
        }
        PartitionedTables tables = new PartitionedTables(selection, partitions, earlier);
        decisions.forEach(decision -> tables.decisions.put(decision.table(), decision));
        Set<TableId> below = new HashSet<>();
        partitions.values().forEach(below::addAll);
        partitions.keySet().stream().filter(top -> !below.contains(top)).forEach(tables::settle);
        return List.copyOf(tables.decisions.values());
    }

    private void settle(TableId table) {
        Set<TableId> parts = partitions.get(table);
        if (parts == null) {
            return;
        }
        if (!isTaken(table)) {
            parts.forEach(this::settle);
            return;
        }
        List<TableId> all = below(table);
        if (isWhole(table, all)) {
            all.stream().filter(this::isTaken).forEach(part -> judge(part, Verdict.IN_WHOLE));
        } else {
            judge(table, all.isEmpty() ? Verdict.WITHOUT_PARTITIONS : Verdict.IN_PARTITIONS);
            all.stream().filter(this::isUnknown).forEach(part -> judge(part, Verdict.BESIDE_PARTITIONS));
            parts.forEach(this::settle);
        }
    }

    private boolean isWhole(TableId table, List<TableId> below) {
        if (selection.names(table) || earlier.contains(table)) {
            return true;
        }
        boolean isInParts = below.stream().anyMatch(part -> isTaken(part) && earlier.contains(part));
        return !isInParts && !below.isEmpty() && (below.stream().noneMatch(this::isTaken) || !isCovered(table));
    }

    /** Whether it has rows, and rules know nothing of it nor of what it is a part of. */
    private boolean isUnknown(TableId table) {
        Decision decision = decisions.get(table);
        return decision != null && decision.verdict() == Verdict.NOT_NAMED && !partitions.containsKey(table);
    }

    /** Whether rules take or exclude everything below. */
    private boolean isCovered(TableId table) {
        return partitions.get(table).stream()
                .allMatch(part -> isTaken(part)
                        || isExcluded(part)
                        || partitions.containsKey(part) && !partitions.get(part).isEmpty() && isCovered(part));
    }

    private List<TableId> below(TableId table) {
        List<TableId> all = new ArrayList<>();
        for (TableId part : partitions.getOrDefault(table, Set.of())) {
            all.add(part);
            all.addAll(below(part));
        }
        return all;
    }

    private boolean isTaken(TableId table) {
        Decision decision = decisions.get(table);
        return decision != null && decision.isTaken();
    }

    private boolean isExcluded(TableId table) {
        Decision decision = decisions.get(table);
        return decision != null && decision.verdict() == Verdict.EXCLUDED;
    }

    private void judge(TableId table, Verdict verdict) {
        decisions.computeIfPresent(table, (same, decision) -> decision.but(verdict));
    }
}
