package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.Loss;
import io.dmslocal.engine.explain.Explanation.Mapped;
import io.dmslocal.engine.explain.Explanation.MappedColumn;
import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Rule;
import io.dmslocal.engine.explain.Explanation.Sample;
import io.dmslocal.engine.explain.Explanation.Table;
import io.dmslocal.engine.mapping.RuleUse;
import io.dmslocal.engine.mapping.RuleUse.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An explanation for people: the rules with a verdict each, then the selected tables, then the others in a line each.
 *
 * <pre>
 * Rules
 *   2  transformation rename public.Orders
 *      It matches nothing.
 *      hint: There is a table orders, which differs ...
 * </pre>
 */
public final class ExplanationText {

    /** Tables that are left out and listed. */
    private static final int LISTED = 200;

    /** Rules that stand aside at one table or its columns, and are listed. */
    private static final int ASIDE = 10;

    private final Explanation explanation;
    private final StringBuilder text = new StringBuilder();

    private ExplanationText(Explanation explanation) {
        this.explanation = explanation;
    }

    public static String of(Explanation explanation) {
        return new ExplanationText(explanation).write();
    }

    private String write() {
        line("", title());
        explanation.notes().forEach(note -> line("note: ", note.sentence()));
        line("", "");
        line("", "Rules");
        if (explanation.rules().isEmpty()) {
            line("  ", "none: nothing is selected");
        }
        explanation.rules().forEach(this::rule);
        List<Table> selected = explanation.tables().stream()
                .filter(table -> table.decision().isTaken())
                .toList();
        line("", "");
        line("", "Tables: " + selected.size() + " of " + explanation.tables().size() + " are taken");
        selected.forEach(this::selected);
        List<Table> others = explanation.tables().stream()
                .filter(table -> !table.decision().isTaken())
                .toList();
        if (!others.isEmpty()) {
            line("", "");
            line("", "Left out");
            others.stream()
                    .limit(LISTED)
                    .forEach(table -> line("  ", table.decision().sentence()));
            if (others.size() > LISTED) {
                line("  ", "and " + (others.size() - LISTED) + " more");
            }
        }
        return text.toString();
    }

    private String title() {
        Explanation.Subject subject = explanation.subject();
        String target = subject.target().isEmpty() ? "" : " to " + subject.target();
        return subject.migrationType() + " from " + subject.source() + target;
    }

    private void rule(Rule rule) {
        line("  ", rule.id() + "  " + rule.what());
        String indent = "  " + " ".repeat(rule.id().length()) + "  ";
        line(indent, rule.verdict().sentence());
        rule.hints().forEach(hint -> line(indent + "hint: ", hint.sentence()));
    }

    private void selected(Table table) {
        line("", "");
        String target =
                table.mapped().map(Mapped::target).map(name -> " -> " + name).orElse("");
        line("", table.id() + target + (table.isView() ? "  (view)" : ""));
        line("  ", table.decision().sentence());
        List<RuleUse> aside =
                table.uses().stream().filter(use -> use.effect() != Effect.ACTS).toList();
        aside.stream().limit(ASIDE).forEach(use -> line("  ", use.sentence()));
        if (aside.size() > ASIDE) {
            line("  ", "So stand aside " + (aside.size() - ASIDE) + " more; --json lists them all.");
        }
        table.notes().forEach(note -> line("  note: ", note.sentence()));
        table.mapped().ifPresent(this::mapped);
    }

    private void mapped(Mapped mapped) {
        if (!mapped.filters().isEmpty()) {
            line("  rows: ", String.join(", and ", mapped.filters()));
        }
        List<List<String>> rows = new ArrayList<>();
        for (MappedColumn column : mapped.columns()) {
            rows.add(List.of(
                    column.source().isEmpty() ? "(added)" : column.source(),
                    column.nativeType(),
                    column.dmsType(),
                    column.target().isEmpty() ? "(left out)" : "-> " + column.target(),
                    column.targetDmsType().equals(column.dmsType()) ? "" : column.targetDmsType(),
                    column.targetType()));
        }
        grid(List.of("column", "type", "DMS type", "on the target", "DMS type", "type"), rows);
        for (MappedColumn column : mapped.columns()) {
            String name = column.source().isEmpty() ? column.target() : column.source();
            if (!column.change().code().equals("as-it-is")) {
                line("  " + name + ": ", column.change().sentence());
            }
            column.losses().stream()
                    .map(Loss::sentence)
                    .forEach(sentence -> line("  " + name + ": warning: ", sentence));
        }
        String key = mapped.key().isEmpty() ? "none" : String.join(", ", mapped.key());
        line("  key: ", key + ". " + mapped.keyNote().sentence());
        mapped.statements().forEach(statement -> line("  ", statement + ";"));
        mapped.sample().ifPresent(sample -> sample(mapped, sample));
    }

    private void sample(Mapped mapped, Sample sample) {
        line("  ", sample.before().isEmpty() ? "no rows" : "rows before");
        grid(
                mapped.columns().stream()
                        .map(MappedColumn::source)
                        .filter(name -> !name.isEmpty())
                        .toList(),
                texts(sample.before()));
        if (!sample.after().isEmpty()) {
            line("  ", "rows after");
            grid(mapped.targetColumns(), texts(sample.after()));
        }
        sample.notes().stream().map(Note::sentence).forEach(sentence -> line("  note: ", sentence));
    }

    private static List<List<String>> texts(List<List<Optional<String>>> rows) {
        return rows.stream()
                .map(row -> row.stream()
                        .map(value -> value.map(ExplanationText::shown).orElse("NULL"))
                        .toList())
                .toList();
    }

    /** In one line. */
    private static String shown(String value) {
        return value.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    /** Columns side by side, those that are empty everywhere left out. */
    private void grid(List<String> heads, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<Integer> shown = new ArrayList<>();
        int[] widths = new int[heads.size()];
        for (int c = 0; c < heads.size(); c++) {
            int column = c;
            widths[c] = Stream.concat(Stream.of(heads.get(c)), rows.stream().map(row -> row.get(column)))
                    .mapToInt(cell -> cell.codePointCount(0, cell.length()))
                    .max()
                    .orElse(0);
            if (rows.stream().anyMatch(row -> !row.get(column).isEmpty())) {
                shown.add(c);
            }
        }
        Stream.concat(Stream.of(heads), rows.stream()).forEach(row -> {
            StringBuilder cells = new StringBuilder();
            for (int c : shown) {
                String cell = row.get(c);
                cells.append(cell).append(" ".repeat(widths[c] - cell.codePointCount(0, cell.length()) + 2));
            }
            line("  ", cells.toString().stripTrailing());
        });
    }

    private void line(String indent, String sentence) {
        text.append((indent + sentence).stripTrailing()).append('\n');
    }
}
