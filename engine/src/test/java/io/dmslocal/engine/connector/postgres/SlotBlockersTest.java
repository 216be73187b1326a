package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who keeps the server from making a slot. */
class SlotBlockersTest extends CaptureFixture {

    @BeforeEach
    void tables() throws SQLException {
        DATABASE.run("create table c.t (id int primary key)");
    }

    @Test
    void whoHasWrittenIsNamedWithItsBegin() throws SQLException {
        try (Connection writer = DATABASE.connect();
                Connection asks = DATABASE.connect()) {
            int process = writes(writer);

            String words = SlotBlockers.of(asks).orElseThrow().words();

            assertTrue(words.matches(".*[:;] process " + process + ", user \\w+, open since \\d.*"), words);
        }
    }

    @Test
    void whoMayNotKnowWhenItBeganIsToldWhoItIs() throws SQLException {
        try (Connection writer = DATABASE.connect();
                Connection stranger = DATABASE.connect();
                Statement asks = stranger.createStatement()) {
            int process = writes(writer);
            asks.execute("do $$ begin create role c_stranger; exception when duplicate_object then null; end $$");
            asks.execute("set role c_stranger");

            String words = SlotBlockers.of(stranger).orElseThrow().words();

            assertTrue(words.matches(".*[:;] process " + process + ", user \\w+(;.*)?"), words);
        }
    }

    /** @return the server's process that has written, and goes on */
    private static int writes(Connection writer) throws SQLException {
        writer.setAutoCommit(false);
        try (Statement statement = writer.createStatement()) {
            statement.execute("insert into c.t values (1)");
            try (ResultSet found = statement.executeQuery("select pg_backend_pid()")) {
                found.next();
                return found.getInt(1);
            }
        }
    }
}
