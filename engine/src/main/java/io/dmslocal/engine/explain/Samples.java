package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Sample;
import io.dmslocal.engine.mapping.RowWork;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.mapping.RuleUse;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.settings.ErrorBehavior;
import io.dmslocal.engine.settings.ErrorBehavior.Action;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A few rows before and after, worked as a load works them. The reader is closed as soon as they are there, whatever else the table holds.
 */
final class Samples {

    private static final int BATCH_BYTES = 16 << 10;

    private final Source source;
    private final int rows;
    private final ErrorBehavior policies;
    private final RuleBook rules;
    private final Duration expressionDeadline;

    /** @param expressionDeadline how long an expression may take for one row */
    Samples(Source source, Question question, Duration expressionDeadline) {
        this.source = source;
        this.rows = question.sampleRows();
        this.policies = question.settings().errorBehavior();
        this.rules = new RuleBook(question.mappings());
        this.expressionDeadline = expressionDeadline;
    }

    /** @param uses tells of the table's columns which are to be masked */
    Sample of(TableMapping mapping, List<RuleUse> uses) {
        List<Note> notes = new ArrayList<>();
        List<Column> reading = reading(mapping);
        Set<String> masked = masked(uses.stream());
        Set<String> idle = new HashSet<>(masked);
        idle.removeAll(masked(uses.stream().filter(use -> use.effect() == RuleUse.Effect.ACTS)));
        List<List<Optional<String>>> before = new ArrayList<>();
        List<List<Optional<String>>> after = new ArrayList<>();
        ReadRequest request = new ReadRequest(mapping.source(), reading, Set.of(), BATCH_BYTES, "");
        boolean passesUnmasked = policies.dataMaskingErrorPolicy() == Action.LOG_ERROR;
        try (RowReader reader = source.rows(request.where(mapping.where()));
                RowWorks works = new RowWorks(Clock.systemUTC(), expressionDeadline, passesUnmasked)) {
            Optional<RowWork> work = works.ofLoad(mapping);
            while (before.size() < rows) {
                Optional<RowBatch> batch = reader.next();
                refused(reader.rejected(), notes);
                if (batch.isEmpty()) {
                    break;
                }
                RowBatch.Columns read = (RowBatch.Columns) batch.get();
                int wanted = Math.min(rows - before.size(), read.size());
                List<Rejected> rejected = new ArrayList<>();
                RowBatch.Columns made =
                        work.map(todo -> todo.load(read, rejected::add)).orElse(read);
                refused(rejected, notes);
                for (int i = 0; i < wanted; i++) {
                    before.add(before(mapping, reading, read.row(i), masked));
                }
                for (int i = 0; i < Math.min(wanted, made.size()); i++) {
                    after.add(after(mapping, made.row(i), idle));
                }
            }
        }
        return new Sample(before, after, notes);
    }

    /** What a load reads, in its order, and behind it what it does not. */
    private static List<Column> reading(TableMapping mapping) {
        List<Column> reading = new ArrayList<>(mapping.columnsToRead());
        mapping.source().columns().stream()
                .filter(column -> !reading.contains(column))
                .forEach(reading::add);
        return reading;
    }

    private void refused(List<Rejected> rejected, List<Note> notes) {
        rejected.stream()
                .limit(Math.max(0, rows - notes.size()))
                .forEach(row -> notes.add(new Note(
                        "refused-row",
                        "A row" + (row.key().isEmpty() ? "" : " with " + row.key()) + " is refused: "
                                + row.message())));
    }

    /** Columns that a rule masks, or wants to mask. */
    private Set<String> masked(Stream<RuleUse> uses) {
        return uses.filter(use -> rules.of(use.ruleId()).action().startsWith("data-masking-"))
                .map(use -> use.object().column())
                .collect(Collectors.toSet());
    }

    /** In the order of the source's columns. What a mask hides is not shown beside it. */
    private static List<Optional<String>> before(
            TableMapping mapping, List<Column> reading, Row row, Set<String> masked) {
        return mapping.source().columns().stream()
                .map(column -> masked.contains(column.name())
                        ? Optional.of("(masked)")
                        : ValueText.of(row.value(reading.indexOf(column))))
                .toList();
    }

    /** @param idle columns whose masks do not act: nor is what the target gets of them shown */
    private static List<Optional<String>> after(TableMapping mapping, Row row, Set<String> idle) {
        List<Optional<String>> values = new ArrayList<>();
        for (int i = 0; i < mapping.target().columns().size(); i++) {
            OptionalInt source = mapping.sourceOf(i);
            boolean isHidden = source.isPresent()
                    && idle.contains(
                            mapping.source().columns().get(source.getAsInt()).name());
            values.add(isHidden ? Optional.of("(masked)") : ValueText.of(row.value(i)));
        }
        return values;
    }
}
