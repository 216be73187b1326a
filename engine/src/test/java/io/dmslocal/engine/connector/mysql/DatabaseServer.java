package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Login;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A real server for tests, on loopback; user {@code dms} may do everything. */
public interface DatabaseServer {

    String USER = "dms";
    String PASSWORD = "dms-secret";

    /** AWS's engine name. */
    String engineName();

    int port();

    default Login login() {
        return new Login("127.0.0.1", port(), USER, PASSWORD, "none", "", 10_000);
    }

    default EndpointSettings endpoint() {
        return endpoint(Map.of());
    }

    default EndpointSettings endpoint(Map<String, String> attributes) {
        return new EndpointSettings(
                "arn:aws:dms:us-east-1:000000000000:endpoint:TEST",
                engineName(),
                "127.0.0.1",
                port(),
                USER,
                PASSWORD,
                "",
                "none",
                "",
                attributes);
    }

    default Session session() throws IOException {
        return Session.open(login());
    }

    default void execute(String... statements) {
        try (Session session = session()) {
            for (String statement : statements) {
                session.execute(statement);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    default List<String[]> rows(String query) {
        try (Session session = session()) {
            return session.rows(query);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
