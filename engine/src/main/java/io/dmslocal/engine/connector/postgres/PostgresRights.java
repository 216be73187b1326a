package io.dmslocal.engine.connector.postgres;

import static io.dmslocal.engine.connector.postgres.AssessedServer.asking;

import io.dmslocal.engine.connector.postgres.AssessedServer.Side;
import io.dmslocal.engine.connector.spi.AssessedTask;
import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.connector.spi.Assessment.Status;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import io.dmslocal.engine.record.TableId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the endpoint's user may do what a task needs: read the source's tables, make and fill those of the target. */
final class PostgresRights {

    private static final Map<String, Assessment> ALL = Map.of(
            "postgres-check-select-object-privileges", asking(PostgresRights::select),
            "postgres-check-target-privileges", asking(PostgresRights::target));

    private PostgresRights() {}

    static Map<String, Assessment> all() {
        return ALL;
    }

    private static Verdict select(AssessedServer server) throws SQLException {
        List<Place> missing = new ArrayList<>();
        Set<TableId> tables = Side.SOURCE.tables(server.task());
        for (TableId table : new TreeSet<>(tables)) {
            if (!mayUse(server, table.schema())) {
                missing.add(place(table, "USAGE on its schema is missing"));
            } else if (lacks(server, table, "SELECT")) {
                missing.add(place(table, "SELECT is missing"));
            }
        }
        return Verdict.of(Status.FAILED, tables.size(), missing, "Tables that the user may not read");
    }

    private static Verdict target(AssessedServer server) throws SQLException {
        List<Place> missing = new ArrayList<>();
        Set<TableId> tables = Side.TARGET.tables(server.task());
        for (String schema : schemas(server.task())) {
            if (!exists(server, schema)) {
                if (!server.value("SELECT has_database_privilege(current_database(), 'CREATE')")
                        .equals("t")) {
                    missing.add(new Place(
                            schema, "", "", "does not exist, and the user may not create it: CREATE on the database"));
                }
            } else if (!server.value("SELECT has_schema_privilege(" + Sql.text(schema) + ", 'USAGE, CREATE')")
                            .equals("t")
                    || !mayUse(server, schema)) {
                missing.add(new Place(schema, "", "", "USAGE or CREATE on the schema is missing"));
            }
        }
        for (TableId table : new TreeSet<>(tables)) {
            for (String right : List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")) {
                if (lacks(server, table, right)) {
                    missing.add(place(table, right + " is missing"));
                }
            }
        }
        return Verdict.of(Status.FAILED, tables.size(), missing, "Rights that are missing on the target");
    }

    private static Set<String> schemas(AssessedTask task) {
        return Side.TARGET.tables(task).stream().map(TableId::schema).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean exists(AssessedServer server, String schema) throws SQLException {
        return !server.rows("SELECT FROM pg_catalog.pg_namespace WHERE nspname = " + Sql.text(schema))
                .isEmpty();
    }

    private static boolean mayUse(AssessedServer server, String schema) throws SQLException {
        return server.value("SELECT has_schema_privilege(" + Sql.text(schema) + ", 'USAGE')")
                .equals("t");
    }

    /** False for a table that does not exist. */
    private static boolean lacks(AssessedServer server, TableId table, String right) throws SQLException {
        return server.value("SELECT has_table_privilege(c.oid, '" + right + "') FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = "
                        + Sql.text(table.schema()) + " AND c.relname = " + Sql.text(table.name())
                        + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')")
                .equals("f");
    }

    private static Place place(TableId table, String details) {
        return new Place(table.schema(), table.name(), "", details);
    }
}
