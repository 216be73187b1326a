package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.CaptureMemory;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes {@link Relation}s of what the log says about tables: names and type numbers as they were, for the rest the catalogue as it is now. Remembers
 * the last definition of each table beyond restarts, so that a change of it is noticed also when it came while nobody read; the first one is that which
 * the source gave when it was asked, because the log describes a table with its first change and not before.
 */
final class RelationReader implements AutoCloseable {

    /** A column as a Relation message has it. */
    record LoggedColumn(boolean isIdentity, String name, long type, int modifier) {
        String signature() {
            return name + " " + Long.toUnsignedString(type) + " " + modifier;
        }
    }

    private final EndpointSettings endpoint;
    private final TypeSettings types;
    private final CaptureRequest request;
    private final Map<TableId, String> given;
    private final Map<TableId, Relation> known = new HashMap<>();
    private Connection connection;

    /** @param given signatures of the tables whose definition was asked for */
    RelationReader(EndpointSettings endpoint, TypeSettings types, CaptureRequest request, Map<TableId, String> given) {
        this.endpoint = endpoint;
        this.types = types;
        this.request = request;
        this.given = given;
    }

    /** A capture begins: what was remembered of an earlier one is replaced by what was given now. */
    static void begin(CaptureRequest request, Map<TableId, String> given) {
        for (TableId table : request.tables()) {
            request.memory().clear(memoryName(table));
            if (given.containsKey(table)) {
                request.memory().append(memoryName(table), given.get(table));
            }
        }
    }

    static String signature(List<LoggedColumn> columns) {
        return columns.stream().map(LoggedColumn::signature).collect(Collectors.joining("\n"));
    }

    private static String memoryName(TableId table) {
        return "relation " + table;
    }

    /** @param isFull whether the replica identity is the whole row */
    Relation read(TableId table, boolean isFull, List<LoggedColumn> columns) {
        String signature = signature(columns);
        Relation before = known.get(table);
        if (before != null && before.signature().equals(signature)) {
            return before.withIdentity(identity(columns));
        }
        try {
            Relation relation = describe(table, isFull, columns, signature);
            known.put(table, relation);
            return relation;
        } catch (SQLException e) {
            throw JdbcFailure.of("Reading the definition of " + table + " of", endpoint, e);
        }
    }

    /** The columns of the definition that was read or given last, also to an earlier run; empty when there is none. */
    List<String> names(TableId table) {
        return last(table)
                .lines()
                .map(line -> line.substring(0, line.lastIndexOf(' ', line.lastIndexOf(' ') - 1)))
                .toList();
    }

    private String last(TableId table) {
        List<String> entries = request.memory().entries(memoryName(table));
        // none: a table that came while changes were followed
        return entries.isEmpty() ? given.getOrDefault(table, "") : entries.get(entries.size() - 1);
    }

    /** Whether the definition differs from the last one that was read or given, also by an earlier run; remembers it. */
    boolean isChanged(Relation relation) {
        CaptureMemory memory = request.memory();
        TableId table = relation.schema().table();
        String last = last(table);
        if (memory.entries(memoryName(table)).isEmpty() || !last.equals(relation.signature())) {
            memory.append(memoryName(table), relation.signature());
        }
        return !last.isEmpty() && !isSame(last, relation.signature());
    }

    /** A user's publication may leave columns out, of which the log says nothing. */
    private boolean isSame(String last, String now) {
        return endpoint.attribute("PublicationName").isPresent()
                ? last.lines().toList().containsAll(now.lines().toList())
                : last.equals(now);
    }

    private Relation describe(TableId table, boolean isFull, List<LoggedColumn> logged, String signature)
            throws SQLException {
        if (connection == null) {
            connection = PostgresSession.open(endpoint);
        }
        Catalogue catalogue = new Catalogue(connection, types);
        Optional<Catalogue.Table> now = catalogue.find(table);
        List<Column> columns = new ArrayList<>();
        TextFields.Field[] fields = new TextFields.Field[logged.size()];
        for (int i = 0; i < fields.length; i++) {
            SourceColumn source = column(catalogue, now, logged.get(i));
            Column column = request.nativeColumns().marked(table, source.column());
            columns.add(column);
            fields[i] = TextFields.of(source, column, types);
        }
        TableSchema schema = new TableSchema(table, columns, key(now, isFull, logged));
        return new Relation(schema, fields, identity(logged), signature);
    }

    private static SourceColumn column(Catalogue catalogue, Optional<Catalogue.Table> now, LoggedColumn logged)
            throws SQLException {
        boolean nullable = now.map(t -> t.schema().columns())
                .flatMap(all ->
                        all.stream().filter(c -> c.name().equals(logged.name())).findFirst())
                .map(Column::nullable)
                .orElse(true);
        try {
            return catalogue.column(logged.name(), logged.type(), logged.modifier(), nullable);
        } catch (ConnectorException typeIsGone) {
            Column text = new Column(logged.name(), DmsType.of(DmsType.Kind.NCLOB), "text", nullable);
            return new SourceColumn(text, ValueForm.CAST, true);
        }
    }

    private static List<String> key(Optional<Catalogue.Table> now, boolean isFull, List<LoggedColumn> logged) {
        Set<String> names = logged.stream().map(LoggedColumn::name).collect(Collectors.toSet());
        List<String> key = now.map(t -> t.schema().key()).orElse(List.of());
        if (!key.isEmpty() && names.containsAll(key)) {
            return key;
        }
        return isFull
                ? List.of()
                : logged.stream()
                        .filter(LoggedColumn::isIdentity)
                        .map(LoggedColumn::name)
                        .toList();
    }

    private static boolean[] identity(List<LoggedColumn> columns) {
        boolean[] identity = new boolean[columns.size()];
        for (int i = 0; i < identity.length; i++) {
            identity[i] = columns.get(i).isIdentity();
        }
        return identity;
    }

    @Override
    public void close() {
        if (connection != null) {
            PostgresSession.abort(connection);
        }
    }
}
