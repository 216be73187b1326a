package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;

import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.validation.ValidationStatistics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tests of validating runs stand on. */
abstract class ValidationFixture extends RunFixture {

    static final String VALIDATING = """
            {"ValidationSettings":{"EnableValidation":true,"PartitionSize":100,"RecordFailureDelayInMinutes":0%s},
             "FullLoadSettings":{"TargetTablePrepMode":"DO_NOTHING"}}""";

    /** What is not seen by then is never seen. */
    static final Duration WAIT = Duration.ofSeconds(20);

    static final TableId ORDERS = Runs.table("orders");

    static final String ALL_ORDERS = "select * from shop.orders order by id";

    interface Side {
        RunPlan.Side of(ContractDatabase database);
    }

    static final Side POSTGRES = database -> new RunPlan.Side(new PostgresConnector(), database.endpoint());
    /** MySQL, too. */
    static final Side MARIADB = database -> new RunPlan.Side(new MySqlConnector(), database.endpoint());

    static ContractDatabase postgres(String name) throws SQLException {
        ContractDatabase database = PostgresServer.shared().database(name);
        database.run(
                "drop schema if exists shop cascade",
                "drop table if exists public.awsdms_validation_failures_v1",
                "drop table if exists public.awsdms_validation_failures_v2");
        return database;
    }

    static ContractDatabase mariaDb() throws SQLException {
        ContractDatabase database = new ServerDatabase(MariaDbServer.shared());
        database.run("drop database if exists shop", "create database shop character set utf8mb4");
        return database;
    }

    static ContractDatabase mySql() throws SQLException {
        ContractDatabase database = new ServerDatabase(MySqlServer.shared());
        database.run("drop database if exists shop", "create database shop character set utf8mb4");
        return database;
    }

    static void orders(ContractDatabase database, int rows) throws SQLException {
        database.createSchema("shop");
        database.run(
                "create table shop.orders (id int primary key, note varchar(50), price numeric(10,2))",
                "insert into shop.orders select i, 'order ' || i, i * 1.5 from generate_series(1, " + rows + ") i");
    }

    static int failed(Started run) {
        return run.view
                .known()
                .map(known -> known.tables().stream()
                        .mapToInt(t -> (int) t.validation().failed())
                        .sum())
                .orElse(0);
    }

    static void isSeen(Started run, String table, String state, int failed) {
        eventually(() -> table + " is " + validation(run, table), WAIT, () -> {
            ValidationStatistics seen = validation(run, table);
            return seen.state().equals(state) && seen.failed() == failed && seen.pending() == 0;
        });
    }

    static ValidationStatistics validation(Started run, String table) {
        return run.view
                .known()
                .map(known -> Runs.of(known, Runs.table(table)).validation())
                .orElse(ValidationStatistics.NONE);
    }

    /** The first columns that differ, by the row's key. */
    final Map<String, String> found(String table) {
        Map<String, String> found = new TreeMap<>();
        SavedValidation.of(runs.checkpoints, Runs.TASK, "shop." + table, 1, 1_000)
                .ifPresent(document -> document.path("records")
                        .forEach(record -> found.put(
                                record.path("key").path(0).asText(),
                                record.path("columns")
                                                .path(0)
                                                .path("targetColumn")
                                                .asText()
                                        + (record.path("columns").size() > 1 ? " and others" : ""))));
        return found;
    }

    static List<String> failures(ContractDatabase database) {
        return rows(
                database,
                "select \"TASK_NAME\", \"TABLE_OWNER\", \"TABLE_NAME\", \"KEY_TYPE\", \"KEY\", \"FAILURE_TYPE\", \"DETAILS\""
                        + " from public.awsdms_validation_failures_v1 order by \"KEY\"");
    }

    static List<String> rows(ContractDatabase database, String query) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(result.getString(i));
                }
                rows.add(String.join("|", cells));
            }
            return rows;
        } catch (SQLException e) {
            return List.of(e.getMessage());
        }
    }
}
