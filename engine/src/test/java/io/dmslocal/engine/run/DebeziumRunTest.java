package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs whose changes come through Debezium: load, changes, stop, and on from the checkpoint, which is all that a later run has. */
class DebeziumRunTest {

    /** Runs statements on the source. */
    private interface Statements {
        void run(String... statements) throws SQLException;
    }

    @TempDir
    Path spill;

    @Test
    void fromPostgresToPostgres() throws Exception {
        ContractDatabase from = PostgresServer.shared().database("debezium_run_from");
        ContractDatabase to = PostgresServer.shared().database("debezium_run_to");
        from.createSchema("shop");
        PostgresConnector connector = new PostgresConnector(ChangeCapture.DEBEZIUM);
        migrate(
                new RunPlan.Side(connector, from.endpoint()),
                new RunPlan.Side(connector, to.endpoint()),
                from::run,
                to);
    }

    @Test
    void fromMariaDbToPostgres() throws Exception {
        MariaDbServer from = MariaDbServer.shared();
        ContractDatabase to = PostgresServer.shared().database("debezium_run_mariadb");
        from.execute("drop database if exists shop", "create database shop");
        migrate(
                new RunPlan.Side(new MySqlConnector(ChangeCapture.DEBEZIUM), from.endpoint()),
                new RunPlan.Side(new PostgresConnector(), to.endpoint()),
                from::execute,
                to);
    }

    @Test
    void aTableThatComesToPostgresIsSeenByTheNextRunAndOneThatGoesAtOnce() throws Exception {
        ContractDatabase from = PostgresServer.shared().database("debezium_later_from");
        ContractDatabase to = PostgresServer.shared().database("debezium_later_to");
        from.createSchema("shop");
        PostgresConnector connector = new PostgresConnector(ChangeCapture.DEBEZIUM);
        try (Runs runs = new Runs(spill)) {
            runs.between(new RunPlan.Side(connector, from.endpoint()), new RunPlan.Side(connector, to.endpoint()));
            Started second = secondRunWithItems(runs, from::run, to);

            from.run(
                    "alter table shop.orders rename column note to remark",
                    "alter table shop.orders add column n int",
                    "drop table shop.items");

            runs.expectState(second, Runs.table("items"), "Table does not exist");
            shows(to, "orders", "1|one|null");
            assertEquals(StopReason.NORMAL, second.stop());
        }
    }

    @Test
    void aTableThatComesToMariaDbIsSeenByTheNextRunAndOneThatGoesAtOnce() throws Exception {
        MariaDbServer from = MariaDbServer.shared();
        ContractDatabase to = PostgresServer.shared().database("debezium_later_mariadb");
        from.execute("drop database if exists shop", "create database shop");
        try (Runs runs = new Runs(spill)) {
            runs.between(
                    new RunPlan.Side(new MySqlConnector(ChangeCapture.DEBEZIUM), from.endpoint()),
                    new RunPlan.Side(new PostgresConnector(), to.endpoint()));
            Started second = secondRunWithItems(runs, from::execute, to);

            from.execute("drop table shop.items");

            runs.expectState(second, Runs.table("items"), "Table does not exist");
            assertEquals(StopReason.NORMAL, second.stop());
        }
    }

    private static Started secondRunWithItems(Runs runs, Statements from, ContractDatabase to) throws SQLException {
        from.run("create table shop.orders (id int primary key, note varchar(50))");
        Started first = runs.start(Start.FRESH);
        first.expect(RunReport.LoadFinished.class);
        from.run(
                "create table shop.items (id int primary key, note varchar(50))",
                "insert into shop.items values (1, 'first')",
                "insert into shop.orders values (1, 'one')");
        shows(to, "orders", "1|one");
        assertEquals(StopReason.NORMAL, first.stop());

        Started second = runs.start(Start.RESUME);
        shows(to, "items", "1|first");
        from.run("insert into shop.items values (2, 'second')");
        shows(to, "items", "1|first", "2|second");
        return second;
    }

    private void migrate(RunPlan.Side source, RunPlan.Side target, Statements from, ContractDatabase to)
            throws Exception {
        from.run(
                "create table shop.orders (id int primary key, note varchar(50), price decimal(10,2))",
                "insert into shop.orders values (1, 'one', 1.50), (2, 'two', null), (3, 'three', 3.00)");
        try (Runs runs = new Runs(spill)) {
            runs.between(source, target);
            Started first = runs.start(Start.FRESH);
            first.expect(RunReport.LoadFinished.class);
            from.run(
                    "insert into shop.orders values (4, 'four', 4.25)",
                    "update shop.orders set note = 'uno' where id = 1",
                    "update shop.orders set id = 20 where id = 2",
                    "delete from shop.orders where id = 3");
            shows(to, "orders", "1|uno|1.50", "4|four|4.25", "20|two|null");
            assertEquals(StopReason.NORMAL, first.stop());

            from.run(
                    "insert into shop.orders values (5, 'while stopped', 5.00)",
                    "alter table shop.orders add column extra varchar(10)",
                    "update shop.orders set extra = 'new' where id = 5",
                    "insert into shop.orders values (6, 'six', 6.00, 'x')");
            Started second = runs.start(Start.RESUME);
            shows(
                    to,
                    "orders",
                    "1|uno|1.50|null",
                    "4|four|4.25|null",
                    "5|while stopped|5.00|new",
                    "6|six|6.00|x",
                    "20|two|null|null");
            assertEquals(StopReason.NORMAL, second.stop());

            from.run("update shop.orders set extra = 'again' where id = 6", "delete from shop.orders where id = 20");
            Started third = runs.start(Start.RESUME);
            shows(to, "orders", "1|uno|1.50|null", "4|four|4.25|null", "5|while stopped|5.00|new", "6|six|6.00|again");
            assertEquals(StopReason.NORMAL, third.stop());
        }
    }

    private static void shows(ContractDatabase database, String table, String... rows) {
        eventually(
                () -> List.of(rows) + ", seen " + rows(database, table),
                () -> rows(database, table).equals(List.of(rows)));
    }

    private static List<String> rows(ContractDatabase database, String table) {
        return database.seen("select * from shop." + table + " order by id");
    }
}
