package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lets a target table follow its source's definition, in one ALTER TABLE: it is done whole or not at all. What the table has already is left alone,
 * so that an alteration that comes once more after a restart is harmless.
 *
 * <p>Which columns were renamed is seen as {@link TableSchema#seemingRenames} says. They keep the type that they have here, which may be the user's choice.
 *
 * <p>New columns take NULL, whatever they do on the source: rows that are there have no value for them. For the same reason a column that no longer
 * takes NULL on the source may keep NULLs here; one that begins to take them takes them here too.
 */
final class TableAlteration {

    /** A column as the target has it; {@code text} is its type with character set and collation. */
    private record Existing(String text, boolean nullable, boolean primary) {}

    private final TableSchema before;
    private final TableSchema after;
    private final TableDdl ddl;

    /** @param after as it is placed on the target */
    TableAlteration(TableSchema before, TableSchema after) {
        this.before = before;
        this.after = after;
        this.ddl = new TableDdl(after);
    }

    void run(Session session) throws IOException {
        List<String> steps = steps(existing(session));
        if (!steps.isEmpty()) {
            session.execute("ALTER TABLE " + Sql.name(after.table()) + " " + String.join(", ", steps));
        }
    }

    private List<String> steps(Map<String, Existing> there) {
        List<String> steps = new ArrayList<>();
        Map<String, String> renamed =
                before.seemingRenames(after, (old, now) -> TableDdl.type(old).equals(TableDdl.type(now)));
        for (Column column : after.columns()) {
            String name = column.name();
            String old = renamed.getOrDefault(name, "");
            boolean free = !there.containsKey(name) || old.equalsIgnoreCase(name);
            if (there.containsKey(old) && free) {
                Existing moved = there.remove(old);
                steps.add("CHANGE COLUMN " + Sql.name(old) + " "
                        + TableDdl.definition(name, moved.text(), moved.nullable()));
                there.put(name, moved);
            }
        }
        for (Column column : before.columns()) {
            if (find(after, column.name()).isEmpty() && there.containsKey(column.name())) {
                steps.add("DROP COLUMN " + Sql.name(column.name()));
            }
        }
        for (int i = 0; i < after.columns().size(); i++) {
            Column column = after.columns().get(i);
            Existing found = there.get(column.name());
            if (found == null) {
                steps.add("ADD COLUMN " + ddl.definition(i, true));
                continue;
            }
            boolean nullable = found.nullable() || column.nullable() && !found.primary();
            if (isRetyped(column)) {
                steps.add("MODIFY COLUMN " + ddl.definition(i, nullable));
            } else if (nullable && !found.nullable() && wasNotNull(column)) {
                steps.add("MODIFY COLUMN " + TableDdl.definition(column.name(), found.text(), true));
            }
        }
        return steps;
    }

    /** Of a column that had the same type before, the target's own type is the user's choice. */
    private boolean isRetyped(Column column) {
        return find(before, column.name())
                .filter(old -> !TableDdl.type(old).equals(TableDdl.type(column)))
                .isPresent();
    }

    private boolean wasNotNull(Column column) {
        return find(before, column.name()).filter(old -> !old.nullable()).isPresent();
    }

    /** Names of columns are told apart without their case in this family. */
    private static Optional<Column> find(TableSchema schema, String name) {
        return schema.columns().stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private Map<String, Existing> existing(Session session) throws IOException {
        TableId table = after.table();
        Map<String, Existing> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String[] row : session.rows("SELECT column_name, column_type, character_set_name, collation_name,"
                + " is_nullable, column_key FROM information_schema.columns WHERE table_schema="
                + Sql.quoted(table.schema()) + " AND table_name=" + Sql.quoted(table.name()))) {
            String text = row[2] == null || row[1].toLowerCase(Locale.ROOT).equals("json")
                    ? row[1]
                    : row[1] + " CHARACTER SET " + row[2] + " COLLATE " + row[3];
            columns.put(row[0], new Existing(text, row[4].equals("YES"), row[5].equals("PRI")));
        }
        return columns;
    }
}
