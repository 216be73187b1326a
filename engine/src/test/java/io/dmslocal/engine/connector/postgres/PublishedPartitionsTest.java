package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitioned tables and their partitions in the publications of a task. */
class PublishedPartitionsTest {

    private static final TableId WHOLE = new TableId("pp", "whole");
    private static final TableId PART = new TableId("pp", "part");

    private ContractDatabase database;
    private Connection connection;
    private Publications publications;

    @BeforeEach
    void publications() throws SQLException {
        database = PostgresServer.shared().database("published_partitions");
        database.createSchema("pp");
        database.run(
                "create table pp.whole (id int primary key) partition by range (id)",
                "create table pp.part partition of pp.whole for values from (0) to (1000)");
        connection = database.connect();
        publications = new Publications(connection, "pp_test");
        publications.drop();
        publications.ensure(List.of());
    }

    @AfterEach
    void drop() throws SQLException {
        publications.drop();
        connection.close();
    }

    @Test
    void aWholeIsNotAddedWhileATransactionWritesToAPartition() throws SQLException {
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into pp.part values (1)");
            assertFalse(publications.addLater(WHOLE));
            writer.commit();
        }
        assertTrue(publications.addLater(WHOLE));
    }
}
