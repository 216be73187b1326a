package io.dmslocal.engine.connector.postgres;

import static io.dmslocal.engine.connector.postgres.AssessedServer.asking;
import static io.dmslocal.engine.connector.postgres.AssessedServer.finding;
import static java.util.Map.entry;

import io.dmslocal.engine.connector.postgres.AssessedServer.Side;
import io.dmslocal.engine.connector.spi.AssessedTask.LobMode;
import io.dmslocal.engine.connector.spi.AssessedTask.Table;
import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.connector.spi.Assessment.Status;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import io.dmslocal.engine.record.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What AWS's premigration assessments ask of tables in PostgreSQL; parameters are in {@link PostgresParameters}, rights in {@link PostgresRights}.
 *
 * <p>Source: "Premigration assessments for PostgreSQL", AWS DMS user guide. Whether something found is a warning or a failure is assumed: a failure where
 * data would be lost or the task could not run.
 */
final class PostgresAssessments {

    private static final String TABLES =
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";
    private static final String COLUMNS = TABLES
            + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            + " JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE c.relkind IN ('r', 'p')";
    private static final String PRIMARY =
            "EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)";
    private static final String UNIQUE =
            "EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND NOT i.indisprimary)";

    private static final Map<String, Assessment> ALL = Map.ofEntries(
            entry("postgres-check-ddl-event-trigger", asking(PostgresAssessments::eventTrigger)),
            entry(
                    "postgres-check-postgis-data-type",
                    finding(
                            Side.SOURCE,
                            Status.WARNING,
                            "Columns of PostGIS types",
                            "SELECT n.nspname, c.relname, a.attname, 'is of type ' || t.typname" + COLUMNS
                                    + " AND t.typname IN ('geometry', 'geography', 'raster', 'box2d', 'box3d', 'topogeometry')")),
            entry(
                    "postgres-check-similar-table-name",
                    finding(
                            Side.SOURCE,
                            Status.WARNING,
                            "Tables whose names differ from another's by case only",
                            "SELECT n.nspname, c.relname, '', 'is also the name of ' || o.relname" + TABLES
                                    + " JOIN pg_catalog.pg_class o ON o.relnamespace = c.relnamespace AND o.oid <> c.oid"
                                    + " AND lower(o.relname) = lower(c.relname) AND o.relkind IN ('r', 'p')"
                                    + " WHERE c.relkind IN ('r', 'p')")),
            entry(
                    "postgres-check-table-with-array",
                    finding(
                            Side.SOURCE,
                            Status.FAILED,
                            "Array columns in tables without a primary key",
                            "SELECT n.nspname, c.relname, a.attname, 'is of type ' || format_type(a.atttypid, a.atttypmod)"
                                    + COLUMNS + " AND t.typcategory = 'A' AND NOT " + PRIMARY)),
            entry(
                    "postgres-check-target-secondary-indexes",
                    asking(server -> kept(
                            server,
                            "Secondary indexes on the target, which slow the load down",
                            "SELECT n.nspname, c.relname, '', 'has index ' || x.relname" + TABLES
                                    + " JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND NOT i.indisprimary"
                                    + " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"))),
            entry(
                    "postgres-check-batch-apply-target-pk-ui-absence",
                    asking(server -> batch(
                            server,
                            "Target tables without a primary key and without a unique index",
                            "SELECT n.nspname, c.relname, '', 'has neither'" + TABLES
                                    + " WHERE c.relkind IN ('r', 'p') AND NOT " + PRIMARY + " AND NOT " + UNIQUE))),
            entry(
                    "postgres-check-batch-apply-target-pk-ui-simultaneously",
                    asking(server -> batch(
                            server,
                            "Target tables with both a primary key and a unique index",
                            "SELECT n.nspname, c.relname, '', 'has both'" + TABLES
                                    + " WHERE c.relkind IN ('r', 'p') AND " + PRIMARY + " AND " + UNIQUE))),
            entry("postgres-check-limited-lob-size", asking(PostgresAssessments::limitedLobSize)),
            entry(
                    "all-check-secondary-constraints",
                    finding(
                            Side.SOURCE,
                            Status.WARNING,
                            "Foreign keys, checks and secondary indexes, which are not carried to the target",
                            "SELECT n.nspname, c.relname, '', 'has constraint ' || k.conname" + TABLES
                                    + " JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('f', 'c', 'x')"
                                    + " UNION ALL SELECT n.nspname, c.relname, '', 'has index ' || x.relname" + TABLES
                                    + " JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND NOT i.indisprimary"
                                    + " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid")),
            entry(
                    "all-check-target-read-replica",
                    asking(server -> server.value("SELECT pg_catalog.pg_is_in_recovery()")
                                    .equals("f")
                            ? Verdict.passed("The target can be written to.")
                            : Verdict.failed("The target is a standby, which cannot be written to."))));

    private PostgresAssessments() {}

    static Map<String, Assessment> all() {
        return ALL;
    }

    /** Without the trigger DDL is read from the log here, so its absence does no harm; one that is there must fire in every session. */
    private static Verdict eventTrigger(AssessedServer server) throws SQLException {
        String enabled = server.value(
                "SELECT evtenabled FROM pg_catalog.pg_event_trigger WHERE evtname = 'awsdms_intercept_ddl'");
        return switch (enabled) {
            case "" ->
                Verdict.passed("There is no event trigger awsdms_intercept_ddl; definitions are read from the log.");
            case "A" -> Verdict.passed("The event trigger awsdms_intercept_ddl is ENABLE ALWAYS.");
            default ->
                Verdict.warning("The event trigger awsdms_intercept_ddl is not ENABLE ALWAYS; run ALTER EVENT TRIGGER"
                        + " awsdms_intercept_ddl ENABLE ALWAYS.");
        };
    }

    private static Verdict kept(AssessedServer server, String what, String sql) throws SQLException {
        return server.task().settings().recreatesTables()
                ? Verdict.passed("TargetTablePrepMode is DROP_AND_CREATE: what is on the target goes before the load.")
                : server.find(Side.TARGET, Status.WARNING, what, sql);
    }

    private static Verdict batch(AssessedServer server, String what, String sql) throws SQLException {
        return server.task().settings().batchApply()
                ? server.find(Side.TARGET, Status.WARNING, what, sql)
                : Verdict.passed("BatchApplyEnabled is off.");
    }

    /** Reads every LOB's length, as AWS's assessment does: a long question on large tables. */
    private static Verdict limitedLobSize(AssessedServer server) throws SQLException {
        if (server.task().settings().lobMode() != LobMode.LIMITED) {
            return Verdict.passed("The task does not use limited LOB mode.");
        }
        long limit = server.task().settings().lobLimitKilobytes() * 1024L;
        List<Place> longer = new ArrayList<>();
        int examined = 0;
        for (Table table : server.task().tables()) {
            for (Column column : table.lobs()) {
                examined++;
                String longest = server.value("SELECT max(octet_length("
                        + (column.nativeType().equals("bytea")
                                ? Sql.name(column.name())
                                : Sql.name(column.name()) + "::text")
                        + ")) FROM " + Sql.name(table.id()));
                if (!longest.isEmpty() && Long.parseLong(longest) > limit) {
                    longer.add(new Place(
                            table.id().schema(),
                            table.id().name(),
                            column.name(),
                            "has a value of " + longest + " bytes; LobMaxSize allows " + limit));
                }
            }
        }
        return Verdict.of(Status.WARNING, examined, longer, "LOB columns with values longer than LobMaxSize");
    }
}
