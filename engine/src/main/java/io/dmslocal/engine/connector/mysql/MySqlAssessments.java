package io.dmslocal.engine.connector.mysql;

import static io.dmslocal.engine.connector.mysql.AssessedServer.asking;

import io.dmslocal.engine.connector.mysql.AssessedServer.Question;
import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.spi.AssessedTask.Table;
import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.connector.spi.Assessment.Status;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What AWS's premigration assessments ask of tables in MySQL and MariaDB; variables are in {@link MySqlVariables}. Each stands once, without its prefix:
 * the two engines have keys of their own for the same question.
 *
 * <p>Source: "Premigration assessments for MySQL", and for MariaDB, AWS DMS user guide. Whether something found is a warning or a failure is assumed: a
 * failure where data would be lost or the task could not run.
 */
final class MySqlAssessments {

    private static final String STATISTICS = "SELECT table_schema, table_name, NULL, ";
    private static final String COLUMNS =
            "SELECT table_schema, table_name, column_name, CONCAT('is ', LOWER(extra)) FROM information_schema.columns"
                    + " WHERE ";

    private static final Map<String, Assessment> ALL = all(new HashMap<>());

    private MySqlAssessments() {}

    static Map<String, Assessment> all() {
        return ALL;
    }

    private static Map<String, Assessment> all(Map<String, Assessment> all) {
        put(all, "check-select-privileges", MySqlAssessments::select);
        put(all, "check-target-privileges", MySqlAssessments::targetRights);
        put(
                all,
                "check-table-storage-engine",
                found(
                        Status.WARNING,
                        "Tables of another storage engine than InnoDB",
                        STATISTICS + "CONCAT('is stored by ', engine) FROM information_schema.tables"
                                + " WHERE table_type = 'BASE TABLE' AND engine <> 'InnoDB'"));
        put(
                all,
                "check-auto-increment",
                found(
                        Status.WARNING,
                        "AUTO_INCREMENT columns, which become plain columns on the target",
                        COLUMNS + "extra LIKE '%auto_increment%'"));
        put(
                all,
                "check-generated-columns",
                found(
                        Status.WARNING,
                        "Generated columns, which are left out",
                        COLUMNS
                                + "extra LIKE '%VIRTUAL%' OR extra LIKE '%PERSISTENT%' OR extra LIKE '%STORED GENERATED%'"));
        put(
                all,
                "check-invisible-columns",
                found(Status.WARNING, "Invisible columns, which are left out", COLUMNS + "extra LIKE '%INVISIBLE%'"));
        put(all, "check-table-partition", found(Status.WARNING, "Partitioned tables", partitioned()));
        put(all, "check-skip-table-suspension-partition-ddl", MySqlAssessments::partitionDdl);
        put(
                all,
                "check-cascade-constraints",
                found(
                        Status.WARNING,
                        "Foreign keys that cascade, whose effects are not in the log",
                        "SELECT constraint_schema, table_name, NULL, CONCAT(constraint_name, ' is ON DELETE ', delete_rule,"
                                + " ' ON UPDATE ', update_rule) FROM information_schema.referential_constraints"
                                + " WHERE delete_rule IN ('CASCADE', 'SET NULL') OR update_rule IN ('CASCADE', 'SET NULL')"));
        put(all, "check-fk-target", server -> foreignKeys(server));
        put(
                all,
                "check-secondary-indexes",
                server -> kept(
                        server,
                        "Secondary indexes on the target, which slow the load down",
                        STATISTICS + "CONCAT('has index ', index_name) FROM information_schema.statistics"
                                + " WHERE index_name <> 'PRIMARY' AND seq_in_index = 1"));
        put(
                all,
                "check-batch-apply-target-pk-ui-absence",
                server -> batch(
                        server,
                        "Target tables without a primary key and without a unique index",
                        STATISTICS + "'has neither' FROM information_schema.tables t WHERE table_type = 'BASE TABLE'"
                                + " AND NOT " + hasIndex("=") + " AND NOT " + hasIndex("<>")));
        put(
                all,
                "check-batch-apply-target-pk-ui-simultaneously",
                server -> batch(
                        server,
                        "Target tables with both a primary key and a unique index",
                        STATISTICS + "'has both' FROM information_schema.tables t WHERE " + hasIndex("=") + " AND "
                                + hasIndex("<>")));
        put(all, "check-max-allowed-packet-lob", MySqlAssessments::largestLob);
        put(all, "check-10k-tables", server -> {
            int tables = server.task().tables().size();
            return tables > 10_000
                    ? Verdict.warning("The task has " + tables + " tables; divide them among several tasks.")
                    : Verdict.passed("The task has " + tables + " tables.");
        });
        all.put(
                "all-check-secondary-constraints",
                asking(
                        found(
                                Status.WARNING,
                                "Foreign keys and secondary indexes, which are not carried to the target",
                                "SELECT table_schema, table_name, NULL, CONCAT('has constraint ', constraint_name) FROM"
                                        + " information_schema.table_constraints WHERE constraint_type = 'FOREIGN KEY'"
                                        + " UNION ALL SELECT table_schema, table_name, NULL, CONCAT('has index ', index_name) FROM"
                                        + " information_schema.statistics WHERE index_name <> 'PRIMARY' AND seq_in_index = 1")));
        return all;
    }

    private static void put(Map<String, Assessment> all, String name, Question question) {
        all.put("mysql-" + name, asking(question));
        all.put("mariadb-" + name, asking(question));
    }

    private static Question found(Status otherwise, String what, String sql) {
        return server -> server.find(server.sourceTables(), otherwise, what, sql);
    }

    private static String partitioned() {
        return STATISTICS + "'is partitioned' FROM information_schema.tables WHERE create_options LIKE '%partitioned%'";
    }

    /** @param primary {@code =} for the primary key, {@code <>} for other unique indexes */
    private static String hasIndex(String primary) {
        return "EXISTS (SELECT 1 FROM information_schema.statistics s WHERE s.table_schema = t.table_schema"
                + " AND s.table_name = t.table_name AND s.non_unique = 0 AND s.index_name " + primary + " 'PRIMARY')";
    }

    private static Verdict kept(AssessedServer server, String what, String sql) throws IOException {
        return server.task().settings().recreatesTables()
                ? Verdict.passed("TargetTablePrepMode is DROP_AND_CREATE: what is on the target goes before the load.")
                : server.find(server.targetTables(), Status.WARNING, what, sql);
    }

    private static Verdict batch(AssessedServer server, String what, String sql) throws IOException {
        return server.task().settings().batchApply()
                ? server.find(server.targetTables(), Status.WARNING, what, sql)
                : Verdict.passed("BatchApplyEnabled is off.");
    }

    private static Verdict foreignKeys(AssessedServer server) throws IOException {
        String script = server.endpoint()
                .attribute("initstmt")
                .or(() -> server.endpoint().attribute("afterconnectscript"))
                .orElse("");
        if (script.replaceAll("\\s", "").toLowerCase(java.util.Locale.ROOT).contains("foreign_key_checks=0")) {
            return Verdict.passed("The endpoint's sessions switch foreign_key_checks off.");
        }
        return kept(
                server,
                "Foreign keys on the target; set foreign_key_checks=0 by Initstmt",
                STATISTICS + "CONCAT('has constraint ', constraint_name) FROM information_schema.table_constraints"
                        + " WHERE constraint_type = 'FOREIGN KEY'");
    }

    private static Verdict partitionDdl(AssessedServer server) throws IOException {
        return server.endpoint().isOn("skiptablesuspensionforpartitionddl", false)
                ? Verdict.passed("skipTableSuspensionForPartitionDdl is on: DDL of partitions suspends no table.")
                : server.find(
                        server.sourceTables(),
                        Status.WARNING,
                        "Partitioned tables, which DDL of their partitions suspends unless skipTableSuspensionForPartitionDdl is on",
                        partitioned());
    }

    private static Verdict select(AssessedServer server) throws IOException {
        List<Place> missing = new ArrayList<>();
        for (TableId table : new TreeSet<>(server.sourceTables())) {
            try {
                server.session().rows("SELECT 1 FROM " + Sql.name(table) + " LIMIT 0");
            } catch (ServerError e) {
                missing.add(new Place(table.schema(), table.name(), "", e.getMessage()));
            }
        }
        return Verdict.of(Status.FAILED, server.sourceTables().size(), missing, "Tables that the user may not read");
    }

    private static Verdict targetRights(AssessedServer server) throws IOException {
        Grants grants = Grants.of(server.session());
        List<Place> missing = new ArrayList<>();
        TreeSet<String> schemas = new TreeSet<>();
        server.targetTables().forEach(table -> schemas.add(table.schema()));
        for (String schema : schemas) {
            for (String right : List.of("ALTER", "CREATE", "DROP", "INDEX", "INSERT", "UPDATE", "DELETE", "SELECT")) {
                if (!grants.allow(right, schema)) {
                    missing.add(new Place(schema, "", "", right + " is missing"));
                }
            }
        }
        return Verdict.of(Status.FAILED, schemas.size(), missing, "Rights that are missing on the target");
    }

    /** Reads every LOB's length: a long question on large tables. */
    private static Verdict largestLob(AssessedServer server) throws IOException {
        long packet = (long) server.number("max_allowed_packet");
        List<Place> larger = new ArrayList<>();
        int examined = 0;
        for (Table table : server.task().tables()) {
            for (Column column : table.lobs()) {
                examined++;
                String longest = server.session()
                        .value("SELECT MAX(LENGTH(" + Sql.name(column.name()) + ")) FROM " + Sql.name(table.id()));
                if (!longest.isEmpty() && Long.parseLong(longest) >= packet) {
                    larger.add(new Place(
                            table.id().schema(),
                            table.id().name(),
                            column.name(),
                            "has a value of " + longest + " bytes; max_allowed_packet is " + packet));
                }
            }
        }
        return Verdict.of(
                Status.WARNING, examined, larger, "LOB columns with values that do not fit into max_allowed_packet");
    }
}
