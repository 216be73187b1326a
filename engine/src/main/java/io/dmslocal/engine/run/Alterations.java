package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.RunCheckpoint.TableEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets the target follow changed definitions of tables: seen with the first change under the new definition. The applier's thread.
 *
 * <p>Source: "DDL statements supported by AWS DMS" and "Change processing DDL handling policy task settings", AWS DMS user guide.
 */
final class Alterations {

    private final Session session;
    private final Map<TableState, TableSchema> seen = new HashMap<>();
    /** Tables of which the log said that they were altered, before a change under the new definition was seen, and which columns were renamed. */
    private final Map<TableState, Optional<Map<String, String>>> told = new HashMap<>();

    private int failed;

    Alterations(Session session) {
        this.session = session;
    }

    /** The source's log says that the table's definition changed. */
    void told(TableState table, Optional<Map<String, String>> renamed) {
        told.merge(
                table,
                renamed,
                (first, then) -> first.flatMap(one -> then.map(other -> ColumnRenames.then(one, other))));
    }

    /** Whether columns came, went or changed their type since the last definition that changes had. */
    boolean isAltered(Routes.Route route, Position at) {
        if (route.table().isBeforeCurrent(at)) {
            return false; // going back could drop columns that the target has with their values
        }
        TableSchema before = seen.put(route.table(), route.source());
        if (told.containsKey(route.table()) && before == null) {
            before = route.table().current().source();
        }
        // a stream may name types otherwise than the catalogue does: against that, only names are compared
        return before == null
                ? !names(route.source()).equals(names(route.table().current().source()))
                : !types(before).equals(types(route.source()));
    }

    /**
     * @return why the target could not follow, empty when it did or need not
     */
    String follow(Routes.Route route, Position at) {
        TableState table = route.table();
        Optional<Map<String, String>> renamed = told.getOrDefault(table, Optional.empty());
        told.remove(table);
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
        try {
            ColumnRenames.steps(table.current(), after, renamed)
                    .forEach(step -> session.target().alter(step.before(), step.after()));
        } catch (ConnectorException refused) {
            if (refused.isRecoverable()) {
                throw refused;
            }
            return failed(table, "The target could not follow the changed definition: " + refused.getMessage());
        }
        table.follow(after, Optional.of(at));
        table.countAppliedDdl();
        session.checkpoint()
                .table(
                        table.source(),
                        TableEntry.completed(table, route.source(), Optional.of(at)),
                        session.statistics());
        return "";
    }

    /** The table alone fails, unless the policy says that the task does. */
    private String failed(TableState table, String reason) {
        failed++;
        if (session.policy().onTableFailed(failed).step() == FailurePolicy.Step.STOP_TASK) {
            throw new RunFailure("Table " + table.source() + ": " + reason);
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
