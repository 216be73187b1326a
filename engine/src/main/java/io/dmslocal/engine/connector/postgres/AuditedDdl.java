package io.dmslocal.engine.connector.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.TableEvent;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Understands the rows that the event trigger writes into {@code awsdms_ddl_audit}: a statement, then a row for each table that it touched. In the order of
 * the log, so that the definitions are those of that place, whatever came later. See {@link DdlArtifacts}.
 */
final class AuditedDdl {

    /** {@code c_tag} of the rows that tell a table's definition, of those that tell that it is gone, and that a column of this name is. */
    static final String TABLE = "dms table";

    static final String GONE = "dms gone";
    static final String COLUMN_GONE = "dms column gone";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What became of a captured table.
     *
     * @param definition how it is from here on, when it was altered
     * @param renamed old names of columns by their new ones, as {@link Change.Ddl} has them; empty where that is not known
     */
    record Told(
            TableId table,
            TableEvent event,
            Optional<TableSchema> definition,
            Optional<Map<String, String>> renamed,
            String statement) {

        Change.Ddl at(Transaction transaction, Position position) {
            return new Change.Ddl(table, event, definition, renamed, statement, transaction, position);
        }
    }

    private final Optional<TableId> audit;
    private final CapturedTables captured;
    private final RelationReader relations;
    private String statement = "";
    /** Columns that the statement took from a table, by the table's number. */
    private final Map<Integer, Set<String>> columnsGone = new HashMap<>();

    /** @param audit the table that tells DDL; empty when none does */
    AuditedDdl(Optional<TableId> audit, CapturedTables captured, RelationReader relations) {
        this.audit = audit;
        this.captured = captured;
        this.relations = relations;
    }

    /** The table that tells DDL. */
    Optional<TableId> audit() {
        return audit;
    }

    boolean isToldBy(TableId table) {
        return audit.isPresent() && audit.get().equals(table);
    }

    /**
     * @param row of the audit table, by column
     * @param at where what it tells lies in the log
     */
    Optional<Told> read(Map<String, String> row, LogPosition at) {
        String tag = row.getOrDefault("c_tag", "");
        if (!tag.equals(TABLE) && !tag.equals(GONE) && !tag.equals(COLUMN_GONE)) {
            statement = row.getOrDefault("c_ddlqry", "");
            return Optional.empty();
        }
        int number = Integer.parseInt(row.get("c_oid"));
        if (tag.equals(COLUMN_GONE)) {
            columnsGone.computeIfAbsent(number, n -> new HashSet<>()).add(row.get("c_name"));
            return Optional.empty();
        }
        Set<String> gone = Optional.ofNullable(columnsGone.remove(number)).orElse(Set.of());
        TableId name = new TableId(row.get("c_schema"), row.get("c_name"));
        Optional<TableId> known = captured.known(number);
        if (known.isEmpty()) {
            captured.cameTo(name);
            return Optional.empty();
        }
        TableId table = known.get();
        if (tag.equals(GONE)) {
            captured.forget(number, at);
            return Optional.of(
                    new Told(table, new TableEvent.Dropped(), Optional.empty(), Optional.empty(), statement));
        }
        if (!name.equals(table)) {
            captured.forget(number, at);
            captured.cameTo(name);
            return Optional.of(
                    new Told(table, new TableEvent.Renamed(name), Optional.empty(), Optional.empty(), statement));
        }
        return altered(table, definition(table, row.getOrDefault("c_ddlqry", "")), gone, at);
    }

    private Optional<Told> altered(TableId table, JsonNode definition, Set<String> gone, LogPosition at) {
        List<RelationReader.LoggedColumn> columns = new ArrayList<>();
        for (JsonNode column : definition.path("columns")) {
            columns.add(new RelationReader.LoggedColumn(
                    column.path("identity").asBoolean(),
                    column.path("name").asText(),
                    column.path("type").asLong(),
                    column.path("modifier").asInt()));
        }
        List<String> before = relations.names(table);
        Map<String, String> anew = anew(columns, gone);
        if (!anew.isEmpty()) {
            relations.forget(table); // though it may look as before
        }
        Relation relation = relations.read(table, definition.path("full").asBoolean(), columns);
        if (!relations.isChanged(relation, at) && anew.isEmpty()) {
            return Optional.empty();
        }
        Optional<Map<String, String>> renamed = Optional.of(anew);
        if (definition.path("renamed").isTextual()) {
            String name = definition.path("renamed").asText();
            int place = relation.schema().indexOf(name).orElse(-1);
            renamed = place >= 0 && before.size() == columns.size()
                    ? Optional.of(Map.of(name, before.get(place)))
                    : Optional.empty();
        }
        return Optional.of(
                new Told(table, new TableEvent.Altered(), Optional.of(relation.schema()), renamed, statement));
    }

    /** Columns that are there again: not those that went, whatever their names. */
    private static Map<String, String> anew(List<RelationReader.LoggedColumn> now, Set<String> gone) {
        return now.stream()
                .map(RelationReader.LoggedColumn::name)
                .filter(gone::contains)
                .collect(Collectors.toMap(name -> name, name -> ""));
    }

    private static JsonNode definition(TableId table, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The event trigger described table " + table + " as: " + text, e);
        }
    }
}
