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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Understands the rows that the event trigger writes into {@code awsdms_ddl_audit}: a statement, then a row for each table that it touched. In the order of
 * the log, so that the definitions are those of that place, whatever came later. See {@link DdlArtifacts}.
 */
final class AuditedDdl {

    /** {@code c_tag} of the rows that tell a table's definition, and of those that tell that it is gone. */
    static final String TABLE = "dms table";

    static final String GONE = "dms gone";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What became of a captured table.
     *
     * @param definition how it is from here on, when it was altered
     * @param renamed old names of columns by their new ones; empty where that is not known
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

    /** @param audit the table that tells DDL; empty when none does */
    AuditedDdl(Optional<TableId> audit, CapturedTables captured, RelationReader relations) {
        this.audit = audit;
        this.captured = captured;
        this.relations = relations;
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
        if (!tag.equals(TABLE) && !tag.equals(GONE)) {
            statement = row.getOrDefault("c_ddlqry", "");
            return Optional.empty();
        }
        int number = Integer.parseInt(row.get("c_oid"));
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
        return altered(table, definition(table, row.getOrDefault("c_ddlqry", "")));
    }

    private Optional<Told> altered(TableId table, JsonNode definition) {
        List<RelationReader.LoggedColumn> columns = new ArrayList<>();
        for (JsonNode column : definition.path("columns")) {
            columns.add(new RelationReader.LoggedColumn(
                    column.path("identity").asBoolean(),
                    column.path("name").asText(),
                    column.path("type").asLong(),
                    column.path("modifier").asInt()));
        }
        List<String> before = relations.names(table);
        Relation relation = relations.read(table, definition.path("full").asBoolean(), columns);
        if (!relations.isChanged(relation)) {
            return Optional.empty();
        }
        Optional<Map<String, String>> renamed = Optional.of(Map.of());
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

    private static JsonNode definition(TableId table, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The event trigger described table " + table + " as: " + text, e);
        }
    }
}
