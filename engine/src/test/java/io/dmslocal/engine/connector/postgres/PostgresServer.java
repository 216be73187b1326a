package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.Ports;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.settings.EndpointSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * A real PostgreSQL 17 on a free loopback port, ready for logical replication. {@link #shared} is one per JVM and ends with it; {@link #start} is
 * for tests that stop it.
 */
public final class PostgresServer implements AutoCloseable {

    public static final String USER = "dms";
    public static final String PASSWORD = "s3cret-of-dms";

    private static PostgresServer shared;

    private final EmbeddedPostgres postgres;

    private PostgresServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    public static PostgresServer start() {
        return start(Map.of());
    }

    /** @param parameters that win over the usual ones */
    public static PostgresServer start(Map<String, String> parameters) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPort(Ports.free())
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("synchronous_commit", "on") // off delays what the log shows by 200 ms
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_wal_senders", "20")
                    .setServerConfig("max_replication_slots", "20")
                    .setServerConfig("max_prepared_transactions", "5");
            parameters.forEach(builder::setServerConfig);
            PostgresServer server = new PostgresServer(builder.start());
            server.askForPasswords();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The binaries come up trusting everybody: from here on, the one user is {@link #USER} with its password. */
    private void askForPasswords() {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port() + "/postgres", "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + USER + " superuser login password '" + PASSWORD + "'");
            String rules;
            try (ResultSet file = statement.executeQuery("show hba_file")) {
                file.next();
                rules = file.getString(1);
            }
            statement.execute("copy (select 'host all all 127.0.0.1/32 scram-sha-256') to '" + rules + "'");
            statement.execute("select pg_reload_conf()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An empty database of this name, made anew. */
    public ContractDatabase database(String name) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = '"
                    + name + "' and not active");
            statement.execute("drop database if exists \"" + name + "\" with (force)");
            statement.execute("create database \"" + name + "\"");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Database(this, name, Map.of());
    }

    public int port() {
        return postgres.getPort();
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/" + database, USER, PASSWORD);
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Database(PostgresServer server, String name, Map<String, String> attributes)
            implements ContractDatabase {

        @Override
        public EndpointSettings endpoint() {
            return new EndpointSettings(
                    "arn:aws:dms:us-east-1:000000000000:endpoint:PG",
                    "postgres",
                    "127.0.0.1",
                    server.port(),
                    USER,
                    PASSWORD,
                    name,
                    "none",
                    "",
                    attributes);
        }

        @Override
        public Connection connect() throws SQLException {
            return server.connect(name);
        }

        @Override
        public void createSchema(String schema) throws SQLException {
            run("drop schema if exists " + quote(schema) + " cascade", "create schema " + quote(schema));
        }

        @Override
        public String quote(String name) {
            return '"' + name.replace("\"", "\"\"") + '"';
        }
    }
}
