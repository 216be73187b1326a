package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.persistence.serialization.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.databasemigration.model.ReloadReplicationTablesRequest;
import software.amazon.awssdk.services.databasemigration.model.ReloadTablesRequest;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;

/**
 * Tables that a run is to load once more. Source: API_ReloadTables, API_ReloadReplicationTables; "Reloading tables during a task", AWS DMS user guide.
 *
 * @param option data-reload, or validate-only
 */
public record TableReload(List<TableId> tables, String option) implements Message {

    private static final int MOST = 10;
    private static final String DATA = "data-reload";
    private static final String VALIDATION = "validate-only";

    public TableReload {
        tables = List.copyOf(tables);
    }

    public static TableReload of(ReloadTablesRequest request) {
        return of(request.tablesToReload(), request.reloadOptionAsString());
    }

    public static TableReload of(ReloadReplicationTablesRequest request) {
        return of(request.tablesToReload(), request.reloadOptionAsString());
    }

    private static TableReload of(List<TableToReload> tables, String option) {
        return new TableReload(
                tables.stream()
                        .map(table -> new TableId(table.schemaName(), table.tableName()))
                        .toList(),
                Objects.requireNonNullElse(option, DATA));
    }

    /** What can be said without knowing of whom. */
    public Optional<Fault> fault() {
        if (!Set.of(DATA, VALIDATION).contains(option)) {
            return Optional.of(Fault.invalidValue(
                    "ReloadOption '" + option + "' is not known; use data-reload or validate-only."));
        }
        if (tables.isEmpty() || tables.size() > MOST) {
            return Optional.of(Fault.invalidValue(
                    "TablesToReload names " + tables.size() + " tables; 1 to " + MOST + " are possible."));
        }
        Set<TableId> seen = new HashSet<>();
        return tables.stream()
                .filter(table -> !seen.add(table))
                .findFirst()
                .map(table -> Fault.invalidValue("TablesToReload names table " + table + " more than once."));
    }

    /** What does not go with the definition of the run. */
    Optional<Fault> fault(RunOrder order) {
        if (isValidation()) {
            return TaskSettings.parse(order.settings()).validation().enabled()
                    ? Optional.empty()
                    : Optional.of(Fault.invalidCombination("ReloadOption validate-only needs a validation that is on:"
                            + " ValidationSettings.EnableValidation of this one is false; use data-reload."));
        }
        if (TaskSettings.parse(order.settings()).validation().only()) {
            return Optional.of(Fault.invalidCombination("ReloadOption data-reload needs a load, and this one only"
                    + " validates (ValidationSettings.ValidationOnly); use validate-only."));
        }
        if (order.migrationType().equals("cdc")) {
            return Optional.of(Fault.invalidCombination(
                    "Tables are reloaded by a full load; this migration type is cdc and has none."));
        }
        return Optional.empty();
    }

    /** Whether rows are only to be compared once more. */
    public boolean isValidation() {
        return option.equals(VALIDATION);
    }

    /** Tables that the run does not know. */
    Optional<Fault> missing(RunStatistics known) {
        Set<TableId> selected = known.tables().stream()
                .map(table -> new TableId(table.schema(), table.table()))
                .collect(Collectors.toSet());
        return tables.stream()
                .filter(table -> !selected.contains(table))
                .findFirst()
                .map(table -> Fault.invalidValue("Table " + table
                        + " is not among the tables of this run; DescribeTableStatistics lists them."));
    }
}
