package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.persistence.journal.JournalException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Definitions and rows change wildly for a while; then both sides have the same tables, columns and rows. */
class DdlStormTest {

    @Nested
    class OfPostgres extends Contract {
        OfPostgres() {
            super(new PostgresConnector(), PostgresServer.shared().database("storm_from"), Map.of());
        }
    }

    @Nested
    class OfPostgresWithoutTrigger extends Contract {
        OfPostgresWithoutTrigger() {
            super(
                    new PostgresConnector(),
                    PostgresServer.shared().database("storm_untold_from"),
                    Map.of("captureddls", "false"));
        }
    }

    @Nested
    class OfMySql extends Contract {
        OfMySql() {
            super(new MySqlConnector(), new ServerDatabase(MySqlServer.shared()), Map.of());
        }
    }

    @Nested
    class OfMariaDb extends Contract {
        OfMariaDb() {
            super(new MySqlConnector(), new ServerDatabase(MariaDbServer.shared()), Map.of());
        }
    }

    abstract static class Contract {

        private static final int STEPS = 120;
        /** Of a storm in which nothing that is applied is remembered now and then. */
        private static final int FORGOTTEN_STEPS = 40;

        private static final String RETRY_AT_ONCE = "{\"TargetMetadata\":{\"TaskRecoveryTableEnabled\":%s},"
                + "\"ErrorBehavior\":{\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}}";

        private final Connector connector;
        private final ContractDatabase from;
        private final Map<String, String> attributes;
        private final boolean isPostgres;
        private final boolean isTold;
        private final ContractDatabase to = PostgresServer.shared().database("storm_to");

        /** Tables of the source with their columns besides {@code id}: name to whether it is a number. */
        private final Map<String, Map<String, Boolean>> tables = new TreeMap<>();

        private final Random random = new Random(7);
        private final List<String> said = new ArrayList<>();
        private int names;

        @TempDir
        Path spill;

        Contract(Connector connector, ContractDatabase from, Map<String, String> attributes) {
            this.connector = connector;
            this.from = from;
            this.attributes = attributes;
            this.isPostgres = from.endpoint().engineName().equals("postgres");
            this.isTold = attributes.isEmpty();
        }

        @Test
        void bothSidesAreTheSameAfterwards() throws SQLException {
            storm("{}", () -> {}, STEPS, STEPS);
        }

        @Test
        void soTheyAreThoughTheRunIsCutOffBetweenWhatItDoesAndWhatItSavesOfIt() throws SQLException {
            AtomicInteger cuts = new AtomicInteger();
            Random chance = new Random(3); // a count would find the same place in every session
            Runnable cutOff = () -> {
                synchronized (chance) {
                    if (chance.nextInt(20) == 0) {
                        cuts.incrementAndGet();
                        throw new JournalException("nothing can be saved", null);
                    }
                }
            };
            boolean recoveryTable = isTold; // so that there are storms with it and without
            storm(String.format(RETRY_AT_ONCE, recoveryTable), cutOff, FORGOTTEN_STEPS, 10);
            assertTrue(cuts.get() > 0, "it was never cut off");
        }

        /**
         * @param save what happens before the checkpoint is saved
         * @param pause steps after which the target is waited for
         */
        private void storm(String settings, Runnable save, int steps, int pause) throws SQLException {
            from.createSchema("shop");
            to.createSchema("shop");
            for (int i = 0; i < 3; i++) {
                create("t" + i);
            }
            EndpointSettings endpoint = from.endpoint(attributes);
            from.run("create table shop.passed (id int primary key)");
            try (Runs runs = new Runs(spill)) {
                Started run = runs.between(
                                new RunPlan.Side(connector, endpoint),
                                new RunPlan.Side(new PostgresConnector(), to.endpoint()))
                        .settings(settings)
                        .start(Start.FRESH);
                run.expect(RunReport.LoadFinished.class);
                runs.checkpoints.beforeSave(documents -> save.run());

                for (int i = 1; i <= steps; i++) {
                    step();
                    if (i % pause == 0 && i < steps) {
                        from.run("insert into shop.passed values (" + i + ")");
                        passed(i);
                    }
                }
                // without a trigger a definition comes with the next row
                for (String table : tables.keySet()) {
                    insert(table);
                }

                List<String> expected = content(from);
                eventually(
                        () -> "\n" + String.join("\n", content(to)) + "\ninstead of\n" + String.join("\n", expected)
                                + "\nafter\n" + String.join("\n", said),
                        () -> content(to).equals(expected));
                assertEquals(expected, content(to));
                runs.checkpoints.beforeSave(documents -> {});
                run.stop();
            }
        }

        private void passed(int step) {
            eventually(() -> "step " + step + " does not arrive after\n" + String.join("\n", said), () -> {
                try (Connection connection = to.connect()) {
                    return all(connection, "select id from shop.passed").contains("" + step);
                }
            });
        }

        private void step() throws SQLException {
            List<String> all = List.copyOf(tables.keySet());
            String table = all.get(random.nextInt(all.size()));
            Map<String, Boolean> columns = tables.get(table);
            List<String> names = List.copyOf(columns.keySet());
            switch (random.nextInt(19)) {
                case 0 -> {
                    boolean isNumber = random.nextBoolean();
                    String column = "c" + ++this.names;
                    run("alter table shop." + table + " add column " + column + type(isNumber));
                    columns.put(column, isNumber);
                }
                case 1 -> {
                    if (names.size() > 1) {
                        String column = names.get(random.nextInt(names.size()));
                        run("alter table shop." + table + " drop column " + column);
                        columns.remove(column);
                        insert(table);
                    }
                }
                case 2 -> {
                    String column = names.get(random.nextInt(names.size()));
                    String renamed = "r" + ++this.names;
                    run("alter table shop." + table + " rename column " + column + " to " + renamed);
                    columns.put(renamed, columns.remove(column));
                    insert(table);
                }
                case 3 -> {
                    String column = names.get(random.nextInt(names.size()));
                    String type = columns.get(column) ? " bigint" : " varchar(" + (40 + random.nextInt(20)) + ")";
                    run("alter table shop." + table
                            + (isPostgres ? " alter column " + column + " type" : " modify column " + column) + type);
                }
                case 4 -> {
                    if (names.size() > 1) {
                        String column = names.get(names.size() - 1);
                        String added = "c" + ++this.names;
                        boolean isNumber = !columns.get(column); // of the same type, and untold, it may look renamed
                        run("alter table shop." + table + " drop column " + column + ", add column " + added
                                + type(isNumber));
                        columns.remove(column);
                        columns.put(added, isNumber);
                        insert(table);
                    }
                }
                case 5 -> {
                    run("truncate table shop." + table);
                }
                case 6 -> {
                    if (random.nextInt(3) == 0) {
                        create("n" + ++this.names);
                    } else if (all.size() > 2 && random.nextInt(2) == 0) {
                        run("drop table shop." + table);
                        tables.remove(table);
                        if (random.nextBoolean()) {
                            create(table);
                        }
                    }
                }
                case 7, 8 ->
                    run("update shop." + table + " set " + set(table) + " where id % 3 = " + random.nextInt(3));
                case 9 -> run("delete from shop." + table + " where id % 5 = " + random.nextInt(5));
                case 10 -> {
                    if (isTold && names.size() > 1) {
                        swap(table, names.get(0), names.get(1));
                    }
                }
                case 11 -> {
                    if (isTold) {
                        String column = names.get(random.nextInt(names.size()));
                        run("alter table shop." + table + " drop column " + column + ", add column " + column
                                + type(columns.get(column)));
                    }
                }
                case 12 -> {
                    if (random.nextInt(3) == 0) {
                        String renamed = "m" + ++this.names;
                        run("alter table shop." + table + " rename to " + (isPostgres ? "" : "shop.") + renamed);
                        tables.put(renamed, tables.remove(table));
                    }
                }
                default -> insert(table);
            }
        }

        /** Each has the other's name afterwards, and values. */
        private void swap(String table, String one, String other) throws SQLException {
            String alter = "alter table shop." + table + " rename column ";
            if (isPostgres || random.nextBoolean()) {
                run(alter + one + " to aside");
                run(alter + other + " to " + one);
                run(alter + "aside to " + other);
            } else {
                run(alter + one + " to " + other + ", rename column " + other + " to " + one);
            }
            Map<String, Boolean> columns = tables.get(table);
            columns.put(one, columns.put(other, columns.get(one)));
            insert(table);
        }

        private void create(String table) throws SQLException {
            run("create table shop." + table + " (id int primary key, a int, b varchar(30))");
            Map<String, Boolean> columns = new TreeMap<>();
            columns.put("a", true);
            columns.put("b", false);
            tables.put(table, columns);
            insert(table);
        }

        private void insert(String table) throws SQLException {
            List<String> columns = List.copyOf(tables.get(table).keySet());
            List<String> values = columns.stream().map(c -> value(table, c)).toList();
            run("insert into shop." + table + " (id, " + String.join(", ", columns) + ") values (" + ++names + ", "
                    + String.join(", ", values) + ")");
        }

        private String set(String table) {
            List<String> columns = List.copyOf(tables.get(table).keySet());
            String column = columns.get(random.nextInt(columns.size()));
            return column + " = " + value(table, column);
        }

        private String value(String table, String column) {
            int value = random.nextInt(1000);
            return tables.get(table).get(column) ? "" + value : "'v" + value + "'";
        }

        private static String type(boolean isNumber) {
            return isNumber ? " int" : " varchar(30)";
        }

        private void run(String sql) throws SQLException {
            said.add(sql);
            from.run(sql);
        }

        /** Every table's columns and rows; the target's left-over tables do not count. */
        private List<String> content(ContractDatabase database) {
            List<String> content = new ArrayList<>();
            try (Connection connection = database.connect()) {
                tables.forEach((table, columns) -> {
                    content.add(table + " "
                            + all(
                                    connection,
                                    "select column_name from information_schema.columns where"
                                            + " table_schema = 'shop' and table_name = '" + table + "' order by 1"));
                    content.add(table + " "
                            + all(
                                    connection,
                                    "select id, " + String.join(", ", columns.keySet()) + " from shop." + table
                                            + " order by id"));
                });
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
            return content;
        }

        private static List<String> all(Connection connection, String query) {
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(query)) {
                List<String> rows = new ArrayList<>();
                while (found.next()) {
                    StringBuilder row = new StringBuilder();
                    for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                        row.append(i > 1 ? "|" : "").append(found.getString(i));
                    }
                    rows.add(row.toString());
                }
                return rows;
            } catch (SQLException notThere) {
                return List.of(notThere.getMessage());
            }
        }
    }
}
