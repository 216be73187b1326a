package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.jdbc.OpenSockets;
import io.dmslocal.engine.connector.jdbc.SslMode;
import io.dmslocal.engine.connector.mysql.wire.Login;
import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.connector.spi.LockWait;
import io.dmslocal.engine.connector.spi.OpenTransaction;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** Opens sessions to an endpoint, all with the same settings and one name, and says in words what went wrong. */
final class Sessions {

    private static final int DEFAULT_PORT = 3306;

    /**
     * UTC, so that TIMESTAMP comes and goes in it. Strict, so that nothing is cut or bent silently; zero dates are let in, because a source of the
     * family may have them. A slow reader or writer on our side must not make the server hang up.
     */
    private static final String SETTINGS = "SET NAMES utf8mb4, time_zone='+00:00',"
            + " sql_mode='STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION',"
            + " net_write_timeout=864000, net_read_timeout=864000, wait_timeout=2147483";

    /** For a question that is worth asking only when it is answered soon. */
    private static final int SOON_MILLIS = 2_000;

    private static final Pattern PORT = Pattern.compile(":\\d+$");

    private final EndpointSettings endpoint;
    private final ConnectorLog log;
    private final OpenSockets sockets = new OpenSockets();

    Sessions(EndpointSettings endpoint, ConnectorLog log) {
        this.endpoint = endpoint;
        this.log = log;
    }

    /** Of whoever the sessions are opened for. */
    ConnectorLog log() {
        return log;
    }

    EndpointSettings endpoint() {
        return endpoint;
    }

    Session open() {
        Login login = login(
                endpoint.attribute("connectiontimeout").map(Integer::parseInt).orElse(10) * 1000);
        Session session = null;
        try {
            session = Session.open(login, sockets.with(new Socket()));
            session.execute(SETTINGS);
            afterConnect(session);
            return session;
        } catch (IOException e) {
            if (session != null) {
                session.close();
            }
            throw failure("connect to " + login.host() + ":" + login.port() + " as " + login.user(), e);
        }
    }

    private Login login(int connectMillis) {
        return new Login(
                endpoint.serverName(),
                endpoint.portOr(DEFAULT_PORT),
                endpoint.username(),
                endpoint.password(),
                SslMode.of(endpoint).word(),
                endpoint.certificatePem(),
                connectMillis,
                log.owner().isEmpty() ? Login.PROGRAM : Login.PROGRAM + " " + log.owner());
    }

    /** Which of them wait for a lock. */
    List<LockWait> lockWaits() {
        List<Integer> ports = sockets.ports();
        try (Session session = Session.open(login(SOON_MILLIS))) {
            session.readTimeout(SOON_MILLIS);
            return ports.isEmpty() ? List.of() : new LockWaits(session).of(ids(session, ports));
        } catch (ServerError refused) {
            log.debug(Component.COMMON, "The server does not say who waits for locks: " + words(refused), refused);
            return List.of();
        } catch (IOException e) {
            throw failure("ask for locks", e);
        }
    }

    /** Anybody's, not only theirs. */
    List<OpenTransaction> openTransactions() {
        try (Session session = Session.open(login(SOON_MILLIS))) {
            session.readTimeout(SOON_MILLIS);
            return new OpenWrites(session).list();
        } catch (IOException e) {
            throw failure("ask for open transactions", e);
        }
    }

    /**
     * Breaks every call, and every one to come. A server that is there is told as well: who waits for a lock does not look whether its client is, and would
     * execute what it waits to do. Takes seconds at most.
     */
    void cut() {
        List<Integer> ports = sockets.ports();
        sockets.cut();
        if (ports.isEmpty()) {
            return;
        }
        try (Session session = Session.open(login(SOON_MILLIS))) {
            session.readTimeout(SOON_MILLIS);
            for (String id : ids(session, ports)) {
                kill(session, id);
            }
        } catch (IOException e) {
            log.info(
                    Component.COMMON,
                    "What sessions of the " + endpoint + " were doing could not be ended there: " + words(e));
        }
    }

    /** Those on our side of the way: where somebody stands between us and the server it does not know them, and none is found. */
    private static List<String> ids(Session session, List<Integer> ports) throws IOException {
        String own = session.value("SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()");
        String host = PORT.matcher(own).replaceFirst("");
        String hosts = ports.stream()
                .map(port -> "'" + host.replace("'", "''") + ":" + port + "'")
                .collect(Collectors.joining(", "));
        return session.rows("SELECT ID FROM information_schema.PROCESSLIST WHERE HOST IN (" + hosts + ")").stream()
                .map(row -> row[0])
                .toList();
    }

    private static void kill(Session session, String id) throws IOException {
        try {
            session.execute("KILL " + id);
        } catch (ServerError gone) {
            // it is not there any more
        }
    }

    /** AWS: AfterConnectScript (source) and Initstmt (target); a failure does not stop the task. */
    private void afterConnect(Session session) throws IOException {
        String script = endpoint.attribute("afterconnectscript")
                .or(() -> endpoint.attribute("initstmt"))
                .orElse("");
        if (!script.isBlank()) {
            try {
                session.rows(script);
            } catch (ServerError e) {
                log.warn(Component.COMMON, "AfterConnectScript of " + endpoint.endpointArn() + " failed: " + e);
            }
        }
    }

    /** What to throw for a failed exchange with the server. */
    ConnectorException failure(String attempt, IOException e) {
        String text = "Could not " + attempt + " (" + endpoint.engineName() + " endpoint " + endpoint.endpointArn()
                + ", " + endpoint.serverName() + ":" + endpoint.portOr(DEFAULT_PORT) + "): " + words(e);
        return isRecoverable(e) ? ConnectorException.recoverable(text, e) : ConnectorException.fatal(text, e);
    }

    private String words(IOException e) {
        if (e instanceof ServerError error) {
            return error + cure(error);
        }
        if (e instanceof UnknownHostException) {
            return "the host name is not known.";
        }
        if (e instanceof SSLException && SslMode.of(endpoint).verifies()) {
            return e.getMessage()
                    + ". The server's certificate must be signed by the CA in the endpoint's CertificateArn"
                    + (SslMode.of(endpoint) == SslMode.VERIFY_FULL
                            ? " and name the host " + endpoint.serverName() + "."
                            : ".");
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String cure(ServerError error) {
        return switch (error.code()) {
            case 1045, 1698 -> ". Check user name and password, and from where the user may connect.";
            case 1044, 1142, 1143, 1227 -> ". Grant the user this right.";
            default -> "";
        };
    }

    static boolean isRecoverable(IOException e) {
        if (e instanceof ServerError error) {
            return switch (error.code()) {
                // too many connections, shutting down, lock wait, deadlock, killed, statement interrupted, idle for too
                // long
                case 1040, 1053, 1077, 1152, 1153, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1317, 1927, 3024, 4031 ->
                    true;
                default -> false;
            };
        }
        return e instanceof SocketException
                || e instanceof SocketTimeoutException
                || e instanceof EOFException
                || e instanceof UnknownHostException;
    }
}
