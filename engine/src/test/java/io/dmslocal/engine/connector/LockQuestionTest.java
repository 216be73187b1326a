package io.dmslocal.engine.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Ports;
import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is asked for locks and says something else is there, and perhaps at work; who says nothing is not. */
class LockQuestionTest {

    @Test
    void postgresWithoutRoomForAnotherSessionAnswers() throws SQLException {
        ContractDatabase database = PostgresServer.shared().database("lock_question");
        database.run("DROP ROLE IF EXISTS narrow", "CREATE ROLE narrow LOGIN PASSWORD 'thin' CONNECTION LIMIT 1");
        EndpointSettings narrow = as("narrow", "thin", database.endpoint());
        String url = "jdbc:postgresql://127.0.0.1:" + narrow.port() + "/" + narrow.databaseName();

        try (Connection only = DriverManager.getConnection(url, "narrow", "thin")) {
            assertTrue(only.isValid(1));
            assertEquals(List.of(), asked(new PostgresConnector(), narrow));
        }
    }

    @Test
    void mariaDbWithoutRoomForAnotherSessionAnswers() throws SQLException {
        ServerDatabase database = new ServerDatabase(MariaDbServer.shared());
        database.run(
                "CREATE OR REPLACE USER narrow@localhost IDENTIFIED BY 'thin' WITH MAX_USER_CONNECTIONS 1",
                "CREATE OR REPLACE USER narrow@'127.0.0.1' IDENTIFIED BY 'thin' WITH MAX_USER_CONNECTIONS 1");
        EndpointSettings narrow = as("narrow", "thin", database.endpoint());
        String url = "jdbc:mariadb://127.0.0.1:" + narrow.port() + "/";

        try (Connection only = DriverManager.getConnection(url, "narrow", "thin")) {
            assertTrue(only.isValid(1));
            assertEquals(List.of(), asked(new MySqlConnector(), narrow));
        }
    }

    @Test
    void whereNobodyListensNobodyAnswers() throws IOException {
        EndpointSettings postgres =
                nowhere(PostgresServer.shared().database("lock_question").endpoint());
        EndpointSettings mariaDb = nowhere(MariaDbServer.shared().endpoint(Map.of()));

        assertThrows(ConnectorException.class, () -> asked(new PostgresConnector(), postgres));
        assertThrows(ConnectorException.class, () -> asked(new MySqlConnector(), mariaDb));
    }

    private static List<?> asked(Connector connector, EndpointSettings endpoint) {
        try (Target target = connector.target(endpoint)) {
            return target.lockWaits();
        }
    }

    private static EndpointSettings as(String user, String password, EndpointSettings of) {
        return new EndpointSettings(
                of.endpointArn(),
                of.engineName(),
                of.serverName(),
                of.port(),
                user,
                password,
                of.databaseName(),
                "none",
                "",
                of.attributes());
    }

    private static EndpointSettings nowhere(EndpointSettings of) throws IOException {
        return new EndpointSettings(
                of.endpointArn(),
                of.engineName(),
                of.serverName(),
                Ports.free(),
                of.username(),
                of.password(),
                of.databaseName(),
                "none",
                "",
                of.attributes());
    }
}
