package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the server's information_schema says. */
final class Catalogue {

    /** AWS: system schemas are never migrated; {@code sys} is MySQL's own too. */
    private static final String SYSTEM = "('mysql','information_schema','performance_schema','sys')";

    private static final Pattern STRICT = Pattern.compile("_(bin|cs)$");

    private final Session session;

    Catalogue(Session session) {
        this.session = session;
    }

    List<String> schemas() throws IOException {
        return session
                .rows("SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN " + SYSTEM
                        + " ORDER BY 1")
                .stream()
                .map(row -> row[0])
                .toList();
    }

    /** MariaDB's system-versioned tables and sequences have types of their own and are left out, as AWS does. */
    List<SourceTable> tables() throws IOException {
        return session
                .rows(
                        "SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema NOT IN "
                                + SYSTEM + " AND table_type IN ('BASE TABLE','VIEW')")
                .stream()
                .map(row -> new SourceTable(new TableId(row[0], row[1]), row[2].equals("VIEW")))
                .toList();
    }

    TableSchema schema(TableId table) throws IOException {
        LogTable found = table(table);
        if (found.columns().isEmpty()) {
            throw ConnectorException.fatal(
                    "Table " + table + " does not exist on the source, or the user may not see it.");
        }
        return found.toSchema();
    }

    /** In their order; empty for a table that is not partitioned. */
    List<String> partitions(TableId table) throws IOException {
        return session
                .rows("SELECT DISTINCT partition_name, partition_ordinal_position FROM information_schema.partitions"
                        + " WHERE table_schema=" + Sql.quoted(table.schema()) + " AND table_name="
                        + Sql.quoted(table.name()) + " AND partition_name IS NOT NULL ORDER BY 2")
                .stream()
                .map(row -> row[0])
                .toList();
    }

    /** Without columns when there is no such table. */
    LogTable table(TableId table) throws IOException {
        String where =
                " WHERE table_schema=" + Sql.quoted(table.schema()) + " AND table_name=" + Sql.quoted(table.name());
        List<LogColumn> columns = new ArrayList<>();
        Map<String, String> collations = new HashMap<>();
        for (String[] row : session.rows(
                "SELECT column_name, column_type, character_set_name, is_nullable, extra, collation_name FROM information_schema.columns"
                        + where + " ORDER BY ordinal_position")) {
            columns.add(new LogColumn(
                    row[0],
                    NativeType.parse(row[1]).text(),
                    row[2] == null ? "" : row[2],
                    row[3].equals("YES"),
                    isLeftOut(row[4])));
            collations.put(row[0], row[5] == null ? "" : row[5]);
        }
        List<String> key = key(where, columns);
        String ofTable = session.value("SELECT table_collation FROM information_schema.tables" + where);
        // Rows whose keys its table would not tell apart must not meet on the target. Price: its other texts are
        // compared as strictly there.
        String collation = key.stream()
                .map(collations::get)
                .filter(Catalogue::isStrict)
                .findFirst()
                .orElse(ofTable);
        return new LogTable("", table.schema(), table.name(), columns, key, collation);
    }

    /** Whether it tells capital letters from small ones. */
    static boolean isStrict(String collation) {
        return STRICT.matcher(collation).find();
    }

    /** Generated and invisible columns; {@code DEFAULT_GENERATED} is only an expression as default. */
    private static boolean isLeftOut(String extra) {
        String upper = extra == null ? "" : extra.toUpperCase(Locale.ROOT);
        return upper.contains("INVISIBLE")
                || upper.contains("PERSISTENT")
                || upper.contains("VIRTUAL")
                || upper.contains("STORED GENERATED");
    }

    /** The primary key, else the first unique index whose columns are all there, whole and not null. */
    private List<String> key(String where, List<LogColumn> columns) throws IOException {
        Set<String> usable = new HashSet<>();
        for (LogColumn column : columns) {
            if (!column.hidden() && !column.nullable()) {
                usable.add(column.name());
            }
        }
        Map<String, List<String>> indexes = new LinkedHashMap<>();
        Set<String> unfit = new HashSet<>();
        for (String[] row : session.rows("SELECT index_name, column_name, sub_part FROM information_schema.statistics"
                + where + " AND non_unique=0 ORDER BY index_name<>'PRIMARY', index_name, seq_in_index")) {
            indexes.computeIfAbsent(row[0], name -> new ArrayList<>()).add(row[1]);
            if (row[1] == null || row[2] != null || !usable.contains(row[1])) {
                unfit.add(row[0]);
            }
        }
        return indexes.entrySet().stream()
                .filter(index -> !unfit.contains(index.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
    }
}
