package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.mapping.NearMisses;
import io.dmslocal.engine.mapping.Selection;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.mapping.Transformation;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import java.util.List;
import java.util.stream.Stream;

/** The task's table mappings at work: which tables, in which order, and what becomes of them. */
final class TableChoice {

    private final Selection selection;
    private final Transformation transformation;
    private final List<String> unsupported;
    private final List<TableMappings.Selection> rules;

    TableChoice(RunPlan plan) {
        this.selection = new Selection(plan.mappings(), plan.migrationType().word());
        this.transformation = new Transformation(
                plan.mappings(), plan.settings().targetMetadata().targetSchema());
        this.rules = plan.mappings().selections();
        this.unsupported = Transformation.unsupported(plan.mappings());
    }

    /** The selected ones among the source's tables, in the order in which they load. */
    List<TableId> select(List<SourceTable> tables, RunLog log, Reasons reasons) {
        if (!unsupported.isEmpty()) {
            throw new RunFailure(String.join(" ", unsupported));
        }
        List<Selection.Decision> decisions = tables.stream()
                .map(t -> selection.decide(t.table(), t.isView()))
                .toList();
        decisions.stream()
                .filter(d -> d.verdict() == Selection.Verdict.VIEW_WITH_CHANGES)
                .forEach(log::leftOut);
        reasons.leftOut(leftOut(decisions));
        return Selection.inLoadOrder(decisions).stream()
                .map(Selection.Decision::table)
                .toList();
    }

    /** What no rule takes, after the rules that take nothing and what they may have meant. */
    private List<String> leftOut(List<Selection.Decision> decisions) {
        List<TableId> all = decisions.stream().map(Selection.Decision::table).toList();
        Stream<String> misses = NearMisses.of(rules, all).stream();
        Stream<String> others = decisions.stream()
                .filter(d -> !d.isTaken() && d.verdict() != Selection.Verdict.SERVICE_TABLE)
                .map(Selection.Decision::sentence);
        return Stream.concat(misses, others).limit(Reasons.LEFT_OUT).toList();
    }

    /** Whether a table of this name is selected. */
    boolean takes(TableId table) {
        return selection.decide(table, false).isTaken();
    }

    /** Whether the column has another data type on the target. */
    boolean retypes(TableId table, Column column) {
        return transformation.retypes(table, column);
    }

    TableMapping mapping(TableSchema table) {
        List<String> problems = transformation.problems(table);
        if (!problems.isEmpty()) {
            throw new RunFailure(String.join(" ", problems));
        }
        return transformation.of(table);
    }
}
