package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.postgres.RelationReader.LoggedColumn;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads PostgreSQL's system catalogue over one connection, used by one thread. */
final class Catalogue {

    /** Below it are the server's own types, whose numbers are the same in every database (FirstNormalObjectId). */
    private static final long FIRST_USER_OID = 16_384;

    private static final String USER_SCHEMAS = " n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' ";

    /** A type, a domain resolved to its base. */
    private record Type(String name, char kind, char category, long oid, long element, int modifier, String declared) {
        SourceType sourceType() {
            return new SourceType(PostgresTypes.source(name, kind, oid < FIRST_USER_OID), travelsAsText());
        }

        /** See {@link SourceColumn#castWhenNative}. */
        boolean travelsAsText() {
            return kind == 'c'
                    || (kind == 'r' || kind == 'm') && oid >= FIRST_USER_OID
                    || (category == 'A' && element >= FIRST_USER_OID)
                    || name.startsWith("reg");
        }
    }

    private record SourceType(PostgresTypes.SourceType row, boolean castWhenNative) {}

    /**
     * A table's definition with what its readers need.
     *
     * @param remembered as {@link Relation} has it, where the log describes every column
     */
    record Table(
            TableSchema schema,
            List<SourceColumn> columns,
            RememberedDefinition remembered,
            char kind,
            boolean hasChildren) {

        String signature() {
            return remembered.signature();
        }

        SourceColumn column(String name) {
            return columns.stream()
                    .filter(c -> c.column().name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> ConnectorException.fatal(
                            "Table " + schema.table() + " has no column " + name + " any more."));
        }
    }

    private final Connection connection;
    private final TypeSettings settings;
    private final Map<Long, Type> types = new HashMap<>();

    Catalogue(Connection connection, TypeSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    List<String> schemas() throws SQLException {
        return strings("SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE" + USER_SCHEMAS + "ORDER BY 1");
    }

    /**
     * Partitioned tables and their partitions are listed, as AWS does; a table that others inherit from by no partitioning, and those others, are tables like
     * any.
     */
    List<SourceTable> tables() throws SQLException {
        String sql = "SELECT n.nspname, c.relname, c.relkind IN ('v', 'm'), c.relkind = 'p', wn.nspname, w.relname"
                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " LEFT JOIN (pg_catalog.pg_inherits i JOIN pg_catalog.pg_class w ON w.oid = i.inhparent AND w.relkind = 'p'"
                + " JOIN pg_catalog.pg_namespace wn ON wn.oid = w.relnamespace) ON i.inhrelid = c.oid"
                + " WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't' AND c.relname <> '"
                + DdlArtifacts.TABLE + "' AND" + USER_SCHEMAS;
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<SourceTable> tables = new ArrayList<>();
            while (found.next()) {
                String whole = found.getString(6);
                tables.add(new SourceTable(
                        new TableId(found.getString(1), found.getString(2)),
                        found.getBoolean(3),
                        found.getBoolean(4),
                        whole == null ? Optional.empty() : Optional.of(new TableId(found.getString(5), whole))));
            }
            return tables;
        }
    }

    Table table(TableId table) throws SQLException {
        return find(table).orElseThrow(() -> ConnectorException.fatal("There is no table " + table + "."));
    }

    Optional<Table> find(TableId table) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT c.oid, c.relkind, c.relhassubclass FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')")) {
            query.setString(1, table.schema());
            query.setString(2, table.name());
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    return Optional.empty();
                }
                long oid = found.getLong(1);
                List<LoggedColumn> logged = new ArrayList<>();
                List<Integer> numbers = new ArrayList<>();
                List<SourceColumn> columns = columns(oid, logged, numbers);
                Set<String> names = columns.stream().map(c -> c.column().name()).collect(Collectors.toSet());
                List<String> key = key(oid);
                TableSchema schema = new TableSchema(
                        table,
                        columns.stream().map(SourceColumn::column).toList(),
                        names.containsAll(key) ? key : List.of());
                return Optional.of(new Table(
                        schema,
                        columns,
                        new RememberedDefinition(RelationReader.signature(logged), oid, numbers),
                        found.getString(2).charAt(0),
                        found.getBoolean(3)));
            }
        }
    }

    /**
     * @param logged takes the columns as the log would describe them
     * @param numbers takes their numbers
     */
    private List<SourceColumn> columns(long table, List<LoggedColumn> logged, List<Integer> numbers)
            throws SQLException {
        record Found(String name, boolean notNull, long type, int modifier) {}
        boolean knowsGenerated = connection.getMetaData().getDatabaseMajorVersion() >= 12;
        List<Found> all = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT a.attname, a.attnotnull, a.atttypid, a.atttypmod, a.attnum FROM pg_catalog.pg_attribute a"
                        + " WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped"
                        + (knowsGenerated ? " AND a.attgenerated = ''" : "") + " ORDER BY a.attnum")) {
            query.setLong(1, table);
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    all.add(new Found(found.getString(1), found.getBoolean(2), found.getLong(3), found.getInt(4)));
                    numbers.add(found.getInt(5));
                }
            }
        }
        List<SourceColumn> columns = new ArrayList<>();
        for (Found one : all) {
            columns.add(column(one.name, one.type, one.modifier, !one.notNull));
            logged.add(new LoggedColumn(false, one.name, one.type, one.modifier));
        }
        return columns;
    }

    /** A column of a type by its number, as the catalogue and the log name it. */
    SourceColumn column(String name, long typeOid, int modifier, boolean nullable) throws SQLException {
        Type type = type(typeOid);
        int effective = modifier >= 0 ? modifier : type.modifier;
        SourceType source = type.sourceType();
        String declared = source.castWhenNative ? "character varying" : declared(type, effective);
        return new SourceColumn(
                new Column(name, source.row.type(effective, settings), declared, nullable),
                source.row.form(),
                source.castWhenNative);
    }

    private String declared(Type type, int modifier) throws SQLException {
        if (modifier < 0) {
            return type.declared;
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT pg_catalog.format_type(?::oid, ?)")) {
            query.setLong(1, type.oid);
            query.setInt(2, modifier);
            try (ResultSet found = query.executeQuery()) {
                found.next();
                return found.getString(1);
            }
        }
    }

    private Type type(long oid) throws SQLException {
        Type known = types.get(oid);
        if (known != null) {
            return known;
        }
        Type read;
        long base;
        try (PreparedStatement query =
                connection.prepareStatement("SELECT typname, typtype, typcategory, typelem, typbasetype, typtypmod,"
                        + " pg_catalog.format_type(oid, NULL) FROM pg_catalog.pg_type WHERE oid = ?::oid")) {
            query.setLong(1, oid);
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    throw ConnectorException.fatal("The type with number " + oid + " does not exist any more.");
                }
                read = new Type(
                        found.getString(1),
                        found.getString(2).charAt(0),
                        found.getString(3).charAt(0),
                        oid,
                        found.getLong(4),
                        found.getInt(6),
                        found.getString(7));
                base = found.getLong(5);
            }
        }
        if (read.kind == 'd') {
            Type under = type(base);
            int modifier = read.modifier >= 0 ? read.modifier : under.modifier;
            read = new Type(under.name, under.kind, under.category, under.oid, under.element, modifier, under.declared);
        }
        types.put(oid, read);
        return read;
    }

    /** The primary key's columns in its order; else those of the shortest unique index over not-null columns. */
    private List<String> key(long table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT array_agg(a.attname::text ORDER BY k.place)
                FROM pg_catalog.pg_index i
                CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
                JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                WHERE i.indrelid = ?::oid AND i.indisunique AND i.indisvalid AND i.indimmediate
                  AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= COALESCE((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
                GROUP BY i.indexrelid, i.indisprimary, x.relname
                HAVING bool_and(a.attnotnull)
                ORDER BY i.indisprimary DESC, count(*), x.relname LIMIT 1""")) {
            query.setLong(1, table);
            try (ResultSet found = query.executeQuery()) {
                return found.next() ? strings(found.getArray(1)) : List.of();
            }
        }
    }

    List<String> strings(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> strings = new ArrayList<>();
            while (found.next()) {
                strings.add(found.getString(1));
            }
            return strings;
        }
    }

    private static List<String> strings(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }
}
