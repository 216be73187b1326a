package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.Loss;
import io.dmslocal.engine.mapping.RuleUse;
import io.dmslocal.engine.mapping.Selection;
import io.dmslocal.engine.record.TableId;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a {@link Question}.
 *
 * @param rules in ascending rule-id
 * @param tables all of the source's, selected ones first in their load order, then the others by name
 * @param notes what concerns the task as a whole
 */
public record Explanation(Subject subject, List<Rule> rules, List<Table> tables, List<Note> notes) {

    public Explanation {
        rules = List.copyOf(rules);
        tables = List.copyOf(tables);
        notes = List.copyOf(notes);
    }

    /**
     * What was asked about.
     *
     * @param source endpoint or engine, for people
     * @param target empty when none was named
     */
    public record Subject(
            String migrationType, String sourceEngine, String source, String targetEngine, String target) {}

    /**
     * Something to know.
     *
     * @param code for programs, lower case with hyphens
     * @param sentence for people
     */
    public record Note(String code, String sentence) {}

    /**
     * A rule and what became of it.
     *
     * @param what in short: {@code selection include hr.emp%}
     * @param verdict code and sentence
     * @param objects on which it acts, sorted; the first ones, when there are many
     * @param count on how many it acts
     * @param hints what was probably meant otherwise
     */
    public record Rule(
            String id,
            String name,
            String type,
            String what,
            Note verdict,
            List<String> objects,
            int count,
            List<Note> hints) {

        public Rule {
            objects = List.copyOf(objects);
            hints = List.copyOf(hints);
        }
    }

    /**
     * A table or view of the source.
     *
     * @param decision selected or not, and by which rule
     * @param uses what each selection or transformation rule that names it, or one of its columns, does there
     * @param mapped what becomes of it; empty when it is left out, or cannot be mapped
     * @param notes why it cannot be mapped or loaded, and what to know
     */
    public record Table(
            TableId id,
            boolean isView,
            Selection.Decision decision,
            List<RuleUse> uses,
            Optional<Mapped> mapped,
            List<Note> notes) {

        public Table {
            uses = List.copyOf(uses);
            notes = List.copyOf(notes);
        }
    }

    /**
     * What a selected table becomes.
     *
     * @param target its name there
     * @param key of the target's table; empty without one
     * @param keyNote where the key comes from
     * @param filters of rows, for people
     * @param statements that make it where it is missing
     * @param sample rows, when they were asked for
     */
    public record Mapped(
            TableId target,
            List<MappedColumn> columns,
            List<String> key,
            Note keyNote,
            List<String> filters,
            List<String> statements,
            Optional<Sample> sample) {

        public Mapped {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
            filters = List.copyOf(filters);
            statements = List.copyOf(statements);
        }

        /** Names of the target's columns, in its order. */
        public List<String> targetColumns() {
            return columns.stream()
                    .map(MappedColumn::target)
                    .filter(name -> !name.isEmpty())
                    .toList();
        }
    }

    /**
     * A column of the source, of the target, or mostly of both.
     *
     * @param source its name there; empty for an added one
     * @param nativeType as the source declares it
     * @param dmsType the type in which it is read
     * @param target its name there; empty for one that is left out
     * @param targetDmsType the type in which it is written; empty where values stay in the databases' own form
     * @param targetType as the target declares it; empty where that is not known
     * @param change why it is left out, added or changed; its code is {@code as-it-is} otherwise
     */
    public record MappedColumn(
            String source,
            String nativeType,
            String dmsType,
            String target,
            String targetDmsType,
            String targetType,
            boolean nullable,
            Note change,
            List<Loss> losses) {

        public MappedColumn {
            losses = List.copyOf(losses);
        }
    }

    /**
     * Some rows as the source has them and as the target would get them. Values of masked columns are shown as they are after, never as they are before.
     *
     * @param before values in the order of the source's columns; empty Optional for NULL
     * @param after in the order of the target's
     */
    public record Sample(List<List<Optional<String>>> before, List<List<Optional<String>>> after, List<Note> notes) {

        public Sample {
            before = List.copyOf(before);
            after = List.copyOf(after);
            notes = List.copyOf(notes);
        }
    }
}
