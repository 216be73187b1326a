package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.Loss;
import io.dmslocal.engine.connector.spi.TableDefinition;
import io.dmslocal.engine.connector.spi.TableDefinition.DeclaredColumn;
import io.dmslocal.engine.explain.Explanation.MappedColumn;
import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.RuleBook.Entry;
import io.dmslocal.engine.mapping.RuleUse;
import io.dmslocal.engine.mapping.RuleUse.Effect;
import io.dmslocal.engine.mapping.RuleUse.Level;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.LobHandling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What becomes of one table's columns: those of the source in its order, then those that only the target has. */
final class ColumnReport {

    /** They act on a column, and leave it as it is. */
    private static final Set<String> BESIDE = Set.of("include-column", "add-before-image-columns");

    private final LobHandling lobs;
    private final RuleBook rules;
    private final Optional<Connector> source;
    private final List<RuleUse> uses;

    /** @param lobs what becomes of the table's LOB columns */
    ColumnReport(LobHandling lobs, RuleBook rules, Optional<Connector> source, List<RuleUse> uses) {
        this.lobs = lobs;
        this.rules = rules;
        this.source = source;
        this.uses = uses;
    }

    /** @param there the target's table, its columns marked that keep the databases' own form */
    List<MappedColumn> of(TableMapping mapping, TableSchema there, Optional<TableDefinition> definition) {
        List<MappedColumn> columns = new ArrayList<>();
        for (int i = 0; i < mapping.source().columns().size(); i++) {
            Column from = mapping.source().columns().get(i);
            int place = place(mapping, i);
            columns.add(
                    place < 0
                            ? leftOut(from)
                            : kept(
                                    from,
                                    there.columns().get(place),
                                    definition.map(d -> d.columns().get(place))));
        }
        for (int i = 0; i < there.columns().size(); i++) {
            if (mapping.sourceOf(i).isEmpty()) {
                int place = i;
                columns.add(made(
                        there.columns().get(i), definition.map(d -> d.columns().get(place))));
            }
        }
        return columns;
    }

    private static int place(TableMapping mapping, int sourceColumn) {
        for (int i = 0; i < mapping.target().columns().size(); i++) {
            if (mapping.sourceOf(i).equals(OptionalInt.of(sourceColumn))) {
                return i;
            }
        }
        return -1;
    }

    /** A column that only the target has: worked out by an expression, or what another held before an update. */
    private MappedColumn made(Column to, Optional<DeclaredColumn> declared) {
        Note why = acting(to)
                .map(rule -> new Note("added", "Rule " + rule.id() + " adds it."))
                .orElse(new Note("before-image", "A rule adds what another column held before an update."));
        return new MappedColumn(
                "",
                "",
                "",
                to.name(),
                TypeText.of(to.type()),
                declared.map(DeclaredColumn::type).orElse(""),
                to.nullable(),
                why,
                declared.map(DeclaredColumn::losses).orElse(List.of()));
    }

    private MappedColumn leftOut(Column from) {
        Note why = acting(from)
                .filter(rule -> rule.action().equals("remove-column"))
                .map(rule -> new Note("removed", "Left out: rule " + rule.id() + " removes it."))
                .orElse(
                        from.type().kind().isLob() && !lobs.areKept()
                                ? new Note("lob-left-out", "Left out: SupportLobs is false, and its type is a LOB.")
                                : new Note(
                                        "not-included",
                                        "Left out: the table has include-column rules, and none of them names this column."));
        return new MappedColumn(
                from.name(), from.nativeType(), TypeText.of(from.type()), "", "", "", from.nullable(), why, List.of());
    }

    private MappedColumn kept(Column from, Column to, Optional<DeclaredColumn> declared) {
        List<Loss> losses = new ArrayList<>();
        if (!to.isNative()) {
            source.filter(any -> !from.nativeType().isEmpty()).ifPresent(c -> losses.addAll(c.losses(from)));
            if (!from.type().equals(to.type())) {
                losses.addAll(TypeChange.losses(from.type(), to.type()));
            }
        }
        if (from.type().kind().isLob()) {
            lobLimit().ifPresent(losses::add);
        }
        declared.ifPresent(d -> losses.addAll(d.losses()));
        return new MappedColumn(
                from.name(),
                from.nativeType(),
                TypeText.of(from.type()),
                to.name(),
                to.isNative() ? "" : TypeText.of(to.type()),
                declared.map(DeclaredColumn::type).orElse(""),
                to.nullable(),
                change(from),
                losses);
    }

    private Optional<Loss> lobLimit() {
        return lobs.limitBytes() > 0
                ? Optional.of(new Loss(
                        "lob-limit",
                        "Limited LOB mode: values longer than " + lobs.limitBytes() / 1024
                                + " KB are cut; a greater LobMaxSize or FullLobMode keeps them whole."))
                : Optional.empty();
    }

    private Note change(Column from) {
        return acting(from)
                .map(rule -> new Note(code(rule), "Rule " + rule.id() + " acts: " + rule.action() + "."))
                .orElse(new Note("as-it-is", "No rule changes it."));
    }

    private static String code(Entry rule) {
        if (rule.action().startsWith("data-masking")) {
            return "masked";
        }
        return rule.action().equals("change-data-type") ? "retyped" : "renamed";
    }

    /** The rule that acts on a column, but for those that only choose it. */
    private Optional<Entry> acting(Column column) {
        return uses.stream()
                .filter(use -> use.effect() == Effect.ACTS
                        && use.object().level() == Level.COLUMN
                        && use.object().column().equals(column.name()))
                .map(use -> rules.of(use.ruleId()))
                .filter(rule -> !BESIDE.contains(rule.action()))
                .findFirst();
    }
}
