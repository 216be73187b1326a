package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
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
import java.util.HashSet;
import java.util.LinkedHashSet;
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

    private final Definitions definitions;
    private final EndpointSettings endpoint;
    private final CaptureRequest request;
    private final LogPosition from;
    private final Map<TableId, Relation> known = new HashMap<>();
    /** Of each table the definition that was told last, at the place that reading has come to. */
    private final Map<TableId, RememberedDefinition> last = new HashMap<>();

    private Connection connection;

    /**
     * @param from where reading begins: what was told behind it is told again, because the target may not have followed it
     */
    RelationReader(Definitions definitions, CaptureRequest request, LogPosition from) {
        this.definitions = definitions;
        this.endpoint = definitions.endpoint();
        this.request = request;
        this.from = from;
        for (TableId table : request.tables()) {
            // none: a table that came while changes were followed
            if (definitions.given().containsKey(table)
                    && request.memory().entries(memoryName(table)).isEmpty()) {
                request.memory().append(memoryName(table), definitions.given().get(table));
            }
        }
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
        try {
            if (before != null && before.signature().equals(signature) && !isMadeAnew(before)) {
                return before.withIdentity(identity(columns));
            }
            Relation relation = describe(table, isFull, columns, signature);
            known.put(table, relation);
            return relation;
        } catch (SQLException e) {
            throw JdbcFailure.of("Reading the definition of " + table + " of", endpoint, e);
        }
    }

    /** The table is another one from here on, even if its definition looks the same. */
    void forget(TableId table) {
        known.remove(table);
    }

    /** Whether a column came with the name and type of one that went. */
    private boolean isMadeAnew(Relation before) throws SQLException {
        return find(before.schema().table())
                .filter(now -> now.signature().equals(before.signature()))
                .map(now -> now.remembered().hasOthersThan(before.remembered()))
                .orElse(false);
    }

    /** The columns of the definition that was read or given last, also to an earlier run; empty when there is none. */
    List<String> names(TableId table) {
        return last(table).names();
    }

    /** Which columns were renamed or made anew since the definition that was read or given last; empty where the catalogue has gone on already. */
    Optional<Map<String, String>> moved(Relation relation) {
        return relation.remembered().movedSince(last(relation.schema().table()));
    }

    private RememberedDefinition last(TableId table) {
        return last.computeIfAbsent(table, t -> {
            RememberedDefinition found =
                    RememberedDefinition.parse(definitions.given().getOrDefault(t, ""));
            for (String entry : request.memory().entries(memoryName(t))) {
                Told told = Told.parse(entry);
                if (told.at().isEmpty() || told.at().get().compareTo(from) <= 0) {
                    found = told.definition();
                }
            }
            return found;
        });
    }

    /**
     * A definition in the memory.
     *
     * @param at where it was told; empty when it was given
     */
    private record Told(Optional<LogPosition> at, RememberedDefinition definition) {

        /** {@code @0/16B3748.1} in a line of its own, then the definition, in whose first line that cannot stand: a column's has blanks. */
        static Told parse(String entry) {
            int end = entry.indexOf('\n');
            String first = end < 0 ? entry : entry.substring(0, end);
            return first.startsWith("@") && !first.contains(" ")
                    ? new Told(
                            Optional.of(LogPosition.parse(first.substring(1))),
                            RememberedDefinition.parse(entry.substring(end + 1)))
                    : new Told(Optional.empty(), RememberedDefinition.parse(entry));
        }

        String text() {
            return at.map(place -> "@" + place.exactText() + "\n").orElse("") + definition.text();
        }
    }

    /**
     * Whether the definition differs from the last one that was read or given, also by an earlier run; remembers it.
     *
     * @param at where the log has it
     */
    boolean isChanged(Relation relation, LogPosition at) {
        TableId table = relation.schema().table();
        RememberedDefinition before = last(table);
        RememberedDefinition now = relation.remembered();
        if (!before.signature().equals(now.signature()) || now.hasOthersThan(before)) {
            last.put(table, now);
            request.memory().append(memoryName(table), new Told(Optional.of(at), now).text());
        }
        return !before.signature().isEmpty() && (!isSame(table, before, now) || now.hasOthersThan(before));
    }

    /**
     * A user's publication may have a list of columns: the log says nothing of the others. A column that it does not name is one of those while the catalogue has
     * it.
     */
    private boolean isSame(TableId table, RememberedDefinition last, RememberedDefinition now) {
        Optional<String> publication = endpoint.attribute("PublicationName");
        if (publication.isEmpty() || last.signature().equals(now.signature())) {
            return last.signature().equals(now.signature());
        }
        try {
            Optional<Catalogue.Table> live = find(table);
            if (live.isEmpty() || !Publications.hasColumnList(connection, publication.get(), table)) {
                return false;
            }
            Set<String> leftOut = new HashSet<>(live.get().remembered().names());
            now.names().forEach(leftOut::remove);
            return last.without(leftOut).equals(now.signature());
        } catch (SQLException e) {
            throw JdbcFailure.of("Reading the publication " + publication.get() + " of", endpoint, e);
        }
    }

    /**
     * Why rows of which the log has these columns cannot be followed, and what would help: a user's publication has a list that leaves out columns which are
     * wanted. The list is as it is now; a column that the log named before, and that is there still, was left out where the log has this, whatever has become of
     * the list since.
     */
    Optional<String> misfit(TableId table, List<LoggedColumn> logged) {
        Optional<String> publication = endpoint.attribute("PublicationName");
        if (publication.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<Catalogue.Table> live = find(table);
            ColumnLists lists = new ColumnLists(connection, publication.get(), request);
            if (live.isEmpty() || !lists.areKnown()) {
                return Optional.empty();
            }
            List<String> named = logged.stream().map(LoggedColumn::name).toList();
            RememberedDefinition before = Optional.ofNullable(known.get(table))
                    .map(Relation::remembered)
                    .orElse(RememberedDefinition.NONE);
            Set<String> unnamed = new LinkedHashSet<>(before.unnamed(live.get().remembered(), named));
            lists.leftOut(table).stream()
                    .filter(column -> !named.contains(column))
                    .forEach(unnamed::add);
            Optional<String> hindrance = lists.hindrance(table, unnamed);
            hindrance.ifPresent(new ToldLists(request.memory())::add);
            return hindrance.map(reason -> reason + " Then reload the table.");
        } catch (SQLException e) {
            throw JdbcFailure.of("Reading the publication " + publication.get() + " of", endpoint, e);
        }
    }

    private Optional<Catalogue.Table> find(TableId table) throws SQLException {
        if (connection == null) {
            connection = definitions.sessions().open();
        }
        return definitions.find(connection, table);
    }

    private Relation describe(TableId table, boolean isFull, List<LoggedColumn> logged, String signature)
            throws SQLException {
        Optional<Catalogue.Table> now = find(table);
        Catalogue catalogue = definitions.catalogue(connection);
        List<String> key = key(now, isFull, logged);
        List<Column> columns = new ArrayList<>();
        TextFields.Field[] fields = new TextFields.Field[logged.size()];
        for (int i = 0; i < fields.length; i++) {
            SourceColumn source = column(catalogue, now, logged.get(i));
            Column column = request.nativeColumns().marked(table, source.column());
            columns.add(column);
            boolean findsRows = key.isEmpty() || key.contains(column.name());
            fields[i] = TextFields.of(source, column, definitions.types(), findsRows);
        }
        TableSchema schema = new TableSchema(table, columns, key);
        RememberedDefinition remembered = now.map(Catalogue.Table::remembered)
                .filter(live -> live.signature().equals(signature))
                .orElse(RememberedDefinition.withoutNumbers(signature));
        return new Relation(schema, fields, identity(logged), remembered);
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
