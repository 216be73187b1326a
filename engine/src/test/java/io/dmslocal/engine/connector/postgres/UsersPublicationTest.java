package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a publication that a user has made leaves out of tables that a task takes. */
class UsersPublicationTest {

    private static final String ALTER = "ALTER PUBLICATION \"of_users\" ";

    private ContractDatabase database;
    private Connection connection;
    private UsersPublication publication;

    @BeforeEach
    void tables() throws SQLException {
        database = PostgresServer.shared().database("users_publication");
        database.createSchema("up");
        database.run(
                "drop publication if exists of_users",
                "create table up.a (id int primary key, s text)",
                "create table up.b (id int primary key)",
                "create table up.keyless (id int)",
                "create unlogged table up.unlogged (id int primary key)",
                "create view up.v as select * from up.a",
                "create table up.whole (id int primary key) partition by range (id)",
                "create table up.part partition of up.whole for values from (0) to (1000)");
        connection = database.connect();
        publication = new UsersPublication(connection, "of_users");
    }

    @AfterEach
    void drop() throws SQLException {
        connection.close();
        database.run("drop publication if exists of_users");
    }

    private static TableId table(String name) {
        return new TableId("up", name);
    }

    private void create(String rest) throws SQLException {
        database.run("create publication of_users " + rest);
    }

    private String words(String... tables) throws SQLException {
        return publication.words(
                Stream.of(tables).map(UsersPublicationTest::table).toList());
    }

    @Test
    void oneThatIsNotThereIsNamedWithTheStatementThatMakesIt() throws SQLException {
        assertFalse(publication.exists());
        assertEquals(
                "There is no publication of_users (PublicationName) in the database. CREATE PUBLICATION \"of_users\""
                        + " FOR TABLE \"up\".\"a\", \"up\".\"b\"; and start the task with reload-target where it ran before.",
                words("a", "b"));
    }

    @Nested
    class Members {

        @Test
        void tablesThatItLacksAreNamedTogether() throws SQLException {
            create("for table up.a");

            assertEquals("", words("a"));
            assertEquals(
                    "Publication of_users does not have up.b, up.keyless: no change of them would be told. " + ALTER
                            + "ADD TABLE \"up\".\"b\", \"up\".\"keyless\".",
                    words("a", "b", "keyless"));
            assertEquals(
                    Set.of(table("b")),
                    publication.hindrances(List.of(table("a"), table("b"))).keySet());
            database.run("alter publication of_users add table up.b, up.keyless");
            assertEquals("", words("a", "b", "keyless"));
        }

        @Test
        void oneOfAllTablesHasThem() throws SQLException {
            create("for all tables with (publish_via_partition_root = true)");

            assertEquals("", words("a", "keyless", "whole"));
        }

        @Test
        void oneOfASchemaHasItsTables() throws SQLException {
            database.run("drop schema if exists up_other cascade", "create schema up_other");
            database.run("create table up_other.t (id int primary key)");
            create("for tables in schema up with (publish_via_partition_root = true)");
            TableId other = new TableId("up_other", "t");

            assertEquals("", words("a", "keyless", "whole"));
            String words = publication.words(List.of(table("a"), other));
            assertTrue(words.contains("does not have up_other.t"), words);
            database.run("alter publication of_users add table up_other.t");
            assertEquals("", publication.words(List.of(table("a"), other)));
        }

        @Test
        void whatIsNeverCapturedOrNotThereIsNotMissed() throws SQLException {
            create("for table up.a");

            assertEquals("", words("a", "v", "unlogged", "nowhere"));
        }
    }

    @Nested
    class PartitionedTables {

        @Test
        void oneThatIsTakenAsAWholeMustBeToldAsOne() throws SQLException {
            create("for table up.whole");
            String words = words("whole");
            assertTrue(words.contains("tells changes of up.whole under the names of its partitions"), words);
            assertTrue(words.contains(ALTER + "SET (publish_via_partition_root = true)"), words);

            database.run("alter publication of_users set (publish_via_partition_root = true)");

            assertEquals("", words("whole"));
        }

        @Test
        void aPartitionThatIsTakenForItselfMustBeToldUnderItsName() throws SQLException {
            create("for table up.whole with (publish_via_partition_root = true)");
            String words = words("part");
            assertTrue(words.contains("tells changes of up.part under the name of up.whole"), words);
            assertTrue(words.contains(ALTER + "SET (publish_via_partition_root = false)"), words);

            database.run("alter publication of_users set (publish_via_partition_root = false)");

            assertEquals("", words("part"));
        }

        @Test
        void aPartitionDoesNotStandForTheWhole() throws SQLException {
            create("for table up.part with (publish_via_partition_root = true)");

            assertTrue(words("whole").contains("does not have up.whole"), words("whole"));
        }
    }

    @Nested
    class Operations {

        @Test
        void thoseThatAreLeftOutAreNamed() throws SQLException {
            create("for table up.a, up.b with (publish = 'insert, truncate')");

            assertEquals(
                    "Publication of_users does not publish updates and deletes: those of up.a, up.b would be missed. "
                            + ALTER + "SET (publish = 'insert, update, delete, truncate').",
                    words("a", "b"));
        }

        @Test
        void ofATableWithoutKeyOnlyInsertsAreCapturedAnyway() throws SQLException {
            create("for table up.keyless with (publish = 'insert')");
            assertEquals("", words("keyless"));

            database.run("alter publication of_users set (publish = 'update')");

            assertTrue(words("keyless").contains("does not publish inserts and deletes"), words("keyless"));
        }

        @Test
        void thatTruncateIsLeftOutRefusesNobody() throws SQLException {
            create("for table up.a with (publish = 'insert, update, delete')");
            assertEquals("", words("a"));
            assertTrue(publication.loss().orElse("").contains("does not publish TRUNCATE"));

            database.run("alter publication of_users set (publish = 'insert, update, delete, truncate')");

            assertEquals(Optional.empty(), publication.loss());
        }
    }

    @Test
    void aFilterOfRowsIsNamedWithTheStatementsThatTakeItAway() throws SQLException {
        create("for table up.a where (id > 5), up.b");

        String words = words("a", "b");

        assertTrue(words.startsWith("Publication of_users tells changes of up.a only for rows where (id > 5);"), words);
        assertTrue(
                words.contains(
                        "BEGIN; " + ALTER + "DROP TABLE \"up\".\"a\"; " + ALTER + "ADD TABLE \"up\".\"a\"; COMMIT"),
                words);
        assertFalse(words.contains("up.b"), words);
        database.run("alter publication of_users set table up.a, up.b");
        assertEquals("", words("a", "b"));
    }
}
