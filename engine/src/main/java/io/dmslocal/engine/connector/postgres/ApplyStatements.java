package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.postgres.TargetTable.TargetColumn;
import io.dmslocal.engine.record.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that change one target table, each for any number of rows: a column's values travel as one array, and {@code unnest} makes rows of
 * the arrays. So a statement's text, and with it the server's plan, is the same for one row and for thousands. The driver keeps them, see {@link
 * PostgresSession#openForChanges}.
 */
final class ApplyStatements {

    private final Connection connection;
    private final TargetTable target;
    private final String table;
    private final int[] key;

    ApplyStatements(Connection connection, TargetTable target) {
        this.connection = connection;
        this.target = target;
        this.table = Sql.name(target.schema().table());
        this.key = target.schema().keyIndexes();
    }

    /** Rows inserted. */
    int insert(BitSet present, Collection<PendingChange> changes) throws SQLException {
        return run(
                "INSERT INTO " + table + " (" + names(present) + ") OVERRIDING SYSTEM VALUE " + rows(present),
                present,
                changes);
    }

    /** Inserts, or updates all columns where the key exists. */
    void upsert(BitSet present, Collection<PendingChange> changes) throws SQLException {
        if (!target.hasUniqueKey()) {
            run(updateByNewKey(present), present, changes);
            run(
                    "INSERT INTO " + table + " (" + names(present) + ") OVERRIDING SYSTEM VALUE SELECT * FROM ("
                            + rows(present)
                            + ") AS n (" + names(present) + ") WHERE NOT EXISTS (SELECT 1 FROM " + table
                            + " AS t WHERE "
                            + IntStream.of(key)
                                    .mapToObj(i -> "t." + name(i) + " = n." + name(i))
                                    .collect(Collectors.joining(" AND "))
                            + ")",
                    present,
                    changes);
            return;
        }
        String set = present.stream()
                .mapToObj(i -> name(i) + " = EXCLUDED." + name(i))
                .collect(Collectors.joining(", "));
        String keys = IntStream.of(key).mapToObj(this::name).collect(Collectors.joining(", "));
        run(
                "INSERT INTO " + table + " (" + names(present) + ") OVERRIDING SYSTEM VALUE " + rows(present)
                        + " ON CONFLICT (" + keys + ") DO UPDATE SET " + set,
                present,
                changes);
    }

    /** Rows updated, of those whose old key exists. */
    int update(BitSet present, Collection<PendingChange> changes, boolean movesKey) throws SQLException {
        BitSet set = (BitSet) present.clone();
        if (!movesKey && present.cardinality() > key.length) {
            IntStream.of(key).forEach(set::clear);
        }
        String assignments = set.stream().mapToObj(i -> name(i) + " = n.c" + i).collect(Collectors.joining(", "));
        String sql =
                "UPDATE " + table + " AS t SET " + assignments + " FROM (" + source(set) + ") AS n WHERE " + byOldKey();
        return run(sql, set, changes, true);
    }

    private String updateByNewKey(BitSet present) {
        String assignments =
                present.stream().mapToObj(i -> name(i) + " = n." + name(i)).collect(Collectors.joining(", "));
        return "UPDATE " + table + " AS t SET " + assignments + " FROM (" + rows(present) + ") AS n (" + names(present)
                + ") WHERE "
                + IntStream.of(key)
                        .mapToObj(i -> "t." + name(i) + " = n." + name(i))
                        .collect(Collectors.joining(" AND "));
    }

    /** Rows deleted. */
    int delete(Collection<PendingChange> changes) throws SQLException {
        BitSet none = new BitSet();
        return run(
                "DELETE FROM " + table + " AS t USING (" + source(none) + ") AS n WHERE " + byOldKey(),
                none,
                changes,
                true);
    }

    /** For a table without key: one row that equals the old one, NULL equal to NULL. */
    int updateOne(PendingChange change) throws SQLException {
        BitSet present = present(change);
        String set =
                present.stream().mapToObj(i -> name(i) + " = " + parameter(i)).collect(Collectors.joining(", "));
        return runOne("UPDATE " + table + " SET " + set + " WHERE " + oneRow(change), change, present);
    }

    int deleteOne(PendingChange change) throws SQLException {
        return runOne("DELETE FROM " + table + " WHERE " + oneRow(change), change, new BitSet());
    }

    static BitSet present(PendingChange change) {
        BitSet present = new BitSet();
        for (int i = 0; i < change.values().length; i++) {
            present.set(i, change.values()[i] != Row.ABSENT);
        }
        return present;
    }

    /** As text, because not every type has an equality (json, xml, point). */
    private String oneRow(PendingChange change) {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < change.key().length; i++) {
            if (change.key()[i] != Row.ABSENT) {
                conditions.add("o." + name(i) + "::text IS NOT DISTINCT FROM (" + parameter(i) + ")::text");
            }
        }
        return "ctid = (SELECT o.ctid FROM " + table + " AS o WHERE " + String.join(" AND ", conditions) + " LIMIT 1)";
    }

    private int runOne(String sql, PendingChange change, BitSet present) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
                statement.setString(at++, text(change.values()[i]));
            }
            for (Object old : change.key()) {
                if (old != Row.ABSENT) {
                    statement.setString(at++, text(old));
                }
            }
            return statement.executeUpdate();
        }
    }

    private static String text(Object value) {
        return value == null ? null : Texts.of(value);
    }

    private int run(String sql, BitSet present, Collection<PendingChange> changes) throws SQLException {
        return run(sql, present, changes, false);
    }

    /** Binds an array per present column, and behind them one per column of the old key. */
    private int run(String sql, BitSet present, Collection<PendingChange> changes, boolean withOldKey)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
                ArrayText array = new ArrayText();
                for (PendingChange change : changes) {
                    array.add(change.values()[i]);
                }
                statement.setString(at++, array.toString());
            }
            if (withOldKey) {
                for (int k = 0; k < key.length; k++) {
                    ArrayText array = new ArrayText();
                    for (PendingChange change : changes) {
                        array.add(change.key()[k]);
                    }
                    statement.setString(at++, array.toString());
                }
            }
            return statement.executeUpdate();
        }
    }

    /** Rows of the present columns alone. */
    private String rows(BitSet present) {
        return "SELECT " + present.stream().mapToObj(i -> value(i, "u.c" + i)).collect(Collectors.joining(", "))
                + " FROM unnest(" + present.stream().mapToObj(this::array).collect(Collectors.joining(", "))
                + ") AS u ("
                + present.stream().mapToObj(i -> "c" + i).collect(Collectors.joining(", ")) + ")";
    }

    /** Rows of the present columns as c0, c1 and of the old key as k0, k1. */
    private String source(BitSet present) {
        List<String> selected = new ArrayList<>();
        List<String> arrays = new ArrayList<>();
        List<String> names = new ArrayList<>();
        present.stream().forEach(i -> {
            selected.add(value(i, "u.c" + i) + " AS c" + i);
            arrays.add(array(i));
            names.add("c" + i);
        });
        for (int k = 0; k < key.length; k++) {
            selected.add(value(key[k], "u.k" + k) + " AS k" + k);
            arrays.add(array(key[k]));
            names.add("k" + k);
        }
        return "SELECT " + String.join(", ", selected) + " FROM unnest(" + String.join(", ", arrays) + ") AS u ("
                + String.join(", ", names) + ")";
    }

    private String byOldKey() {
        return IntStream.range(0, key.length)
                .mapToObj(k -> "t." + name(key[k]) + " = n.k" + k)
                .collect(Collectors.joining(" AND "));
    }

    private String array(int column) {
        TargetColumn c = target.columns().get(column);
        return "?::" + (c.goesAsText() ? "text" : c.declared()) + "[]";
    }

    private String value(int column, String expression) {
        TargetColumn c = target.columns().get(column);
        return c.goesAsText() ? expression + "::" + c.declared() : expression;
    }

    private String parameter(int column) {
        return "?::" + target.columns().get(column).declared();
    }

    private String name(int column) {
        return Sql.name(target.columns().get(column).column().name());
    }

    private String names(BitSet present) {
        return present.stream().mapToObj(this::name).collect(Collectors.joining(", "));
    }
}
