package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.OpenTransaction;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenWritesTest extends CaptureFixture {

    private static final TableId TABLE = new TableId("c", "t");

    @BeforeEach
    void tables() throws SQLException {
        DATABASE.run("create table c.t (id int primary key)", "create table c.other (id int primary key)");
    }

    @Test
    void aTransactionIsOpenFromItsFirstWriteToATableUntilItsEnd() throws SQLException {
        try (Connection writer = DATABASE.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("select * from c.t");
            assertEquals(List.of(), open());
            statement.execute("insert into c.other values (1)");
            assertEquals(List.of(), open());
            statement.execute("insert into c.t values (1)");

            assertEquals(1, open().size());
            assertEquals(true, open().get(0).age().isPresent());

            writer.rollback();
            assertEquals(List.of(), open());
        }
    }

    @Test
    void whoMayNotKnowWhenItBeganSeesThatItIsThere() throws SQLException {
        try (Connection writer = DATABASE.connect();
                Statement statement = writer.createStatement();
                Connection stranger = DATABASE.connect();
                Statement asks = stranger.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into c.t values (1)");
            asks.execute("do $$ begin create role c_stranger; exception when duplicate_object then null; end $$");
            asks.execute("set role c_stranger");

            List<OpenTransaction> open = new OpenWrites(stranger).to(Set.of(TABLE));

            assertEquals(1, open.size());
            assertEquals(false, open.get(0).age().isPresent());
        }
    }

    private List<OpenTransaction> open() {
        return source.openTransactions(Set.of(TABLE));
    }
}
