package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.mapping.CharacterSubstitution;
import io.dmslocal.engine.mapping.NativeColumns;
import io.dmslocal.engine.mapping.NearMisses;
import io.dmslocal.engine.mapping.Selection;
import io.dmslocal.engine.mapping.Selection.Verdict;
import io.dmslocal.engine.mapping.SourceFilters;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.mapping.Transformation;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.settings.LobHandling;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TableMappings.Filter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The task's table mappings at work: which tables, in which order, and what becomes of them. Asked by several threads. */
final class TableChoice {

    /** Verdicts on tables that rules take, and whoever wrote them may miss. */
    private static final Set<Verdict> TOLD = EnumSet.of(
            Verdict.VIEW_WITH_CHANGES,
            Verdict.IN_WHOLE,
            Verdict.IN_PARTITIONS,
            Verdict.WITHOUT_PARTITIONS,
            Verdict.BESIDE_PARTITIONS);

    private final RunPlan plan;
    private final Selection selection;
    private final Transformation transformation;
    private final TableMappings rules;
    private final RunLog log;
    private final Reasons reasons;
    /** Of tables and views that were there when the session opened; of later ones the selection is asked. */
    private final Map<TableId, List<Filter>> filters = new ConcurrentHashMap<>();

    private final Set<TableId> warned = ConcurrentHashMap.newKeySet();

    /** @param ignoresCase whether the source tells names apart by more than case */
    TableChoice(RunPlan plan, boolean ignoresCase, Reasons reasons) {
        this.plan = plan;
        this.reasons = reasons;
        this.rules = ignoresCase ? plan.mappings().inAnyCase() : plan.mappings();
        this.selection = new Selection(rules, plan.migrationType().word());
        this.transformation = new Transformation(
                rules,
                plan.settings().targetMetadata().targetSchema(),
                CharacterSubstitution.of(plan.settings().characterSet()),
                plan.target().connector()::kept);
        this.log = plan.runLog();
    }

    /**
     * The selected ones among the source's tables, in the order in which they load.
     *
     * @param earlier tables of the task that goes on; none when it begins
     */
    List<TableId> select(List<SourceTable> tables, Set<TableId> earlier, RunLog log) {
        List<Selection.Decision> decisions = selection.settled(
                tables.stream()
                        .map(t -> selection.decide(t.table(), t.isView()))
                        .toList(),
                SourceTable.partitions(tables),
                earlier);
        decisions.stream().filter(d -> TOLD.contains(d.verdict())).forEach(log::leftOut);
        reasons.leftOut(leftOut(decisions));
        List<Selection.Decision> taken = Selection.inLoadOrder(decisions);
        taken.forEach(decision -> filters.put(decision.table(), decision.filters()));
        return taken.stream().map(Selection.Decision::table).toList();
    }

    /** What no rule takes, after the rules that take nothing and what they may have meant. */
    private List<String> leftOut(List<Selection.Decision> decisions) {
        List<TableId> all = decisions.stream().map(Selection.Decision::table).toList();
        Stream<String> misses = NearMisses.of(rules.selections(), all).stream();
        Stream<String> others = decisions.stream()
                .filter(d -> !d.isTaken() && d.verdict() != Verdict.SERVICE_TABLE)
                .map(Selection.Decision::sentence);
        return Stream.concat(misses, others).limit(Reasons.LEFT_OUT).toList();
    }

    /** The task's, comparing names as the source does. */
    TableMappings rules() {
        return rules;
    }

    /** Whether a table of this name is selected. */
    boolean takes(TableId table) {
        return selection.decide(table, false).isTaken();
    }

    /** Whether a rule looks at the column's values or changes them: then they travel as their DMS type says. */
    boolean touches(TableId table, Column column) {
        return transformation.touches(table, column) || isFiltered(table, column.name());
    }

    /** Whether rules keep nothing of a column and look at it nowhere, whatever its type. Of tables and columns that come later, too. */
    boolean leavesOut(TableId table, String column) {
        return transformation.leavesOut(table, column) && !isFiltered(table, column);
    }

    private boolean isFiltered(TableId table, String column) {
        return filters(table).stream().anyMatch(filter -> filter.column().equals(column));
    }

    /** Of the source's changes: whose values travel in the source's own text, and the types of the others. */
    Source.NativeColumns nativeColumns() {
        return new Source.NativeColumns() {
            @Override
            public boolean holds(TableId table, Column column) {
                return plan.isOneFamily() && !touches(table, column);
            }

            @Override
            public Column marked(TableId table, Column column) {
                Column carried = plan.isOneFamily() ? NativeColumns.carried(column) : column;
                return holds(table, column) ? carried.asNative() : carried;
            }
        };
    }

    private List<Filter> filters(TableId table) {
        List<Filter> known = filters.get(table);
        return known != null ? known : selection.decide(table, false).filters();
    }

    /** What rules make of all columns, those that are not migrated for being LOBs too; empty when the rules do not fit. */
    Optional<TableMapping> ofAllColumns(TableSchema table) {
        TableSchema carried = NativeColumns.carried(table, plan.isOneFamily());
        return transformation.problems(carried).isEmpty() ? Optional.of(transformation.of(carried)) : Optional.empty();
    }

    TableMapping mapping(TableSchema given) {
        TableSchema table = NativeColumns.carried(given, plan.isOneFamily());
        List<String> problems = transformation.problems(table);
        if (!problems.isEmpty()) {
            throw new RunFailure(String.join(" ", problems));
        }
        SourceFilters rows = SourceFilters.of(filters(table.table()), table);
        if (!rows.problems().isEmpty()) {
            throw new RunFailure(String.join(" ", rows.problems()));
        }
        if (warned.add(table.table())) {
            rows.missing().forEach(column -> tellOfFilter(table, column));
            transformation.warnings(table).forEach(sentence -> log.captureWarning(table.table(), sentence));
        }
        return transformation.of(table, rows, lobs(table.table()));
    }

    private void tellOfFilter(TableSchema table, String column) {
        String message = "it has no column " + column + ": the filter on it leaves out no row; there are "
                + NearMisses.listed(table.columns().stream().map(Column::name).toList());
        log.captureWarning(table.table(), message);
        reasons.add(new Failure(table.table().toString(), "RULE", "NONE", message, "", ""));
    }

    /** What becomes of a table's LOB columns. */
    LobHandling lobs(TableId table) {
        return LobHandling.of(plan.settings().targetMetadata(), rules.tableSettings(table.schema(), table.name()));
    }
}
