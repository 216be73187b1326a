package io.dmslocal.deploy.process;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL on a free loopback port, with one user and one database, ready for logical replication. */
public final class PostgresProcess implements AutoCloseable {

    public static final String USER = "local";
    public static final String PASSWORD = "local-password";

    private final EmbeddedPostgres postgres;
    private final String name;

    private PostgresProcess(EmbeddedPostgres postgres, String name) {
        this.postgres = postgres;
        this.name = name;
    }

    /** One whose files vanish with it. */
    public static PostgresProcess start(String name) {
        return start(EmbeddedPostgres.builder(), name);
    }

    private static PostgresProcess start(EmbeddedPostgres.Builder builder, String name) {
        try {
            PostgresProcess database = new PostgresProcess(
                    builder.setServerConfig("listen_addresses", "127.0.0.1")
                            .setServerConfig("synchronous_commit", "on") // off delays what the log shows by 200 ms
                            .setServerConfig("wal_level", "logical")
                            .setServerConfig("max_wal_senders", "10")
                            .setServerConfig("max_replication_slots", "10")
                            .setServerConfig("shared_buffers", "128MB")
                            .setServerConfig("max_wal_size", "4GB") // no checkpoint in the middle of the show
                            .start(),
                    name);
            database.initialize();
            return database;
        } catch (IOException e) {
            throw new ProcessFailure(
                    "PostgreSQL does not start here: " + e.getMessage()
                            + " (it runs on 64-bit Linux; as root it needs unshare from util-linux and user namespaces)",
                    e);
        }
    }

    /** The binaries come up trusting everybody: from here on there is one user, with a password. */
    private void initialize() {
        try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + USER + " superuser login password '" + PASSWORD + "'");
            statement.execute("create database " + name);
            String rules;
            try (ResultSet file = statement.executeQuery("show hba_file")) {
                file.next();
                rules = file.getString(1);
            }
            statement.execute("copy (select 'host all all 127.0.0.1/32 scram-sha-256') to '" + rules + "'");
            statement.execute("select pg_reload_conf()");
        } catch (SQLException e) {
            throw new ProcessFailure("PostgreSQL cannot be set up: " + e.getMessage(), e);
        }
    }

    public int port() {
        return postgres.getPort();
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(name), USER, PASSWORD);
    }

    public String name() {
        return name;
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new ProcessFailure("PostgreSQL does not stop: " + e.getMessage(), e);
        }
    }
}
