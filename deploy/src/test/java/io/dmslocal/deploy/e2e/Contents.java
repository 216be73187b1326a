package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;

import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A table's rows in PostgreSQL: their number and the sum of their hashes, made by the server itself. */
record Contents(long rows, String checksum) {

    /** Waits until the tables are equal on both sides. */
    static void awaitEqual(
            ContractDatabase source, ContractDatabase target, List<String> tables, Supplier<String> state) {
        for (String table : tables) {
            eventually(
                    table + " is equal on both sides",
                    () -> difference(source, target, table) + "\n" + state.get(),
                    () -> of(source, table).equals(of(target, table)));
        }
    }

    static Contents of(ContractDatabase database, String table) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from " + table
                                + " t")) {
            row.next();
            return new Contents(row.getLong(1), row.getString(2));
        }
    }

    static long count(ContractDatabase database, String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Some rows that differ, for people. */
    static String difference(ContractDatabase source, ContractDatabase target, String table) {
        try {
            Map<String, Integer> balance = new HashMap<>();
            texts(source, table).forEach(text -> balance.merge(text, 1, Integer::sum));
            texts(target, table).forEach(text -> balance.merge(text, -1, Integer::sum));
            balance.values().removeIf(n -> n == 0);
            List<String> lines = new ArrayList<>();
            balance.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .limit(20)
                    .forEach(entry -> lines.add(entry.getValue() + " more in the source: " + entry.getKey()));
            return "source " + of(source, table) + ", target " + of(target, table) + ", " + balance.size()
                    + " different rows\n" + String.join("\n", lines);
        } catch (SQLException e) {
            return e.toString();
        }
    }

    private static List<String> texts(ContractDatabase database, String table) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select left(t::text, 150) || ' #' || hashtextextended(t::text, 0) from " + table + " t")) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
