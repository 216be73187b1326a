package io.dmslocal.engine.assessment;

import io.dmslocal.engine.connector.spi.AssessedTask.LobMode;
import io.dmslocal.engine.connector.spi.AssessedTask.Table;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.connector.spi.Assessment.Status;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Assessments that need no more of an endpoint than what every connector tells: tables, keys, types, and the task's own rules. Answered here once for all.
 *
 * <p>Whether something found is a warning or a failure is assumed: a failure where data would be lost or the task could not run.
 */
final class GeneralAssessments {

    private static final Map<String, Function<Subject, Verdict>> ALL = Map.ofEntries(
            Map.entry("unsupported-data-types-in-source", GeneralAssessments::types),
            Map.entry("full-lob-not-nullable-at-target", GeneralAssessments::fullLobs),
            Map.entry(
                    "table-with-lob-but-without-primary-key-or-unique-constraint",
                    subject -> tables(
                            subject,
                            Status.FAILED,
                            "Tables with LOB columns and without a key, whose LOBs are not migrated",
                            table -> !table.source().isKeyed() && !table.lobs().isEmpty())),
            Map.entry("table-with-no-primary-key-or-unique-constraint", GeneralAssessments::keyless),
            Map.entry("target-table-has-unique-key-or-primary-key-for-cdc", GeneralAssessments::targetKeys),
            Map.entry(
                    "unsupported-source-pk-type-for-elasticsearch-target",
                    subject -> tables(
                            subject,
                            Status.FAILED,
                            "Tables with a key of several columns, of which no document id can be made",
                            table -> table.source().key().size() > 1)),
            Map.entry("all-check-source-selection-rules", GeneralAssessments::selectionRules),
            Map.entry(
                    "all-to-all-validation-with-datamasking-digits-randomize",
                    subject -> validated(subject, Masking.RANDOMIZE)),
            Map.entry("all-to-all-validation-with-datamasking-hash-mask", subject -> validated(subject, Masking.HASH)),
            Map.entry("all-to-all-validation-with-digit-mask", subject -> validated(subject, Masking.DIGITS)));

    /** Keys that several engines have, each with its own prefix. */
    private static final Map<String, Function<Subject, Verdict>> OF_SEVERAL = Map.of(
            "batch-apply-lob-mode", GeneralAssessments::batchApplyLobs,
            "check-pk-validity", GeneralAssessments::comparable,
            "check-pk", GeneralAssessments::keyless,
            "check-pk-lob", GeneralAssessments::lobKeys,
            "tblnum-for-max-fullload-subtasks", GeneralAssessments::loadTasks,
            "datamasking-digits-randomize", Masking.RANDOMIZE::fits,
            "datamasking-digits-mask", Masking.DIGITS::fits,
            "datamasking-hash-mask", Masking.HASH::fits);

    private GeneralAssessments() {}

    /** What answers a key; null when connectors must. */
    static Function<Subject, Verdict> of(Catalogue.Entry entry) {
        Function<Subject, Verdict> own = ALL.get(entry.key());
        return own != null || !entry.key().startsWith(entry.family() + "-")
                ? own
                : OF_SEVERAL.get(entry.key().substring(entry.family().length() + 1));
    }

    private static Verdict types(Subject subject) {
        List<Place> places = subject.unreadable().entrySet().stream()
                .map(each -> place(each.getKey(), "", each.getValue()))
                .toList();
        int examined = subject.task().tables().size() + places.size();
        return Verdict.of(Status.FAILED, examined, places, "Tables that cannot be migrated as they are");
    }

    private static Verdict keyless(Subject subject) {
        return tables(
                subject,
                Status.WARNING,
                "Tables without a key, whose changes are slow to apply or not captured",
                table -> !table.source().isKeyed());
    }

    private static Verdict comparable(Subject subject) {
        return subject.task().settings().validates()
                ? tables(
                        subject,
                        Status.WARNING,
                        "Tables without a key that rows can be compared by",
                        table -> !table.source().isKeyed()
                                || table.source().key().stream().anyMatch(table.masks()::containsKey))
                : Verdict.passed("Validation is off.");
    }

    private static Verdict lobKeys(Subject subject) {
        return columns(
                subject,
                Status.FAILED,
                "LOB columns in keys",
                (table, column) ->
                        column.type().kind().isLob() && table.source().key().contains(column.name()));
    }

    private static Verdict batchApplyLobs(Subject subject) {
        if (!subject.task().settings().batchApply()) {
            return Verdict.passed("BatchApplyEnabled is off.");
        }
        return subject.task().settings().lobMode() == LobMode.LIMITED
                ? Verdict.passed("Batch apply is used with limited LOB mode.")
                : columns(
                        subject,
                        Status.WARNING,
                        "LOB columns, with which batch apply works in limited LOB mode only",
                        (table, column) -> column.type().kind().isLob());
    }

    private static Verdict loadTasks(Subject subject) {
        int tables = subject.task().tables().size();
        int atOnce = subject.task().settings().loadTasks();
        String sentence = tables + " tables are loaded, " + atOnce + " at once (MaxFullLoadSubTasks)";
        return tables > atOnce
                ? Verdict.warning(sentence + "; more at once may be faster.")
                : Verdict.passed(sentence + ".");
    }

    private static Verdict selectionRules(Subject subject) {
        List<Place> empty = new ArrayList<>();
        int examined = 0;
        for (TableMappings.Selection rule : subject.mappings().selections()) {
            if (rule.action().equals("exclude")) {
                continue;
            }
            examined++;
            boolean names = subject.objects().stream()
                    .anyMatch(table -> rule.action().equals("explicit")
                            ? rule.locator().is(table.schema(), table.name())
                            : rule.locator().matches(table.schema(), table.name()));
            if (!names) {
                empty.add(new Place("", "", "", "Rule " + rule.rule().id() + " names no object that the source has"));
            }
        }
        return examined == 0 || subject.task().tables().isEmpty()
                ? new Verdict(Status.FAILED, "No object of the source is selected.", examined, empty)
                : Verdict.of(Status.WARNING, examined, empty, "Selection rules that name no object");
    }

    private static Verdict validated(Subject subject, Masking masking) {
        return subject.task().settings().validates()
                ? columns(
                        subject,
                        Status.WARNING,
                        "Columns that validation leaves out because they are masked",
                        (table, column) -> masking.isOn(table, column))
                : Verdict.passed("Validation is off.");
    }

    // ---- what is on the target already

    private static Verdict fullLobs(Subject subject) {
        LobMode mode = subject.task().settings().lobMode();
        if (mode != LobMode.FULL && mode != LobMode.INLINE) {
            return Verdict.passed("The task uses neither full nor inline LOB mode.");
        }
        return onTarget(
                subject,
                "LOB columns of the target that do not take NULL",
                (table, schema) -> schema.columns().stream()
                        .filter(column -> column.type().kind().isLob() && !column.nullable())
                        .map(column -> place(schema.table(), column.name(), "is NOT NULL"))
                        .toList());
    }

    private static Verdict targetKeys(Subject subject) {
        return onTarget(
                subject,
                "Tables on the target without a key, whose changes are slow to apply",
                (table, schema) -> schema.isKeyed() ? List.of() : List.of(place(schema.table(), "", "has no key")));
    }

    private interface TargetQuestion {
        List<Place> ask(Table table, TableSchema onTarget);
    }

    /** A target that can be a source too tells its tables in the same words. */
    private static Verdict onTarget(Subject subject, String what, TargetQuestion question) {
        Subject.Side target = subject.target();
        if (!target.connector().capabilities().contains(Capability.SOURCE)) {
            return Verdict.skipped(
                    "A target of engine " + target.endpoint().engineName() + " does not tell which tables it has.");
        }
        if (subject.task().settings().recreatesTables()) {
            return Verdict.passed(
                    "TargetTablePrepMode is DROP_AND_CREATE: what is on the target goes before the load.");
        }
        List<Place> places = new ArrayList<>();
        int examined = 0;
        try (Source asked = target.connector().source(target.endpoint())) {
            Set<TableId> there = asked.tables().stream().map(SourceTable::table).collect(Collectors.toSet());
            for (Table table : subject.task().tables()) {
                TableId id = table.target().table();
                if (there.contains(id)) {
                    examined++;
                    places.addAll(question.ask(table, asked.schema(id)));
                }
            }
        }
        return Verdict.of(Status.WARNING, examined, places, what);
    }

    // ---- what is found where

    private static Verdict tables(Subject subject, Status otherwise, String what, Predicate<Table> wrong) {
        List<Table> tables = subject.task().tables();
        List<Place> places = tables.stream()
                .filter(wrong)
                .map(table -> place(table.id(), "", ""))
                .toList();
        return Verdict.of(otherwise, tables.size(), places, what);
    }

    static Verdict columns(Subject subject, Status otherwise, String what, BiPredicate<Table, Column> wrong) {
        List<Place> places = new ArrayList<>();
        for (Table table : subject.task().tables()) {
            for (Column column : table.source().columns()) {
                if (wrong.test(table, column)) {
                    places.add(place(table.id(), column.name(), "is of type " + column.nativeType()));
                }
            }
        }
        return Verdict.of(otherwise, subject.task().tables().size(), places, what);
    }

    private static Place place(TableId table, String column, String details) {
        return new Place(table.schema(), table.name(), column, details);
    }
}
