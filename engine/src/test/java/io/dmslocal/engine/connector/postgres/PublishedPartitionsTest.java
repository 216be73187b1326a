package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
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

    @Test
    void whoTakesPartitionsAfterTheWholeHasTheirChangesUnderTheirNames() throws SQLException {
        publications.ensureLater(List.of(PART));
        assertEquals("part", published());
        publications.ensureLater(List.of(WHOLE));
        assertEquals("whole", published());
        publications.ensureLater(List.of(PART));
        assertEquals("part", published());
    }

    @Test
    void aWholeBesideAnotherTableStays() throws SQLException {
        database.run("create table pp.other (id int primary key)");
        publications.ensureLater(List.of(WHOLE));
        publications.ensureLater(List.of(WHOLE, new TableId("pp", "other")));
        assertEquals("other,whole", published());
    }

    /** Under which names changes come. */
    private String published() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select string_agg(distinct tablename::text, ',' order by tablename::text)"
                                + " from pg_publication_tables where pubname like 'pp_test%'")) {
            found.next();
            return found.getString(1);
        }
    }
}
