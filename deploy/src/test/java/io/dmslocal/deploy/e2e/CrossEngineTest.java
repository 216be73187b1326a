package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.mysql.DatabaseServer;
import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** From one engine to another: rows read back as text, by each server itself. */
class CrossEngineTest {

    /** A full load: numbers, text in every script, time; 500 rows. */
    private static final String ITEMS = "(id int not null primary key, name varchar(100), price decimal(10,2),"
            + " sold timestamp null, note text)";

    @TempDir
    Path folder;

    @Test
    void mariaDbIsCopiedToPostgresAndFollowed() throws Exception {
        MariaDbServer source = MariaDbServer.shared();
        ContractDatabase target = PostgresServer.shared().database("from_mariadb");
        source.execute(
                "drop database if exists cross_shop",
                "create database cross_shop character set utf8mb4",
                "create table cross_shop.item " + ITEMS);
        fill(source, 500);
        try (Emulator emulator = Emulator.on(folder)) {
            Migration migration = Migration.of(emulator);
            Task task = task(
                    migration,
                    migration.source("from", source.endpoint()),
                    migration.target("to", target.endpoint()),
                    MigrationTypeValue.FULL_LOAD_AND_CDC);
            task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
            change(source);
            task.awaitTable("item", "Table completed");
            change(source);

            equal(
                    task,
                    () -> texts(
                            source,
                            "select concat_ws('|', id, name, price, date_format(sold, '%Y-%m-%d %H:%i:%s'), coalesce(note, '-'))"
                                    + " from cross_shop.item order by id"),
                    () -> texts(
                            target,
                            "select concat_ws('|', id, name, price, to_char(sold, 'YYYY-MM-DD HH24:MI:SS'), coalesce(note, '-'))"
                                    + " from cross_shop.item order by id"));
            task.stop();
        }
    }

    @Test
    void postgresIsCopiedToMySqlAndFollowed() throws Exception {
        MySqlServer target = MySqlServer.shared();
        ContractDatabase source = PostgresServer.shared().database("to_mysql");
        target.execute("drop database if exists cross_shop");
        source.run(
                "create schema cross_shop",
                "create table cross_shop.item " + ITEMS,
                "insert into cross_shop.item select n, 'näme 漢字 😀 ' || n, n / 7.0, timestamp '2026-01-01' + n * interval '1 minute',"
                        + " repeat('long ', n) from generate_series(1, 500) n");
        try (Emulator emulator = Emulator.on(folder)) {
            Migration migration = Migration.of(emulator);
            Task task = task(
                    migration,
                    migration.source("from", source.endpoint()),
                    migration.target("to", target.endpoint()),
                    MigrationTypeValue.FULL_LOAD_AND_CDC);
            task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
            task.awaitTable("item", "Table completed");
            source.run(
                    "update cross_shop.item set price = price + 1 where id % 3 = 0",
                    "update cross_shop.item set id = id + 10000 where id % 50 = 0",
                    "delete from cross_shop.item where id % 7 = 0",
                    "insert into cross_shop.item values (20000, 'new', null, null, null)");

            equal(
                    task,
                    () -> texts(
                            source,
                            "select concat_ws('|', id, name, price, to_char(sold, 'YYYY-MM-DD HH24:MI:SS'), coalesce(note, '-'))"
                                    + " from cross_shop.item order by id"),
                    () -> texts(
                            target,
                            "select concat_ws('|', id, name, price, date_format(sold, '%Y-%m-%d %H:%i:%s'), coalesce(note, '-'))"
                                    + " from cross_shop.item order by id"));
            task.stop();
        }
    }

    @Test
    void aFullLoadEndsByItself() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("once_source");
        ContractDatabase target = PostgresServer.shared().database("once_target");
        source.run(
                "create schema cross_shop",
                "create table cross_shop.item " + ITEMS,
                "insert into cross_shop.item select n, 'x', n, now(), null from generate_series(1, 500) n");
        try (Emulator emulator = Emulator.on(folder)) {
            Migration migration = Migration.of(emulator);
            Task task = task(
                    migration,
                    migration.source("from", source.endpoint()),
                    migration.target("to", target.endpoint()),
                    MigrationTypeValue.FULL_LOAD);
            task.start();
            task.await("stopped");

            ReplicationTask done = task.describe();
            assertEquals("Stop Reason FULL_LOAD_ONLY_FINISHED", done.stopReason(), task::state);
            assertEquals(100, done.replicationTaskStats().fullLoadProgressPercent());
            assertEquals(1, done.replicationTaskStats().tablesLoaded());
            assertEquals(500L, task.tables().get("item").fullLoadRows());
            assertEquals(Contents.of(source, "cross_shop.item"), Contents.of(target, "cross_shop.item"));
        }
    }

    private static Task task(Migration migration, String from, String to, MigrationTypeValue type) {
        return migration.task(r -> r.replicationTaskIdentifier("items")
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(type)
                .tableMappings(Migration.mappings("cross_shop")));
    }

    private static void fill(DatabaseServer server, int rows) {
        String values = java.util.stream.IntStream.rangeClosed(1, rows)
                .mapToObj(n -> "(" + n + ", 'näme 漢字 😀 " + n + "', " + n + ".25, '2026-01-01 00:00:" + n % 60 + "', "
                        + (n % 5 == 0 ? "null" : "repeat('long ', " + n + ")") + ")")
                .collect(Collectors.joining(", "));
        server.execute("insert into cross_shop.item values " + values);
    }

    /** May be done twice. */
    private static void change(DatabaseServer server) {
        server.execute(
                "update cross_shop.item set price = price + 1 where id % 3 = 0",
                "delete from cross_shop.item where id % 7 = 0",
                "update cross_shop.item set id = id + 10001 where id % 50 = 0",
                "insert into cross_shop.item (id, name) select max(id) + 1, 'new' from cross_shop.item");
    }

    private interface Query {
        List<String> rows() throws SQLException;
    }

    private static void equal(Task task, Query source, Query target) throws SQLException {
        List<String> wanted = source.rows();
        eventually(
                "both sides have the same rows",
                () -> {
                    try {
                        List<String> missing = new ArrayList<>(wanted);
                        missing.removeAll(target.rows());
                        List<String> surplus = new ArrayList<>(target.rows());
                        surplus.removeAll(wanted);
                        return "missing " + missing + ", surplus " + surplus + "\n" + task.state();
                    } catch (SQLException e) {
                        return e + "\n" + task.state();
                    }
                },
                () -> wanted.equals(target.rows()));
    }

    private static List<String> texts(DatabaseServer server, String query) {
        return server.rows(query).stream().map(row -> row[0]).toList();
    }

    private static List<String> texts(ContractDatabase database, String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
