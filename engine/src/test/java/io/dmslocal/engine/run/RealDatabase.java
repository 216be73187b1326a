package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.Source;
import java.sql.SQLException;
import java.util.List;

/** A real database as one side of a run, with a schema {@code shop}; both kinds understand the tests' SQL. */
record RealDatabase(ContractDatabase database, Connector connector, boolean isPostgres) {

    static RealDatabase postgres(String name) throws SQLException {
        return new RealDatabase(PostgresServer.shared().database(name), new PostgresConnector(), true).empty();
    }

    static RealDatabase mySql() throws SQLException {
        return new RealDatabase(new ServerDatabase(MySqlServer.shared()), new MySqlConnector(), false).empty();
    }

    static RealDatabase mariaDb() throws SQLException {
        return new RealDatabase(new ServerDatabase(MariaDbServer.shared()), new MySqlConnector(), false).empty();
    }

    private RealDatabase empty() throws SQLException {
        database.createSchema("shop");
        run(
                isPostgres
                        ? "drop table if exists public.awsdms_validation_failures_v1, public.awsdms_validation_failures_v2,"
                                + " public.awsdms_apply_exceptions"
                        : "drop database if exists awsdms_control");
        return this;
    }

    RunPlan.Side side() {
        return new RunPlan.Side(connector, database.endpoint());
    }

    void run(String... statements) throws SQLException {
        database.run(statements);
    }

    /** Its type for texts of any length. */
    String longText() {
        return isPostgres ? "text" : "longtext";
    }

    /** Its type for bytes of any number. */
    String longBytes() {
        return isPostgres ? "bytea" : "longblob";
    }

    /** A name of a control table, where the default puts it. */
    String control(String table) {
        return (isPostgres ? "public." : "awsdms_control.") + table;
    }

    /** How many rows of awsdms_apply_exceptions tell of a table. */
    long exceptions(String table) throws SQLException {
        return count("select count(*) from " + control("awsdms_apply_exceptions") + " where "
                + (isPostgres ? "\"TABLE_NAME\"" : "TABLE_NAME") + " = '" + table + "'");
    }

    /** Nothing is kept here any more for a task. */
    void forget(String captureName) {
        try (Source source = connector.source(database.endpoint())) {
            source.endCapture(captureName);
        }
    }

    /**
     * Fills a table by one statement.
     *
     * @param select columns, of which {@code i} runs from {@code from} to {@code to}
     */
    void insertNumbers(String table, String select, int from, int to) throws SQLException {
        String insert = "insert into " + table + " ";
        if (isPostgres) {
            run(insert + "select " + select + " from generate_series(" + from + "," + to + ") as i");
            return;
        }
        run(
                "set cte_max_recursion_depth = 10000000",
                insert + "with recursive n(i) as (select " + from + " union all select i + 1 from n where i < " + to
                        + ") select " + select + " from n");
    }

    long count(String query) throws SQLException {
        return Long.parseLong(rows(query).get(0));
    }

    /** Rows as text, columns joined by a bar. */
    List<String> rows(String query) throws SQLException {
        return database.rows(query);
    }

    /** The same, or what the server has against the query. */
    List<String> seen(String query) {
        return database.seen(query);
    }

    /** Hangs up on everybody who writes here, as a network does that breaks. */
    void hangUp() throws SQLException {
        if (isPostgres) {
            run("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                    + " and pid <> pg_backend_pid() and backend_type = 'client backend'");
            return;
        }
        for (String id : rows("select id from information_schema.processlist where user = 'dms'"
                + " and id <> connection_id() and command not like 'Binlog%'")) {
            try {
                run("kill " + id);
            } catch (SQLException gone) {
                // it has hung up by itself
            }
        }
    }
}
