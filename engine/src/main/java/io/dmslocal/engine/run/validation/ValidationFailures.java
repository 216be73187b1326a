package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.Difference;
import io.dmslocal.engine.comparison.FailureText;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of failures on the target: {@code awsdms_validation_failures_v1}, and {@code _v2} where failures are repaired, by this task or by another that follows
 * one that only validates. Made when the first failure comes. Blocking, any thread.
 */
final class ValidationFailures {

    /** Characters of DETAILS that v1 takes on every target, and v2. */
    private static final int V1_DETAILS = 7_800;

    private static final int V2_DETAILS = 7_000;

    private final Optional<ControlStore> store;
    private final boolean isRepaired;
    private final String task;

    ValidationFailures(ValidatedRun run) {
        TaskSettings settings = run.settings();
        this.store = run.target().controlTables(settings.controlTables().controlSchema());
        this.isRepaired = settings.resync().enabled() || settings.validation().only() && run.captures();
        this.task = run.task();
    }

    /** One at a time: two that make the table at once hinder each other. */
    synchronized void write(TableId of, List<Difference> differences, Instant now) {
        if (store.isEmpty() || differences.isEmpty()) {
            return;
        }
        LocalDateTime time = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        write(ControlTables.VALIDATION_FAILURES_V1, of, differences, time, V1_DETAILS);
        if (isRepaired) {
            write(ControlTables.VALIDATION_FAILURES_V2, of, differences, time, V2_DETAILS);
        }
    }

    private void write(
            ControlTable table, TableId of, List<Difference> differences, LocalDateTime time, int detailsLength) {
        List<Map<String, Object>> rows = differences.stream()
                .map(one -> row(of, one, time, detailsLength))
                .toList();
        try {
            store.orElseThrow().put(table, rows);
        } catch (ConnectorException hindered) {
            store.orElseThrow().put(table, rows); // another task made the table at the same time
        }
    }

    private Map<String, Object> row(TableId of, Difference difference, LocalDateTime now, int detailsLength) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("TASK_NAME", task);
        row.put("TABLE_OWNER", of.schema());
        row.put("TABLE_NAME", of.name());
        row.put("FAILURE_TIME", now);
        row.put("KEY_TYPE", FailureText.KEY_TYPE);
        row.put("KEY", FailureText.key(difference.key().name()));
        row.put("FAILURE_TYPE", difference.type().name());
        row.put("DETAILS", FailureText.details(difference, detailsLength));
        return row;
    }
}
