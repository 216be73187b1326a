package io.dmslocal.deploy.demo;

import io.dmslocal.deploy.process.PostgresProcess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/** Source against target: each row as text, hashed by the servers themselves; counts and sums must be equal, else rows are looked for that differ. */
final class Comparison {

    private static final int EXAMPLES = 5;

    /** One side of a table. */
    private record Side(long rows, String checksum) {}

    private final PostgresProcess source;
    private final PostgresProcess target;

    Comparison(PostgresProcess source, PostgresProcess target) {
        this.source = source;
        this.target = target;
    }

    /** Whether all tables are equal; says table by table what was found. */
    boolean run(Set<String> tables, Screen screen) throws SQLException {
        boolean equal = true;
        try (Connection left = source.connect();
                Connection right = target.connect()) {
            for (String table : tables) {
                String columns = columns(left, table);
                Side here = side(left, table, columns);
                Side there = side(right, table, columns);
                boolean same = here.equals(there);
                screen.say(String.format(
                        Locale.ROOT,
                        "  %-18s %9s rows  checksum %-26s %s",
                        table,
                        Screen.number(here.rows()),
                        here.checksum(),
                        same
                                ? "equal"
                                : "DIFFERENT: target has " + Screen.number(there.rows()) + " rows, "
                                        + there.checksum()));
                if (!same) {
                    equal = false;
                    differences(left, right, table, columns).forEach(screen::say);
                }
            }
        }
        return equal;
    }

    /** In the source's order, so that the target's order does not matter. */
    private static String columns(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute"
                                + " where attrelid = 'shop." + table
                                + "'::regclass and attnum > 0 and not attisdropped")) {
            row.next();
            return row.getString(1);
        }
    }

    private static Side side(Connection connection, String table, String columns) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*), coalesce(sum(hashtextextended(row(" + columns
                        + ")::text, 0)::numeric), 0) from shop." + table)) {
            row.next();
            return new Side(row.getLong(1), row.getString(2));
        }
    }

    private static List<String> differences(Connection left, Connection right, String table, String columns)
            throws SQLException {
        TreeMap<String, Integer> balance = new TreeMap<>();
        count(left, table, columns, balance, 1);
        count(right, table, columns, balance, -1);
        balance.values().removeIf(n -> n == 0);
        List<String> lines = new ArrayList<>();
        balance.forEach((text, n) -> {
            if (lines.size() < 2 * EXAMPLES) {
                lines.add("      only in " + (n > 0 ? "source: " : "target: ") + text);
            }
        });
        lines.add("      " + balance.size() + " different rows");
        return lines;
    }

    private static void count(
            Connection connection, String table, String columns, TreeMap<String, Integer> balance, int step)
            throws SQLException {
        connection.setAutoCommit(false); // a cursor needs a transaction
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5_000);
            try (ResultSet rows =
                    statement.executeQuery("select left(t, 160) || ' #' || hashtextextended(t, 0) from (select row("
                            + columns + ")::text as t from shop." + table + ") r")) {
                while (rows.next()) {
                    balance.merge(rows.getString(1), step, Integer::sum);
                }
            }
        }
        connection.rollback();
        connection.setAutoCommit(true);
    }
}
