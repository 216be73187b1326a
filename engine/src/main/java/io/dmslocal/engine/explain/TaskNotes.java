package io.dmslocal.engine.explain;

import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Table;
import io.dmslocal.engine.mapping.Transformation;
import io.dmslocal.engine.record.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What concerns the task as a whole, above all what would fail it at its start. */
final class TaskNotes {

    private final Question question;
    private final Transformation transformation;
    private final Optional<TargetSide> target;
    private final List<Table> tables;

    TaskNotes(Question question, Transformation transformation, Optional<TargetSide> target, List<Table> tables) {
        this.transformation = transformation;
        this.question = question;
        this.target = target;
        this.tables = tables;
    }

    /** @param doubts about expressions */
    List<Note> all(List<String> doubts) {
        List<Note> notes = new ArrayList<>();
        doubts.forEach(why -> notes.add(new Note("doubtful-expression", why)));
        transformation.withoutEffect().forEach(why -> notes.add(new Note("without-effect", why)));
        if (tables.stream().noneMatch(table -> table.decision().isTaken())) {
            boolean fails = question.settings().errorBehavior().failOnNoTablesCaptured();
            notes.add(new Note(
                    "no-tables",
                    fails
                            ? "No table is selected: the task fails when it starts, because FailOnNoTablesCaptured is true."
                            : "No table is selected: the task runs, and does nothing."));
        }
        Map<TableId, TableId> byTarget = new HashMap<>();
        for (Table table : tables) {
            table.mapped().map(Explanation.Mapped::target).ifPresent(name -> {
                TableId other = byTarget.put(name, table.id());
                if (other != null) {
                    notes.add(
                            new Note(
                                    "one-target",
                                    "Tables " + other + " and " + table.id() + " would both become " + name
                                            + " on the target, which fails the task: rename one of them by a transformation rule or leave it out."));
                }
            });
        }
        target.ifPresent(side -> about(side, notes));
        return notes;
    }

    private void about(TargetSide side, List<Note> notes) {
        String engine = side.endpoint().engineName();
        if (side.connector().isEmpty()) {
            notes.add(new Note(
                    "no-connector",
                    "This version has no connector for engine " + engine
                            + ": the target's types and tables are not known."));
        } else if (side.isStream()) {
            notes.add(new Note("stream", "A target of engine " + engine + " gets messages and has no tables."));
        } else if (!question.migrationType().equals("cdc")) {
            notes.add(
                    switch (question.settings().fullLoad().prepMode()) {
                        case "DROP_AND_CREATE" ->
                            new Note(
                                    "drop-and-create",
                                    "TargetTablePrepMode DROP_AND_CREATE: a table that is there is dropped, and made as shown.");
                        case "TRUNCATE_BEFORE_LOAD" ->
                            new Note(
                                    "truncate-before-load",
                                    "TargetTablePrepMode TRUNCATE_BEFORE_LOAD: a table that is there keeps its definition and loses"
                                            + " its rows; one that is missing is made as shown.");
                        default ->
                            new Note(
                                    "do-nothing",
                                    "TargetTablePrepMode DO_NOTHING: a table that is there stays as it is; one that is missing is made"
                                            + " as shown.");
                    });
        }
    }
}
