package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.explain.Explanation.Mapped;
import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Subject;
import io.dmslocal.engine.explain.Explanation.Table;
import io.dmslocal.engine.explain.Question.Catalogue;
import io.dmslocal.engine.explain.Question.Destination;
import io.dmslocal.engine.explain.Question.TargetEngine;
import io.dmslocal.engine.mapping.CharacterSubstitution;
import io.dmslocal.engine.mapping.ExpressionCheck;
import io.dmslocal.engine.mapping.NativeColumns;
import io.dmslocal.engine.mapping.NearMisses;
import io.dmslocal.engine.mapping.RuleUse;
import io.dmslocal.engine.mapping.Segments;
import io.dmslocal.engine.mapping.Selection;
import io.dmslocal.engine.mapping.Selection.Decision;
import io.dmslocal.engine.mapping.SourceFilters;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.mapping.Transformation;
import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers questions by asking who decides at run time. Blocking; any thread. */
public final class Explainer {

    /** Selected tables that are looked at column by column: an answer is held in memory, and each may be a question to the source. */
    static final int MOST_TABLES = 1000;

    private final Connectors connectors;
    private final Duration expressionDeadline;

    /** With the deadline that is usual. */
    public Explainer(Connectors connectors) {
        this(connectors, Calculator.USUAL_DEADLINE);
    }

    /** @param expressionDeadline how long an expression may take for one row that is shown */
    public Explainer(Connectors connectors, Duration expressionDeadline) {
        this.connectors = connectors;
        this.expressionDeadline = expressionDeadline;
    }

    /**
     * @param source connection data, or nothing but the engine name and attributes of a catalogue
     * @param target the same; empty when the question names none
     * @throws ConnectorException when the source cannot be asked
     */
    public Explanation explain(Question question, EndpointSettings source, Optional<EndpointSettings> target) {
        Question read = question.with(question.mappings().readBy(source));
        Optional<Connector> from = connectors.of(source.engineName());
        Optional<TargetSide> to =
                target.map(endpoint -> new TargetSide(endpoint, connectors.of(endpoint.engineName())));
        if (question.source() instanceof Catalogue catalogue) {
            return new Asking(read, source, from, to, Optional.empty(), doubts(read))
                    .answer(new WrittenTables(catalogue, from, source));
        }
        Connector connector = from.filter(c -> c.capabilities().contains(Capability.SOURCE))
                .orElseThrow(() -> ConnectorException.fatal(
                        from.isEmpty()
                                ? connectors.missing(source.engineName())
                                : "An endpoint of engine " + source.engineName() + " cannot be a source."));
        try (Source asked = connector.source(source)) {
            Question folded = asked.ignoresCase() ? read.with(read.mappings().inAnyCase()) : read;
            Optional<Samples> samples =
                    Optional.of(new Samples(asked, folded, expressionDeadline)).filter(some -> folded.sampleRows() > 0);
            return new Asking(folded, source, from, to, samples, doubts(folded)).answer(new LiveTables(asked));
        }
    }

    private List<String> doubts(Question question) {
        return ExpressionCheck.doubts(question.mappings(), expressionDeadline);
    }

    /** The source of a catalogue that is written down. */
    public static EndpointSettings written(Catalogue catalogue) {
        return unnamed(catalogue.engineName(), catalogue.attributes());
    }

    /** A target that is no endpoint; empty when there is none. */
    public static Optional<EndpointSettings> written(Destination destination) {
        return destination instanceof TargetEngine engine
                ? Optional.of(unnamed(engine.engineName(), Map.of()))
                : Optional.empty();
    }

    private static EndpointSettings unnamed(String engineName, Map<String, String> attributes) {
        return new EndpointSettings("", engineName, "", 0, "", "", "", "none", "", attributes);
    }

    /** One question. */
    private static final class Asking {

        private final Question question;
        private final EndpointSettings source;
        private final Optional<TargetSide> target;
        private final boolean isOneFamily;
        private final Selection selection;
        private final Transformation transformation;
        private final TableRules tableRules;
        private final TableReport report;
        private final List<String> doubts;

        /**
         * @param samples empty for a catalogue that is written down, and where none are wanted
         * @param doubts about expressions
         */
        Asking(
                Question question,
                EndpointSettings source,
                Optional<Connector> connector,
                Optional<TargetSide> target,
                Optional<Samples> samples,
                List<String> doubts) {
            this.doubts = doubts;
            this.question = question;
            this.source = source;
            this.target = target;
            this.isOneFamily = target.map(side -> side.isFamilyOf(connector)).orElse(false);
            this.selection = new Selection(question.mappings(), question.migrationType());
            this.transformation = new Transformation(
                    question.mappings(),
                    question.settings().targetMetadata().targetSchema(),
                    CharacterSubstitution.of(question.settings().characterSet()),
                    table -> target.flatMap(TargetSide::connector)
                            .map(to -> to.kept(table))
                            .orElse(table));
            this.tableRules = new TableRules(question.mappings());
            this.report = new TableReport(question, transformation, connector, target, samples);
        }

        Explanation answer(Tables tables) {
            List<SourceTable> objects = tables.list().stream()
                    .sorted(Comparator.comparing(SourceTable::table))
                    .toList();
            Map<TableId, SourceTable> byId = new HashMap<>();
            List<Decision> decisions = new ArrayList<>();
            for (SourceTable object : objects) {
                byId.put(object.table(), object);
                decisions.add(selection.decide(object.table(), object.isView()));
            }
            decisions = selection.settled(decisions, SourceTable.partitions(objects));
            List<Decision> taken = Selection.inLoadOrder(decisions);
            Map<TableId, TableSchema> schemas = new LinkedHashMap<>();
            Map<TableId, TableSchema> targets = new LinkedHashMap<>();
            List<Table> explained = new ArrayList<>();
            for (Decision decision : taken) {
                explained.add(selected(tables, byId.get(decision.table()), decision, schemas, targets));
            }
            for (Decision decision : decisions) {
                if (!decision.isTaken()) {
                    explained.add(leftOut(byId.get(decision.table()), decision));
                }
            }
            NearMisses misses =
                    new NearMisses(objects.stream().map(SourceTable::table).toList(), schemas, targets);
            return new Explanation(
                    subject(),
                    new RuleReport(question.mappings(), explained, misses).rules(),
                    explained,
                    new TaskNotes(question, transformation, target, explained).all(doubts));
        }

        private Table selected(
                Tables tables,
                SourceTable object,
                Decision decision,
                Map<TableId, TableSchema> schemas,
                Map<TableId, TableSchema> targets) {
            List<RuleUse> uses = new ArrayList<>(selection.uses(decision, object.isView()));
            List<Note> notes = new ArrayList<>();
            Optional<TableSchema> schema =
                    schemas.size() < MOST_TABLES ? schema(tables, object, notes) : tooMany(notes);
            if (schema.isEmpty()) {
                return new Table(object.table(), object.isView(), decision, uses, Optional.empty(), notes);
            }
            schemas.put(object.table(), schema.get());
            uses.addAll(transformation.uses(schema.get()));
            uses.addAll(tableRules.uses(object.table()));
            SourceFilters rows = SourceFilters.of(decision.filters(), schema.get());
            notes.addAll(obstacles(schema.get(), rows));
            if (!notes.isEmpty()) {
                return new Table(object.table(), object.isView(), decision, uses, Optional.empty(), notes);
            }
            notes.addAll(warnings(schema.get(), rows));
            TableMapping mapping = transformation.of(schema.get(), rows, question.lobs(object.table()));
            targets.put(object.table(), mapping.target());
            Mapped mapped = report.of(mapping, decision, uses, notes);
            return new Table(object.table(), object.isView(), decision, uses, Optional.of(mapped), notes);
        }

        private Optional<TableSchema> schema(Tables tables, SourceTable object, List<Note> notes) {
            try {
                return Optional.of(NativeColumns.carried(tables.schema(object.table()), isOneFamily));
            } catch (ConnectorException e) {
                if (e.isRecoverable()) {
                    throw e;
                }
                notes.add(new Note("unreadable", e.getMessage()));
                return Optional.empty();
            }
        }

        private static Optional<TableSchema> tooMany(List<Note> notes) {
            notes.add(new Note(
                    "not-looked-at",
                    "Only the first " + MOST_TABLES + " selected tables are looked at column by column."));
            return Optional.empty();
        }

        /** What would fail the task on this table. */
        private List<Note> obstacles(TableSchema schema, SourceFilters rows) {
            List<Note> notes = new ArrayList<>();
            transformation.problems(schema).forEach(problem -> notes.add(new Note("cannot-be-mapped", problem)));
            rows.problems().forEach(problem -> notes.add(new Note("cannot-be-filtered", problem)));
            question.mappings()
                    .tableSettings(schema.table().schema(), schema.table().name())
                    .filter(rule -> rule.parallelLoad().type().equals("ranges"))
                    .map(rule -> Segments.problems(rule.parallelLoad(), schema))
                    .ifPresent(all -> all.forEach(problem -> notes.add(new Note("cannot-be-divided", problem))));
            return notes;
        }

        private List<Note> warnings(TableSchema schema, SourceFilters rows) {
            List<Note> notes = new ArrayList<>();
            rows.missing()
                    .forEach(column -> notes.add(new Note(
                            "filter-without-column",
                            "It has no column " + column + ": the filter on it leaves out no row.")));
            transformation.warnings(schema).forEach(warning -> notes.add(new Note("not-masked", warning)));
            return notes;
        }

        private Table leftOut(SourceTable object, Decision decision) {
            List<RuleUse> uses = selection.uses(decision, object.isView());
            return new Table(object.table(), object.isView(), decision, uses, Optional.empty(), List.of());
        }

        private Subject subject() {
            return new Subject(
                    question.migrationType(),
                    source.engineName(),
                    place(source),
                    target.map(side -> side.endpoint().engineName()).orElse(""),
                    target.map(side -> place(side.endpoint())).orElse(""));
        }

        private static String place(EndpointSettings endpoint) {
            return endpoint.endpointArn().isEmpty() ? endpoint.engineName() : endpoint.endpointArn();
        }
    }
}
