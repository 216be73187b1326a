package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.UnderWay;
import io.dmslocal.engine.run.definition.ColumnRenames;
import io.dmslocal.engine.run.definition.PastNames;
import io.dmslocal.engine.run.failure.FailurePolicy;
import io.dmslocal.engine.run.failure.RunFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Lets the target follow changed definitions of tables: seen with the first change under the new definition. The applier's thread.
 *
 * <p>Source: "DDL statements supported by AWS DMS" and "Change processing DDL handling policy task settings", AWS DMS user guide.
 */
final class Alterations {

    private final Session session;
    private final Map<TableState, TableSchema> seen = new HashMap<>();
    /** What the log said of tables of which no change under the new definition was seen yet. */
    private final Map<TableState, List<Change.Ddl>> told = new HashMap<>();

    private final Supplier<Position> keepPlace;

    /** @param keepPlace saves how far the target is, and says it: whoever goes on from there meets few rows of a definition that the target has left behind */
    Alterations(Session session, Supplier<Position> keepPlace) {
        this.session = session;
        this.keepPlace = keepPlace;
    }

    /** The source's log says that the table's definition changed. */
    void told(TableState table, Change.Ddl change) {
        boolean isFollowed = table.isBeforeCurrent(change.position()) || isLoaded(table, change);
        if (!isFollowed && !isThere(table, change)) {
            told.computeIfAbsent(table, t -> new ArrayList<>()).add(change);
        }
    }

    /**
     * Whether the target has the definition already, as far as can be seen. A reader that is not told statements compares with what it remembers, and the table may
     * have been loaded since.
     */
    private boolean isThere(TableState table, Change.Ddl change) {
        TableSchema current = table.current().source();
        return change.ddl().isEmpty()
                && !told.containsKey(table)
                && change.definition()
                        .filter(now ->
                                names(now).equals(names(current)) && types(now).equals(types(current)))
                        .isPresent();
    }

    /** The table is loaded, and its image known: what it holds need not be followed. */
    void loaded(TableState table) {
        List<Change.Ddl> waiting = told.getOrDefault(table, new ArrayList<>());
        waiting.removeIf(change -> isLoaded(table, change));
        if (waiting.isEmpty()) {
            told.remove(table);
        }
    }

    /** The last of what was told of the table and not followed. */
    Optional<Change.Ddl> waiting(TableState table) {
        List<Change.Ddl> waiting = told.getOrDefault(table, List.of());
        return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.get(waiting.size() - 1));
    }

    private static boolean isLoaded(TableState table, Change.Ddl change) {
        return table.image().filter(image -> image.holds().holds(change)).isPresent();
    }

    /** What was told of the table up to there, and no more. */
    private List<Change.Ddl> told(TableState table, Position at) {
        return told.getOrDefault(table, List.of()).stream()
                .filter(change -> change.position().compareTo(at) <= 0)
                .toList();
    }

    private void forget(TableState table, Position at) {
        told.computeIfPresent(table, (t, waiting) -> {
            waiting.removeAll(told(table, at));
            return waiting.isEmpty() ? null : waiting;
        });
    }

    /** Which columns were renamed or made anew since the definition that the target follows; empty where the log does not say. */
    private static Optional<Map<String, String>> moved(TableState table, List<Change.Ddl> waiting) {
        Optional<Map<String, String>> moved = waiting.isEmpty() ? Optional.empty() : Optional.of(Map.of());
        TableSchema before = table.current().source();
        for (Change.Ddl change : waiting) {
            TableSchema old = before;
            moved = moved.flatMap(one ->
                    change.renamed().map(next -> ColumnRenames.then(one, moves(table, old, change, next))));
            before = change.definition().orElse(before);
        }
        return moved;
    }

    /** A column that came is another one than that which had its name, and went in an alteration that the target has not followed yet either. */
    private static Map<String, String> moves(
            TableState table, TableSchema before, Change.Ddl change, Map<String, String> renamed) {
        Map<String, String> moves = new HashMap<>(renamed);
        TableSchema onTarget = table.current().source();
        change.definition()
                .ifPresent(now -> now.columns().stream()
                        .map(Column::name)
                        .filter(name -> before.indexOf(name).isEmpty()
                                && onTarget.indexOf(name).isPresent())
                        .forEach(name -> moves.putIfAbsent(name, "")));
        return moves;
    }

    /** Whether columns came, went or changed their type since the last definition that changes had. */
    boolean isAltered(Routes.Route route, Position at) {
        if (route.table().isBeforeCurrent(at)) {
            return false; // going back could drop columns that the target has with their values
        }
        TableSchema before = seen.put(route.table(), route.source());
        List<Change.Ddl> waiting = told(route.table(), at);
        if (moved(route.table(), waiting).filter(names -> !names.isEmpty()).isPresent()) {
            return true; // also where it has the same names as before: they are other columns'
        }
        if (!waiting.isEmpty() && before == null) {
            before = route.table().current().source();
        }
        // a stream may name types otherwise than the catalogue does: against that, only names are compared
        boolean isAltered = before == null
                ? !names(route.source()).equals(names(route.table().current().source()))
                : !types(before).equals(types(route.source()));
        if (!isAltered) {
            forget(route.table(), at);
        }
        return isAltered;
    }

    /**
     * @return why the target could not follow, empty when it did or need not
     */
    String follow(Routes.Route route, Position at) {
        TableState table = route.table();
        Optional<Map<String, String>> renamed = moved(table, told(table, at));
        forget(table, at);
        if (!session.plan().settings().ddlHandling().altered()) {
            session.log()
                    .captureWarning(
                            table.source(),
                            "The table's definition changed; HandleSourceTableAltered is false, so new columns are not replicated");
            return "";
        }
        TableMapping after;
        try {
            after = session.choice().mapping(route.source());
        } catch (RunFailure misfit) {
            return failed(
                    table, "The table's changed definition does not fit the task's rules: " + misfit.getMessage());
        }
        List<String> keys = ColumnRenames.keysMadeAnew(table.current(), after, renamed.orElse(Map.of()));
        if (!keys.isEmpty()) {
            return failed(
                    table,
                    "Of the table's key, " + String.join(", ", keys)
                            + " was dropped and made anew on the source: which values the target's rows have in it now, the log"
                            + " does not say. Reload the table");
        }
        Position place = keepPlace.get();
        PastNames.Left left =
                new PastNames.Left(at, PastNames.moved(table.current().source(), after.source(), renamed));
        return take(
                new UnderWay(route.source(), at, renamed, 0),
                after,
                table,
                table.pastNames().and(left, place));
    }

    /**
     * The way to a definition that the last session did not end: rows from before it would find neither the old table nor the new one.
     *
     * @return why the target could not follow, empty when it did or need not
     */
    String finish(TableState table) {
        Optional<UnderWay> found = table.isLoaded()
                ? session.checkpoint().underWay(table.source(), session.source()::position)
                : Optional.empty();
        if (found.isEmpty()) {
            return "";
        }
        UnderWay way = found.get();
        TableMapping after;
        try {
            after = session.choice().mapping(way.definition());
        } catch (RunFailure misfit) {
            return failed(
                    table, "The table's changed definition does not fit the task's rules: " + misfit.getMessage());
        }
        PastNames.Left left =
                new PastNames.Left(way.at(), PastNames.moved(table.current().source(), after.source(), way.renamed()));
        Position from = session.capture().orElseThrow().from();
        return take(way, after, table, table.pastNames().and(left, from));
    }

    private String take(UnderWay way, TableMapping after, TableState table, PastNames past) {
        try {
            steps(way, ColumnRenames.steps(table.current(), after, way.renamed()), table);
        } catch (ConnectorException refused) {
            if (refused.isRecoverable()) {
                throw refused;
            }
            return failed(table, "The target could not follow the changed definition: " + refused.getMessage());
        }
        List<String> come = come(table, way);
        if (!come.isEmpty()) {
            session.log()
                    .captureWarning(
                            table.source(),
                            "Columns " + String.join(", ", come)
                                    + " came: rows that were there already hold NULL in them on the"
                                    + " target, whatever default the source gave them. Reload the table if they are to be alike");
        }
        table.follow(after, Optional.of(way.at()), past);
        table.countAppliedDdl();
        session.checkpoint()
                .table(table.source(), table.entry(way.definition(), Optional.of(way.at())), session.statistics());
        return "";
    }

    /** Columns that no column of the target becomes. */
    private static List<String> come(TableState table, UnderWay way) {
        Set<String> come = new LinkedHashSet<>(names(way.definition()));
        come.removeAll(names(table.current().source()));
        way.renamed()
                .ifPresent(names ->
                        names.forEach((now, before) -> come.removeIf(c -> c.equals(now) && !before.isEmpty())));
        return List.copyOf(come);
    }

    /** After an interruption the way goes on where it ended: none of its steps but the last that was taken can be taken twice. */
    private void steps(UnderWay way, List<ColumnRenames.Step> steps, TableState table) {
        for (int i = way.steps(); i < steps.size(); i++) {
            session.checkpoint().underWay(table.source(), way.after(i));
            session.target().alter(steps.get(i).before(), steps.get(i).after());
        }
    }

    /** The table alone fails, unless the policy says that the task does. */
    private String failed(TableState table, String reason) {
        if (session.failedTables().failed(table.source()).step() == FailurePolicy.Step.STOP_TASK) {
            throw new RunFailure(session.failedTables().ending("Table " + table.source() + ": " + reason));
        }
        return reason;
    }

    private static List<String> names(TableSchema schema) {
        return schema.columns().stream().map(Column::name).toList();
    }

    private static Map<String, DmsType> types(TableSchema schema) {
        Map<String, DmsType> types = new HashMap<>();
        schema.columns().forEach(c -> types.put(c.name(), c.type()));
        return types;
    }
}
