package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.TableDefinition;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.explain.Explanation.Mapped;
import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Sample;
import io.dmslocal.engine.mapping.NativeColumns;
import io.dmslocal.engine.mapping.RuleUse;
import io.dmslocal.engine.mapping.RuleUse.Effect;
import io.dmslocal.engine.mapping.Selection.Decision;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.mapping.Transformation;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings.Condition;
import io.dmslocal.engine.settings.TableMappings.Filter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What becomes of one selected table. */
final class TableReport {

    private final Question question;
    private final Optional<Connector> source;
    private final Optional<TargetSide> target;
    private final Optional<Samples> samples;
    private final RuleBook rules;

    TableReport(
            Question question,
            Transformation transformation,
            Optional<Connector> source,
            Optional<TargetSide> target,
            Optional<Samples> samples) {
        this.question = question;
        this.source = source;
        this.target = target;
        this.rules = new RuleBook(question.mappings());
        this.samples = samples;
    }

    /** @param notes takes what to know of the table beside */
    Mapped of(TableMapping mapping, Decision decision, List<RuleUse> uses, List<Note> notes) {
        boolean isOneFamily = target.map(side -> side.isFamilyOf(source)).orElse(false);
        TableSchema there = NativeColumns.declared(mapping, isOneFamily);
        Optional<TableDefinition> definition = definition(there, notes);
        if (question.migrationType().contains("cdc") && !mapping.source().isKeyed()) {
            notes.add(new Note(
                    "no-source-key",
                    "It has no key: its inserts are followed; its updates and deletes only where the source logs whole rows"
                            + " (PostgreSQL: ALTER TABLE ... REPLICA IDENTITY FULL)."));
        }
        return new Mapped(
                definition.map(TableDefinition::table).orElse(there.table()),
                new ColumnReport(question.lobs(mapping.source().table()), rules, source, uses)
                        .of(mapping, there, definition),
                there.key(),
                key(mapping, uses),
                decision.filters().stream().map(TableReport::words).toList(),
                definition.map(TableDefinition::statements).orElse(List.of()),
                sample(mapping, uses, notes));
    }

    private Optional<TableDefinition> definition(TableSchema there, List<Note> notes) {
        boolean keyAfterLoad = question.settings().fullLoad().createPkAfterFullLoad();
        TablePlan plan = new TablePlan(
                there, Preparation.valueOf(question.settings().fullLoad().prepMode()), keyAfterLoad, false);
        try {
            return target.flatMap(side -> side.definition(plan));
        } catch (ConnectorException e) {
            notes.add(new Note("cannot-be-made", e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Sample> sample(TableMapping mapping, List<RuleUse> uses, List<Note> notes) {
        try {
            return samples.map(asked -> asked.of(mapping, uses));
        } catch (ConnectorException e) {
            notes.add(new Note("no-sample", "Rows could not be read: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private Note key(TableMapping mapping, List<RuleUse> uses) {
        Optional<RuleUse> defining = uses.stream()
                .filter(use -> use.effect() == Effect.ACTS)
                .filter(use -> rules.of(use.ruleId()).action().equals("define-primary-key"))
                .findFirst();
        if (defining.isPresent()) {
            return new Note(
                    "defined", "The key is defined by rule " + defining.get().ruleId() + ".");
        }
        if (!mapping.source().isKeyed()) {
            return new Note("none", "The source's table has no key, so the target's has none.");
        }
        return mapping.target().isKeyed()
                ? new Note("source", "The key is the source's.")
                : new Note("lost", "The key has lost a column, so the target's table has none.");
    }

    private static String words(Filter filter) {
        return filter.conditions().stream()
                .map(condition -> words(filter.column(), condition))
                .collect(Collectors.joining(" or "));
    }

    private static String words(String column, Condition condition) {
        return switch (condition.operator()) {
            case "eq" -> column + " = " + condition.value();
            case "noteq" -> column + " <> " + condition.value();
            case "lte" -> column + " <= " + condition.value();
            case "gte" -> column + " >= " + condition.value();
            case "between" -> column + " between " + condition.value() + " and " + condition.end();
            case "notbetween" -> column + " not between " + condition.value() + " and " + condition.end();
            case "null" -> column + " is null";
            case "notnull" -> column + " is not null";
            default -> column + " " + condition.operator();
        };
    }
}
