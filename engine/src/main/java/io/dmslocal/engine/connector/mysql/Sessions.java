package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.jdbc.SslMode;
import io.dmslocal.engine.connector.mysql.wire.Login;
import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Opens sessions to an endpoint, all with the same settings, and says in words what went wrong. */
final class Sessions {

    private static final int DEFAULT_PORT = 3306;

    /**
     * UTC, so that TIMESTAMP comes and goes in it. Strict, so that nothing is cut or bent silently; zero dates are let in, because a source of the
     * family may have them. A slow reader or writer on our side must not make the server hang up.
     */
    private static final String SETTINGS = "SET NAMES utf8mb4, time_zone='+00:00',"
            + " sql_mode='STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION',"
            + " net_write_timeout=864000, net_read_timeout=864000, wait_timeout=2147483";

    private final EndpointSettings endpoint;
    private final ConnectorLog log;

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
        Login login = new Login(
                endpoint.serverName(),
                endpoint.portOr(DEFAULT_PORT),
                endpoint.username(),
                endpoint.password(),
                SslMode.of(endpoint).word(),
                endpoint.certificatePem(),
                endpoint.attribute("connectiontimeout").map(Integer::parseInt).orElse(10) * 1000);
        Session session = null;
        try {
            session = Session.open(login);
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
