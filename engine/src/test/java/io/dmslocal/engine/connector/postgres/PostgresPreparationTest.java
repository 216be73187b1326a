package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tables of one schema are prepared at the same time. */
class PostgresPreparationTest {

    private static final String WAITING =
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ilike 'create schema%'";

    private static final TableSchema TABLE = new TableSchema(
            new TableId("s", "t"), List.of(new Column("id", DmsType.of(Kind.INT4), "int", false)), List.of("id"));

    private final ContractDatabase database = PostgresServer.shared().database("preparation");

    @Test
    void aSchemaThatAnotherLoadHasJustMadeIsTaken() throws Exception {
        try (Target target = new PostgresConnector().target(database.endpoint());
                Connection other = database.connect();
                Statement statement = other.createStatement();
                Connection watcher = database.connect();
                Statement watch = watcher.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("create schema s");
            CompletableFuture<Void> prepared = CompletableFuture.runAsync(
                    () -> target.prepare(new TablePlan(TABLE, Preparation.DROP_AND_CREATE, false, false)));
            Eventually.eventually(() -> "the other load waits for the schema", () -> {
                try (ResultSet waiting = watch.executeQuery(WAITING)) {
                    waiting.next();
                    return waiting.getInt(1) == 1;
                }
            });

            other.commit();

            prepared.get(60, TimeUnit.SECONDS);
            try (ResultSet rows = watch.executeQuery("select count(*) from s.t")) {
                rows.next();
                assertEquals(0, rows.getInt(1));
            }
        }
    }
}
