package io.dmslocal.deploy.demo;

import io.dmslocal.deploy.process.PostgresProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The rows that the shop begins with: {@code demo/schema.sql} and {@code demo/fill.sql}, made by the server itself out of a seed. */
final class ShopData {

    /** As many as there are cores on a small machine. */
    private static final int CONNECTIONS = 2;

    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private final long seed;

    /** Shares are of a hundred; four lines an order, two addresses a customer, twenty stocks a product. */
    ShopData(long rows, long seed) {
        long hundredth = rows / 100;
        this.seed = seed * 1_000;
        sizes.put("order_lines", hundredth * 40);
        sizes.put("orders", hundredth * 12);
        sizes.put("page_views", hundredth * 14);
        sizes.put("payments", hundredth * 10);
        sizes.put("customers", hundredth * 7);
        sizes.put("addresses", hundredth * 12);
        sizes.put("stock", hundredth * 4);
        sizes.put("products", Math.max(10, hundredth * 4 / 5));
        sizes.put("product_documents", Math.max(5, hundredth / 5));
    }

    long size(String table) {
        return sizes.get(table);
    }

    void fill(PostgresProcess database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(read("schema.sql"));
        }
        ConcurrentLinkedQueue<String> statements = new ConcurrentLinkedQueue<>(statements());
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            workers.add(CompletableFuture.runAsync(() -> work(database, statements)));
        }
        try {
            workers.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof DemoFailure failure ? failure : e;
        }
    }

    private static void work(PostgresProcess database, ConcurrentLinkedQueue<String> statements) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql = statements.poll(); sql != null; sql = statements.poll()) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new DemoFailure("The shop cannot be filled: " + e.getMessage(), e);
        }
    }

    private List<String> statements() {
        String text = read("fill.sql").replace("${seed}", Long.toString(seed));
        for (Map.Entry<String, Long> size : sizes.entrySet()) {
            text = text.replace("${" + size.getKey() + "}", size.getValue().toString());
        }
        List<String> statements = new ArrayList<>();
        for (String statement : text.split(";\n")) {
            if (!statement.isBlank()) {
                statements.add(statement);
            }
        }
        return statements;
    }

    /** The shop's tables and their rows, the largest first. */
    static Map<String, Long> count(PostgresProcess database) throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("select relname from pg_class where relnamespace = 'shop'::regnamespace"
                            + " and relkind = 'r' order by pg_relation_size(oid) desc, relname")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("select count(*) from shop." + table)) {
                    row.next();
                    counts.put(table, row.getLong(1));
                }
            }
        }
        return counts;
    }

    private static String read(String name) {
        try (InputStream in = ShopData.class.getResourceAsStream("/demo/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
