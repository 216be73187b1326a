package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ChangeWriter.Refusals.Verdict;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.TargetContract;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a target of this family does beyond the contract. */
abstract class FamilyTarget extends TargetContract {

    private static final TableId TABLE = new TableId(SCHEMA, "own");
    private static final Column ID = new Column("id", DmsType.of(Kind.INT4), "int", false);

    private static TableSchema table(String name, boolean nullable) {
        Column column = new Column(name, DmsType.sized(Kind.WSTRING, 5), "varchar(5)", nullable);
        return new TableSchema(TABLE, List.of(ID, column), List.of("id"));
    }

    @Test
    void aColumnThatBeginsToTakeNullKeepsTheTypeThatTheUserGaveIt() throws Exception {
        TableSchema before = table("s", false);
        prepare(before, Preparation.DROP_AND_CREATE, false);
        String name = Sql.name(TABLE);
        database().run("alter table " + name + " modify s varchar(50) not null");
        assertThrows(SQLException.class, () -> database().run("insert into " + name + " values (1, null)"));

        target().alter(before, table("s", true));
        database().run("insert into " + name + " values (1, null), (2, repeat('x', 50))");

        assertEquals(List.of(Arrays.asList(1, null), List.of(2, "x".repeat(50))), rows(TABLE));
    }

    @Test
    void aRenamedColumnKeepsTheTypeThatTheUserGaveIt() throws Exception {
        TableSchema before = table("s", true);
        prepare(before, Preparation.DROP_AND_CREATE, false);
        database().run("alter table " + Sql.name(TABLE) + " modify s varchar(50)");

        target().alter(before, table("title", true));
        database().run("insert into " + Sql.name(TABLE) + " (id, title) values (2, repeat('x', 50))");

        assertEquals(List.of(List.of(2, "x".repeat(50))), rows(TABLE));
    }

    @Test
    void closingAWriterBreaksItsCallThatWaitsForALock() throws Exception {
        TableSchema schema = table("s", true);
        prepare(schema, Preparation.DROP_AND_CREATE, false);
        RowChange insert = new RowChange(
                schema,
                Operation.INSERT,
                Row.NONE,
                new Row(new Object[] {1L, "late"}),
                new Transaction(1, Instant.EPOCH),
                1,
                new LogPosition("binlog.000001", 4));
        try (Connection other = database().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("insert into " + Sql.name(TABLE) + " values (1, 'mine')");
            ChangeWriter writer = target().changes(new ChangeSettings("TASK", "", false));
            CompletableFuture<Void> blocked = CompletableFuture.runAsync(
                    () -> writer.write(List.of(insert), Conflicts.IDEMPOTENT, (change, rejected) -> Verdict.SKIP));
            Eventually.eventually(() -> "nobody waits for the row", () -> {
                try (Connection third = database().connect();
                        Statement query = third.createStatement();
                        ResultSet found = query.executeQuery(
                                "select 1 from information_schema.processlist"
                                        + " where command = 'Query' and info like '%insert into `contract_tgt`.`own`%' and id <> connection_id()")) {
                    return found.next();
                }
            });

            writer.close();

            ExecutionException broken = assertThrows(ExecutionException.class, () -> blocked.get(10, TimeUnit.SECONDS));
            assertTrue(((ConnectorException) broken.getCause()).isRecoverable());
        }
    }
}
