package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.CertificateFile;
import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.jdbc.OpenSockets;
import io.dmslocal.engine.connector.jdbc.SslMode;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/** Opens connections in which values read and write the same whatever the server's locale and zone are. */
final class PostgresSession {

    private static final String APPLICATION = "dms-local";

    /** The server cuts longer ones (NAMEDATALEN). */
    private static final int NAME_LENGTH = 63;

    private static final int DEFAULT_PORT = 5432;
    private static final int CONNECT_SECONDS = 10;
    private static final int SOON_SECONDS = 2;

    /**
     * Text forms: UTC, ISO dates, ISO intervals (the only style that is easy to read back), hex bytea, all digits. Rows hidden by row security are
     * an error instead of silently missing. A load may wait long for its target: it must not be ended as idle.
     */
    private static final String SETTINGS = """
            SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET bytea_output = 'hex';
            SET extra_float_digits = 3; SET lc_monetary = 'C'; SET search_path = ''; SET row_security = off;
            SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0""";

    private PostgresSession() {}

    static Connection open(EndpointSettings endpoint) {
        return open(endpoint, new OpenSockets(), "");
    }

    /** @param owner see {@link #name} */
    static Connection open(EndpointSettings endpoint, OpenSockets sockets, String owner) {
        return open(endpoint, sockets, named(owner));
    }

    /** For a question that is worth asking only when it is answered soon. */
    static Connection openAtOnce(EndpointSettings endpoint) {
        Properties properties = named("");
        PGProperty.CONNECT_TIMEOUT.set(properties, SOON_SECONDS);
        PGProperty.LOGIN_TIMEOUT.set(properties, SOON_SECONDS);
        PGProperty.SOCKET_TIMEOUT.set(properties, SOON_SECONDS);
        return open(endpoint, new OpenSockets(), properties);
    }

    /** A connection that speaks the replication protocol, in which plain SQL works too. */
    static Connection openForReplication(EndpointSettings endpoint, OpenSockets sockets, String captureName) {
        Properties properties = named(captureName);
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.RECEIVE_BUFFER_SIZE.set(properties, 4 << 20); // a backlog piles up there while we decode
        return open(endpoint, sockets, properties);
    }

    /** A connection to read tables by COPY: rows come many at a time where nothing stands between us and the server. */
    static Connection openForRows(EndpointSettings endpoint, OpenSockets sockets, String owner) {
        Properties properties = named(owner);
        if (SslMode.of(endpoint) == SslMode.NONE) {
            PGProperty.SOCKET_FACTORY.set(properties, RowSockets.class.getName());
            PGProperty.GSS_ENC_MODE.set(properties, "disable");
        }
        return open(endpoint, sockets, properties);
    }

    /**
     * A connection whose statements come again and again: the driver keeps so many, and the server has prepared those that it keeps. So who uses them closes
     * each, and asks for it anew.
     */
    static Connection openForChanges(EndpointSettings endpoint, OpenSockets sockets, String owner, int statements) {
        Properties properties = named(owner);
        PGProperty.PREPARED_STATEMENT_CACHE_QUERIES.set(properties, statements);
        return open(endpoint, sockets, properties);
    }

    /**
     * A session's name in pg_stat_activity: so a later run recognises the reader that an earlier left behind, and people whose locks they see.
     *
     * @param owner name of the task's capture; empty where the session is opened for no task
     */
    static String name(String owner) {
        String name = owner.isEmpty() ? APPLICATION : APPLICATION + " " + owner;
        return name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH);
    }

    private static Properties named(String owner) {
        Properties properties = new Properties();
        PGProperty.APPLICATION_NAME.set(properties, name(owner));
        return properties;
    }

    private static Connection open(EndpointSettings endpoint, OpenSockets sockets, Properties properties) {
        PGProperty.USER.set(properties, endpoint.username());
        PGProperty.PASSWORD.set(properties, endpoint.password());
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.4");
        if (!properties.containsKey(PGProperty.CONNECT_TIMEOUT.getName())) {
            PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
            PGProperty.LOGIN_TIMEOUT.set(properties, 3 * CONNECT_SECONDS);
        }
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        if (PGProperty.SOCKET_FACTORY.getOrDefault(properties) == null) {
            PGProperty.SOCKET_FACTORY.set(properties, ProbedSockets.class.getName());
        }
        properties.setProperty(ProbedSockets.OWNER, sockets.name());
        PGProperty.MAX_SEND_BUFFER_SIZE.set(properties, 1 << 16);
        PGProperty.PREPARE_THRESHOLD.set(properties, 3);
        PGProperty.STRING_TYPE.set(properties, "unspecified"); // the server finds the type of a text parameter
        secure(endpoint, properties);
        String url = "jdbc:postgresql://" + host(endpoint.serverName()) + ":" + endpoint.portOr(DEFAULT_PORT) + "/"
                + percent(endpoint.databaseName());
        Connection connection;
        try {
            Driver driver = new org.postgresql.Driver();
            connection = driver.connect(url, properties);
        } catch (SQLException e) {
            throw JdbcFailure.of("Connecting to", endpoint, e);
        }
        try (Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS.split(";")) {
                statement.execute(setting.strip());
            }
            return connection;
        } catch (SQLException e) {
            abort(connection);
            throw JdbcFailure.of("Connecting to", endpoint, e);
        }
    }

    private static void secure(EndpointSettings endpoint, Properties properties) {
        SslMode mode = SslMode.of(endpoint);
        PGProperty.SSL_MODE.set(
                properties,
                switch (mode) {
                    case NONE -> "disable";
                    case REQUIRE -> "require";
                    case VERIFY_CA -> "verify-ca";
                    case VERIFY_FULL -> "verify-full";
                });
        if (mode.verifies()) {
            PGProperty.SSL_ROOT_CERT.set(
                    properties, CertificateFile.of(endpoint.certificatePem()).toString());
        }
    }

    static PGConnection postgres(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class);
    }

    /** Ends a connection without waiting for the server, whatever it is doing; its transaction rolls back. */
    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            // it is gone, which is what was wanted
        }
    }

    private static String host(String name) {
        return name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
    }

    private static String percent(String database) {
        return java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
