package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.mysql.wire.Login;
import io.dmslocal.engine.connector.mysql.wire.Outcome;
import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SessionTest {

    abstract static class AgainstAServer {

        abstract DatabaseServer server();

        @Test
        void aQueryGivesItsRowsAsText() throws IOException {
            try (Session session = server().session()) {
                assertEquals(
                        "1/é/null",
                        String.join("/", session.rows("SELECT 1, 'é', NULL").get(0)[0], "é", "null"));
            }
        }

        @Test
        void aWrongPasswordIsRefusedByTheServer() {
            Login wrong = new Login("127.0.0.1", server().port(), DatabaseServer.USER, "wrong", "none", "", 10_000);

            assertEquals(
                    1045,
                    assertThrows(ServerError.class, () -> Session.open(wrong)).code());
        }

        @Test
        void sslModeRequireEncrypts() throws IOException {
            Login encrypted = new Login(
                    "127.0.0.1", server().port(), DatabaseServer.USER, DatabaseServer.PASSWORD, "require", "", 10_000);
            if (server().rows("SHOW VARIABLES LIKE 'have_ssl'").get(0)[1].equals("YES")) {
                try (Session session = Session.open(encrypted)) {
                    assertTrue(!session.rows("SHOW STATUS LIKE 'Ssl_cipher'")
                            .get(0)[1]
                            .isEmpty());
                }
            } else {
                assertTrue(assertThrows(IOException.class, () -> Session.open(encrypted))
                        .getMessage()
                        .contains("no TLS"));
            }
        }

        @Test
        void severalStatementsInOnePacketHaveACountEachOfRowsMatched() throws IOException {
            server().execute("CREATE DATABASE IF NOT EXISTS wire", "CREATE OR REPLACE VIEW wire.v AS SELECT 1");
            try (Session session = server().session()) {
                session.execute("CREATE TEMPORARY TABLE wire.several (id INT PRIMARY KEY, v INT)");
                byte[] sql = ("INSERT INTO wire.several VALUES (1,1),(2,2);UPDATE wire.several SET v=1 WHERE id=1;"
                                + "INSERT INTO wire.several VALUES (1,1);DELETE FROM wire.several")
                        .getBytes(StandardCharsets.UTF_8);
                session.send(sql, sql.length);

                assertEquals(new Outcome(2, 0), session.outcome());
                assertEquals(1, session.outcome().rows());
                assertEquals(
                        1062, assertThrows(ServerError.class, session::outcome).code());
                assertEquals("2", session.value("SELECT COUNT(*) FROM wire.several"));
            }
        }

        @Test
        void aValueOfMoreThan16MegabytesComesWhole() throws IOException {
            server().execute("SET GLOBAL max_allowed_packet=67108864");
            try (Session session = server().session()) {
                assertEquals(
                        20_000_000,
                        session.value("SELECT REPEAT('x', 20000000)").length());
                String sent = "y".repeat(20_000_000);
                assertEquals("20000000", session.value("SELECT LENGTH('" + sent + "')"));
            }
        }
    }

    @Nested
    class OnMySql extends AgainstAServer {
        @Override
        DatabaseServer server() {
            return MySqlServer.shared();
        }
    }

    @Nested
    class OnMariaDb extends AgainstAServer {
        @Override
        DatabaseServer server() {
            return MariaDbServer.shared();
        }
    }
}
